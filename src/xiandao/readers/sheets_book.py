"""Workbooks of Excel and WPS, read by calamine inside the reading process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.core.sheets import letters
from xiandao.readers.extract import Extract, Task
from xiandao.readers.sheets_packing import ROWS_A_PIECE, Packed, packed
from xiandao.readers.sheets_parts import NOTHING, Beside, Look, looked_through

_MARKED = ("绝密", "机密", "秘密")
_STARS = ("★", "☆", "·启用前")
_MOST_SHEETS = 500


def read_xlsx(task: Task) -> Extract:
    """Sheets of an Office Open XML workbook, packed, and everything else that it says.

    Raises:
        Refusal: The container is damaged, locked, swollen, or holds what no workbook needs.
    """
    beside = looked_through(task)
    return _extract(task, "XLSX", beside)


def read_xls(task: Task) -> Extract:
    """Sheets of a workbook of Excel 97 or WPS; what stands beside the cells is searched as bytes.

    Raises:
        Refusal: ``file-damaged`` or ``file-encrypted``.
    """
    return _extract(task, "XLS", Beside(looks={}, asides=tuple(_starred(task.data))))


def _extract(task: Task, kind: str, beside: Beside) -> Extract:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(task.data))
        names = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise Refusal("file-encrypted", kind=kind) from None
    except CalamineError:
        raise Refusal("file-damaged", kind=kind) from None
    if len(names) > _MOST_SHEETS:
        raise Refusal("sheets-too-large")
    findings: list[Finding] = []
    lines = list(packed(_sheets(task, kind, book, (beside, findings))))
    return Extract(text="\n".join(lines), findings=tuple(findings), asides=beside.asides)


def _sheets(task: Task, kind: str, book: CalamineWorkbook, told: tuple[Beside, list[Finding]]) -> Iterator[Packed]:
    beside, findings = told
    for each in book.sheets_metadata:
        if each.typ is not SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(each.name)
        except CalamineError:
            raise Refusal("file-damaged", kind=kind) from None
        look = beside.looks.get(each.name, NOTHING)
        hidden = each.visible is not SheetVisibleEnum.Visible
        findings += _findings(each.name, look, hidden=hidden)
        yield Packed(_head(sheet, look, hidden=hidden), _rows(task, sheet, look))


def _head(sheet: CalamineSheet, look: Look, *, hidden: bool) -> dict[str, Any]:
    merged = [
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return {
        "name": sheet.name,
        "merged": merged,
        "hidden": hidden,
        "hidden_rows": sorted(look.hidden_rows),
        "hidden_columns": sorted(look.hidden_columns),
        "unreckoned": sorted(look.unreckoned),
    }


def _rows(task: Task, sheet: CalamineSheet, look: Look) -> Iterator[list[Any]]:
    """Rows from the first of the sheet on, padded on the left to its first column."""
    if sheet.start is None:
        rows: Iterator[list[Any]] = iter(())
        left = 0
    else:
        rows, left = sheet.iter_rows(), sheet.start[1]
    last = 0
    for number, row in enumerate(rows, start=1):
        last = number
        cells = [*([None] * left), *row] if left else row
        if number in look.percents:
            _as_percent(cells, look.percents[number])
        if number in look.faults:
            _with_faults(cells, look.faults[number])
        if number % ROWS_A_PIECE == 0:
            task.alive()
        yield cells
    for number in range(last + 1, max(look.faults, default=0) + 1):
        cells = []
        _with_faults(cells, look.faults.get(number, []))
        yield cells


def _as_percent(cells: list[Any], columns: list[int]) -> None:
    """Numbers as they are shown; the digits beyond the fifteenth are the machine's."""
    for column in columns:
        if column <= len(cells) and isinstance(cells[column - 1], int | float):
            cells[column - 1] = f"{cells[column - 1] * 100:.13g}%"


def _with_faults(cells: list[Any], faults: list[tuple[int, str]]) -> None:
    for column, sign in faults:
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = sign


def _findings(name: str, look: Look, *, hidden: bool) -> Iterator[Finding]:
    if hidden:
        yield finding("sheet-hidden", sheet=name)
    if look.hidden_rows:
        first = min(look.hidden_rows)
        yield finding("sheet-rows-hidden", sheet=name, n=len(look.hidden_rows), first=first)
    if look.hidden_columns:
        said = "、".join(letters(each) for each in sorted(look.hidden_columns)[:8])
        yield finding("sheet-columns-hidden", sheet=name, n=len(look.hidden_columns), columns=said)
    if look.unreckoned:
        row, column = min(look.unreckoned)
        yield finding("sheet-unreckoned", sheet=name, n=len(look.unreckoned), first=f"{letters(column)}{row}")


def _starred(data: bytes) -> Iterator[str]:
    """Markings with a star among the bytes of a file whose headers and properties are not taken apart."""
    for coding in ("utf-16-le", "gb18030", "utf-8"):
        for level in _MARKED:
            for star in _STARS:
                if (level + star).encode(coding) in data:
                    yield level + star
