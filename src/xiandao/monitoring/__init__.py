"""How far: planned paths of targets, and what actual values say of them."""
