"""What goes back to who sent it: the same sheets, the wrong rows with their reasons, nothing that reckons by itself."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from xiandao.core.sheets import Mark, Returned, Sheet, Workbook
from xiandao.readers.sheets import read_workbook
from xiandao.readers.sheets_marked import MARKED, MOST_ROWS, can_be_marked, marked
from xiandao.registers.tables import tables_of
from xiandao.writers.sheets import wrong_rows_xlsx

WHY = "未导入原因"
FORMULAS = ("=1+1", "+86", "-1+2", "@SUM(A1)", "=cmd|'/c calc'!A0", "＝1", "\t=1")


def _came() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "企业"
    page["A1"] = "南江市企业表"
    page.merge_cells("A1:D1")
    page["A1"].font = Font(name="方正小标宋简体", size=18)
    for row in (
        ["名称", "收入（万元）", "成立时间", "说明"],
        ["甲", 100, "2024-3-1", "好"],
        ["乙", "三百来", 45000, "=1+1"],
    ):
        page.append(row)
    page["D4"].data_type = "s"
    page["B3"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["E3"] = '=HYPERLINK("http://example.org","x")'
    page.column_dimensions["A"].width = 33
    page.add_data_validation(DataValidation(type="list", formula1='"甲,乙"', sqref="A3:A9"))
    book.create_sheet("空表")
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def _wrong() -> tuple[Returned, ...]:
    return (Returned("企业", ((2, 2),), (Mark(4, 2, "B4：不是数值"), Mark(4, 3, "C4：日期不对"))),)


def _opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _words(data: bytes, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in _opened(data)[sheet].iter_rows()]


def test_the_original_comes_back_with_marked_cells_and_a_reason() -> None:
    page = _opened(marked(_came(), _wrong(), WHY))["企业"]
    assert page["E2"].value == WHY
    assert page["E4"].value == "B4：不是数值；C4：日期不对"
    assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == MARKED} == {
        "B4",
        "C4",
    }


def test_the_original_keeps_its_looks() -> None:
    book = _opened(marked(_came(), _wrong(), WHY))
    page = book["企业"]
    assert book.sheetnames == ["企业", "空表"]
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:D1"]
    assert (page["A1"].font.name, page["A1"].font.size, page.column_dimensions["A"].width) == ("方正小标宋简体", 18, 33)
    assert page["B3"].fill.fgColor.rgb == "FF00FF00"
    assert [each.sqref for each in page.data_validations.dataValidation] == ["A3:A9"]


def test_nothing_that_comes_back_is_a_formula() -> None:
    for data in (marked(_came(), _wrong(), WHY), wrong_rows_xlsx(read_workbook(_came(), "a.xlsx"), _wrong(), WHY)):
        for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f" not in zipfile.ZipFile(io.BytesIO(data)).read(name).replace(b"<formula1", b"")
        assert all(cell.data_type != "f" for page in _opened(data) for row in page.iter_rows() for cell in row)


def test_marked_again_the_old_reasons_are_gone() -> None:
    again = marked(marked(_came(), _wrong(), WHY), (Returned("企业", ((2, 2),), (Mark(3, 1, "A3：重复"),)),), WHY)
    page = _opened(again)["企业"]
    assert [page.cell(row, 5).value for row in (2, 3, 4)] == [WHY, "A3：重复", None]
    assert page.max_column == 5
    assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == MARKED} == {"A3"}


def test_a_workbook_that_came_back_is_read_as_it_was() -> None:
    came, back = read_workbook(_came(), "a.xlsx"), read_workbook(marked(_came(), _wrong(), WHY), "a.xlsx")
    before, after = tables_of(came.sheets[0])[0], tables_of(back.sheets[0])[0]
    assert [row.cells[:4] for row in after.rows] == [row.cells[:4] for row in before.rows]
    assert [column.name for column in after.columns] == [*(column.name for column in before.columns), WHY]


def test_a_long_workbook_comes_back_as_its_wrong_rows() -> None:
    rows = wrong_rows_xlsx(read_workbook(_came(), "a.xlsx"), _wrong(), WHY)
    assert _words(rows, "企业") == [
        ["南江市企业表", None, None, None, None],
        ["名称", "收入（万元）", "成立时间", "说明", WHY],
        ["乙", "三百来", 45000, "=1+1", "B4：不是数值；C4：日期不对"],
    ]
    assert _opened(rows).sheetnames == ["企业", "空表"]
    assert [str(area) for area in _opened(rows)["企业"].merged_cells.ranges] == ["A1:D1"]


def test_words_that_begin_like_formulas_stay_words() -> None:
    sheet = Sheet(name="表", rows=(("名称", "说明"), *((words, words) for words in FORMULAS)))
    book = Workbook(name="a.csv", media_type="text/csv", sheets=(sheet,))
    marks = tuple(Mark(at, 1, words) for at, words in enumerate(FORMULAS, start=2))
    page = _opened(wrong_rows_xlsx(book, (Returned("表", ((1, 1),), marks),), WHY))["表"]
    for row, words in enumerate(FORMULAS, start=2):
        assert (page.cell(row, 1).value, page.cell(row, 1).data_type) == (words, "s")
        assert page.cell(row, 1).quotePrefix
        assert page.cell(row, 3).data_type == "s"


def test_every_kind_of_value_goes_through_both_ways() -> None:
    values = ("甲", 1.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 8, 30), dt.time(8, 30), None, "35%")  # noqa: DTZ001 - cells know no zones
    sheet = Sheet(name="表", rows=(tuple("甲乙丙丁戊己庚辛"), values))
    book = Workbook(name="a.xlsx", media_type="", sheets=(sheet,))
    made = wrong_rows_xlsx(book, (Returned("表", ((1, 1),), (Mark(2, 0, "整行不对"),)),), WHY)
    assert read_workbook(made, "a.xlsx").sheets[0].rows[1] == (*values, "整行不对")


def test_the_same_gives_the_same_bytes() -> None:
    came = _came()
    assert marked(came, _wrong(), WHY) == marked(came, _wrong(), WHY)
    book = read_workbook(came, "a.xlsx")
    assert wrong_rows_xlsx(book, _wrong(), WHY) == wrong_rows_xlsx(book, _wrong(), WHY)


def test_only_short_workbooks_of_today_come_back_themselves() -> None:
    book = read_workbook(_came(), "a.xlsx")
    assert can_be_marked(book)
    long = Sheet(name="表", rows=(("甲",),) * (MOST_ROWS + 1))
    assert not can_be_marked(Workbook(name="a.xlsx", media_type=book.media_type, sheets=(long,)))
    assert not can_be_marked(read_workbook("名称,收入\n甲,1\n".encode(), "a.csv"))
