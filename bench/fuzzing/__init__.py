"""Spoilt and senseless input, and what must hold whatever comes in."""
