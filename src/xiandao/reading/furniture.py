"""Page furniture: page numbers, the running heads beside them, and headings that a scrape repeats."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from xiandao.core.text import Span
from xiandao.reading.lines import PROSE, SHORT, Line, inside
from xiandao.reading.numbering import number_at

REPEATS = 60
PAGE_LEAST = 10 * PROSE
DIGITS_MOST = 3

_DASHED = re.compile(r"[-—–·]+\s*\d{1,3}\s*[-—–·]+|第\s*\d{1,3}\s*页.*|\d{1,3}\s*/\s*\d{1,3}")


def without_furniture(flat: str, lines: list[Line], cells: list[Span]) -> tuple[list[Line], tuple[Span, ...]]:
    """Take page numbers, and the running heads that stand beside them, out of the lines."""
    numbers = {at for at in _page_numbers(flat, lines) if not _is_serial(flat, lines[at], cells)}
    numbers |= _stuck(flat, lines)
    if not numbers:
        return lines, ()
    beside: dict[str, list[int]] = {}
    for at in numbers:
        for near in (at - 1, at + 1):
            if 0 <= near < len(lines) and lines[near].end - lines[near].start <= 2 * PROSE:
                beside.setdefault(flat[lines[near].start : lines[near].end], []).append(near)
    heads = {at for places in beside.values() if len(places) >= 2 for at in places}
    gone = numbers | heads
    kept = [line for at, line in enumerate(lines) if at not in gone]
    return kept, tuple(Span(lines[at].start, lines[at].end) for at in sorted(gone))


def _is_serial(flat: str, line: Line, cells: list[Span]) -> bool:
    """Whether a bare number is a cell of a flattened table."""
    return flat[line.start : line.end].isdecimal() and inside(cells, line.start)


def _stuck(flat: str, lines: list[Line]) -> set[int]:
    """Repeats of a numbered heading that stands more often than any plan repeats one: a stuck scrape."""
    if len(lines) <= REPEATS:
        return set()
    count = Counter(flat[line.start : line.end] for line in lines)
    stuck = {words for words, times in count.items() if times > REPEATS and number_at(words, 0, len(words))}
    if not stuck:
        return set()
    places = [at for at, line in enumerate(lines) if flat[line.start : line.end] in stuck]
    return set(places[1:])


def _page_numbers(flat: str, lines: list[Line]) -> set[int]:
    """Lines that are page numbers: dressed as such, or bare ones that count up a page's length apart."""
    dressed, bare = set(), []
    for at, line in enumerate(lines):
        if line.end - line.start > SHORT + 4:
            continue
        printed = flat[line.start : line.end]
        if _DASHED.fullmatch(printed):
            dressed.add(at)
        elif printed.isdecimal() and len(printed) <= DIGITS_MOST:
            bare.append((at, int(printed)))
    for (at, value), (after, following) in pairwise(bare):
        if following == value + 1 and lines[after].start - lines[at].start >= PAGE_LEAST:
            dressed |= {at, after}
    return dressed
