"""Sheets as a workbook: a title over the table, heads on every page, figures as figures, words never as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from xiandao import __version__
from xiandao.core.errors import Refusal
from xiandao.core.papers import Cell, Column, Kind, PageSize, Run, Sheet, Value, covered, plain, row
from xiandao.writers.excerpts import printable
from xiandao.writers.paper_figures import NOTHING, groups, lines, mark_words, shown
from xiandao.writers.paper_sheets import cut, header_words, tab_names
from xiandao.writers.paper_sources import noted
from xiandao.writers.plans_xlsx import CELL, CREATED, HEAD, HIGHEST_ROW, LINE_HEIGHT, Untyped

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet."""
PAPER = {PageSize.A4: 9, PageSize.A3: 8}
HIGHEST = 409.0
"""In points: higher rows there are none."""
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With which a spreadsheet may begin to reckon as soon as somebody edits the cell or saves it as text."""
FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets disagree on days."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
OWN_SIZE = {"scale_with_doc": False}
"""Of what stands above and below, however small a wide table is printed."""
DAY = 'yyyy"年"m"月"d"日"'
TITLE_SIZE = 18 / 10.5
"""Of the letters of a title against those of a cell."""
TITLE: dict[str, Any] = {
    "font_name": "方正小标宋简体",
    "font_size": 18,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
LINE = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}


class _Page(NamedTuple):
    """A sheet being written: the book's formats by their properties, and the first row below the head."""

    page: Untyped
    form: Callable[..., Untyped]
    sheet: Sheet
    below: int


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an ``.xlsx``, and behind them 数据来源及口径说明; the same sheets give the same bytes.

    Words that a cell cannot hold whole are cut, and the sheet of notes says where.

    Raises:
        Refusal: ``paper-rows`` or ``paper-columns`` for more than a sheet can hold.
    """
    for sheet in sheets:
        _refuse_unfit(sheet)
    every = (*sheets, *noted(sheets))
    into = BytesIO()
    book: Untyped = xlsxwriter.Workbook(into, OPTIONS)
    title = sheets[0].title if sheets else ""
    book.set_properties({"title": printable(title), "author": f"xiandao {__version__}", "created": CREATED})
    known: dict[tuple[tuple[str, Any], ...], Untyped] = {}

    def form(**properties: object) -> Untyped:
        key = tuple(sorted(properties.items()))
        if key not in known:
            known[key] = book.add_format(properties)
        return known[key]

    for name, sheet in zip(tab_names([sheet.name for sheet in every]), every, strict=True):
        _write_sheet(_Page(book.add_worksheet(name), form, sheet, 4 if _has_groups(sheet) else 3))
    book.close()
    return into.getvalue()


def _refuse_unfit(sheet: Sheet) -> None:
    if len(sheet.columns) > MOST_COLUMNS:
        raise Refusal("paper-columns", columns=len(sheet.columns), most=MOST_COLUMNS)
    if len(sheet.rows) > MOST_ROWS - 4:
        raise Refusal("paper-rows", rows=len(sheet.rows), most=MOST_ROWS - 4)


def _has_groups(sheet: Sheet) -> bool:
    return any(column.group for column in sheet.columns)


def _write_sheet(at: _Page) -> None:
    page, sheet = at.page, at.sheet
    for column, each in enumerate(sheet.columns):
        page.set_column(column, column, min(each.width * 2 + 1.5, 255))
    _write_top(at)
    _write_head(at)
    rows = sheet.rows or (row(Cell(NOTHING, across=len(sheet.columns)), *((None,) * (len(sheet.columns) - 1))),)
    under = {(below, column) for below, column, *_ in covered(rows)}
    for number, cells in enumerate(rows):
        page.set_row(at.below + number, _height(cells, sheet.columns))
        for column, cell in enumerate(cells):
            if (number, column) not in under:
                _write_cell(at, number, column, cell)
    _lay_out(at, len(rows))


def _write_top(at: _Page) -> None:
    """The title over all columns; below it the mark at the left, the unit at the right."""
    page, last = at.page, len(at.sheet.columns) - 1
    room = sum(column.width for column in at.sheet.columns) / TITLE_SIZE
    page.set_row(0, min(26 * lines(at.sheet.title, room) + 10, HIGHEST))
    _over(at, (0, 0, 0, last), at.sheet.title, at.form(**TITLE))
    page.set_row(1, 18)
    mark, unit = mark_words(at.sheet.watermark), f"单位：{at.sheet.unit}" if at.sheet.unit else ""
    if mark and unit and not last:
        mark, unit = f"{mark}　{unit}", ""
    if mark:
        page.write_string(1, 0, printable(mark), at.form(**LINE, font_color="#808080"))
    if unit:
        page.write_string(1, last, printable(unit), at.form(**LINE, align="right"))


def _write_head(at: _Page) -> None:
    form, columns = at.form(**HEAD), at.sheet.columns
    if not _has_groups(at.sheet):
        at.page.set_row(2, 24)
        for column, each in enumerate(columns):
            at.page.write_string(2, column, printable(each.name), form)
        return
    for first, count, name in groups(columns):
        if name is None:
            _over(at, (2, first, 3, first), columns[first].name, form)
            continue
        _over(at, (2, first, 2, first + count - 1), name, form)
        for column in range(first, first + count):
            at.page.write_string(3, column, printable(columns[column].name), form)


def _over(at: _Page, place: tuple[int, int, int, int], said: str, form: Untyped) -> None:
    """One text over all cells of *place*."""
    top, left, bottom, right = place
    if (top, left) != (bottom, right):
        at.page.merge_range(top, left, bottom, right, "", form)
    at.page.write_string(top, left, printable(said), form)


def _write_cell(at: _Page, number: int, column: int, cell: Cell) -> None:
    """A figure as a figure, a day as a day, everything else as words; merged where the cell covers others."""
    top, form = at.below + number, at.form(**_look(cell, at.sheet.columns[column]))
    if cell.across > 1 or cell.down > 1:
        at.page.merge_range(top, column, top + cell.down - 1, column + cell.across - 1, "", form)
    said = cut(printable(shown(cell.value, at.sheet.columns[column].kind)))
    match _reckoned(cell.value):
        case None if not said:
            at.page.write_blank(top, column, None, form)
        case None if isinstance(cell.value, tuple) and _write_runs(at, (top, column), cell.value, form):
            pass
        case None:
            at.page.write_string(top, column, said, form)
        case date() as day:
            at.page.write_datetime(top, column, day, form)
        case figure:
            percent = at.sheet.columns[column].kind is Kind.PERCENT
            at.page.write_number(top, column, Decimal(figure) / 100 if percent else figure, form)


def _write_runs(at: _Page, place: tuple[int, int], runs: tuple[Run, ...], form: Untyped) -> bool:
    """Words in several dresses; whether it was done, because one dress alone and too long words need none of it."""
    kept = tuple(each for each in runs if each.text)
    whole = printable(plain(kept))
    if len(kept) < 2 or cut(whole) != whole or not any(each.bold or each.struck for each in kept):
        return False
    pieces: list[object] = []
    for each in kept:
        dress = {"font_name": CELL["font_name"], "font_size": CELL["font_size"]}
        pieces += [at.form(**dress, bold=each.bold, font_strikeout=each.struck), printable(each.text)]
    return bool(at.page.write_rich_string(*place, *pieces, form) == 0)


def _reckoned(value: Value) -> int | Decimal | date | None:
    """The value where a spreadsheet can hold it exactly, else ``None``: then its words are written."""
    match value:
        case int() | Decimal():
            return value if _exact(Decimal(value)) else None
        case date():
            return value if value >= FIRST_DAY else None
        case _:
            return None


def _exact(value: Decimal) -> bool:
    """Fifteen digits are what a cell keeps."""
    return len(value.normalize().as_tuple().digits) <= 15 and abs(value) < Decimal(10) ** 15


def _look(cell: Cell, column: Column) -> dict[str, object]:
    """How a cell looks; its decimals are those of its value, so that none is added or lost."""
    look: dict[str, object] = {**CELL, "valign": "vcenter", "num_format": "@"}
    value = cell.value
    if column.centred or column.kind is Kind.DATE or cell.across > 1:
        look["align"] = "center"
    elif column.kind in {Kind.AMOUNT, Kind.PERCENT}:
        look["align"] = "right"
    match _reckoned(value):
        case date():
            look["num_format"] = DAY
        case int() | Decimal() as figure:
            look["num_format"] = _number_form(figure, column.kind)
        case _ if shown(value, column.kind).startswith(FORMULA_MARKS):
            look["quote_prefix"] = True
    if isinstance(value, tuple) and value and all(each.bold for each in value):
        look["bold"] = True
    if isinstance(value, tuple) and value and all(each.struck for each in value):
        look["font_strikeout"] = True
    return look


def _number_form(figure: int | Decimal, kind: Kind) -> str:
    exponent = Decimal(figure).as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    whole = "0" if kind is Kind.TEXT else "#,##0"
    return f"{whole}{'.' if decimals else ''}{'0' * decimals}{'%' if kind is Kind.PERCENT else ''}"


def _height(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> float:
    """So that wrapped cells show whole; a cell over several rows or columns has room enough."""
    tallest = max(
        (
            lines(shown(cell.value, column.kind)[:2000], column.width)
            for cell, column in zip(cells, columns, strict=True)
            if cell.across == cell.down == 1
        ),
        default=1,
    )
    return min(LINE_HEIGHT * min(tallest, HIGHEST_ROW * 2) + 3, HIGHEST)


def _lay_out(at: _Page, rows: int) -> None:
    """What stays on the screen, what returns on every page, what stands above and below."""
    page, sheet, last = at.page, at.sheet, len(at.sheet.columns) - 1
    end = at.below + rows - 1
    page.freeze_panes(at.below, sheet.frozen)
    if sheet.filters and not _has_groups(sheet) and all(cell.down == 1 for cells in sheet.rows for cell in cells):
        page.autofilter(at.below - 1, 0, end, last)
    page.repeat_rows(0, at.below - 1)
    page.print_area(0, 0, end, last)
    page.set_landscape()
    page.set_paper(PAPER[sheet.page])
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    page.center_horizontally()
    mark = header_words(mark_words(sheet.watermark))
    page.set_header(f'&L&"宋体,Bold"{mark}&R&A' if mark else "&R&A", OWN_SIZE)
    page.set_footer(f"&L{mark}&C— &P —" if mark else "&C— &P —", OWN_SIZE)
