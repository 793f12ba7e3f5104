"""Leading groups, task forces, who sits in them, and which leader answers for which field, on any day."""
