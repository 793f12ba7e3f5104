"""Which printed lines are one paragraph: geometry says it, words only where geometry is silent."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from xiandao.readers.layout_lines import WIDE, Line

_SENTENCE_END = re.compile("[。；：！？;:!?]$|[。！？][”’」』）)]$")
_ENUMERATOR = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、.．]|[(（][一二三四五六七八九十百\d]{1,4}[)）]|\d{1,3}[.．、)）](?!\d)|第[一二三四五六七八九十百零\d]{1,5}"
    r"[章节条款编部]|[①-⑳]|[●■◆▪•★☆]|——|专栏|附件|表\s*\d"
)
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、\S{2,20}$|第[一二三四五六七八九十百]{1,4}[章节]")
_LATIN_END, _LATIN_START = re.compile("[A-Za-z]$"), re.compile("[A-Za-z]")
_UNBROKEN = re.compile(r"[A-Za-z0-9.,%+/~-]+[^A-Za-z0-9]?[，。；、：）》”]?")
_FEWEST = 6


class Margins(NamedTuple):
    """Where lines of a region begin and end, their usual em and distance, and whether paragraphs are indented."""

    left: float
    right: float
    em: float
    pitch: float
    indents: bool


def margins_of(lines: Sequence[Line], pooled: Margins | None = None) -> Margins:
    """Margins seen in *lines*; *pooled* ones of the whole document where there are too few."""
    body = [line for line in lines if not line.is_row]
    if len(body) < _FEWEST and pooled is not None:
        return pooled
    if not body:
        return Margins(0.0, 0.0, 10.0, 16.0, indents=True)
    em = median(line.em for line in body)
    usual = [line for line in body if abs(line.em - em) <= 0.2 * em] or body
    right = _edge([line.right for line in usual], em, rightmost=True)
    full = [line for line in usual if line.right >= right - 2 * em]
    left = _edge([line.left for line in (full if len(full) >= 3 else usual)], em, rightmost=False)
    indented = sum(1.2 * em < line.left - left < 3.5 * em for line in usual)
    return Margins(left, right, em, _pitch(usual, em), indents=indented >= max(1, len(usual) // 25))


def continues(above: Line, line: Line, margins: Margins, *, room: float, across: bool) -> bool:
    """Whether *line* goes on with the paragraph of *above*.

    Args:
        above: The line read just before.
        line: The line in question.
        margins: Of the region of *line*.
        room: How far *above* ends before the margin of its own region.
        across: Whether a page or column ends between them, so that their distance says nothing.
    """
    if above.is_row or line.is_row or not _same_size(above, line):
        return False
    reach = 1.75 if margins.indents else 1.3
    near = across or 0 < line.top - above.top <= reach * max(margins.pitch, 1.2 * margins.em)
    if _is_title(above, margins) and _is_title(line, margins):
        return near and not across and not _SENTENCE_END.search(above.text)
    full = room < 0.9 * margins.em + _first_word(line)
    starts_left = line.left <= margins.left + 0.9 * margins.em or above.left - line.left > 1.2 * margins.em
    if not (near and full and starts_left):
        return False
    return not _begins_anew(above, line, margins)


def glue(above: str, below: str) -> str:
    """What stands between two lines that are one paragraph: a blank between words of letters, else nothing."""
    return " " if _LATIN_END.search(above) and _LATIN_START.match(below) else ""


def notes_below(lines: Sequence[Line], em: float) -> tuple[list[Line], list[Line]]:
    """Lines of the body, and the smaller ones at its foot."""
    place = len(lines)
    while place and not lines[place - 1].is_row and lines[place - 1].em < 0.88 * em:
        place -= 1
    is_foot = 0 < place < len(lines) and lines[place].top - lines[place - 1].bottom > 0
    return (list(lines[:place]), list(lines[place:])) if is_foot else (list(lines), [])


def _same_size(above: Line, line: Line) -> bool:
    """Whether two lines may be of one paragraph; lines of digits and letters only have no em to compare."""
    wide = min(len(WIDE.findall(above.text)), len(WIDE.findall(line.text)))
    tolerance = 0.5 if wide < 3 else 0.3 if wide < 6 else 0.17
    return abs(above.em - line.em) <= tolerance * max(above.em, line.em)


def _first_word(line: Line) -> float:
    """Room that the beginning of *line* would have needed on the line above: numbers and words are not broken."""
    word = _UNBROKEN.match(line.text)
    if word is None:
        return line.em
    return min(12.0, 0.6 * word.end() + 1.0) * line.em


def _begins_anew(above: Line, line: Line, margins: Margins) -> bool:
    """Where paragraphs are not indented, a sentence's end before a heading's number parts them."""
    if margins.indents and line.left <= margins.left + 0.9 * margins.em:
        return bool(_SENTENCE_END.search(above.text) and _HEADING.match(line.text) and above.right < margins.right)
    return bool(_SENTENCE_END.search(above.text) and _ENUMERATOR.match(line.text))


def _is_title(line: Line, margins: Margins) -> bool:
    """Larger than the body and in the middle."""
    centre = (margins.left + margins.right) / 2
    return line.em > 1.12 * margins.em and abs((line.left + line.right) / 2 - centre) < 1.5 * line.em


def _edge(values: list[float], em: float, *, rightmost: bool) -> float:
    """The outermost edge that several lines share, else the outermost."""
    ordered = sorted(values)
    enough = max(2, len(values) // 25)
    for value in reversed(ordered) if rightmost else ordered:
        if bisect_right(ordered, value + 0.6 * em) - bisect_left(ordered, value - 0.6 * em) >= enough:
            return value
    return ordered[-1] if rightmost else ordered[0]


def _pitch(lines: Sequence[Line], em: float) -> float:
    steps = [below.top - above.top for above, below in pairwise(lines)]
    usual = [step for step in steps if 0.8 * em < step < 4 * em]
    return Counter(round(step) for step in usual).most_common(1)[0][0] if usual else 1.6 * em
