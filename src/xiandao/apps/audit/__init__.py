"""The log of deeds: one line each, chained, signed outside the database."""
