"""A workspace of a thousand plans under the load that an office puts on it."""
