"""The workbook that came, with what is wrong in it marked: made by the reading process, for it parses the file again."""

# ruff: noqa: SLF001 - openpyxl keeps what a sheet is written with under names of its own
from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import orjson

from xiandao.core.errors import Refusal
from xiandao.core.sheets import Mark, Returned, Workbook
from xiandao.readers.extract import Extract, Task
from xiandao.readers.limits import Limits
from xiandao.readers.sheets import LIMITS, XLSX
from xiandao.readers.sheets_parts import looked_through

MOST_ROWS = 5_000
"""Of all sheets together; a larger workbook comes back as its wrong rows alone."""
MARKED = "FFFFD9D6"
"""The colour of a marked cell; it is taken away when the workbook comes back again."""
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WIDTH = 48
_HEAD = 4


def can_be_marked(book: Workbook) -> bool:
    """Whether the original can be given back: a workbook of today's format, and not too long."""
    return book.media_type == XLSX and book.size <= MOST_ROWS


def marked(data: bytes, returned: Sequence[Returned], heading: str, *, limits: Limits = LIMITS) -> bytes:
    """The workbook in *data* with the wrong cells coloured and a last column, headed *heading*, that says why.

    Everything else stays as it looks. Formulas are given as the values that they had, words that a spreadsheet might
    reckon are kept as words, and links to other files are cut.

    Raises:
        Refusal: As reading refuses.
    """
    from xiandao.readers.apart import extract_apart

    asked = orjson.dumps(
        {"heading": heading, "sheets": [(each.sheet, each.heads, [*map(tuple, each.marks)]) for each in returned]}
    )
    task = Task(data=len(asked).to_bytes(_HEAD, "big") + asked + data, limits=limits)
    return base64.b64decode(extract_apart("sheets_marked:mark_sheets", task).text)


def mark_sheets(task: Task) -> Extract:
    """What :func:`marked` asks for, in the reading process; the file follows what is to be marked."""
    end = _HEAD + int.from_bytes(task.data[:_HEAD], "big")
    asked, data = orjson.loads(task.data[_HEAD:end]), task.data[end:]
    looked_through(replace(task, data=data))
    returned = [
        Returned(sheet, tuple((first, last) for first, last in heads), tuple(Mark(*each) for each in marks))
        for sheet, heads, marks in asked["sheets"]
    ]
    return Extract(text=base64.b64encode(_marked(data, returned, asked["heading"])).decode("ascii"))


def _marked(data: bytes, returned: Sequence[Returned], heading: str) -> bytes:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile):
        raise Refusal("file-damaged", kind="XLSX") from None
    by_name = {each.sheet: each for each in returned}
    for page in book.worksheets:
        _neutralise(page)
        if page.title in by_name:
            _mark_page(page, by_name[page.title], heading)
    return _saved(book)


def _neutralise(page: Any) -> None:  # noqa: ANN401 - a sheet of openpyxl, whose types do not tell merged cells apart
    """Words that begin like a formula are marked as words; what stands in cells is never a formula."""
    for row in page.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith(_SIGNS)):
                cell.value = str(cell.value)
                cell.data_type = "s"
                cell.quotePrefix = True


def _mark_page(page: Any, returned: Returned, heading: str) -> None:  # noqa: ANN401 - as above
    from openpyxl.styles import Alignment, Font, PatternFill

    fill = PatternFill("solid", fgColor=MARKED)
    column = _reason_column(page, returned, heading)
    _clear(page, column, returned)
    for _, last in returned.heads:
        model, head = page.cell(last, max(1, column - 1)), page.cell(last, column)
        head.value = heading
        head.font, head.border, head.alignment = copy(model.font), copy(model.border), copy(model.alignment)
    page.column_dimensions[page.cell(1, column).column_letter].width = _WIDTH
    for row, marks in returned.wrong_rows().items():
        for mark in marks:
            cell = page.cell(row, mark.column) if mark.column else None
            if cell is not None:
                cell.fill = fill
        reason = page.cell(row, column)
        reason.value = "；".join(dict.fromkeys(mark.words for mark in marks))
        reason.data_type = "s"
        reason.alignment = Alignment(wrap_text=True, vertical="center")
        reason.font = Font(name="宋体", size=10.5, color="FFB42318")


def _reason_column(page: Any, returned: Returned, heading: str) -> int:  # noqa: ANN401 - as above
    """The column that an earlier return has added, or the first behind everything."""
    for _, last in returned.heads:
        for cell in page[last] if last <= page.max_row else ():
            if cell.value == heading:
                return int(cell.column)
    used = (cell.column for row in page.iter_rows() for cell in row if cell.value is not None)
    merged = (area.max_col for area in page.merged_cells.ranges)
    return min(max((*used, *merged), default=0) + 1, 16_384)


def _clear(page: Any, column: int, returned: Returned) -> None:  # noqa: ANN401 - as above
    """What an earlier return has marked and said."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import PatternFill

    first = min((last for _, last in returned.heads), default=0)
    for row in page.iter_rows(min_row=first + 1):
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.column == column:
                cell.value = None
            if cell.has_style and cell.fill.fgColor.rgb == MARKED:
                cell.fill = PatternFill()


def _saved(book: Any) -> bytes:  # noqa: ANN401 - as above
    """The workbook as bytes, without the passing files by which openpyxl writes: this process may write none."""
    from openpyxl.writer import excel

    writer: Any = excel.ExcelWriter
    into = io.BytesIO()
    with _Still(into, "w", zipfile.ZIP_DEFLATED) as archive:
        # Its one way of writing a sheet goes by a file on the disk.
        type("InMemory", (writer,), {"write_worksheet": _write_page})(book, archive).save()
    return into.getvalue()


def _write_page(writer: Any, page: Any) -> None:  # noqa: ANN401 - openpyxl's own, which has no name for it
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter

    page._drawing = SpreadsheetDrawing()
    page._drawing.charts, page._drawing.images = page._charts, page._images
    out = io.BytesIO()
    pages: Any = WorksheetWriter(page, out)
    pages.write()
    page._rels = pages._rels
    writer._archive.writestr(page.path[1:], out.getvalue())
    writer.manifest.append(page)


class _Still(zipfile.ZipFile):
    """A container that does not tell when it was made: the same workbook gives the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as zipfile has it
        entry = zipfile.ZipInfo(zinfo_or_arcname, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(entry, data)
