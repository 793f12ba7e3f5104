"""The messy workbook that imports are measured on: what stands in it is what its truth says, and it is as ugly as it says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from linking.codes import is_valid
from linking.places import INVENTED_CITIES
from linking.registers import COLUMNS, EPOCH, Cell, Column, Messy, TrueRow, columns_of, messy, write_xlsx

ROWS = 700


@pytest.fixture(scope="module")
def book() -> Messy:
    return messy(ROWS, 20, 4)


def table(book: Messy, title: str) -> list[list[Cell]]:
    return next(sheet.cells for sheet in book.sheets if sheet.title == title)


def headers(book: Messy, title: str) -> list[str]:
    """What stands over each column, the lower line where there is one."""
    upper, lower = table(book, title)[3:5]
    return [str(below or above) for above, below in zip(upper, lower, strict=True)]


def cells_of(book: Messy) -> Iterator[tuple[TrueRow, Column, str, Cell]]:
    """Every cell of an enterprise with its truth, its column and the header over it."""
    by_header = {re.sub(r"[（(](万元|亿元)[）)]", "", column.header): column for column in book.columns}
    for row in book.truth:
        known = headers(book, row.sheet)
        for header, cell in list(zip(known, table(book, row.sheet)[row.row - 1], strict=True))[1:]:
            yield row, by_header[re.sub(r"[（(](万元|亿元)[）)]", "", header)], header, cell


def in_wan(cell: Cell, header: str) -> Decimal:
    """A money cell in 万元, by its own unit, its header's, or the line above the table."""
    text = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", str(cell)))
    unit = text[-2:] if text.endswith("元") else "亿元" if "亿元" in header else "万元"
    return Decimal(text.removesuffix(unit)) * (10_000 if unit == "亿元" else 1)


def day_of(cell: Cell) -> date:
    """A date in one of five styles."""
    text = str(cell)
    if re.fullmatch(r"\d{5}", text):
        return EPOCH + timedelta(days=int(text))
    if re.fullmatch(r"\d{8}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    year, month, *day = map(int, re.findall(r"\d+", text))
    return date(year, month, *(day or [1]))


def test_fewer_columns_than_every_register_has_are_refused() -> None:
    with pytest.raises(ValueError, match="12"):
        columns_of(11)


@pytest.mark.parametrize("count", [12, 13, 30, 60])
def test_columns_are_as_many_as_asked_for_and_all_different(count: int) -> None:
    known = columns_of(count)
    assert len({column.key for column in known}) == len({column.header for column in known}) == count
    assert known[:12] == COLUMNS


def test_the_same_arguments_give_the_same_cells_and_another_seed_gives_others() -> None:
    assert messy(30, 12, 1) == messy(30, 12, 1)
    assert messy(30, 12, 1).sheets[0].cells != messy(30, 12, 2).sheets[0].cells


@pytest.mark.parametrize("rows", [0, 1, 2, 61])
def test_every_enterprise_asked_for_is_there_however_few(rows: int) -> None:
    assert len(messy(rows, 12, 1).truth) == rows


def test_no_enterprise_comes_twice_and_every_code_is_valid(book: Messy) -> None:
    codes = [str(row.values["credit_code"]) for row in book.truth]
    assert len(book.truth) == len(set(codes)) == len({row.values["name"] for row in book.truth}) == ROWS
    assert all(map(is_valid, codes))


def test_invented_figures_stand_on_invented_places_alone(book: Messy) -> None:
    invented = {name for city in INVENTED_CITIES for place in city for name in (place.city, place.district_full)}
    places = [str(row.values["place"]) for row in book.truth if row.values["place"]]
    assert [place for place in places if not any(name in place for name in invented)] == []
    assert {str(row.values["credit_code"])[2:8] for row in book.truth} == {"100000"}


def test_every_cell_can_be_read_back_to_its_truth(book: Messy) -> None:
    for row, column, header, cell in cells_of(book):
        value = row.values[column.key]
        if value is None:
            assert cell in {None, "—", "/", "无", "　"}
        elif column.sort == "money":
            assert in_wan(cell, header) == value, (row.sheet, row.row, header)
        elif column.sort == "date":
            assert day_of(cell) == value, (row.sheet, row.row, header)
        elif column.sort == "share":
            text = str(cell)
            assert (Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)) == value
        elif column.sort == "count":
            assert int(re.sub(r"[\s,]", "", str(cell))) == value
        else:
            assert cell == value


def test_dates_come_in_all_five_styles(book: Messy) -> None:
    styles = Counter(
        re.sub(r"\d+", "9", str(cell)) + str(len(str(cell)) if isinstance(cell, int) else "")
        for row, column, _, cell in cells_of(book)
        if column.sort == "date" and row.values[column.key]
    )
    assert set(styles) == {"9-9-9", "9年9月9日", "9", "98", "9.9", "95"}


def test_wan_and_yi_stand_side_by_side_on_the_second_sheet_and_in_single_cells(book: Messy) -> None:
    second = "".join(headers(book, "下半年"))
    assert "(万元)" in second
    assert "(亿元)" in second
    own = [cell for _, column, _, cell in cells_of(book) if column.sort == "money" and str(cell).endswith("亿元")]
    assert len(own) > 20


def test_the_first_sheet_leaves_the_unit_of_some_columns_to_the_line_above(book: Messy) -> None:
    assert table(book, "上半年")[1][-1] == "单位：万元"
    assert {"营业收入", "上缴税金（万元）"} <= set(headers(book, "上半年"))


def test_digits_of_full_width_are_among_the_figures(book: Messy) -> None:
    wide = [cell for _, _, _, cell in cells_of(book) if isinstance(cell, str) and re.search("[０-９]", cell)]
    assert len(wide) > 50


def test_sums_repeated_headers_blank_rows_and_notes_stand_between_and_below(book: Messy) -> None:
    for title in ("上半年", "下半年"):
        first = Counter(row[0] for row in table(book, title))
        assert first["小计"] >= 3
        assert first["合计"] == 1
        assert first["序号"] >= 2
        assert sum(not any(row) for row in table(book, title)) >= 3
        assert str(table(book, title)[-2][0]).startswith("注：")


def test_the_row_below_everything_sums_the_true_values(book: Messy) -> None:
    total = next(row for row in table(book, "上半年") if row[0] == "合计")
    at = headers(book, "上半年").index("营业收入")
    values = [row.values["revenue"] for row in book.truth if row.sheet == "上半年"]
    assert Decimal(str(total[at])) == sum(value for value in values if isinstance(value, Decimal))


def test_the_file_holds_the_cells_and_the_merges(book: Messy, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    write_xlsx(book, path)
    file = load_workbook(path)
    assert file.sheetnames == [sheet.title for sheet in book.sheets]
    for sheet in book.sheets:
        rows = [list(row) for row in file[sheet.title].iter_rows(values_only=True)]
        assert rows == sheet.cells
        assert len(file[sheet.title].merged_cells.ranges) == len(sheet.merges)
    assert "B4:B5" in {str(each) for each in file["上半年"].merged_cells.ranges}


def test_another_reader_finds_the_rows_where_the_truth_says(book: Messy, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    write_xlsx(book, path)
    file = CalamineWorkbook.from_path(path)
    sheets = {title: file.get_sheet_by_name(title).to_python() for title in ("上半年", "下半年")}
    assert [sheets[row.sheet][row.row - 1][1] for row in book.truth] == [row.values["name"] for row in book.truth]
