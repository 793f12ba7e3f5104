"""Registers: what is known of entities, folded from what sources say, told apart by name, and counted."""
