"""Targets of plans counted from registers: bound by a person, counted once each, told with every member."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.registers import GROUNDS
from tests.builders.said import moment
from tests.builders.workspace import World

from xiandao.apps.counting.bindings import binding_confirm, binding_of, proposals_for
from xiandao.apps.counting.figures import figure_for, members_for
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.registers import services
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.sameness import Pair, likeness_judge
from xiandao.core.errors import Refusal
from xiandao.core.measures import Measure
from xiandao.registers.counting_verdicts import Outcome

pytestmark = pytest.mark.django_db
NOW = moment("2026-06-01")


@pytest.fixture
def place(db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    return workspace.world()


@pytest.fixture
def plan(place: World, tmp_path: Path) -> Edition:
    return workspace.edition(place.person("office"), tmp_path)


def goal(plan: Edition, words: str) -> Item:
    return plan.items.select_related("edition__plan__place", "edition__document").get(
        kind="target", quote__contains=words
    )


def park(world: World, name: str, day: str = "2026-03-10") -> Entity:
    values = {"name": (name,), "place": (world.city.code,)}
    return services.entity_add(world.person("office"), "park", values, since(day), at=moment(day))


def since(day: str) -> services.Grounds:
    return GROUNDS._replace(since=moment(day).date())


def on(day: str) -> Dates:
    return Dates(moment(day).date(), NOW)


def test_a_target_without_a_word_on_it_is_not_measurable_and_never_a_nought(plan: Edition) -> None:
    shown = figure_for(goal(plan, "专业园区4个"), on("2026-06-01"))
    assert shown.tally is None
    assert [(each.outcome, each.figure) for each in shown.verdicts] == [(Outcome.UNMEASURED, None)]


def test_only_whoever_may_judge_the_plan_says_how_it_is_counted(place: World, plan: Edition) -> None:
    item = goal(plan, "专业园区4个")
    measure = Measure(kinds=("park",))
    with pytest.raises(Refusal, match="absent"):
        binding_confirm(place.person("reader"), item.pk, measure, "", at=NOW, version=0)
    with pytest.raises(Refusal, match="binding-note"):
        binding_confirm(place.person("office"), item.pk, None, " ", at=NOW, version=0)
    with pytest.raises(Refusal, match="binding-kind"):
        binding_confirm(place.person("office"), item.pk, Measure(kinds=("castle",)), "", at=NOW, version=0)
    binding_confirm(place.person("office"), item.pk, measure, "", at=NOW, version=0)
    with pytest.raises(Refusal, match="binding-changed"):
        binding_confirm(place.person("office"), item.pk, measure, "", at=NOW, version=0)
    assert binding_of(item) is not None


def test_parks_are_proposed_for_a_target_of_parks(plan: Edition) -> None:
    first = proposals_for(goal(plan, "专业园区4个"))[0]
    assert first.measure.kinds == ("park",)
    assert first.measure.how == "count"


def test_a_figure_counts_what_there_was_on_the_day_each_once(place: World, plan: Edition) -> None:
    item = goal(plan, "专业园区4个")
    office = place.person("office")
    binding_confirm(
        office, item.pk, Measure(kinds=("park",), place=place.city.code), "", at=moment("2026-03-03"), version=0
    )
    one, two = park(place, "甲园"), park(place, "乙园", "2026-04-10")
    three = park(place, "甲产业园", "2026-04-11")
    assert figure_for(item, on("2026-06-01")).tally.figure == 3  # type: ignore[union-attr]
    assert figure_for(item, on("2026-03-31")).tally.figure == 1  # type: ignore[union-attr]
    likeness_judge(office, Pair(one.key, three.key), "yes", "", at=moment("2026-05-01"))
    services.entity_delete(office, two.key, since("2026-05-20"), at=moment("2026-05-21"))
    shown = figure_for(item, on("2026-06-01"))
    assert shown.tally is not None
    assert shown.tally.figure == 1
    assert [each.entity for each in shown.tally.members] == [one.key]
    assert figure_for(item, on("2026-05-19")).tally.figure == 2  # type: ignore[union-attr]
    assert figure_for(item, Dates(moment("2026-05-19").date(), moment("2026-04-30"))).tally.figure == 3  # type: ignore[union-attr]
    assert shown.verdicts[0].gap == 3


def test_members_open_to_whoever_sees_them_and_the_others_are_a_number(place: World, plan: Edition) -> None:
    item = goal(plan, "专业园区4个")
    binding_confirm(place.person("office"), item.pk, Measure(kinds=("park",)), "", at=moment("2026-03-03"), version=0)
    park(place, "甲园")
    tally = figure_for(item, on("2026-06-01")).tally
    assert tally is not None
    opened, more = members_for(place.person("office"), tally.members)
    assert [entity.name for _, entity in opened] == ["甲园"]
    assert more == 0
    assert members_for(place.person("other-office"), tally.members) == ((), 1)
