"""A page as it is printed: its picture, and where on it each character stands."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xiandao.readers.layout import Sheet, lines_on
from xiandao.readers.layout_columns import regions
from xiandao.readers.layout_lines import Line, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One page, upright.

    Attributes:
        media_type: Of the picture: ``image/png`` or ``image/svg+xml``.
        image: The picture.
        width: Of the page, in points.
        height: Of the page, in points.
        pieces: Its characters with their places in points, in the order in which the file holds them.
        order: Numbers of *pieces* in the order in which the page is read.
        pages: How many pages the document has.
        is_picture: Whether what a person reads on it is a picture; *pieces* are then recognised words, or none.
    """

    media_type: str
    image: bytes
    width: float
    height: float
    pieces: tuple[Piece, ...]
    order: tuple[int, ...]
    pages: int
    is_picture: bool = False


def reading_order(sheet: Sheet) -> tuple[int, ...]:
    """Numbers of the sheet's pieces line by line, as the page is read; what stands on no line is left out."""
    lines = [line for region in regions(lines_on(sheet)) for line in region]
    on: list[list[int]] = [[] for _ in lines]
    for number, piece in enumerate(sheet.pieces):
        at = next((at for at, line in enumerate(lines) if _stands_on(piece, line)), None)
        if at is not None:
            on[at].append(number)
    for line, numbers in zip(lines, on, strict=True):
        if not line.is_row:  # cells may have lines of their own: the file's order is theirs
            numbers.sort(key=lambda number: sheet.pieces[number].left)
    return tuple(number for numbers in on for number in numbers)


def _stands_on(piece: Piece, line: Line) -> bool:
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return line.left <= x <= line.right and line.top <= y <= line.bottom


def row_of_shown(shown: Shown) -> dict[str, Any]:
    """What JSON can carry."""
    return {
        "media_type": shown.media_type,
        "image": base64.b64encode(shown.image).decode("ascii"),
        **places_of_shown(shown),
    }


def places_of_shown(shown: Shown) -> dict[str, Any]:
    """The page without its picture, as JSON."""
    return {
        "width": round(shown.width, 2),
        "height": round(shown.height, 2),
        "pieces": [[piece.text, *(round(value, 2) for value in piece[1:5])] for piece in shown.pieces],
        "order": shown.order,
        "pages": shown.pages,
        "is_picture": shown.is_picture,
    }


def shown_of_row(row: Mapping[str, Any]) -> Shown:
    """The value of :func:`row_of_shown`, or of :func:`places_of_shown` with an empty picture."""
    return Shown(
        media_type=row.get("media_type", ""),
        image=base64.b64decode(row.get("image", "")),
        width=row["width"],
        height=row["height"],
        pieces=_pieces(row["pieces"]),
        order=tuple(row["order"]),
        pages=row["pages"],
        is_picture=row["is_picture"],
    )


def _pieces(rows: Sequence[Sequence[Any]]) -> tuple[Piece, ...]:
    return tuple(Piece(text, left, top, right, bottom) for text, left, top, right, bottom in rows)
