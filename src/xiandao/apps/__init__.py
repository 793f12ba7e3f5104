"""What is stored and who may change it: the Django apps of the workspace."""
