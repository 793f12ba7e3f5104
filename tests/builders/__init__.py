"""Values made by hand for tests."""
