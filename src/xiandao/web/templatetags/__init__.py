"""What templates can say beyond what they are given."""
