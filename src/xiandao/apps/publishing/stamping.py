"""Number, taker and date put into a reviewed file: at the places kept for them, and nowhere else."""

from __future__ import annotations

import re
import secrets
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_WIDE = str.maketrans('&<>"', "＆＜＞＂")
"""An ampersand begins a code in the header of a sheet, whatever stands behind it."""
_PAGES = re.compile(r"word/header\d*\.xml|xl/worksheets/sheet\d+\.xml")
"""The parts that head every page or sheet."""
_CELLS = "xl/sharedStrings.xml"
"""Where the mark stands that a sheet shows above its table."""


class Places(NamedTuple):
    """What stands for number, taker and date in the content that is looked through.

    Their key is drawn for each release, so that no words of any document are ever taken for them.
    """

    number: str
    taker: str
    day: str


def key_new() -> str:
    """The key of the places of one release: short, for the header of a sheet holds little."""
    return secrets.token_urlsafe(6)


def places_of(key: str) -> Places:
    """The places of the release with that key."""
    return Places(*(f"〔{name}{key}〕" for name in "编人日"))


def stamped(data: bytes, key: str, *, number: str, taker: str, day: str) -> bytes:
    """The reviewed bytes with their three places filled; the same values give the same bytes."""
    said = (_words(each) for each in (number, taker, day))
    filled = dict(zip((place.encode() for place in places_of(key)), said, strict=True))
    place = re.compile(b"|".join(map(re.escape, filled)))
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            if info.filename.endswith((".xml", ".rels")):
                part = place.sub(lambda met: filled[met[0]], part)
            after.writestr(info, part, compress_type=info.compress_type)
    return out.getvalue()


def has_places(data: bytes, key: str) -> bool:
    """Whether every page keeps all three places whole, each as often as the others, and nothing else bears them."""
    found = {}
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                part = parts.read(name)
                found[name] = {part.count(place.encode()) for place in places_of(key)}
    pages = [name for name in found if _PAGES.fullmatch(name)]
    return (
        bool(pages)
        and all(len(counts) == 1 for counts in found.values())
        and all(0 not in found[name] for name in pages)
        and all(name in pages or name == _CELLS or counts == {0} for name, counts in found.items())
    )


def _words(said: str) -> bytes:
    return escape(said.translate(_WIDE)).encode()
