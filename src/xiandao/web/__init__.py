"""The workspace in a browser: settings, addresses, errors, theme."""
