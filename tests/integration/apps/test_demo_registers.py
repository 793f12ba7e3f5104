"""The registers of the demo: invented through and through, said by several sources on their days, with work waiting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders.laid import once
from tests.builders.said import moment

from xiandao.apps.accounts.selectors import operator
from xiandao.apps.jobs.services import job_do, job_take
from xiandao.apps.places.loading import places_enter
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import root_add
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.models import Entity, Identifier, Likeness, Load, Said
from xiandao.apps.registers.personal import SEALED, is_personal
from xiandao.apps.registers.selectors import past_of, standing, told_of
from xiandao.core.identifiers import CHECKS, check
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_places import PLACES
from xiandao.registers.stages import stale_properties
from xiandao.web.demo_registers import deeds, registers_load
from xiandao.web.settings import ROOT

pytestmark = pytest.mark.django_db
NOW = moment("2026-09-01")


def entered(at: dt.datetime = NOW) -> None:
    root_add(at=at)
    places = load_pack(ROOT / "packs" / "places" / "demo.toml", PLACES)
    assert places.value is not None
    places_enter(places.value, ("/",), at=at, by=None, is_invented=True)
    registers_load(at=at)


@pytest.fixture
def _demo(db: None, settings: Settings, tmp_path: Path) -> None:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    once(entered)


demo = pytest.mark.usefixtures("_demo")


def firm(name: str) -> Entity:
    return Entity.objects.get(kind="enterprise", name=name)


def row_on(name: str, day: str) -> dict[str, tuple[str, ...]]:
    one = firm(name)
    row = past_of(one, told_of([one])[one.pk], on=dt.date.fromisoformat(day), known_at=NOW)
    return dict(row.values) if row.exists else {}


def test_registers_are_left_alone_where_the_places_are_not_those_of_the_demo() -> None:
    registers_load(at=NOW)
    assert not Entity.objects.exists()


@demo
def test_nobody_and_nothing_in_it_is_real() -> None:
    assert {place[:2] for place in Entity.objects.exclude(place=None).values_list("place__code", flat=True)} == {"99"}
    invented = tuple(Place.objects.filter(is_invented=True).exclude(short_name="").values_list("short_name", flat=True))
    assert [name for name in names("enterprise") if not name.startswith(invented)] == []
    assert {name[0] for name in names("person")} == set("样例虚构")
    assert [each.text("title") for each in deeds() if each.text("title") and "样例" not in each.text("title")] == []


def names(kind: str) -> list[str]:
    return list(Entity.objects.filter(kind=kind, leader=None).values_list("name", flat=True))


@demo
def test_no_personal_value_lies_open_in_it() -> None:
    open_values = []
    for entity, kind, values in Said.objects.values_list("entity__name", "entity__kind", "values"):
        told = ((kind_of(kind).property(code), each) for code, many in values.items() for each in many)
        open_values += [(entity, each) for prop, each in told if is_personal(prop) and not each.startswith(SEALED)]
    assert open_values == []
    assert Said.objects.filter(values__has_key="phone").exists()


@demo
def test_every_code_in_it_is_valid() -> None:
    codes = [each for each in Identifier.objects.values_list("scheme", "value") if each[0] in CHECKS]
    assert {scheme for scheme, _ in codes} == {"credit-code", "patent", "standard"}
    assert [value for scheme, value in codes if check(scheme, value).faults] == []


@demo
def test_sources_contradict_each_other_in_a_few_places_and_a_person_has_chosen_in_one() -> None:
    at_odds = {each.name: set(each.contested) for each in Entity.objects.exclude(contested=[])}
    assert 3 <= len(at_odds) <= 12
    assert set().union(*at_odds.values()) == {"capital", "place", "founded-on"}
    chosen = Said.objects.get(deed="choose")
    assert firm(chosen.entity.name).row["capital"] == chosen.values["capital"]


@demo
def test_lists_of_past_days_are_others() -> None:
    assert (
        row_on("霁川岫能电池股份有限公司", "2025-12-31")["label"]
        != row_on("霁川岫能电池股份有限公司", "2026-06-30")["label"]
    )
    assert row_on("霁川零碳样板科技有限公司", "2025-06-30")["name"]
    assert row_on("霁川零碳样板科技有限公司", "2026-01-01") == {}
    assert "霁川零碳样板科技有限公司" not in {each.name for each in standing(operator("t"), ["enterprise"])}


@demo
def test_two_pairs_look_like_one_and_wait_for_a_word() -> None:
    assert list(Likeness.objects.values_list("verdict", flat=True)) == ["", ""]


@demo
def test_some_values_are_stale_and_some_are_fresh() -> None:
    kind = kind_of("enterprise")
    staff = kind.property("staff")
    stale = [
        each
        for each in Entity.objects.filter(kind="enterprise", leader=None, exists=True)
        if staff
        in stale_properties(kind, past_of(each, told_of([each])[each.pk], on=NOW.date(), known_at=NOW), NOW.date())
    ]
    assert 5 < len(stale) < len(names("enterprise")) - 5


@demo
def test_a_workbook_waits_with_rows_that_are_wrong() -> None:
    while (job := job_take("test", NOW)) is not None:
        job_do(job)
    load = Load.objects.get()
    assert load.state == "checked"
    assert {outcome for outcome, n in load.outcome["counts"].items() if n} >= {"added", "conflicting", "wrong"}
    wrong = {each["code"] for row in load.outcome["shown"]["wrong"] for each in row["findings"]}
    assert wrong == {
        "cell-number-inexact",
        "credit-code-check",
        "cell-place-unknown",
        "cell-field-unknown",
        "row-required",
    }


@demo
def test_every_kind_that_a_first_look_needs_is_there_with_its_stages() -> None:
    kinds = {each.code for each in registry().kinds}
    there = set(Entity.objects.values_list("kind", flat=True))
    assert there <= kinds
    assert len(there) == 14
    staged = {code for code in there if kind_of(code).stages}
    assert set(Entity.objects.exclude(stage="").values_list("kind", flat=True)) == staged


def test_nothing_is_said_on_a_day_that_has_not_come(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    early = moment("2025-04-01")
    entered(early)
    assert Entity.objects.exists()
    assert not Entity.objects.filter(kind="person").exists()
    assert not Said.objects.filter(at__gt=early).exists()
