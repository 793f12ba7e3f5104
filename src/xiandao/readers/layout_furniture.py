"""Page numbers and running heads: known by where they stand and by coming again, and set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from xiandao.readers.layout_lines import Line

_DASH = "[-—–－―─~·•\\s]"
_NUMBER = re.compile(
    f"{_DASH}*(?:第\\s*)?([0-9０-９]{{1,4}}|[IVXLivxl]{{1,7}})(?:\\s*页)?{_DASH}*(?:[/／,，]?\\s*(?:共|of)?\\s*[0-9０-９]{{1,4}}\\s*页?)?{_DASH}*"
)
_DECORATED = re.compile(
    f"{_DASH}*[-—–－―─]+{_DASH}*[0-9０-９IVXLivxl]+{_DASH}*[-—–－―─]+{_DASH}*|第\\s*[0-9０-９]+\\s*页.*|[0-9０-９]+\\s*[/／]\\s*[0-9０-９]+"
)
_TOP, _BOTTOM = 0.12, 0.87
_DEEP = 3
_LONGEST_NUMBER = 40


def without_furniture(pages: Sequence[list[Line]], heights: Sequence[float]) -> tuple[list[list[Line]], list[str]]:
    """The pages' lines without their furniture, and what the furniture said."""
    doomed = _repeated(pages, heights) | _page_numbers(pages, heights)
    kept: list[list[Line]] = []
    asides: list[str] = []
    for number, lines in enumerate(pages):
        kept.append([line for place, line in enumerate(lines) if (number, place) not in doomed])
        asides.extend(line.text for place, line in enumerate(lines) if (number, place) in doomed)
    return kept, asides


def _at_edges(lines: list[Line], height: float) -> Iterator[tuple[int, Line]]:
    """The outermost lines in the head and the foot of a page."""
    for place, line in enumerate(lines):
        outermost = place < _DEEP or place >= len(lines) - _DEEP
        if outermost and not line.is_row and (line.bottom <= height * _TOP or line.top >= height * _BOTTOM):
            yield place, line


def _repeated(pages: Sequence[list[Line]], heights: Sequence[float]) -> set[tuple[int, int]]:
    """Lines that come again on other pages at the same height, numbers in them apart."""
    found = [
        (number, place, _key(line))
        for number, lines in enumerate(pages)
        for place, line in _at_edges(lines, heights[number])
    ]
    counts = Counter(key for _, _, key in found)
    least = 2 if len(pages) == 2 else 3
    return {(number, place) for number, place, key in found if counts[key] >= least}


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"[0-9０-９]+", "#", "".join(line.text.split())), round(line.top / 6)


def _page_numbers(pages: Sequence[list[Line]], heights: Sequence[float]) -> set[tuple[int, int]]:
    """Numbers at the edge that are set off by dashes, or that count with the pages."""
    found = []
    for number, lines in enumerate(pages):
        for place, line in _at_edges(lines, heights[number]):
            match = _NUMBER.fullmatch(line.text) if len(line.text) <= _LONGEST_NUMBER else None
            if match:
                found.append((number, place, _value(match[1]) - number, bool(_DECORATED.fullmatch(line.text))))
    counts = Counter(offset for _, _, offset, _ in found)
    alone = len(pages) == 1
    return {
        (number, place)
        for number, place, offset, decorated in found
        if decorated or counts[offset] >= 2 or (alone and _is_last(pages[number], place))
    }


def _value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else -1_000


def _is_last(lines: list[Line], place: int) -> bool:
    """Whether a bare number on a single page stands alone below everything else, well apart."""
    above = lines[place - 1] if place else None
    return place == len(lines) - 1 and above is not None and lines[place].top - above.bottom > 2 * lines[place].em
