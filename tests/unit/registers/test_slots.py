"""Bundles of slots, and named items: what fills them and what is missing."""

from __future__ import annotations

import datetime as dt

from tests.builders.counted import DECLARED, FIELD, FUND, NAME, PARK, histories, moment, said

from xiandao.core.kinds import Kind, Property, Stage
from xiandao.core.plan import Bundle, Words
from xiandao.registers.history import History
from xiandao.registers.slots import Cell, cells, slots_of, untracked

SIX = Bundle(
    id="b",
    words=Words("", 0, 0, "bundle.named", 0.9),
    name="六个一",
    items=("一支投资基金", "一批特色产业园", "一桌好菜"),
    applies_per="每个主导型未来产业",
    group=None,
)
FIELDS = ("氢能", "元宇宙")
SLOTS = slots_of(SIX, DECLARED, groups=FIELDS)
HYDROGEN = said("f", "2024-03-01", name="氢能基金", field="氢能", investing_until="2026-12-31")


def fund_cell(day: str, *more: object, field: str = "氢能", **options: object) -> Cell:
    told = histories("fund", HYDROGEN, *more)  # type: ignore[arg-type]
    found = cells(SLOTS, told, moment(day), **options)  # type: ignore[arg-type]
    return next(each for each in found if (each.slot, each.group) == ("一支投资基金", field))


def test_a_slot_that_no_register_keeps_is_never_taken_for_missing() -> None:
    found = [each for each in cells(SLOTS, (), moment("2026-06-30")) if each.slot == "一桌好菜"]
    assert [(each.is_known, each.is_missing) for each in found] == [(False, False)]
    assert [why.code for slot in SLOTS if slot.measure is None for why in slot.reasons] == ["slots-unknown"]


def test_every_industry_has_every_slot() -> None:
    found = cells(SLOTS, (), moment("2026-06-30"))
    assert {(each.slot, each.group) for each in found if each.is_missing} == {
        (slot, field) for slot in ("一支投资基金", "一批特色产业园") for field in FIELDS
    }


def test_a_fund_fills_the_slot_of_its_own_industry_only() -> None:
    assert [each.entity for each in fund_cell("2026-06-30").filled_by] == ["f"]
    assert fund_cell("2026-06-30", field="元宇宙").is_missing


def test_the_slot_is_missing_again_once_the_only_fund_is_deleted() -> None:
    gone = said("f", "2026-05-01", deed="delete", order=1)
    assert not fund_cell("2026-04-30", gone).is_missing
    cell = fund_cell("2026-05-01", gone)
    assert cell.is_missing
    assert [(each.entity, each.until) for each in cell.gone] == [("f", dt.date(2026, 5, 1))]


def test_a_fund_past_its_investing_leaves_its_industry_uncovered() -> None:
    assert not fund_cell("2026-12-31").is_missing
    cell = fund_cell("2027-01-01")
    assert cell.is_missing
    assert [why.code for each in cell.gone for why in each.reasons] == ["counts-expired"]


def test_what_a_person_has_bound_alone_fills_a_slot_and_only_while_it_is_there() -> None:
    other = said("g", "2024-03-01", name="另一基金", field="氢能", order=2)
    chosen = {("一支投资基金", "氢能"): ("f",)}
    assert [each.entity for each in fund_cell("2026-06-30", other, chosen=chosen).filled_by] == ["f"]
    assert fund_cell("2027-06-30", other, chosen=chosen).is_missing


def test_a_bundle_that_is_asked_for_once_has_one_cell_a_slot() -> None:
    assert [each.group for each in cells(slots_of(SIX, DECLARED)[:2], (), moment("2026-06-30"))] == ["", ""]
    assert {FIELD.code, NAME.code} <= {each.code for each in FUND.properties}
    assert PARK.code == "park"


FLAGSHIP = Kind(
    code="flagship",
    name="点名重大事项",
    properties=(
        NAME,
        Property(code="owner", name="责任单位"),
        Property(code="next-step", name="下一节点"),
        Property(code="next-day", name="下一节点日期", type="day"),
    ),
    stages=(Stage(code="running", name="推进"), Stage(code="done", name="完成", end=True)),
)


def flagship(**values: str) -> History:
    return History(key="x", kind=FLAGSHIP, saids=(said("x", name="某实验室", **values),))  # type: ignore[arg-type]


def test_an_item_that_nobody_answers_for_is_named_with_what_is_missing() -> None:
    (found,) = untracked([flagship()], moment("2026-06-30"))
    assert (found.name, found.missing) == ("某实验室", ("owner", "stage", "next-step", "next-day"))


def test_an_item_whose_milestone_has_passed_is_late_and_one_that_is_done_is_neither() -> None:
    settled = {"owner": "某局", "next_step": "验收", "next_day": "2026-05-31"}
    (late,) = untracked([flagship(stage="running", **settled)], moment("2026-06-30"))
    assert (late.missing, late.late_since) == ((), dt.date(2026, 5, 31))
    assert untracked([flagship(stage="running", **settled)], moment("2026-05-31")) == ()
    assert untracked([flagship(stage="done")], moment("2026-06-30")) == ()
