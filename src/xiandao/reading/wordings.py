"""Expressions that match one of many words and look at a word's first character before they try it."""

from __future__ import annotations

import re

from xiandao.reading.lexicon import words


def one_of(name: str, *kinds: str) -> str:
    """Like :func:`~xiandao.reading.lexicon.any_of`, at a tenth of the cost where no word begins."""
    return leaping(words(name, *kinds))


def leaping(known: tuple[str, ...]) -> str:
    """One of *known*, which come longest first."""
    heads = "".join(sorted({re.escape(word[0]) for word in known}))
    return f"(?:(?=[{heads}])(?:{'|'.join(map(re.escape, known))}))"
