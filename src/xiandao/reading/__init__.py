"""The reading kernel: a document's text in, a sentence-exact and balanced plan out."""

from xiandao.reading.pipeline import read_plan

__all__ = ["read_plan"]
