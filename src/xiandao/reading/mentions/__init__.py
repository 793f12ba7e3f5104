"""Things named in the text that rules look at: amounts, years, titles."""
