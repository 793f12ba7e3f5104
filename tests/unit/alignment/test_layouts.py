"""产业空间布局表 as values: what proposals make of it, what two versions differ in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.alignment.layouts import ROLES, Line, Proposed, applied, layout_diff, role_of
from xiandao.core.errors import Refusal

A, B = Line("鹭汀区", "合成生物", "main"), Line("枫渚区", "量子信息", "exploratory")

words = st.sampled_from(["甲", "乙", "丙", "丁"])
lines = st.builds(Line, words, words, st.sampled_from(ROLES), st.sampled_from(["", "园区"]))
tables = st.lists(lines, max_size=12, unique_by=lambda line: line.key)


@pytest.mark.parametrize(
    ("deed", "line", "code"),
    [("add", A, "layout-line-there"), ("drop", B, "layout-line-none"), ("change", B, "layout-line-none")],
)
def test_what_does_not_fit_the_table_is_refused(deed: str, line: Line, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        applied([A], [Proposed(deed, line)])
    assert refused.value.code == code


def test_a_row_is_added_behind_changed_in_its_place_and_dropped() -> None:
    changed = A._replace(role="grow")
    assert applied([A, B], [Proposed("change", changed), Proposed("drop", B)]) == (changed,)
    assert applied([A], [Proposed("add", B)]) == (A, B)


def test_two_versions_differ_in_what_was_added_dropped_and_changed() -> None:
    new = Line("蓝岫县", "低空经济")
    told = layout_diff([A, B], [A._replace(role="grow", carrier="先导园区"), new])
    assert [(each.kind, each.line.sector, each.fields) for each in told] == [
        ("changed", "合成生物", ("role", "carrier")),
        ("added", "低空经济", ()),
        ("dropped", "量子信息", ()),
    ]


@given(tables)
def test_a_version_differs_in_nothing_from_itself(table: list[Line]) -> None:
    assert {each.kind for each in layout_diff(table, table)} <= {"same"}


@given(tables, tables)
def test_a_difference_carried_out_gives_the_later_version(before: list[Line], after: list[Line]) -> None:
    deeds = {"added": "add", "dropped": "drop", "changed": "change"}
    changes = [each for each in layout_diff(before, after) if each.kind != "same"]
    assert set(applied(before, [Proposed(deeds[each.kind], each.line) for each in changes])) == set(after)


@pytest.mark.parametrize(
    ("group", "role"),
    [
        ("三大先导产业", "main"),
        ("重点培育领域", "grow"),
        ("重点前沿方向", "exploratory"),
        (None, "named"),
        ("领域", "named"),
    ],
)
def test_the_name_of_a_group_gives_the_role(group: str | None, role: str) -> None:
    assert role_of(group) == role
