"""How a figure stands to what was promised: every operator means what it says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.builders.counted import ENTERPRISE, histories, moment, said

from xiandao.core.conditions import Condition
from xiandao.core.measures import Measure, Per
from xiandao.core.plan import Target
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.registers.counting import tally
from xiandao.registers.counting_verdicts import Goal, Outcome, goal_of, not_measurable, verdict, verdicts
from xiandao.registers.counting_words import worded

AFTER = dt.date(2026, 12, 31)
BEFORE = dt.date(2026, 6, 30)


def goal(comparator: str, value: str, **more: object) -> Goal:
    told: dict[str, object] = {"comparator": comparator, "value": Decimal(value), "deadline": 2026, **more}
    return Goal(**told)  # type: ignore[arg-type]


def target(sentence: str) -> Target:
    text = f"某市未来产业行动计划（2024—2026年）\n一、总体要求\n（一）发展目标\n到2026年，{sentence}。\n"
    return read_plan(Source(name="t", media_type="text/plain", text=text)).targets[0]


@pytest.mark.parametrize(
    ("comparator", "figure", "outcome"),
    [
        (">=", "39", Outcome.SHORT),
        (">=", "40", Outcome.REACHED),
        (">", "40", Outcome.SHORT),
        (">", "40.01", Outcome.REACHED),
        ("~", "37.9", Outcome.SHORT),
        ("~", "38", Outcome.REACHED),
        ("~", "42", Outcome.REACHED),
        ("~", "42.1", Outcome.ABOVE),
        ("<=", "40", Outcome.REACHED),
        ("<=", "40.1", Outcome.ABOVE),
        ("=", "39", Outcome.SHORT),
        ("=", "41", Outcome.REACHED),
    ],
)
def test_an_operator_means_what_it_says(comparator: str, figure: str, outcome: Outcome) -> None:
    assert verdict(goal(comparator, "40"), Decimal(figure), AFTER).outcome is outcome


@pytest.mark.parametrize(("figure", "outcome"), [("1", "short"), ("2", "reached"), ("3", "reached"), ("4", "above")])
def test_one_or_four_are_outside_a_band_of_two_to_three(figure: str, outcome: str) -> None:
    assert verdict(goal("range", "2", high=Decimal(3)), Decimal(figure), AFTER).outcome == outcome


def test_less_than_promised_is_no_failure_before_its_time_but_more_than_a_ceiling_is() -> None:
    assert verdict(goal(">=", "40"), Decimal(39), BEFORE).outcome is Outcome.NOT_DUE
    assert verdict(goal("<=", "40"), Decimal(41), BEFORE).outcome is Outcome.ABOVE
    assert verdict(goal(">=", "40", deadline=None), Decimal(39), BEFORE).outcome is Outcome.SHORT


def test_about_prints_its_tolerance_and_the_tolerance_is_configured() -> None:
    told = verdict(goal("~", "300", unit="亿元", near=Decimal("0.1")), Decimal(271), AFTER)
    assert told.outcome is Outcome.REACHED
    assert worded(told.reasons[1]) == "“左右”按上下10%计，即270—330亿元"


def test_what_is_missing_is_printed_with_the_numbers_used() -> None:
    told = verdict(goal(">=", "40", unit="家"), Decimal(31), AFTER)
    assert worded(told.reasons[0]) == "未达到：目标40家，实际31家，差9家"
    assert worded(told.reasons[0], language="en").startswith("short: 40 家 promised")


def test_an_aim_that_is_missed_is_told_as_an_aim() -> None:
    found = verdict(goal("~", "10", is_stretch=True), Decimal(3), AFTER)
    assert found.reasons[0].code == "verdict-stretch-short"


def test_the_way_from_a_base_is_told_in_percent() -> None:
    found = verdict(goal(">=", "40", base=Decimal(20)), Decimal(25), BEFORE)
    assert found.progress == Decimal("25.00")
    assert verdict(goal(">=", "40"), Decimal(25), BEFORE).progress is None


def test_a_target_without_a_measure_is_not_measurable_and_never_nought() -> None:
    for found in (
        not_measurable(goal(">=", "40")),
        *verdicts(goal(">=", "40"), tally(Measure(indicator="未来产业规模"), (), moment("2026-12-31"))),
    ):
        assert (found.outcome, found.figure) == (Outcome.UNMEASURED, None)


@pytest.mark.parametrize("unit", ["亿元", "亿美元", "万平方米", "%"])
def test_things_are_not_held_against_an_amount(unit: str) -> None:
    found = verdicts(goal(">=", "1", unit=unit), tally(Measure(kinds=("enterprise",)), (), moment("2026-12-31")))
    assert [each.outcome for each in found] == [Outcome.UNMEASURED]


def test_an_amount_is_told_in_the_unit_of_its_target() -> None:
    money = Measure(kinds=("fund",), how="sum", of="committed", unit="元")
    funds = histories("fund", said("a", name="甲", committed="3210000000"))
    (found,) = verdicts(goal(">", "50", unit="亿元"), tally(money, funds, moment("2026-12-31")))
    assert [found.figure, found.gap, found.outcome] == [Decimal("32.1"), Decimal("17.9"), Outcome.SHORT]


def test_each_group_has_its_own_verdict() -> None:
    measure = Measure(kinds=("enterprise",), per=Per("field", ("氢能", "量子")))
    firms = histories(
        "enterprise",
        said("a", name="甲", field="氢能"),
        said("b", name="乙", field="氢能"),
        said("c", name="丙", field="量子"),
    )
    found = verdicts(goal("range", "2", high=Decimal(3)), tally(measure, firms, moment("2026-12-31")))
    assert [(each.group, each.outcome) for each in found] == [("氢能", "reached"), ("量子", "short")]


def test_how_many_might_count_besides_is_told() -> None:
    measure = Measure(kinds=("enterprise",), where=(Condition(property="staff", operator="above", values=("9",)),))
    (found,) = verdicts(
        goal(">=", "1"), tally(measure, histories("enterprise", said("a", name="甲")), moment("2026-12-31"))
    )
    assert (found.outcome, found.may_rise) == (Outcome.SHORT, 1)


@pytest.mark.parametrize(
    ("sentence", "comparator", "is_stretch"),
    [
        ("全市未来产业总产值突破5000亿元", ">", False),
        ("基金认缴规模超50亿元", ">", False),
        ("聚集重点企业40家以上", ">=", False),
        ("突破关键核心技术10项以上", ">=", False),
        ("突破100项以上前沿技术", ">=", False),
        ("力争未来产业规模达到300亿元左右", "~", True),
    ],
)
def test_the_operator_is_that_of_the_words(sentence: str, comparator: str, is_stretch: bool) -> None:
    found = goal_of(target(sentence), before=sentence[:2] if is_stretch else "")
    assert [found.comparator, found.is_stretch] == [comparator, is_stretch]


def test_a_reason_is_worded_with_the_names_that_the_kind_gives() -> None:
    measure = Measure(kinds=("enterprise",), where=(Condition(property="label", values=("key", "chain-leader")),))
    firms = histories("enterprise", said("a", name="甲", label="key"), said("b", name="乙", label="other"))
    one, other = tally(measure, firms, moment("2026-12-31")).entries
    assert worded(one.reasons[0], ENTERPRISE) == "称号为重点企业或链主企业：重点企业"
    assert worded(other.reasons[0], ENTERPRISE) == "不计：称号应为重点企业或链主企业，实际为other"
