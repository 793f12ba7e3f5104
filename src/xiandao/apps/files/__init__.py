"""Files as they came in, kept under their digest."""
