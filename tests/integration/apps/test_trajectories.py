"""Actual values and planned paths: kept, never overwritten, entered by the place's own people."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.builders.trajectories import entered, planned, saying, target
from tests.builders.workspace import AT, World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import judging, trajectories
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.trajectory_forms import points_pasted
from xiandao.apps.plans.trajectory_models import ActualValue, PlannedPath
from xiandao.apps.plans.trajectory_selectors import Choice, Trajectory, known_of, trajectory_of
from xiandao.core.errors import Refusal
from xiandao.monitoring.aims import Point


@pytest.fixture
def city(world: World, tmp_path: Path) -> Edition:
    return planned(world, tmp_path)


def seen(world: World, item: Item, who: str = "office") -> Trajectory:
    return trajectory_of(item, known_of(item.edition, world.person(who)))


def refused(world: World, item: Item, values: dict[int, str], who: str = "office", **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        trajectories.actuals_enter(world.person(who), item.pk, saying(values, **more), at=AT)
    return caught.value.code


def test_a_superior_never_types_a_figure_and_others_do_not_see_the_target(world: World, city: Edition) -> None:
    item = target(city, "家")
    for who in ("province-office", "other-office", "district-office", "reader", "leader"):
        assert refused(world, item, {2024: "18"}, who) == "absent"
    assert not ActualValue.objects.exists()


def test_a_target_that_nobody_confirmed_takes_no_value(world: World, city: Edition) -> None:
    item = target(city, "家")
    judging.item_reopen(world.person("office"), item.pk, judging.Look(item.version), at=AT)
    assert refused(world, item, {2024: "18"}) == "trajectory-not-live"


@pytest.mark.parametrize(
    ("values", "more", "code"),
    [
        ({2026: "18"}, {}, "actual-year"),  # the year has not ended
        ({1980: "18"}, {}, "actual-year"),
        ({2024: "18"}, {"source": " "}, "actual-source"),
        ({2024: "18"}, {"unit": "亿元"}, "actual-unit"),
        ({2024: "18"}, {"nature": "guess"}, "actual-nature"),
        ({2024: "18"}, {"through": 13}, "actual-nature"),
        ({2024: "18"}, {"seen": 7}, "actual-changed"),
        ({}, {}, "actual-none"),
    ],
)
def test_what_is_no_value_is_refused(
    values: dict[int, str], more: dict[str, object], code: str, world: World, city: Edition
) -> None:
    assert refused(world, target(city, "家"), values, "office", **more) == code
    assert not ActualValue.objects.exists()


def test_a_correction_is_a_further_row_and_the_second_to_correct_is_told(world: World, city: Edition) -> None:
    item = target(city, "家")
    first = entered(world, item, {2024: "18", 2025: "22"})
    entered(world, item, {2024: "19"}, who="reporter", seen=first)
    with pytest.raises(Refusal) as caught:
        trajectories.actuals_enter(world.person("reviewer"), item.pk, saying({2024: "20"}, seen=first), at=AT)
    assert (caught.value.code, caught.value.values["who"]) == ("actual-changed", "样例reporter")
    rows = ActualValue.objects.filter(year=2024).order_by("ordinal")
    assert [(row.ordinal, row.value) for row in rows] == [(1, "18"), (2, "19")]
    assert seen(world, item).current[2024].value == "19"
    assert AuditLine.objects.filter(deed="actual.enter").count() == 2


def test_final_statistics_are_not_entered_over(world: World, city: Edition) -> None:
    item = target(city, "家")
    first = entered(world, item, {2024: "18"}, nature="preliminary")
    assert refused(world, item, {2024: "19"}, seen=first) == "actual-statutory"
    second = entered(world, item, {2024: "17"}, nature="final", seen=first)
    assert refused(world, item, {2024: "19"}, nature="final", seen=second) == "actual-final"


def test_another_scale_of_the_unit_is_converted(world: World, city: Edition) -> None:
    item = target(city, "亿元")
    entered(world, item, {2024: "1500000"}, unit="万元")
    assert seen(world, item).reading.last == Point(2024, Decimal(150))


def test_part_of_a_year_is_kept_and_projects_nothing(world: World, city: Edition) -> None:
    item = target(city, "家")
    first = entered(world, item, {2024: "18"})
    entered(world, item, {2025: "20"}, through=9, seen=first)
    found = seen(world, item)
    assert found.reading.state == "unknown"
    assert found.current[2025].through == 9


def test_two_years_of_values_say_whether_the_target_is_reached_and_what_is_required(
    world: World, city: Edition
) -> None:
    item = target(city, "家")
    entered(world, item, {2024: "18", 2025: "22"})
    reading = seen(world, item).reading
    assert reading.state == "behind"
    assert [reading.projected, reading.gap, reading.required] == [Decimal(26), Decimal(14), Decimal(18)]


def test_who_does_not_see_the_values_sees_the_path_alone(world: World, city: Edition) -> None:
    item = target(city, "%")
    entered(world, item, {2024: "3.3"})
    assert seen(world, item, "province-office").current
    for who in ("expert", "other-office", "district-office"):
        found = seen(world, item, who)
        assert (dict(found.current), found.reading.state) == ({}, "none")
        assert found.path.steps


def test_a_base_of_the_plan_makes_a_path_and_none_is_invented_for_the_rest(world: World, city: Edition) -> None:
    path = seen(world, target(city, "%")).path
    assert [(step.year, str(step.value)) for step in path.steps] == [
        (2023, "3.1"), (2024, "3.333"), (2025, "3.567"), (2026, "3.8"),
    ]  # fmt: skip
    bare = seen(world, target(city, "家"))
    assert (bare.base, bare.path.lacks, len(bare.path.steps)) == (None, "base", 1)


def test_a_path_is_confirmed_upon_an_actual_value_and_those_before_are_kept(world: World, city: Edition) -> None:
    office, item = world.person("office"), target(city, "家")
    with pytest.raises(Refusal, match="path-base"):
        trajectories.path_confirm(office, item.pk, Choice("equal", 2023), at=AT)
    entered(world, item, {2023: "10"})
    trajectories.path_confirm(office, item.pk, Choice("equal", 2023), at=AT)
    with pytest.raises(Refusal, match="path-changed"):
        trajectories.path_confirm(world.person("reviewer"), item.pk, Choice("growth", 2023), at=AT)
    checkpoints = (Point(2024, Decimal(15)),)
    trajectories.path_confirm(office, item.pk, Choice("entered", 2023, checkpoints), seen=1, at=AT)
    assert [row.rule for row in PlannedPath.objects.order_by("ordinal")] == ["equal", "entered"]
    assert [int(step.value) for step in seen(world, item).path.steps] == [10, 15, 28, 40]
    assert AuditLine.objects.filter(deed="path.confirm").count() == 2


def test_a_path_is_to_be_confirmed_anew_when_the_plan_states_something_else(world: World, city: Edition) -> None:
    office, item = world.person("office"), target(city, "%")
    trajectories.path_confirm(office, item.pk, Choice("growth"), at=AT)
    assert not seen(world, item).is_stale
    judging.item_correct(office, item.pk, judging.Look(item.version), {"value": "4.0"}, at=AT)
    item.refresh_from_db()
    assert seen(world, item).is_stale


@pytest.mark.parametrize("said", ["2024", "2024 很多", "2024\t1\n2024\t2", "合计\t5\n小计\t6", "x2024,5"])
def test_a_table_that_is_none_is_refused_with_its_line(said: str) -> None:
    with pytest.raises(Refusal):
        points_pasted(said)


def test_a_table_pasted_from_a_worksheet_is_read() -> None:
    assert points_pasted("年份\t企业数\n2024年\t1,018\n2025\t22.5\n") == (
        Point(2024, Decimal(1018)), Point(2025, Decimal("22.5")),
    )  # fmt: skip
