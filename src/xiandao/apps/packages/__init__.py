"""What goes to other installations as signed packages, what comes from them, and who is believed."""
