"""Records of organisations with known truth: what linking and importing are measured on."""
