"""Notices: what waits for whom, proof of delivery, one daily digest, and the outlets by which it leaves."""
