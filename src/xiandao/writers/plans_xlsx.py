"""A run as one workbook: 目标台账, 任务分工表, 赛道, 布局 and 待核对, over all its documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from xiandao import __version__
from xiandao.core.messages import Language, wording
from xiandao.writers import columns
from xiandao.writers.excerpts import printable
from xiandao.writers.files import passing_folder, replacing
from xiandao.writers.run import Entry, Format, Sink
from xiandao.writers.sample import WATERMARK, is_sample
from xiandao.writers.tables import SHEETS, Cell, Cells, Column, Nth, Sheet, rows_of

CREATED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in every workbook, so that the same plans give the same bytes."""
ROWS_A_SHEET = 1_000_000
LONGEST_CELL = 32_000
LINE_HEIGHT = 16.5
HIGHEST_ROW = 12

Untyped = Any  # xlsxwriter has no annotations
Rows = dict[str, list[tuple[float, Cells]]]
"""By sheet: the height of a row and its cells, the ordinal left out."""

FORMS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "count": {"num_format": "0", "align": "right", "indent": 1},
    "figure": {"num_format": "#,##0.############", "align": "right", "indent": 1},
    "share": {"num_format": "0.00", "align": "right", "indent": 1},
}
CELL = {
    "font_name": "宋体",
    "font_size": 10.5,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#C9CDC6",
}
HEAD = {**CELL, "bold": True, "bg_color": "#E4EEF5", "valign": "vcenter", "align": "center"}


def render_xlsx(entry: Entry, language: Language) -> tuple[Rows, bool]:
    """The document's rows, and whether it is a sample; heights are reckoned here, where there are many hands."""
    columns = {sheet.code: sheet.all_columns[1:] for sheet in SHEETS}
    rows = rows_of(entry, language)
    tall = {code: [(_height(cells, columns[code]), cells) for cells in each] for code, each in rows.items()}
    return tall, is_sample(entry.source.text)


@contextmanager
def write_xlsx(folder: Path, language: Language) -> Iterator[Sink[tuple[Rows, bool]]]:
    """Writes ``plans.xlsx``; rows leave memory as they come."""
    path = folder / "plans.xlsx"
    with passing_folder(path) as waiting, replacing(path) as part:
        options = {
            "constant_memory": True,
            "tmpdir": str(waiting),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        book = xlsxwriter.Workbook(str(part), options)
        try:
            book.set_properties(
                {"title": wording("sheet-targets", language), "author": f"xiandao {__version__}", "created": CREATED}
            )
            pages = {sheet.code: _Pages(book, sheet, language) for sheet in SHEETS}

            def add(_: str, rendered: tuple[Rows, bool]) -> None:
                rows, sample = rendered
                for code, page in pages.items():
                    page.begin(is_sample=sample)
                    for height, cells in rows[code]:
                        page.add(height, cells)

            yield Sink(add)
            for page in pages.values():
                page.close()
        finally:
            _close(book)


def _close(book: Untyped) -> None:
    """What the system will not let it write is told as the system tells it."""
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


class _Pages:
    """One kind of sheet, continued on further ones when a sheet is full."""

    def __init__(self, book: Untyped, sheet: Sheet, language: Language) -> None:
        self.book, self.sheet, self.language = book, sheet, language
        self.columns = sheet.all_columns
        self.forms = [book.add_format({**CELL, **FORMS[column.form]}) for column in self.columns]
        self.head = book.add_format(HEAD)
        self.count = self.before = self.row = self.parts = 0
        self.sample = False
        self._open()

    def add(self, height: float, cells: Cells) -> None:
        """One row, its ordinal before it."""
        if self.row > ROWS_A_SHEET:
            self.close()
            self._open()
        self.count += 1
        full = (self.count, *(self._ordinal(cell) if isinstance(cell, Nth) else cell for cell in cells))
        self.page.set_row(self.row, height)
        for at, (cell, form) in enumerate(zip(full, self.forms, strict=True)):
            _write(self.page, self.row, at, cell, form)
        self.row += 1

    def _ordinal(self, cell: Nth) -> str:
        return cell.said.format(n=self.before + cell.row)

    def begin(self, *, is_sample: bool) -> None:
        """A document's rows follow; invented figures say so on every printed page."""
        self.before = self.count
        if is_sample and not self.sample:
            self.sample = True
            self.page.set_header(f'&L&"宋体,Bold"{WATERMARK}&R&A')

    def close(self) -> None:
        """Filters over what there is, and what of it is printed."""
        self.page.print_area(0, 0, max(self.row - 1, 0), self.sheet.printed - 1)
        self.page.autofilter(0, 0, max(self.row - 1, 0), len(self.columns) - 1)

    def _open(self) -> None:
        self.parts += 1
        name = wording(f"sheet-{self.sheet.code}", self.language)
        self.page = self.book.add_worksheet(name if self.parts == 1 else f"{name} {self.parts}")
        self.page.freeze_panes(1, 2)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.repeat_rows(0)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.page.set_header("&R&A")
        self.page.set_footer("&C&P / &N")
        self.page.set_row(0, 24)
        for at, column in enumerate(self.columns):
            self.page.set_column(at, at, column.width)
        for at, column in enumerate(self.columns):
            self.page.write_string(0, at, wording(f"col-{column.code}", self.language), self.head)
        self.row = 1


def _write(page: Untyped, row: int, at: int, cell: Cell, form: Untyped) -> None:
    """A number as a number, everything else as a string: what looks like a formula is never one."""
    if cell is None or cell == "":
        page.write_blank(row, at, None, form)
    elif isinstance(cell, str):
        page.write_string(row, at, printable(cell[:LONGEST_CELL]), form)
    elif isinstance(cell, int | float):
        page.write_number(row, at, cell, form)


def _height(cells: Cells, columns: tuple[Column, ...]) -> float:
    """Of the row, so that wrapped cells show whole; readers of the file do not all see to that themselves."""
    lines = max(_lines(cell, column.width) for cell, column in zip(cells, columns, strict=True))
    return LINE_HEIGHT * min(lines, HIGHEST_ROW)


def _lines(cell: Cell, width: int) -> int:
    if isinstance(cell, Nth):
        cell = cell.said
    if not isinstance(cell, str):
        return 1
    return sum(max(ceil(columns.width(line, ambiguous=2) / max(width - 1, 1)), 1) for line in cell[:2000].split("\n"))


FORMAT = Format(render=render_xlsx, write=write_xlsx)
