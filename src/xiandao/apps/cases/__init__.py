"""Cases: something is put forward, answered, ruled upon and closed, by a clock of working days."""
