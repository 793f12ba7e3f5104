"""Decisions that can be looked into: what was known, by which rules, with which outcome, who disagreed."""
