"""What goes out: asked for, looked through by two named people, numbered, marked, taken once, and taken back."""
