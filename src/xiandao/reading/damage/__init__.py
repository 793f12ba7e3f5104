"""Damage of a document, one kind a module: each tells where it is and leaves sound text alone."""
