"""Where on a printed page words of the text stand: the text beside the page's own characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from xiandao.readers.layout_lines import Piece
from xiandao.readers.shown import Shown

LEAST = 0.6
"""Share of the words' characters that must be found on the page; below it nothing is marked."""
_MOST_CHARACTERS = 20_000
_GAP = 2.5


class Box(NamedTuple):
    """A stretch of one printed line, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class _Sign(NamedTuple):
    """One character as it is compared, and where it comes from: a place in the text, or a box on the page."""

    text: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One page's text laid on its picture.

    Attributes:
        boxes: The box of each character of the page.
        ways: For each order in which the page can be read, the box of each character of the text, ``-1`` for none.
        signs: The characters of the text that are compared, blanks left out.
        streams: The page's characters in each of the orders.
    """

    boxes: tuple[Box, ...]
    ways: tuple[tuple[int, ...], ...]
    signs: tuple[_Sign, ...]
    streams: tuple[tuple[_Sign, ...], ...]


def placed_on(text: str, shown: Shown) -> Placed:
    """*text*, which is that of the page, laid on the page's characters.

    The text has lost the page's breaks, blanks, hyphens and running heads: both are compared without blanks and in
    compatible forms, in the order of the lines and in the order of the file, whichever places more of the words.
    """
    boxes, letters = _letters(shown.pieces)
    signs = tuple(_signs(text))
    numbered = [[letter for number in order for letter in letters[number]] for order in _orders(shown)]
    streams = tuple(tuple(_Sign(part, at) for sign, at in each for part in _plain(sign)) for each in numbered)
    ways = tuple(_aligned(signs, stream, len(text)) for stream in streams)
    return Placed(boxes=boxes, ways=ways, signs=signs, streams=streams)


def boxes_of(placed: Placed, start: int, end: int) -> tuple[Box, ...]:
    """One box for each printed line of the words between *start* and *end* of the page's text; none where unsure."""
    wanted = [sign.at for sign in placed.signs if start <= sign.at < end]
    if not wanted:
        return ()
    found = max(([way[at] for at in wanted] for way in placed.ways), key=_share, default=[])
    if _share(found) < 1.0:
        found = max((found, _sought(placed, start, end)), key=_share)
    if _share(found) < LEAST:
        return ()
    return tuple(_lines(placed.boxes[at] for at in dict.fromkeys(found) if at >= 0))


def _share(found: Sequence[int]) -> float:
    return sum(at >= 0 for at in found) / len(found) if found else 0.0


def _letters(pieces: Iterable[Piece]) -> tuple[tuple[Box, ...], list[list[tuple[str, int]]]]:
    """Every character of the page with its box; a recognised line is as wide for each of its characters."""
    boxes: list[Box] = []
    letters: list[list[tuple[str, int]]] = []
    for piece in pieces:
        step = (piece.right - piece.left) / max(1, len(piece.text))
        letters.append([])
        for number, letter in enumerate(piece.text):
            letters[-1].append((letter, len(boxes)))
            left = piece.left + number * step
            boxes.append(Box(left, piece.top, left + step, piece.bottom))
    return tuple(boxes), letters


def _orders(shown: Shown) -> tuple[Sequence[int], ...]:
    by_file = range(len(shown.pieces))
    return (shown.order,) if tuple(by_file) == shown.order else (shown.order, by_file)


def _signs(text: str) -> Iterator[_Sign]:
    for at, letter in enumerate(text):
        for part in _plain(letter):
            yield _Sign(part, at)


def _plain(letter: str) -> str:
    """The character as it is compared; nothing for a blank."""
    return "".join(part for part in unicodedata.normalize("NFKC", letter) if not part.isspace())


def _aligned(signs: Sequence[_Sign], stream: Sequence[_Sign], length: int) -> tuple[int, ...]:
    """The longest run of characters that both have in the same order; single ones that stand alone are chance."""
    way = [-1] * length
    if not signs or not stream or max(len(signs), len(stream)) > _MOST_CHARACTERS:
        return tuple(way)
    before, after = "".join(sign.text for sign in signs), "".join(sign.text for sign in stream)
    for each in LCSseq.opcodes(before, after):
        size = each.src_end - each.src_start
        if each.tag != "equal" or (size == 1 and len(signs) > 1):
            continue
        for step in range(size):
            way[signs[each.src_start + step].at] = stream[each.dest_start + step].at
    return tuple(way)


def _sought(placed: Placed, start: int, end: int) -> list[int]:
    """The very words where they stand whole on the page: where more than once, in the order of the text."""
    words = [sign for sign in placed.signs if start <= sign.at < end]
    sought = "".join(sign.text for sign in words)
    before = "".join(sign.text for sign in placed.signs if sign.at < start)
    for stream in placed.streams:
        whole = "".join(sign.text for sign in stream)
        at = -1
        for _ in range(before.count(sought) + 1):
            further = whole.find(sought, at + 1)
            at = further if further >= 0 else at
        if at >= 0:
            return [sign.at for sign in stream[at : at + len(sought)]]
    return []


def _lines(boxes: Iterable[Box]) -> Iterator[Box]:
    """Boxes of characters joined to stretches of lines, in the order of the words."""
    now: Box | None = None
    for box in boxes:
        if now is not None and _goes_on(now, box):
            now = Box(
                min(now.left, box.left), min(now.top, box.top), max(now.right, box.right), max(now.bottom, box.bottom)
            )
        else:
            if now is not None:
                yield now
            now = box
    if now is not None:
        yield now


def _goes_on(now: Box, box: Box) -> bool:
    """Whether the character stands on the stretch's line, behind it and not far off."""
    height = max(1.0, box.bottom - box.top)
    is_level = abs((now.top + now.bottom) / 2 - (box.top + box.bottom) / 2) < 0.5 * max(height, now.bottom - now.top)
    return is_level and -0.5 * height <= box.left - now.right <= _GAP * height
