"""Papers as workbooks: what a person who opens them in another program finds."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, strategies
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.builders.papers import every_paper, letter, sheet

from xiandao.core.errors import Refusal
from xiandao.core.papers import Cell, Column, Kind, PageSize, Run, Sheet, Value, Watermark, row
from xiandao.writers.excerpts import printable
from xiandao.writers.paper_sheets import tab_names, units
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_sheets import sheets_of

NOTES = "数据来源及口径说明"
MARK = Watermark(sample=True, number="XD&2026", purpose="内部会商")
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "{=1}",
    "\t=1",
    "\r=1",
    "＝1+1",
    "http://example.org",
    "1E5",
)


def opened(*sheets: Sheet) -> Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx_of(sheets)), rich_text=True)


def first(*sheets: Sheet) -> Worksheet:
    page = opened(*sheets).worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def above_and_below(page: Worksheet) -> tuple[str | None, str | None]:
    """What stands at the left of every printed page."""
    return tuple(each.left.text if each else None for each in (page.oddHeader, page.oddFooter))  # type: ignore[return-value]  # there are two


def column(kind: Kind, *values: Value) -> Sheet:
    return Sheet(name="表", title="样例", columns=(Column("甲", kind),), rows=tuple(row(value) for value in values))


def test_nothing_that_looks_like_a_formula_is_one() -> None:
    page = first(column(Kind.TEXT, *HOSTILE), replace(sheet(), name="=1", title="=1+1", unit="=2"))
    cells = [page.cell(at, 1) for at in range(4, 4 + len(HOSTILE))]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
    assert [str(cell.value).replace("_x000D_", "\r") for cell in cells] == list(HOSTILE)
    guarded = [text for text, cell in zip(HOSTILE, cells, strict=True) if cell.quotePrefix]
    assert guarded == [text for text in HOSTILE if text[0] in "=+-@\t\r＝"]


def test_no_formula_link_or_macro_is_in_the_file() -> None:
    with zipfile.ZipFile(BytesIO(xlsx_of((column(Kind.TEXT, *HOSTILE),)))) as parts:
        every = {name: parts.read(name) for name in parts.namelist()}
    assert not [
        name
        for name, part in every.items()
        if b"<f>" in part or b"<hyperlink" in part or b"External" in part or "vba" in name
    ]


def test_a_sheet_longer_than_it_may_be_is_refused() -> None:
    with pytest.raises(Refusal, match="paper-rows"):
        xlsx_of((Sheet(name="表", title="样例", columns=(Column("甲"),), rows=(row("a"),) * 1_048_573),))


def test_words_longer_than_a_cell_are_cut_and_the_notes_say_where() -> None:
    book = opened(column(Kind.TEXT, "短", "字" * 40_000, "😀" * 20_000))
    held = [str(book.worksheets[0].cell(at, 1).value) for at in (5, 6)]
    assert [units(text) <= 32_767 for text in held] == [True, True]
    assert held[0].endswith("（全文40000字，以下从略）")
    assert held[1].startswith("😀" * 16_000)
    said = [tuple(cell.value for cell in cells) for cells in book[NOTES].iter_rows(min_row=4)]
    assert [(line[1], line[2]) for line in said] == [("表", "第2行“甲”"), ("表", "第3行“甲”")]
    assert all("超过单元格上限" in str(line[3]) for line in said)


@pytest.mark.parametrize(
    ("value", "kind", "held", "form"),
    [
        (1200, Kind.AMOUNT, 1200, "#,##0"),
        (Decimal("3000.50"), Kind.AMOUNT, 3000.5, "#,##0.00"),
        (Decimal("-0.5"), Kind.AMOUNT, -0.5, "#,##0.0"),
        (Decimal("1E+3"), Kind.AMOUNT, 1000, "#,##0"),
        (Decimal("12.5"), Kind.PERCENT, 0.125, "0.0%"),
        (7, Kind.PERCENT, 0.07, "0%"),
        (2027, Kind.TEXT, 2027, "0"),
        (date(2027, 12, 31), Kind.DATE, datetime(2027, 12, 31), 'yyyy"年"m"月"d"日"'),  # noqa: DTZ001 - as openpyxl reads days
        ("不少于5", Kind.AMOUNT, "不少于5", "@"),
        (Decimal("1234567890123456.7"), Kind.AMOUNT, "1,234,567,890,123,456.7", "@"),
        (10**15, Kind.TEXT, "1000000000000000", "@"),
        (date(1899, 5, 4), Kind.DATE, "1899年5月4日", "@"),
    ],
)
def test_a_value_is_held_exactly_or_as_words(value: Value, kind: Kind, held: object, form: str) -> None:
    cell = first(column(kind, value)).cell(4, 1)
    if kind is Kind.PERCENT:
        form = form.replace("0", "#,##0", 1)
    assert (cell.value, cell.number_format) == (held, form)


def test_an_office_finds_what_it_is_used_to() -> None:
    page = first(replace(sheet(), watermark=MARK, page=PageSize.A3, frozen=2))
    assert page["A1"].value == "未来产业目标任务分解表"
    assert page["F2"].value == "单位：亿元"
    assert page["A2"].value == "样例数据　编号：XD&2026　用途：内部会商"
    assert {str(each) for each in page.merged_cells.ranges} >= {"A1:F1", "C3:D3", "A3:A4", "A5:F5", "B7:B8"}
    assert page.freeze_panes == "C5"
    assert page.print_title_rows == "$1:$4"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert page.page_setup.fitToHeight == 0
    assert page["B6"].alignment.wrap_text


def test_filters_stand_where_no_cell_covers_rows() -> None:
    assert first(sheet()).auto_filter.ref is None
    assert first(column(Kind.TEXT, "a", "b")).auto_filter.ref == "A3:A5"


def test_the_mark_is_on_every_printed_page_and_gives_no_orders() -> None:
    for page in opened(replace(sheet(), watermark=MARK)).worksheets:
        words = "样例数据　编号：XD＆2026　用途：内部会商"
        assert above_and_below(page) == (words, words)


def test_a_mark_longer_than_a_header_is_shortened() -> None:
    page = first(replace(sheet(), watermark=Watermark(number="9" * 400)))
    assert str(above_and_below(page)[0]) == "编号：" + "9" * 87


def test_notes_and_sources_have_a_sheet_of_their_own() -> None:
    lines = [tuple(cell.value for cell in cells) for cells in opened(sheet())[NOTES].iter_rows(min_row=3)]
    assert lines[0] == ("序号", "所在工作表", "条目", "说明", "来源文件", "文号", "条款", "原文")
    assert lines[1][:4] == (1, "目标任务", None, "规模按上年价格计算。")
    assert lines[2][2:] == (
        "第2行“目标”",
        None,
        "霁州市未来产业发展行动方案",
        "霁政发〔2025〕12号",
        "三/（一）",
        "到2027年，未来产业规模达300亿元左右",
    )


def test_without_notes_and_sources_there_is_no_sheet_for_them() -> None:
    assert opened(column(Kind.TEXT, "a")).sheetnames == ["表"]


def test_words_in_several_dresses_keep_them() -> None:
    page = first(column(Kind.TEXT, (Run("规模达"), Run("300", struck=True), Run("320亿元", bold=True))))
    pieces = [(str(each), each.font.b, each.font.strike) for each in page.cell(4, 1).value]  # type: ignore[union-attr]  # rich text
    assert [(text, bool(bold), bool(strike)) for text, bold, strike in pieces] == [
        ("规模达", False, False),
        ("300", False, True),
        ("320亿元", True, False),
    ]


def test_a_sheet_without_rows_says_so() -> None:
    assert first(replace(sheet(), rows=())).cell(5, 1).value == "（无）"


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert xlsx_of((sheet(),)) == xlsx_of((sheet(),))


def test_a_title_longer_than_its_table_shows_whole() -> None:
    short, long = (first(replace(column(Kind.TEXT, "字"), title="题" * many)) for many in (3, 40))
    assert (long.row_dimensions[1].height or 0) > (short.row_dimensions[1].height or 0) * 4


def test_rows_are_high_enough_for_what_stands_in_them() -> None:
    page = first(column(Kind.TEXT, "字", "字" * 80, "字" * 30_000))
    heights = [page.row_dimensions[at].height or 0 for at in (4, 5, 6)]
    assert heights[1] > heights[0] * 8
    assert heights[2] <= 409


@given(strategies.lists(strategies.text(max_size=40), max_size=8))
def test_tabs_have_names_that_tabs_can_have(names: list[str]) -> None:
    tabs = tab_names(names)
    assert len({tab.casefold() for tab in tabs}) == len(names)
    assert all(0 < units(tab) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", tab) for tab in tabs)


@given(strategies.text(max_size=50))
def test_any_words_come_back_as_they_went_out(words: str) -> None:
    value = first(column(Kind.TEXT, words)).cell(4, 1).value
    assert (str(value or "")).replace("_x000D_", "\r").replace("\r\n", "\n") == printable(words).replace("\r\n", "\n")


@pytest.mark.parametrize("name", sorted(every_paper()))
def test_every_paper_of_an_office_is_a_workbook_too(name: str) -> None:
    sheets = sheets_of(every_paper()[name], notes=("口径一致。",))
    book = opened(*sheets)
    assert book.sheetnames == [*tab_names([each.name for each in sheets]), NOTES]
    for each, page in zip(sheets, book.worksheets, strict=False):
        assert page.max_row >= len(each.rows) + 3
        assert above_and_below(page) == ("样例数据", "样例数据")


def test_the_notes_below_a_table_go_with_it() -> None:
    goals, _, _ = (*sheets_of(letter()), None)
    assert goals is not None
    assert (goals.title, goals.unit, goals.notes) == ("表1　主要目标", "亿元", ("注：2026年为预计数。",))


def test_a_covered_cell_holds_nothing() -> None:
    with pytest.raises(ValueError, match="covers"):
        replace(sheet(), rows=(row(Cell("甲", across=2), "乙", None, None, None, None),))


def test_what_a_paper_counts_comes_with_its_workbook() -> None:
    [opinions] = sheets_of(every_paper()["opinions"], notes=("口径一致。",))
    assert opinions.notes == ("共收到2家单位（个人）意见3条，其中采纳1条，部分采纳1条，未采纳1条。", "口径一致。")


def test_the_words_of_a_letter_stay_out_of_its_workbook() -> None:
    assert all("贯彻落实" not in note for each in sheets_of(letter()) for note in each.notes)
