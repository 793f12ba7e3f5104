"""名录: entities of every kind, what sources say of them, and the lists they make."""
