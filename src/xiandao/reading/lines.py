"""The printed lines of a text, and where flattened tables stand among them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.lexicon import words

# In characters: a short line; a line that only running prose fills.
SHORT = 12
PROSE = 26
HEADS_LEAST = 3

_PRINTED = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CHAPTER = re.compile(r"(?:#+ *)?\**(?:[一二三四五六七八九十]{1,3}、|、|附件|第[一二三四五六七八九十百]+[章条])")
_TABLE_HEADS = frozenset(words("table_heads"))


class Line(NamedTuple):
    """One printed line without its outer blanks, in the folded text."""

    start: int
    end: int
    indented: bool


def lines_of(flat: str) -> list[Line]:
    """The lines that are not blank."""
    found = []
    for match in _PRINTED.finditer(flat):
        start, end = match.span()
        printed = match.group()
        lead = len(printed) - len(printed.lstrip())
        if lead < len(printed):
            found.append(Line(start + lead, end - (len(printed) - len(printed.rstrip())), lead > 1))
    return found


def flattened_tables(flat: str, lines: list[Line]) -> list[Span]:
    """Where tables stand that were flattened to one cell a line: from their heads to the next chapter."""
    found: list[Span] = []
    heads = 0
    for at, line in enumerate(lines):
        if found and line.start < found[-1].end:
            continue
        is_head = line.end - line.start <= SHORT and flat[line.start : line.end] in _TABLE_HEADS
        heads = heads + 1 if is_head else 0
        if heads == HEADS_LEAST:
            after = (lines[number] for number in range(at + 1, len(lines)))
            behind = (chapter.start for chapter in after if _CHAPTER.match(flat, chapter.start, chapter.end))
            found.append(Span(line.start, next(behind, lines[-1].end + 1)))
    return found


def inside(spans: list[Span], at: int) -> bool:
    """Whether one of the ordered spans holds *at*."""
    near = bisect_right(spans, Span(at, sys.maxsize)) - 1
    return near >= 0 and at < spans[near].end
