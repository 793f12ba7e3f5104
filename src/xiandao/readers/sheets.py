"""A file becomes a workbook: sized, recognised, read under limits, and searched for markings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from xiandao.core.errors import Refusal
from xiandao.core.sheets import CellValue, Sheet, Workbook
from xiandao.core.text import one_line
from xiandao.readers.extract import Task
from xiandao.readers.formats import FORMATS, signature_format
from xiandao.readers.limits import MIB, Limits
from xiandao.readers.secrecy import bears_marking, refuse_state_secrets, shown_name
from xiandao.readers.sheets_packing import unpacked
from xiandao.readers.sheets_text import read_text_sheet

LIMITS = Limits(unpacked=800 * MIB, memory=3_072 * MIB, seconds=60.0, whole=120.0)
"""What a workbook may cost: a million cells are about 50 MiB of XML."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
ENDINGS = (".xlsx", ".xls", ".et", ".csv", ".tsv", ".txt", "")
"""Under which a workbook may come; programs write one format under another's ending, so that the bytes decide."""
_READERS = {"xlsx": ("sheets_book:read_xlsx", XLSX), "xls": ("sheets_book:read_xls", XLS)}
_ALWAYS_LOOKED_AT = 40
"""Rows at the head of a sheet that are searched whatever they say: a marking may stand there in parts."""


def read_workbook(data: bytes, name: str, *, limits: Limits = LIMITS) -> Workbook:
    """The workbook that *data* is; *name* is that of the file, with its ending.

    Raises:
        Refusal: The file cannot or may not be read; its values always hold the file's ``name``.
    """
    try:
        return _workbook(data, PurePath(name), limits)
    except Refusal as refusal:
        told = shown_name(PurePath(name).name or name, refusal.values.get("case"))
        raise Refusal(refusal.code, **{**refusal.values, "name": told}) from refusal.__cause__


def read_workbook_file(path: Path, *, limits: Limits = LIMITS) -> Workbook:
    """The workbook in the file at *path*; otherwise as :func:`read_workbook`."""
    told = shown_name(path.name or str(path))
    try:
        if not path.is_file():
            raise Refusal("file-unreadable" if path.exists() else "file-missing", name=told)
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except (OSError, ValueError):
        raise Refusal("file-unreadable", name=told) from None
    return read_workbook(data, path.name, limits=limits)


def _workbook(data: bytes, path: PurePath, limits: Limits) -> Workbook:
    if len(data) > limits.bytes:
        raise Refusal("file-too-large", limit=limits.bytes // MIB)
    refuse_state_secrets((path.name, path.stem), data)
    form = _format(data, path.suffix.lower())
    if form == "csv":
        book = read_text_sheet(data, path)
        asides: Iterable[str] = ()
    else:
        from xiandao.readers.apart import extract_apart

        reader, media_type = _READERS[form]
        extract = extract_apart(reader, Task(data=data, limits=limits))
        sheets = unpacked(extract.text, limits)
        book = Workbook(
            name=one_line(path.name), media_type=media_type, sheets=sheets, findings=tuple(extract.findings)
        )
        asides = extract.asides
    refuse_state_secrets(_texts(book, asides), data)
    return book


def _format(data: bytes, ending: str) -> str:
    """``xlsx``, ``xls`` or ``csv``.

    Raises:
        Refusal: It is nothing of the kind, or holds programs.
    """
    if not data.strip():
        raise Refusal("file-empty", kind="XLSX / CSV")
    key = signature_format(data, ending if ending in ENDINGS else "")
    if key in {"xlsx", "zip"}:
        return _zip_format(data, key)
    if key == "xls" or (key == "et" and data.startswith(b"\xd0\xcf\x11\xe0")):
        return "xls"
    if key is not None:
        raise Refusal("sheets-none", kind=FORMATS[key].label)
    if re.match(rb"\s*(?:\xef\xbb\xbf)?<\?xml\b", data[:200]) and b"urn:schemas-microsoft-com:office" in data[:4_000]:
        raise Refusal("sheets-none", kind="XML")
    if ending not in ENDINGS:
        raise Refusal("sheets-ending", ending=ending)
    return "csv"


def _zip_format(data: bytes, key: str) -> str:
    if b"xl/vbaProject" in data:
        raise Refusal("sheets-macros")
    if key == "zip" or b"xl/workbook.bin" in data:
        raise Refusal("sheets-none", kind="XLSB" if b"xl/workbook.bin" in data else "ZIP")
    return "xlsx"


def _texts(book: Workbook, asides: Iterable[str]) -> Iterator[str]:
    """What is searched: names, what stands beside the cells, cells by themselves, and rows as lines."""
    yield from asides
    for sheet in book.sheets:
        yield sheet.name
        yield from _marked_rows(sheet)


def _marked_rows(sheet: Sheet) -> Iterator[str]:
    """The head of a sheet as one text, then each row that speaks of 密 with its neighbours, then each such cell."""
    yield "\n".join(map(_line, sheet.rows[:_ALWAYS_LOOKED_AT]))
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows):
        cells = [each for each in row if isinstance(each, str) and "密" in each]
        if not cells:
            continue
        around = "\n".join(map(_line, sheet.rows[max(0, number - 1) : number + 2]))
        # Only what is near a sign can be marked in parts; a cell by itself is looked at once.
        if any(bears_marking(_line((each,))) for each in cells if each not in seen) or _is_sparse(row):
            yield from cells
            yield around
        elif any(sign in around for sign in "★☆※启啟"):
            yield around
        seen.update(cells)


def _is_sparse(row: tuple[CellValue, ...]) -> bool:
    return sum(each is not None for each in row) <= 3


def _line(row: tuple[CellValue, ...]) -> str:
    return "\t".join(str(each) for each in row if each is not None)
