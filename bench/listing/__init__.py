"""What the measurement of registers asks: enterprises made in bulk, and questions of their lists and pages."""
