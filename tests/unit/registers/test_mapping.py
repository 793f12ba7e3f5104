"""Which column is which property: nothing is forced, doubts are said, what was confirmed is kept."""

from __future__ import annotations

from collections.abc import Sequence

from xiandao.core.kinds import Choice, Property
from xiandao.core.sheets import CellValue, Sheet
from xiandao.registers.mapping import Link, Proposal, head_key, proposed
from xiandao.registers.mapping_heads import period_of
from xiandao.registers.tables import Table, tables_of

SECTORS = tuple(
    Choice(code=code, name=name) for code, name in (("ai", "人工智能"), ("uav", "低空经济"), ("bio", "合成生物"))
)
WANTED = (
    Property(code="name", name="企业名称", synonyms=("单位名称", "公司名称"), required=True),
    Property(
        code="credit-code", name="统一社会信用代码", type="identifier", scheme="credit-code", synonyms=("信用代码",)
    ),
    Property(code="founded", name="成立日期", type="day", synonyms=("注册时间",)),
    Property(code="revenue", name="营业收入", type="money", holds="during", synonyms=("主营收入",)),
    Property(code="research", name="研发投入", type="money", holds="during"),
    Property(code="staff", name="从业人员", type="whole", unit="人", synonyms=("职工人数",)),
    Property(code="share", name="研发占比", type="percent"),
    Property(code="sector", name="所属赛道", type="choice", vocabulary=SECTORS),
    Property(code="contact", name="联系人", type="person", personal="general"),
    Property(code="phone", name="联系电话", type="phone", personal="general"),
)
CODE = "91320000MA1MYY0A6{}"


def table(*rows: Sequence[CellValue]) -> Table:
    (found,) = tables_of(Sheet(name="表", rows=tuple(tuple(row) for row in rows)))
    return found


def codes(proposal: Proposal) -> dict[int, str]:
    return {link.column: link.code for link in proposal.links}


def reasons(link: Link) -> set[str]:
    return {each.code for each in link.reasons}


def test_a_column_that_is_none_of_them_is_taken_for_nothing() -> None:
    proposal = proposed(table(("序号", "心得", "天气"), (1, "很好", "晴"), (2, "还行", "雨")), WANTED)
    assert proposal.links == ()
    assert proposal.unused == (0, 1, 2)
    assert proposal.missing == ("name",)
    assert not proposal.is_sure


def test_own_names_synonyms_and_near_names_are_found() -> None:
    proposal = proposed(
        table(
            ("序号", "單位名稱", "*注册时间", "营业收入（万元）", "从业人员数（人）", "赛道", "联系人", "联系电话"),
            (1, "甲科技有限公司", "2020-3-1", 1200.0, 30.0, "人工智能", "张三", "13800000000"),
            (2, "乙科技有限公司", "2021年3月", 300.0, 12.0, "低空经济", "李四", "025-83334444"),
        ),
        WANTED,
    )
    assert codes(proposal) == {
        1: "name", 2: "founded", 3: "revenue", 4: "staff", 5: "sector", 6: "contact", 7: "phone"
    }  # fmt: skip
    assert proposal.missing == ()
    assert next(link.unit for link in proposal.links if link.code == "revenue") == "万元"


def test_values_alone_tell_a_code_and_a_vocabulary() -> None:
    proposal = proposed(
        table(("甲列", "乙列", "丙列"), (CODE.format(1), "人工智能", "x"), (CODE.format(2), "低空经济", "y")), WANTED
    )
    assert codes(proposal) == {0: "credit-code", 1: "sector"}
    assert all(link.score < 0.85 for link in proposal.links)


def test_values_that_do_not_fit_outweigh_a_likeness() -> None:
    proposal = proposed(
        table(("企业名称", "联系方式人", "联系电话"), ("甲", "13800000000", "张三"), ("乙", "13900000000", "李四")),
        WANTED,
    )
    link = next((each for each in proposal.links if each.code == "phone" and each.column == 2), None)
    assert link is None or "column-values-unfit" in reasons(link)


