"""What a release holds, as far as a page can show it: taken from the frozen bytes themselves."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 30, 12, 6_000
_TAG = re.compile("<[^>]+>")
_ROW = re.compile(r"<row\b[^>]*?(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_TR = re.compile(r"<w:tr[ >].*?</w:tr>", re.DOTALL)
_TD = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_SHARED = re.compile(r"<si>(.*?)</si>", re.DOTALL)


class Preview(NamedTuple):
    """Lines of text and the rows of the first table; *is_cut* where there is more."""

    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    is_cut: bool = False


def preview_of(name: str, data: bytes) -> Preview | None:
    """A look into a workbook, a Word file or plain text; ``None`` for what must be opened to be read."""
    ending = name.rpartition(".")[2].lower()
    try:
        if ending == "xlsx":
            return _sheet(data)
        if ending == "docx":
            return _paper(data)
        if ending in ("txt", "json", "md", "csv"):
            return _text(data.decode("utf-8-sig"))
    except (BadZipFile, KeyError, UnicodeDecodeError, ValueError, IndexError):
        return None  # as it came in, by whatever wrote it: to be opened by hand
    return None


def _text(words: str) -> Preview:
    return Preview(text=words[:MOST_CHARACTERS], is_cut=len(words) > MOST_CHARACTERS)


def _paper(data: bytes) -> Preview:
    """The words before the first table, and that table; of a letter without one its words."""
    with ZipFile(BytesIO(data)) as parts:
        xml = parts.read("word/document.xml").decode()
    table = _TABLE.search(xml)
    if table is None:
        return _text(_lines(xml))
    found = [tuple(_lines(cell) for cell in _TD.findall(row)) for row in islice(_TR.findall(table[0]), MOST_ROWS + 1)]
    is_cut = len(found) > MOST_ROWS or bool(_lines(xml[table.end() :]))
    return Preview(
        rows=tuple(filter(any, found[:MOST_ROWS])), text=_lines(xml[: table.start()])[:MOST_CHARACTERS], is_cut=is_cut
    )


def _lines(xml: str) -> str:
    lines = (line.strip() for line in _words(xml.replace("</w:p>", "\n")).split("\n"))
    return "\n".join(filter(None, lines))


def _sheet(data: bytes) -> Preview:
    with ZipFile(BytesIO(data)) as parts:
        first = min(name for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
        xml = parts.read(first).decode()
        shared = _shared(parts)
    found = [_cells(row[1] or "", shared) for row in islice(_ROW.finditer(xml), MOST_ROWS + 1)]
    rows = tuple(row for row in found[:MOST_ROWS] if any(row))
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    return Preview(rows=tuple((*row, *[""] * width)[:width] for row in rows), is_cut=len(found) > MOST_ROWS)


def _shared(parts: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    return [_words(each) for each in _SHARED.findall(parts.read("xl/sharedStrings.xml").decode())]


def _cells(row: str, shared: list[str]) -> tuple[str, ...]:
    return tuple(
        shared[int(_words(inner or "0"))] if 't="s"' in kind else _words(inner or "")
        for kind, inner in _CELL.findall(row)
    )


def _words(xml: str) -> str:
    return unescape(_TAG.sub("", xml))
