"""How the sample documents are built from their sources."""
