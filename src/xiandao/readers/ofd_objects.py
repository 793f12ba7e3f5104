"""Objects on a page of an OFD file: characters with their places, straight lines, pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from xiandao.readers.layout_lines import WIDE, Piece
from xiandao.readers.layout_tables import Rule, straight_rules
from xiandao.readers.markup import Element, attribute, local

POINTS = 72 / 25.4
"""Points in a millimetre, OFD's unit."""

_MOST_OBJECTS = 50_000
_MOST_TOKENS = 20_000
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class Picture(NamedTuple):
    """A picture's resource, and where it lies on the page, in points."""

    resource: str
    left: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Drawn:
    """What a page and its templates show so far."""

    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def drawn_on(root: Element, drawn: Drawn) -> None:
    """Add to *drawn* the objects of one page's or template's content."""
    for thing in islice(root.iter(), _MOST_OBJECTS):
        name = local(thing)
        if attribute(thing, "Visible") == "false":
            continue
        if name == "TextObject":
            drawn.pieces.extend(_pieces(thing))
        elif name == "PathObject":
            drawn.rules.extend(_rules(thing))
        elif name == "ImageObject":
            drawn.pictures.append(_picture(thing))


def numbers(words: str | None) -> list[float]:
    """Numbers parted by blanks; none when one of them is no number."""
    try:
        found = [float(word) for word in (words or "").split()[:_MOST_TOKENS]]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an object's own coordinates lie on the page."""

    left: float
    top: float
    matrix: tuple[float, float, float, float, float, float]

    def on_page(self, x: float, y: float) -> tuple[float, float]:
        """A point in points from the page's top left corner."""
        a, b, c, d, e, f = self.matrix
        return (self.left + a * x + c * y + e) * POINTS, (self.top + b * x + d * y + f) * POINTS

    @property
    def is_upright(self) -> bool:
        """Whether text keeps its direction: watermarks are printed aslant."""
        a, b, c, d, _, _ = self.matrix
        return a > 0 and d > 0 and abs(b) <= 0.05 * a and abs(c) <= 0.5 * d


def _place(thing: Element) -> _Place:
    box = numbers(attribute(thing, "Boundary"))
    matrix = numbers(attribute(thing, "CTM"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    if len(matrix) != 6:
        return _Place(left, top, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    return _Place(left, top, (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]))


def _picture(thing: Element) -> Picture:
    box = numbers(attribute(thing, "Boundary"))
    left, top, width, height = (value * POINTS for value in (box if len(box) == 4 else (0.0, 0.0, 0.0, 0.0)))
    return Picture(attribute(thing, "ResourceID") or "", left, top, width, height)


def _pieces(thing: Element) -> Iterator[Piece]:
    place = _place(thing)
    size = next(iter(numbers(attribute(thing, "Size"))), 0.0)
    if not place.is_upright or not 0 < size < 1_000 or attribute(thing, "Alpha") == "0":
        return
    stretch = next(iter(numbers(attribute(thing, "HScale"))), 1.0)
    x = y = 0.0
    for code in (one for one in thing if local(one) == "TextCode"):
        x = next(iter(numbers(attribute(code, "X"))), x)
        y = next(iter(numbers(attribute(code, "Y"))), y)
        yield from _characters(code, place, (x, y), (size, size * stretch))


def _characters(
    code: Element, place: _Place, start: tuple[float, float], sizes: tuple[float, float]
) -> Iterator[Piece]:
    """The characters of one code, each a step further than the one before."""
    text = (code.text or "").strip("\r\n")
    size, wide = sizes
    steps_x = list(islice(steps(attribute(code, "DeltaX")), len(text)))
    steps_y = list(islice(steps(attribute(code, "DeltaY")), len(text)))
    x, y = start
    for number, character in enumerate(text):
        width = wide if WIDE.match(character) else wide / 2
        step = steps_x[number] if number < len(steps_x) else (0.0 if number < len(steps_y) else width)
        (left, base), (right, _) = place.on_page(x, y), place.on_page(x + min(width, step or width), y)
        height = place.on_page(0, size)[1] - place.on_page(0, 0)[1]
        if all(map(math.isfinite, (left, right, base, height))):
            shown = " " if character.isspace() else character
            yield Piece(shown, left, base - 0.86 * height, max(left, right), base + 0.14 * height)
        x += step
        y += steps_y[number] if number < len(steps_y) else 0.0


def steps(words: str | None) -> Iterator[float]:
    """Distances as OFD writes them: ``3.2 3.2 g 5 4.1`` repeats 4.1 five times."""
    tokens = iter((words or "").split()[:_MOST_TOKENS])
    for word in tokens:
        if word == "g":
            times, distance = numbers(next(tokens, "")), numbers(next(tokens, ""))
            for _ in range(min(_MOST_TOKENS, int(times[0])) if times and distance else 0):
                yield distance[0]
        else:
            yield next(iter(numbers(word)), 0.0)


def _rules(thing: Element) -> Iterator[Rule]:
    place = _place(thing)
    data = next((one for one in thing if local(one) == "AbbreviatedData"), None)
    stroked = attribute(thing, "Stroke") != "false"
    filled = attribute(thing, "Fill") == "true"
    if data is None or not (stroked or filled):
        return
    for points in _outlines((data.text or "").split()[:_MOST_TOKENS], place):
        yield from straight_rules(points, stroked=stroked)


def _outlines(tokens: list[str], place: _Place) -> Iterator[list[tuple[float, float]]]:
    """Stretches of straight lines; curves end a stretch."""
    points: list[tuple[float, float]] = []
    at = 0
    while at < len(tokens):
        count = _ARGUMENTS.get(tokens[at], -1)
        values = numbers(" ".join(tokens[at + 1 : at + 1 + max(0, count)]))
        if count < 0 or len(values) != count:
            break
        if tokens[at] == "L":
            points.append(place.on_page(*values))
        elif tokens[at] == "C":
            points.extend(points[:1])
        else:
            if len(points) > 1:
                yield points
            points = [place.on_page(values[-2], values[-1])]
        at += 1 + count
    if len(points) > 1:
        yield points
