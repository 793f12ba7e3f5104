"""What a release holds, as far as a page can show it: taken from the frozen bytes of a file that we made ourselves.

A file that came in is never looked into here: it has to be opened by hand. What is walked is walked once from its
beginning to its end, and only so far of each part as a page could show.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS, MOST_SHEETS = 30, 16, 6_000, 6
MOST_BYTES = 8 << 20
"""Of one part, unpacked."""
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")
DAMAGED = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, ValueError, IndexError, EOFError)
"""What reading a file that is not what its name says may end in."""


class Preview(NamedTuple):
    """Lines of text and the rows of tables; *is_cut* where there is more."""

    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    is_cut: bool = False


def preview_of(name: str, data: bytes) -> Preview | None:
    """A look into a workbook, a Word file or plain text; ``None`` for what must be opened to be read."""
    ending = name.rpartition(".")[2].lower()
    try:
        if ending == "xlsx":
            return _sheets(data)
        if ending == "docx":
            return _paper(data)
        if ending in ("txt", "json", "md", "csv"):
            return _text(data.decode("utf-8-sig"))
    except DAMAGED:
        return None
    return None


def _text(words: str, *, is_cut: bool = False) -> Preview:
    return Preview(text=words[:MOST_CHARACTERS], is_cut=is_cut or len(words) > MOST_CHARACTERS)


def _part(parts: ZipFile, name: str) -> tuple[str, bool]:
    """The beginning of one part, and whether there is more of it: what it says of its size is not believed."""
    info = parts.getinfo(name)
    with parts.open(info) as part:
        found = part.read(MOST_BYTES + 1)
    return found[:MOST_BYTES].decode("utf-8", "ignore"), len(found) > MOST_BYTES or info.file_size > MOST_BYTES


def _paper(data: bytes) -> Preview:
    """The words before the first table, and that table; of a letter without one its words."""
    with ZipFile(BytesIO(data)) as parts:
        xml, more = _part(parts, "word/document.xml")
    start = xml.find("<w:tbl>")
    if start < 0:
        return _text(_lines(xml), is_cut=more)
    end = xml.find("</w:tbl>", start)
    table, behind = (xml[start:], "") if end < 0 else (xml[start:end], xml[end:])
    found = [
        tuple(_lines(cell) for _, cell in elements(row, "w:tc"))
        for _, row in islice(elements(table, "w:tr"), MOST_ROWS + 1)
    ]
    before = _lines(xml[:start])
    is_cut = more or len(found) > MOST_ROWS or len(before) > MOST_CHARACTERS or bool(_lines(behind))
    return Preview(tuple(filter(any, found[:MOST_ROWS])), before[:MOST_CHARACTERS], is_cut)


def _sheets(data: bytes) -> Preview:
    """The first rows of every sheet, one sheet below the other."""
    found: list[tuple[str, ...]] = []
    with ZipFile(BytesIO(data)) as parts:
        numbers = sorted(int(met[1]) for name in parts.namelist() if (met := _SHEET.fullmatch(name)))
        shared, is_cut = _shared(parts)
        is_cut |= len(numbers) > MOST_SHEETS
        for number in numbers[:MOST_SHEETS]:
            xml, more = _part(parts, f"xl/worksheets/sheet{number}.xml")
            rows = [_cells(row, shared) for _, row in islice(elements(xml, "row"), MOST_ROWS + 1)]
            is_cut |= more or len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows)
            found += filter(any, rows[:MOST_ROWS])
    width = min(max(map(len, found), default=0), MOST_COLUMNS)
    return Preview(rows=tuple((*row, *[""] * width)[:width] for row in found), is_cut=is_cut)


def _shared(parts: ZipFile) -> tuple[list[str], bool]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return [], False
    xml, more = _part(parts, "xl/sharedStrings.xml")
    return [_words(each) for _, each in elements(xml, "si")], more


def _cells(row: str, shared: list[str]) -> tuple[str, ...]:
    return tuple(
        _shared_words(inner, shared) if 't="s"' in head else _words(inner) for head, inner in elements(row, "c")
    )


def _shared_words(inner: str, shared: list[str]) -> str:
    """The words that a cell points to; ``…`` where they lie behind what was read."""
    at = int(_words(inner) or "0")
    return shared[at] if 0 <= at < len(shared) else "…"


def elements(xml: str, name: str) -> Iterator[tuple[str, str]]:
    """Every *name* that does not lie in another: its attributes, and what stands in it; none that does not end."""
    opening, closing, at = f"<{name}", f"</{name}>", 0
    while (start := xml.find(opening, at)) >= 0:
        at = start + len(opening)
        if xml[at : at + 1] not in {" ", ">", "/"}:
            continue
        if (head := xml.find(">", at)) < 0:
            return
        if xml[head - 1] == "/":
            yield xml[at : head - 1], ""
            at = head + 1
            continue
        if (end := xml.find(closing, head)) < 0:
            return
        yield xml[at:head], xml[head + 1 : end]
        at = end + len(closing)


def _lines(xml: str) -> str:
    lines = (line.strip() for line in _words(xml.replace("</w:p>", "\n")).split("\n"))
    return "\n".join(filter(None, lines))


def _words(xml: str) -> str:
    """What stands between the tags; a tag that does not end takes the rest with it."""
    first, *rest = xml.split("<")
    return unescape("".join((first, *(each.partition(">")[2] for each in rest))))
