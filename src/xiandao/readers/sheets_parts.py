"""What a workbook's parts say besides the values of cells: what is hidden, how numbers are shown, words beside the cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import IO

from xiandao.core.errors import Refusal
from xiandao.core.sheets import column_number, row_and_column
from xiandao.readers.archive import Parts, parts_of, plain_name
from xiandao.readers.extract import Task
from xiandao.readers.limits import MIB
from xiandao.readers.markup import attribute, child, local, xml_root

_KIND = "XLSX"
_PIECE = 2 * MIB
_LONGEST_ROW = 64 * MIB
_LONGEST_ASIDE = 8 * MIB
_MOST_CELLS = 40_000_000
"""Rows times columns of a sheet: beyond it somebody left a cell at the far end, or means harm."""
_MOST_PATCHES = 5_000_000
_NS = rb"<(?:\w{1,20}:)?"
_ROW = re.compile(_NS + rb"row\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,9})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMNS = re.compile(_NS + rb"col\b([^>]*)>")
_LAST_CELL = re.compile(rb'\br="([A-Z]{1,9})\d')
_FAULT = re.compile(
    _NS + rb'c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>(?:' + _NS + rb"f\b[^>]*(?:/>|>[^<]*</[\w:]*f>))?"
    rb"\s*" + _NS + rb"v>([^<]{0,40})<"
)
_UNRECKONED = re.compile(
    _NS + rb'c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*' + _NS + rb"f\b[^>]*(?:/>|>[^<]*</[\w:]*f>)\s*"
    rb"(?:" + _NS + rb"v>\s*</[\w:]*v>|" + _NS + rb"v\s*/>)?\s*</[\w:]*c>"
)
_HEADER = re.compile(_NS + rb"(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]*)<")
_HEADER_ORDER = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|[A-Z])')
_END_OF_LINE = re.compile(r"</(?:\w+:)?(?:p|comment|si|text|threadedComment|definedName)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")
_SECRET = "密".encode()


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks; rows and columns are counted from 1.

    Attributes:
        hidden_rows, hidden_columns: What is not shown.
        percents: By row, columns whose numbers are shown as per cent.
        faults: By row, columns that show the sign of a fault, and the sign.
        unreckoned: Cells with a formula and no value.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percents: dict[int, list[int]] = field(default_factory=dict)
    faults: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    unreckoned: list[tuple[int, int]] = field(default_factory=list)


NOTHING = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a workbook says besides the values: by name of the sheet, and words that are searched for markings."""

    looks: dict[str, Look]
    asides: tuple[str, ...]


def looked_through(task: Task) -> Beside:
    """A first pass over the container, part by part and piece by piece, before anything else takes it apart.

    Raises:
        Refusal: What :func:`~xiandao.readers.archive.parts_of` refuses, ``xml-unsafe``, or ``sheets-too-large``.
    """
    parts = parts_of(task.data, _KIND, task.limits)
    percent = _percent_styles(parts)
    looks: dict[str, Look] = {}
    asides: list[str] = []
    sheets = _sheet_parts(parts)
    for name, part in sheets.items():
        if parts.entries.get(part) is not None:
            looks[name] = _look(task, parts, part, percent, asides)
    known = set(sheets.values())
    for part, entry in parts.entries.items():
        if part not in known and part.endswith((".xml", ".rels", ".vml")):
            asides.extend(_words(parts, part, entry.file_size))
    return Beside(looks=looks, asides=tuple(asides))


def _sheet_parts(parts: Parts) -> dict[str, str]:
    """Name of each sheet → name of its part."""
    book = "xl/workbook.xml"
    rels = parts.read("xl/_rels/workbook.xml.rels")
    targets = {}
    for relation in xml_root(rels, _KIND) if rels else ():
        target = attribute(relation, "Target") or ""
        targets[attribute(relation, "Id")] = plain_name(
            target if target.startswith("/") else join(dirname(book), target)
        )
    listed = child(xml_root(parts.needed(book), _KIND), "sheets")
    return {
        attribute(sheet, "name") or "": targets.get(attribute(sheet, "id"), "")
        for sheet in (listed if listed is not None else ())
    }


def _percent_styles(parts: Parts) -> tuple[str, ...]:
    """Numbers of the cell styles that show per cent."""
    data = parts.read("xl/styles.xml")
    if data is None:
        return ()
    root = xml_root(data, _KIND)
    formats = {"9", "10"}
    listed = child(root, "numFmts")
    for each in listed if listed is not None else ():
        code = re.sub(r'"[^"]*"|\\.', "", attribute(each, "formatCode") or "")
        if "%" in code or "％" in code:
            formats.add(attribute(each, "numFmtId") or "")
    styles = child(root, "cellXfs")
    found = (
        (attribute(each, "numFmtId") in formats for each in styles if local(each) == "xf") if styles is not None else ()
    )
    return tuple(str(number) for number, shows in enumerate(found) if shows)


