"""What the measurement of alignment is made of: documents, judgements of people, and what is counted of both."""
