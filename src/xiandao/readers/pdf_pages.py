"""One page of a PDF as placed characters and straight lines, through PDFium's plain interface."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from xiandao.readers.layout import Sheet
from xiandao.readers.layout_lines import WIDE, Piece
from xiandao.readers.layout_tables import Rule, straight_rules
from xiandao.readers.numbering import symbol

_MOST_OBJECTS = 20_000
_MOST_POINTS = 60_000
_DEEPEST_FORM = 6
_UNMAPPED = frozenset({0, 0xFFFD, 0xFFFF})
_HYPHENS = frozenset({0x02, 0xFFFE})

Matrix = tuple[float, float, float, float, float, float]
Place = Callable[[float, float], tuple[float, float]]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, before it is laid out.

    Attributes:
        sheet: Its characters and lines.
        pictures: How many pictures of note it shows.
        is_scan: Whether what a person reads on it is a picture.
        turn: Quarter turns, clockwise, that set its text upright; the sheet is turned so.
    """

    sheet: Sheet
    pictures: int
    is_scan: bool
    turn: int = 0


def page_of(document: pdfium.PdfDocument, number: int) -> Page:
    """The page *number*, counted from 0; an unreadable one is empty."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Page(sheet=Sheet(width=595.0, height=842.0, pieces=()), pictures=0, is_scan=False)
    try:
        return _page(page)
    finally:
        page.close()


def _page(page: pdfium.PdfPage) -> Page:
    width, height = page.get_size()
    drawn = list(_objects(page.raw))
    pieces, turn = _pieces(page)
    place = _placing(page, turn)
    if (page.get_rotation() // 90 - turn) % 2:
        width, height = height, width
    placed = [_placed(piece, place) for piece in pieces]
    area = max(1.0, width * height)
    pictures = [_share(thing, matrix, area) for thing, kind, matrix in drawn if kind == raw.FPDF_PAGEOBJ_IMAGE]
    sheet = Sheet(width=width, height=height, pieces=placed, rules=list(_rules(drawn, place)))
    return Page(
        sheet=sheet,
        pictures=sum(share > 0.02 for share in pictures),
        is_scan=_is_scan(placed, max(pictures, default=0.0), drawn=bool(drawn)),
        turn=turn,
    )


def _is_scan(pieces: list[Piece], largest: float, *, drawn: bool) -> bool:
    """A page without usable characters on which something is drawn, or with hardly any on a large picture."""
    usable = sum(piece.text not in {" ", "\ufffd"} for piece in pieces)
    unusable = sum(piece.text == "\ufffd" for piece in pieces)
    if usable < 1 or unusable > usable:
        return drawn
    return usable < 20 and largest > 0.6


def _pieces(page: pdfium.PdfPage) -> tuple[list[Piece], int]:
    """Characters in the page's own coordinates (upwards), and the quarter turns that set them upright."""
    textpage = page.get_textpage()
    try:
        found = list(_characters(textpage.raw))
    finally:
        textpage.close()
    turns = Counter(turn for _, turn in found if turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    return [piece for piece, one in found if one == turn], turn


def _characters(textpage: Any) -> Iterator[tuple[Piece, int | None]]:  # noqa: ANN401 - PDFium has no types
    """Each character that is printed with its quarter turns, ``None`` for those aslant."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for number in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, number)
        if raw.FPDFText_IsGenerated(textpage, number) == 1 or (code < 0x20 and code not in _HYPHENS | _UNMAPPED):
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, number, box):
            continue
        raw.FPDFText_GetCharOrigin(textpage, number, x, y)
        turn = _quarter_turns(raw.FPDFText_GetCharAngle(textpage, number))
        yield _character(_text(code), box, (x.value, y.value), turn or 0), turn


def _character(text: str, box: Any, origin: tuple[float, float], turn: int) -> Piece:  # noqa: ANN401 - PDFium has no types
    """A piece that stands on its line's base, whatever the heights of fonts: their middles then agree."""
    left, right, top, bottom = box.left, box.right, box.top, box.bottom
    if turn % 2:
        size = top - bottom if WIDE.match(text) else (right - left) * 0.9
        base = origin[0]
        ends = (base - 0.86 * size, base + 0.14 * size) if turn == 1 else (base - 0.14 * size, base + 0.86 * size)
        return Piece(text, ends[0], bottom, ends[1], top)
    size = right - left if WIDE.match(text) else (top - bottom) * 0.9
    base = origin[1]
    ends = (base - 0.14 * size, base + 0.86 * size) if turn == 0 else (base - 0.86 * size, base + 0.14 * size)
    return Piece(text, left, ends[0], right, ends[1])


def _quarter_turns(angle: float) -> int | None:
    turns = -angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.06 else None


def _text(code: int) -> str:
    """The character of a code; forms of compatibility (⼈ for 人) as the character itself."""
    if code in _UNMAPPED or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    if code in _HYPHENS:
        return "-"
    character = chr(code)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character)
    if 0xF020 <= code <= 0xF0FF:
        return symbol(character)
    return " " if character.isspace() else character


