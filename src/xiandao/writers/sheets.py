"""Wrong rows as a workbook of the same sheets, heads and order, each with the reason; words never as formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from xiandao import __version__
from xiandao.core.sheets import Area, Cells, CellValue, Mark, Returned, Sheet, Workbook
from xiandao.writers.excerpts import printable
from xiandao.writers.paper_sheets import cut, tab_names
from xiandao.writers.paper_xlsx import FIRST_DAY, FORMULA_MARKS, OPTIONS
from xiandao.writers.plans_xlsx import CREATED, Untyped

_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
_WRONG, _WHY = {"bg_color": "#FFD9D6"}, {"font_color": "#B42318", "text_wrap": True}
_WIDTH, _WHY_WIDTH = 16, 48
_DAY, _MOMENT, _TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
_MOST_DIGITS = 10**15


class _Page(NamedTuple):
    """A sheet being written: the tab, the sheet that came, what is wrong in it, the column of the reasons, formats."""

    page: Untyped
    sheet: Sheet
    wrong: Mapping[int, tuple[Mark, ...]]
    why: int
    forms: Mapping[str, Untyped]


def wrong_rows_xlsx(book: Workbook, returned: Sequence[Returned], heading: str) -> bytes:
    """The lines above each table, its head, and of its rows those that are wrong; a last column *heading* says why.

    Sheets without tables keep their place and are empty. The same workbook and marks give the same bytes.
    """
    into = BytesIO()
    made: Untyped = xlsxwriter.Workbook(into, OPTIONS)
    made.set_properties({"author": f"xiandao {__version__}", "created": CREATED})
    forms = _forms(made)
    by_name = {each.sheet: each for each in returned}
    for name, sheet in zip(tab_names([each.name for each in book.sheets]), book.sheets, strict=True):
        page = made.add_worksheet(name)
        back = by_name.get(sheet.name)
        if sheet.hidden and len(book.sheets) > 1:
            page.hide()
        if back is not None:
            _write(page, sheet, back, (heading, forms))
    visible = next((n for n, sheet in enumerate(book.sheets) if not sheet.hidden), 0)
    made.worksheets()[visible].activate()
    made.worksheets()[visible].set_first_sheet()
    made.close()
    return into.getvalue()


def _forms(made: Untyped) -> dict[str, Untyped]:
    """Formats by what they hold; each as it is and as it is marked."""
    looks: dict[str, dict[str, Any]] = {
        "plain": {}, "words": {"quote_prefix": True}, "day": {"num_format": _DAY}, "moment": {"num_format": _MOMENT},
        "time": {"num_format": _TIME}, "head": {"bold": True, "text_wrap": True, "border": 1}, "why": _WHY,
    }  # fmt: skip
    plain = {name: made.add_format({**_FONT, **look}) for name, look in looks.items()}
    return {**plain, **{f"{name}!": made.add_format({**_FONT, **look, **_WRONG}) for name, look in looks.items()}}


def _write(page: Untyped, sheet: Sheet, back: Returned, told: tuple[str, Mapping[str, Untyped]]) -> None:
    heading, forms = told
    wrong = back.wrong_rows()
    why = _reason_column(sheet, back, heading)
    at = _Page(page, sheet, wrong, why, forms)
    page.set_column(0, max(0, why - 1), _WIDTH)
    page.set_column(why, why, _WHY_WIDTH)
    lasts = {last for _, last in back.heads}
    heads = {row for first, last in back.heads for row in range(first, last + 1)}
    moved: dict[int, int] = {}
    for row in _kept_rows(back, wrong):
        moved[row] = len(moved)
        _write_row(at, row, moved[row], is_head=row in heads)
        if row in lasts:
            page.write_string(moved[row], why, printable(heading), forms["head"])
    for area in sheet.merged:
        if area.top in moved and area.top in heads | set(range(1, min(heads, default=1))):
            _merge(at, area, moved)


def _kept_rows(back: Returned, wrong: Mapping[int, tuple[Mark, ...]]) -> list[int]:
    """What stands above the first head, the heads, and the wrong rows, in the order of the sheet."""
    first = back.heads[0][0] if back.heads else 1
    heads = (row for top, last in back.heads for row in range(top, last + 1))
    return sorted({*range(1, first), *heads, *wrong})


def _reason_column(sheet: Sheet, back: Returned, heading: str) -> int:
    """From 0: the column that an earlier return has added, or the first behind everything."""
    for _, last in back.heads:
        cells = sheet.rows[last - 1] if last <= len(sheet.rows) else ()
        if heading in cells:
            return cells.index(heading)
    return max(map(len, sheet.rows), default=0)


def _write_row(at: _Page, row: int, to: int, *, is_head: bool) -> None:
    cells: Cells = at.sheet.rows[row - 1] if row <= len(at.sheet.rows) else ()
    marks = at.wrong.get(row, ())
    marked = {mark.column for mark in marks}
    for column, value in enumerate(cells):
        if column == at.why:
            continue
        if value is not None or column + 1 in marked:
            _write_cell(at, (to, column), value, marked=column + 1 in marked, is_head=is_head)
    if marks:
        words = "；".join(dict.fromkeys(mark.words for mark in marks))
        at.page.write_string(to, at.why, cut(printable(words)), at.forms["why"])


def _write_cell(at: _Page, place: tuple[int, int], value: CellValue, *, marked: bool, is_head: bool) -> None:
    def form(name: str) -> Untyped:
        return at.forms[f"{'head' if is_head else name}{'!' if marked else ''}"]

    match value:
        case None:
            at.page.write_blank(*place, None, form("plain"))
        case bool():
            at.page.write_boolean(*place, value, form("plain"))
        case int() | float() if abs(value) < _MOST_DIGITS:
            at.page.write_number(*place, value, form("plain"))
        case dt.datetime() if value.date() >= FIRST_DAY:
            at.page.write_datetime(*place, value, form("moment"))
        case dt.date() if not isinstance(value, dt.datetime) and value >= FIRST_DAY:
            at.page.write_datetime(*place, value, form("day"))
        case dt.time():
            at.page.write_datetime(*place, value, form("time"))
        case _:
            said = cut(printable(str(value)))
            at.page.write_string(*place, said, form("words" if said.startswith(FORMULA_MARKS) else "plain"))


def _merge(at: _Page, area: Area, moved: Mapping[int, int]) -> None:
    """Heads and titles stay merged where all their rows came along."""
    rows = [moved.get(row) for row in range(area.top, area.bottom + 1)]
    if None in rows or area.right > 16_384 or (area.top, area.left) == (area.bottom, area.right):
        return
    value = at.sheet.at(area.top, area.left)
    top, bottom = moved[area.top], moved[area.bottom]
    at.page.merge_range(top, area.left - 1, bottom, area.right - 1, "", at.forms["head"])
    at.page.write_string(top, area.left - 1, cut(printable("" if value is None else str(value))), at.forms["head"])
