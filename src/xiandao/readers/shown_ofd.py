"""A page of an OFD file as a drawing, with the places of its characters."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from xiandao.readers.extract import Task
from xiandao.readers.markup import Element, attribute, child, local
from xiandao.readers.ofd import leaf_of
from xiandao.readers.ofd_objects import POINTS, numbers, steps
from xiandao.readers.shown import Shown, reading_order

_MOST_OBJECTS = 50_000
_MOST_PICTURES = 12 * 1024 * 1024
_FONTS = "'Noto Serif CJK SC','Source Han Serif SC',SimSun,FangSong,STSong,serif"
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_LETTERS = {"S": "M", "B": "C", "C": "Z"}
"""Where SVG calls a step of an outline otherwise."""
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"))
_UNFIT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))
"""What XML cannot hold."""


def show_ofd(task: Task) -> Shown:
    """The page that *task* asks for, drawn to scale; words of a scanned one where they can be recognised.

    Raises:
        Refusal: ``page-none``, or the file cannot be opened.
    """
    leaf = leaf_of(task)
    width, height = leaf.sheet.width, leaf.sheet.height
    drawn = "".join(part for layer in leaf.layers for part in _drawn(layer, leaf.picture))
    size = f'width="{width * task.scale:.0f}" height="{height * task.scale:.0f}"'
    box = f'viewBox="0 0 {width / POINTS:.3f} {height / POINTS:.3f}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}><rect width="100%" height="100%" fill="#fff"/>{drawn}</svg>'
    return Shown(
        media_type="image/svg+xml",
        image=svg.encode(),
        width=width,
        height=height,
        pieces=tuple(leaf.sheet.pieces),
        order=reading_order(leaf.sheet),
        pages=leaf.pages,
        is_picture=leaf.is_picture,
    )


def _drawn(layer: Element, picture: Callable[[str], bytes | None]) -> Iterator[str]:
    """Text, outlines and pictures of one layer, in its order."""
    room = _MOST_PICTURES
    for thing in islice(layer.iter(), _MOST_OBJECTS):
        inside = ""
        if attribute(thing, "Visible") == "false":
            continue
        match local(thing):
            case "TextObject":
                inside = _text(thing)
            case "PathObject":
                inside = _path(thing)
            case "ImageObject":
                data = picture(attribute(thing, "ResourceID") or "") or b""
                room -= len(data)
                inside = _picture(data) if room > 0 else ""
        if inside:
            yield f"<g{_moved(thing)}{_shade(thing)}>{inside}</g>"


def _moved(thing: Element) -> str:
    """Where the object's own coordinates lie on the page."""
    box, matrix = numbers(attribute(thing, "Boundary")), numbers(attribute(thing, "CTM"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    turned = f" matrix({' '.join(map(str, matrix))})" if len(matrix) == 6 else ""
    return f' transform="translate({left} {top}){turned}"'


def _shade(thing: Element) -> str:
    """Transparency: OFD counts from 0 to 255."""
    alpha = numbers(attribute(thing, "Alpha"))
    return f' opacity="{max(0.0, min(1.0, alpha[0] / 255)):.3f}"' if alpha else ""


def _colour(thing: Element, name: str, default: str) -> str:
    """A plain colour; patterns and shadings as *default*."""
    element = child(thing, name)
    found = numbers(attribute(element, "Value")) if element is not None else []
    if len(found) == 1:
        found *= 3
    if len(found) == 4:  # cyan, magenta, yellow, black
        found = [(1 - min(1.0, part / 255)) * (255 - found[3]) for part in found[:3]]
    return "#" + "".join(f"{max(0, min(255, round(part))):02x}" for part in found) if len(found) == 3 else default


def _text(thing: Element) -> str:
    size = next(iter(numbers(attribute(thing, "Size"))), 0.0)
    if not 0 < size < 1_000:
        return ""
    weight = numbers(attribute(thing, "Weight"))
    bold = ' font-weight="700"' if weight and weight[0] >= 600 else ""
    fill = _colour(thing, "FillColor", "#000")
    x = y = 0.0
    codes = []
    for code in (one for one in thing if local(one) == "TextCode"):
        x = next(iter(numbers(attribute(code, "X"))), x)
        y = next(iter(numbers(attribute(code, "Y"))), y)
        codes.append(_code(code, x, y))
    return f'<text font-family={quoteattr(_FONTS)} font-size="{size}" fill="{fill}"{bold}>{"".join(codes)}</text>'


def _code(code: Element, x: float, y: float) -> str:
    """The characters of one code, each at its own place where the file gives places."""
    text = (code.text or "").strip("\r\n").translate(_UNFIT)
    across = _places(x, attribute(code, "DeltaX"), len(text))
    down = _places(y, attribute(code, "DeltaY"), len(text))
    return f'<tspan x="{across}" y="{down}" xml:space="preserve">{escape(text)}</tspan>'


def _places(start: float, deltas: str | None, count: int) -> str:
    """Positions of up to *count* characters; the last stands for those that follow it."""
    places = [start]
    for step in islice(steps(deltas), max(0, count - 1)):
        places.append(places[-1] + step)
    return " ".join(f"{place:.3f}" for place in places if math.isfinite(place))


def _path(thing: Element) -> str:
    data = child(thing, "AbbreviatedData")
    outline = " ".join(_outline(((data.text if data is not None else None) or "").split()[:20_000]))
    stroke = _colour(thing, "StrokeColor", "#000") if attribute(thing, "Stroke") != "false" else "none"
    fill = _colour(thing, "FillColor", "#000") if attribute(thing, "Fill") == "true" else "none"
    width = next(iter(numbers(attribute(thing, "LineWidth"))), 0.353)
    return f'<path d="{outline}" stroke="{stroke}" stroke-width="{width}" fill="{fill}"/>' if outline else ""


def _outline(tokens: list[str]) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        count = _ARGUMENTS.get(tokens[at], -1)
        values = numbers(" ".join(tokens[at + 1 : at + 1 + max(0, count)]))
        if count < 0 or len(values) != count:
            return
        if tokens[at] == "A":  # the flags are whole numbers there
            values[3:5] = [float(bool(flag)) for flag in values[3:5]]
        yield f"{_LETTERS.get(tokens[at], tokens[at])} {' '.join(f'{value:g}' for value in values)}"
        at += 1 + count


def _picture(data: bytes) -> str:
    """A picture fills the unit square, which the object's matrix makes as large as it is."""
    kind = next((kind for start, kind in _PICTURES if data.startswith(start)), None)
    if kind is None:  # JBIG2 and other kinds that browsers do not show
        return ""
    words = base64.b64encode(data).decode("ascii")
    return f'<image width="1" height="1" preserveAspectRatio="none" href="data:image/{kind};base64,{words}"/>'
