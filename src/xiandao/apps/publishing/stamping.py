"""Number, taker and date put into a reviewed file: at the places kept for them, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

NUMBER, TAKER, DAY = "〔待编号〕", "〔领取人〕", "〔领取日期〕"
"""What stands for them in the content that is looked through."""
_WIDE = str.maketrans('&<>"', "＆＜＞＂")
"""An ampersand begins a code in the header of a sheet, whatever stands behind it."""


def stamped(data: bytes, *, number: str, taker: str, day: str) -> bytes:
    """The reviewed bytes with their three places filled; the same values give the same bytes."""
    filled: Mapping[bytes, bytes] = {
        NUMBER.encode(): _words(number),
        TAKER.encode(): _words(taker),
        DAY.encode(): _words(day),
    }
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            if info.filename.endswith((".xml", ".rels")):
                for place, words in filled.items():
                    part = part.replace(place, words)
            after.writestr(info, part, compress_type=info.compress_type)
    return out.getvalue()


def has_places(data: bytes) -> bool:
    """Whether all three places are in it."""
    with ZipFile(BytesIO(data)) as parts:
        texts = [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]
    return all(any(place.encode() in text for text in texts) for place in (NUMBER, TAKER, DAY))


def _words(said: str) -> bytes:
    return escape(said.translate(_WIDE)).encode()
