"""Placed characters become printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff5e\u3001-\u303f]")
_WORDLIKE = re.compile(r"[A-Za-z0-9]")


class Piece(NamedTuple):
    """Characters printed together, in points from the page's top left corner; *score* is a recogniser's confidence."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0


class Line(NamedTuple):
    """One printed line, or one row of a table.

    *em* is the width of its wide characters; *is_row* tells rows, which never join others;
    *column* is 0 for lines of the whole width, 1 and 2 for the left and right of two columns.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float
    is_row: bool = False
    score: float = 1.0
    column: int = 0


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces on one height become one line, lines in the order of their heights."""
    made = (line_of(group) for group in heights_of(pieces))
    return [line for line in made if line is not None]


def heights_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one height together, from top to bottom."""
    groups: list[list[Piece]] = []
    anchor = reach = 0.0
    for piece in sorted(pieces, key=_middle):
        if groups and _middle(piece) - anchor <= max(reach, _reach(piece)):
            groups[-1].append(piece)
            reach = max(reach, _reach(piece))
        else:
            groups.append([piece])
            anchor, reach = _middle(piece), _reach(piece)
    return groups


def em_of(pieces: Sequence[Piece]) -> float:
    """Width of a wide character in *pieces*; their height where there is none."""
    widths = [
        (one.right - one.left) / _wide_places(one.text)
        for one in pieces
        if WIDE.search(one.text) and one.right > one.left
    ]
    heights = [one.bottom - one.top for one in pieces if not one.text.isspace()]
    return max(1.0, median(widths) if widths else median(heights) if heights else 1.0)


def _wide_places(text: str) -> float:
    """How many wide characters are as long as *text*: letters and digits take about half the room."""
    if len(text) == 1:
        return 1.0
    wide = len(WIDE.findall(text)) + sum(map(text.count, "—“”…"))
    return wide + 0.55 * (len(text) - wide)


def _middle(piece: Piece) -> float:
    return (piece.top + piece.bottom) / 2


def _reach(piece: Piece) -> float:
    return (piece.bottom - piece.top) * 0.45


def line_of(pieces: Sequence[Piece]) -> Line | None:
    """The line that *pieces* on one height make, ``None`` when they are all blank."""
    ordered = _once(sorted(pieces, key=lambda one: one.left))
    words = [one for one in ordered if one.text.strip()]
    if not words:
        return None
    em = em_of(words)
    return Line(
        text=_spaced(ordered, em),
        left=words[0].left,
        top=min(one.top for one in words),
        right=max(one.right for one in words),
        bottom=max(one.bottom for one in words),
        em=em,
        score=min(one.score for one in words),
    )


def _once(ordered: list[Piece]) -> list[Piece]:
    """Bold that is made by printing twice, a hair apart, is read once."""
    kept: list[Piece] = []
    for piece in ordered:
        near = next((one for one in reversed(kept[-3:]) if one.text == piece.text), None)
        if near is None or piece.left - near.left > 0.3 * (piece.right - piece.left):
            kept.append(piece)
    return kept


def _spaced(ordered: list[Piece], em: float) -> str:
    """Words of a line, with one blank where a blank or a gap is printed."""
    out = ""
    last: Piece | None = None
    for piece in ordered:
        if last is not None and out and not out.endswith(" ") and _is_gap(last, piece, em):
            out += " "
        out += piece.text
        last = piece if piece.text.strip() else last
    return " ".join(out.split())


def _is_gap(last: Piece, piece: Piece, em: float) -> bool:
    gap = piece.left - last.right
    between_words = _WORDLIKE.match(last.text[-1:]) and _WORDLIKE.match(piece.text[:1])
    return gap > em * (0.22 if between_words else 0.9)
