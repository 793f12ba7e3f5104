"""Tables as people draw them: titles, merged heads, units, sums, notes; what is no entry is never one."""

from __future__ import annotations

import pytest

from xiandao.core.sheets import Area, CellValue, Sheet
from xiandao.registers.tables import Table, tables_of


def drawn(text: str, *merged: tuple[int, int, int, int]) -> Sheet:
    """A sheet of lines whose cells are parted by ``|``; digits are numbers."""
    rows = [tuple(_cell(cell.strip()) for cell in line.split("|")) for line in text.strip("\n").split("\n")]
    return Sheet(name="表", rows=tuple(rows), merged=tuple(Area(*each) for each in merged))


def _cell(words: str) -> CellValue:
    return float(words) if words.replace(".", "", 1).isdigit() else words or None


def only(sheet: Sheet) -> Table:
    (table,) = tables_of(sheet)
    return table


def heads(table: Table) -> list[tuple[str, ...]]:
    return [column.words for column in table.columns]


def first_cells(table: Table) -> list[CellValue]:
    return [row.cells[0] for row in table.rows]


@pytest.mark.parametrize("text", ["", "只有一句话", "甲\n乙\n丙", "1|2\n3|4", "填报单位：科技局|填报日期：2024年\n甲"])
def test_what_has_no_head_is_no_table(text: str) -> None:
    assert tables_of(drawn(text)) == ()


def test_lines_of_a_form_above_a_narrow_table_are_not_its_head() -> None:
    table = only(drawn("填报单位：科技局|填报日期：2024年\n名称|收入\n甲|1\n乙|2"))
    assert heads(table) == [("名称",), ("收入",)]


LIST = """
南江市未来产业企业名录
填报单位：南江市科技局|||单位：万元
序号|企业名称|营业收入|所属赛道|成立时间
1|甲科技有限公司|1200|人工智能|2020-3-1
|小计|1200||
2|乙科技有限公司|300|低空经济|2021年3月
|合计|1500||
注：数据来源于企业填报。
填表人：张三||审核人：李四
"""


def test_titles_sums_and_notes_are_no_entries() -> None:
    table = only(drawn(LIST, (1, 1, 1, 5)))
    assert first_cells(table) == [1.0, 2.0]
    assert [(each.number, each.reason) for each in table.skipped] == [
        (5, "total"), (7, "total"), (8, "note"), (9, "note")
    ]  # fmt: skip


def test_a_table_knows_its_title_its_unit_and_its_lines() -> None:
    table = only(drawn(LIST, (1, 1, 1, 5)))
    assert (table.title, table.unit) == ("南江市未来产业企业名录", "万元")
    assert (table.first, table.last) == (3, 3)
    assert str(table.place(table.rows[1], 2)) == "表!C6"


def test_a_firm_whose_name_speaks_of_sums_stays_an_entry() -> None:
    table = only(drawn("名称|地区|收入\n合计科技有限公司|东区|5\n总计|  |5"))
    assert first_cells(table) == ["合计科技有限公司"]


def test_a_head_of_merged_cells_gives_each_column_its_path() -> None:
    sheet = drawn(
        """
序号|企业名称|营业收入（万元）||人员（人）||备注
||2023年|2024年|总数|研发人员|
1|甲|100|200|30|10|
一、人工智能
2|乙|1|2|3|4|x
""",
        (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 6), (1, 7, 2, 7), (4, 1, 4, 7),
    )  # fmt: skip
    table = only(sheet)
    assert heads(table) == [
        ("序号",), ("企业名称",), ("营业收入", "2023年"), ("营业收入", "2024年"), ("人员", "总数"), ("人员", "研发人员"), ("备注",),
    ]  # fmt: skip
    assert [column.unit for column in table.columns] == [None, None, "万元", "万元", "人", "人", None]
    assert [(row.cells[1], row.section) for row in table.rows] == [("甲", ""), ("乙", "一、人工智能")]


def test_groups_that_are_not_merged_are_read_from_their_gaps() -> None:
    table = only(drawn("名称|投资||县区\n|总投资（亿元）|年度投资|\n甲项目|12|3|东县\n乙项目|2|1|"))
    assert heads(table) == [("名称",), ("投资", "总投资"), ("投资", "年度投资"), ("县区",)]
    assert [column.unit for column in table.columns] == [None, "亿元", None, None]
    assert first_cells(table) == ["甲项目", "乙项目"]


def test_an_entry_with_gaps_is_not_taken_for_a_part_of_the_head() -> None:
    table = only(drawn("名称|地址|联系人\n甲公司||张三\n乙公司|西路|"))
    assert first_cells(table) == ["甲公司", "乙公司"]


def test_a_head_that_is_printed_again_is_no_entry() -> None:
    table = only(drawn("名称|收入（万元）|县区\n甲|1|东县\n名称|收入（万元）|县区\n乙|2|西县"))
    assert first_cells(table) == ["甲", "乙"]
    assert [each.reason for each in table.skipped] == ["head"]


def test_lines_of_units_and_of_column_numbers_belong_to_the_head() -> None:
    table = only(drawn("指标名称|代码|本年|增速\n甲|乙|1|2\n|  |万元|%\n产值|X1|5|6\n税收|X2|7|8"))
    assert table.last == 3
    assert [column.unit for column in table.columns] == [None, None, "万元", "%"]
    assert first_cells(table) == ["产值", "税收"]


def test_blank_rows_between_entries_end_nothing() -> None:
    table = only(drawn("名称|地址|联系人\n甲公司|东路|张三\n||\n||\n乙公司|西路|李四"))
    assert first_cells(table) == ["甲公司", "乙公司"]


def test_two_tables_below_one_another_are_two() -> None:
    first, second = tables_of(drawn("名称|收入|备注\n甲|1|\n乙|2|\n||\n附表二\n地区|企业数|产值\n东区|12|13\n西区|2|3"))
    assert (first_cells(first), first_cells(second)) == (["甲", "乙"], ["东区", "西区"])
    assert second.title == "附表二"


def test_a_cell_merged_downwards_counts_for_every_row() -> None:
    table = only(drawn("县区|企业|收入\n东县|甲|1\n|乙|2\n西县|丙|3", (2, 1, 3, 1)))
    assert first_cells(table) == ["东县", "东县", "西县"]


def test_columns_without_anything_are_left_out_and_keep_their_addresses() -> None:
    table = only(drawn("|名称||收入|备注\n|甲||1|x\n|乙||2|y"))
    assert [(column.letters, column.name) for column in table.columns] == [("B", "名称"), ("D", "收入"), ("E", "备注")]
    assert table.rows[0].cells == ("甲", 1.0, "x")


def test_an_empty_form_is_a_table_without_entries() -> None:
    table = only(drawn("企业名称*|收入（必填，万元）|成立时间（格式：2024-01-01）"))
    assert (heads(table), table.rows) == ([("企业名称",), ("收入",), ("成立时间",)], ())
    assert table.columns[1].unit == "万元"


def test_years_may_head_columns() -> None:
    table = only(drawn("指标|2023|2024|单位\n产值|1|2|亿元"))
    assert heads(table) == [("指标",), ("2023",), ("2024",), ("单位",)]


def test_a_long_sheet_costs_no_more_for_each_row() -> None:
    rows: list[tuple[CellValue, ...]] = [("名称", "收入", "地址")]
    rows += [(f"第{n}号企业", float(n), None) if n % 3 else (None, None, None) for n in range(30_000)]
    assert len(only(Sheet(name="表", rows=tuple(rows))).rows) == 20_000