def test_no_property_is_given_to_two_columns_of_the_same_time() -> None:
    proposal = proposed(table(("企业名称", "单位名称"), ("甲有限公司", "甲"), ("乙有限公司", "乙")), WANTED)
    assert codes(proposal) == {0: "name"}


def test_years_of_one_head_are_periods_of_one_property() -> None:
    proposal = proposed(
        table(
            ("企业名称", "营业收入", None, "2024年研发投入（万元）"),
            (None, "2023年", "2024年", None),
            ("甲", 1.0, 2.0, 3.0),
            ("乙", 1.0, 2.0, 3.0),
        ),
        WANTED,
    )
    assert [(link.column, link.code, link.period) for link in proposal.links] == [
        (0, "name", ""), (1, "revenue", "2023"), (2, "revenue", "2024"), (3, "research", "2024")
    ]  # fmt: skip


def test_the_unit_of_the_table_is_that_of_its_money_and_of_nothing_else() -> None:
    sheet = table(("单位：万元",), ("企业名称", "营业收入", "职工人数"), ("甲", 12.5, 3.0), ("乙", 8.0, 4.0))
    assert {link.code: link.unit for link in proposed(sheet, WANTED).links} == {
        "name": None, "revenue": "万元", "staff": None
    }  # fmt: skip


def test_money_without_a_unit_and_shares_below_one_are_doubted() -> None:
    proposal = proposed(
        table(("企业名称", "营业收入", "研发占比"), ("甲", 1200.0, 0.12), ("乙", 300.0, 0.3), ("丙", 5.0, 0.05)), WANTED
    )
    by_code = {link.code: reasons(link) for link in proposal.links}
    assert "column-unit-missing" in by_code["revenue"]
    assert "column-fraction" in by_code["share"]


def test_a_unit_that_cannot_be_converted_is_said() -> None:
    proposal = proposed(table(("企业名称", "营业收入（万美元）"), ("甲", 1200.0), ("乙", 300.0)), WANTED)
    link = next((each for each in proposal.links if each.code == "revenue"), None)
    assert link is not None
    assert "column-unit-other" in reasons(link)
    assert link.score < 0.85


def test_what_was_confirmed_is_kept_also_for_another_year() -> None:
    first = table(("名字", "2023年进账（万元）", "备注"), ("甲", 1.0, "x"), ("乙", 2.0, "y"))
    kept = {head_key(first.columns[0]): "name", head_key(first.columns[1]): "revenue", head_key(first.columns[2]): ""}
    later = table(("备注", "2024年进账（万元）", "名字"), ("x", 1.0, "甲"), ("y", 2.0, "乙"))
    proposal = proposed(later, WANTED, kept)
    assert codes(proposal) == {1: "revenue", 2: "name"}
    assert all(reasons(link) >= {"column-kept"} for link in proposal.links)


def test_the_same_table_gives_the_same_proposal() -> None:
    rows = (("企业名称", "主营收入（亿元）", "成立日期"), ("甲", 1.0, "2024-1-1"), ("乙", 2.0, "2023"))
    assert proposed(table(*rows), WANTED) == proposed(table(*rows), WANTED)


def test_periods_are_read_from_heads() -> None:
    heads = ("2024年", "2024年1季度", "2024年第三季度营收", "2024年3月", "2024Q2", "年度")
    assert [period_of((head,)) for head in heads] == ["2024", "2024Q1", "2024Q3", "2024-03", "2024Q2", ""]


def test_a_head_with_its_year_inside_is_the_same_head_for_another_year() -> None:
    rows = (("企业名称（全称）", "2023年营业收入", "2024年营业收入"), ("甲", 1.0, 2.0), ("乙", 3.0, 4.0))
    assert [(link.code, link.period) for link in proposed(table(*rows), WANTED).links] == [
        ("name", ""), ("revenue", "2023"), ("revenue", "2024")
    ]  # fmt: skip
