"""Places: the administrative tree and the functional zones over it."""
