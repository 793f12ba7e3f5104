"""How many columns words take where a Chinese character takes two."""

from __future__ import annotations

from unicodedata import combining, east_asian_width


def width(text: str, *, ambiguous: int = 1) -> int:
    """Columns of *text*; *ambiguous* characters (“ ” … ①) take one on a terminal and two in a Chinese font."""
    return len(text) if text.isascii() else sum(char_width(char, ambiguous) for char in text)


def char_width(char: str, ambiguous: int = 1) -> int:
    """Columns of one character; what stands over another takes none."""
    if combining(char):
        return 0
    return {"W": 2, "F": 2, "A": ambiguous}.get(east_asian_width(char), 1)