def _placing(page: pdfium.PdfPage, turn: int) -> Place:
    """From the page's coordinates to points from the top left corner, the page turned so that text is upright."""
    left, bottom, right, top = page.get_cropbox()
    if turn == 1:
        return lambda x, y: (y - bottom, x - left)
    if turn == 2:
        return lambda x, y: (right - x, y - bottom)
    if turn == 3:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _placed(piece: Piece, place: Place) -> Piece:
    (x1, y1), (x2, y2) = place(piece.left, piece.top), place(piece.right, piece.bottom)
    return Piece(piece.text, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:  # noqa: ANN401 - PDFium has no types
    """Objects of the page and of the forms on it, with the movement of their form."""
    waiting = [
        (raw.FPDFPage_GetObject(page, number), _UNMOVED, 0)
        for number in range(min(_MOST_OBJECTS, raw.FPDFPage_CountObjects(page)))
    ]
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        thing, matrix, depth = waiting.pop()
        seen += 1
        kind = raw.FPDFPageObj_GetType(thing)
        yield thing, kind, matrix
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            inner = _times(_matrix(thing), matrix)
            count = min(_MOST_OBJECTS, max(0, raw.FPDFFormObj_CountObjects(thing)))
            waiting.extend((raw.FPDFFormObj_GetObject(thing, number), inner, depth + 1) for number in range(count))


def _matrix(thing: Any) -> Matrix:  # noqa: ANN401 - PDFium has no types
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(thing, found):
        return _UNMOVED
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _share(thing: Any, matrix: Matrix, area: float) -> float:  # noqa: ANN401 - PDFium has no types
    """How much of the page a picture covers."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0
    (x1, y1), (x2, y2) = _moved(left.value, bottom.value, matrix), _moved(right.value, top.value, matrix)
    share = abs((x2 - x1) * (y2 - y1)) / area
    return share if math.isfinite(share) else 0.0


def _rules(drawn: list[tuple[Any, int, Matrix]], place: Place) -> Iterator[Rule]:
    budget = _MOST_POINTS
    for thing, kind, matrix in drawn:
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        count = raw.FPDFPath_CountSegments(thing)
        budget -= max(0, count)
        if budget < 0:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(thing, fill, stroke)
        whole = _times(_matrix(thing), matrix)
        for points in _outlines(thing, count, whole, place):
            yield from straight_rules(points, stroked=bool(stroke.value))


def _outlines(thing: Any, count: int, matrix: Matrix, place: Place) -> Iterator[list[tuple[float, float]]]:  # noqa: ANN401
    """Stretches of straight lines; curves end a stretch."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(thing, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(*_moved(x.value, y.value, matrix))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            if len(points) > 1:
                yield points
            points = [point]
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points