def _look(task: Task, parts: Parts, part: str, percent: tuple[str, ...], asides: list[str]) -> Look:
    look = Look()
    cells: re.Pattern[bytes] | None = None
    last_row = last_column = patches = 0
    with parts.archive.open(parts.entries[part]) as stream:
        for number, piece in enumerate(_pieces(stream)):
            if number == 0:
                _refuse_unsafe(piece)
                cells = _percent_cells(piece, percent)
            last_row, last_column = _reach(piece, last_row, last_column)
            if last_row * last_column > _MOST_CELLS or last_row > 1_048_576 or last_column > 16_384:
                raise Refusal("sheets-too-large")
            if b"hidden=" in piece:
                _note_hidden(piece, look)
            if b't="e"' in piece:
                _note_faults(piece, look)
            if b"<f" in piece or b":f" in piece:
                look.unreckoned.extend(
                    filter(None, (row_and_column(met.decode()) for met in _UNRECKONED.findall(piece)))
                )
            for column, row in cells.findall(piece) if cells else ():
                look.percents.setdefault(int(row), []).append(column_number(column.decode()))
                patches += 1
            if patches > _MOST_PATCHES:
                raise Refusal("sheets-too-large")
            asides.extend(_header_words(met) for met in _HEADER.findall(piece))
            task.alive()
    return look


def _percent_cells(piece: bytes, percent: tuple[str, ...]) -> re.Pattern[bytes] | None:
    """What finds the cells of those styles; it begins with plain letters, for there are millions of cells."""
    if not percent:
        return None
    met = re.search(rb"<(\w{1,20}:)?worksheet\b", piece)
    space = (met[1] or b"") if met else b""
    styles = "|".join(percent).encode()
    return re.compile(b"<" + space + rb'c r="([A-Z]{1,3})(\d{1,7})"[^>s]* s="(?:' + styles + rb')"')


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end with a row."""
    left = b""
    while piece := _read(stream):
        piece = left + piece
        cut = piece.rfind(b"row>") + 4
        if cut < 4:
            if len(piece) > _LONGEST_ROW:
                raise Refusal("sheets-too-large")
            left = piece
            continue
        yield piece[:cut]
        left = piece[cut:]
    if left:
        yield left


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_PIECE)
    except Exception:  # noqa: BLE001 - zipfile raises whatever the damaged bytes lead it to
        raise Refusal("file-damaged", kind=_KIND) from None


def _refuse_unsafe(piece: bytes) -> None:
    head = piece[:8_192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head or b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refusal("xml-unsafe", kind=_KIND)


def _reach(piece: bytes, row: int, column: int) -> tuple[int, int]:
    """The last row and column up to the end of *piece*."""
    for line in piece.split(b"row>"):
        at = line.rfind(b'c r="')
        met = _LAST_CELL.search(line, at) if at >= 0 else None
        if met:
            column = max(column, column_number(met[1].decode()))
    for attributes in _ROW.findall(piece):
        met = _NUMBER.search(attributes)
        row = max(row + 1, int(met[1])) if met else row + 1
    return row, column


def _note_hidden(piece: bytes, look: Look) -> None:
    for attributes in _ROW.findall(piece):
        met = _NUMBER.search(attributes)
        if met and _HIDDEN.search(attributes):
            look.hidden_rows.add(int(met[1]))
    for attributes in _COLUMNS.findall(piece):
        ends = [re.search(rb'\b%s="(\d{1,5})"' % name, attributes) for name in (b"min", b"max")]
        if _HIDDEN.search(attributes) and ends[0] and ends[1] and int(ends[1][1]) < 16_384:
            look.hidden_columns.update(range(int(ends[0][1]), int(ends[1][1]) + 1))


def _note_faults(piece: bytes, look: Look) -> None:
    for reference, sign in _FAULT.findall(piece):
        at = row_and_column(reference.decode())
        if at:
            look.faults.setdefault(at[0], []).append((at[1], sign.decode("utf-8", "replace")))


def _header_words(raw: bytes) -> str:
    return _HEADER_ORDER.sub("\n", html.unescape(raw.decode("utf-8", "replace")))


def _words(parts: Parts, part: str, size: int) -> Iterator[str]:
    """Words of a part that is no sheet; long ones (shared words of cells) only where they speak of 密 at all."""
    data = parts.read(part)
    if data is None:
        return
    _refuse_unsafe(data)
    if size > _LONGEST_ASIDE and _SECRET not in data and b"&#" not in data:
        return
    text = data.decode("utf-8", "replace")
    between = "\n" if part.startswith("docprops/") else ""
    plain = html.unescape(_TAG.sub(between, _END_OF_LINE.sub("\n", text)))
    if "密" in plain:
        yield from _near_secret(plain)


def _near_secret(text: str) -> Iterator[str]:
    """The lines that speak of it, each with its neighbours, not a whole part."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if "密" in line and len(line) < 4_000:
            yield line
            yield "\n".join(lines[max(0, number - 1) : number + 2])
