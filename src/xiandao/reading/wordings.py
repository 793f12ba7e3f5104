"""Expressions for one of many words that look for its first character before they try any.

They pay where they are tried at a place; an expression that is searched for skips to such a character by itself.
"""

from __future__ import annotations

import re

from xiandao.reading.lexicon import alternation, words


def one_of(name: str, *kinds: str) -> str:
    """Like :func:`~xiandao.reading.lexicon.any_of`, at half the cost where it is tried and no word begins."""
    return leaping(words(name, *kinds))


def leaping(known: tuple[str, ...]) -> str:
    """One of *known*, the longest that lets the rest match."""
    heads = "".join(sorted({re.escape(word[0]) for word in known}))
    return f"(?:(?=[{heads}]){alternation(known)})"
