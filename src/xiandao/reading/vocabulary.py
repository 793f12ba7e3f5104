"""Sets of words that are looked for at a place: the longest that begins there, or that ends there.

A place is looked at by its one outer character first; where no word has it, nothing is cut out of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self


class Vocabulary(frozenset[str]):
    """Words that can be found at a place of a text."""

    _by_first: Mapping[str, tuple[int, ...]]
    _by_last: Mapping[str, tuple[int, ...]]

    def __new__(cls, known: Iterable[str]) -> Self:
        """A vocabulary of the words *known*, none of which may be empty."""
        made = super().__new__(cls, known)
        made._by_first = _lengths((word[0], len(word)) for word in made)
        made._by_last = _lengths((word[-1], len(word)) for word in made)
        return made

    def at(self, text: str, start: int, end: int) -> str:
        """The longest word that stands at *start* and does not reach past *end*, ``""`` where none does."""
        if start < end:
            for length in self._by_first.get(text[start], ()):
                word = text[start : start + length]
                if start + length <= end and word in self:
                    return word
        return ""

    def before(self, text: str, start: int, end: int) -> str:
        """The longest word that ends at *end* and begins at *start* or behind it, ``""`` where none does."""
        if start < end:
            for length in self._by_last.get(text[end - 1], ()):
                word = text[end - length : end]
                if end - length >= start and word in self:
                    return word
        return ""


def _lengths(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """By a character the lengths of the words that have it there, the longest first."""
    found: dict[str, set[int]] = {}
    for character, length in pairs:
        found.setdefault(character, set()).add(length)
    return {character: tuple(sorted(lengths, reverse=True)) for character, lengths in found.items()}
