"""Search over all plans: their words, cut so that SQLite and PostgreSQL find the same."""
