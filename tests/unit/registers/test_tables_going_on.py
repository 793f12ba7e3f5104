"""A head that is printed again after a blank row ends no table, and loses none of its rows."""

from __future__ import annotations

import pytest

from xiandao.core.sheets import Cells, Sheet
from xiandao.registers.tables import tables_of

HEAD: Cells = ("序号", "企业名称", "所属行业", "营业收入", "备注")


def entry(number: int) -> Cells:
    return (number, f"样例{number}号科技有限公司", "新材料", 12.5 * number, "样例")


@pytest.mark.parametrize("between", [0, 1, 2])
def test_entries_between_a_blank_row_and_the_head_again_stay(between: int) -> None:
    rows = [HEAD, *map(entry, range(1, 6)), (None,) * 5, *map(entry, range(6, 6 + between)), HEAD]
    rows += list(map(entry, range(6 + between, 12)))
    tables = tables_of(Sheet(name="表", rows=tuple(rows)))
    assert [row.cells[0] for table in tables for row in table.rows] == list(range(1, 12))


def test_another_head_under_its_own_title_begins_another_table() -> None:
    other: Cells = ("序号", "项目名称", "项目类型", "总投资", "备注")
    rows = [
        HEAD,
        entry(1),
        entry(2),
        (None,) * 5,
        ("二、项目清单", None, None, None, None),
        other,
        (1, "样例项目", "新建", 3.5, None),
    ]
    tables = tables_of(Sheet(name="表", rows=tuple(rows)))
    assert [[row.cells[1] for row in table.rows] for table in tables] == [
        ["样例1号科技有限公司", "样例2号科技有限公司"],
        ["样例项目"],
    ]
