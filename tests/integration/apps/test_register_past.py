"""Lists of another day: the same as folding everything anew, whatever was said, withdrawn, joined or deleted since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.registers import firm, small_kinds
from tests.builders.said import FIRM, moment
from tests.builders.workspace import World

from xiandao.apps.registers import services
from xiandao.apps.registers.asking import Params, asked_of
from xiandao.apps.registers.found import Reader, today
from xiandao.apps.registers.list_changes import changes_of
from xiandao.apps.registers.list_files import FORMS, Shape, bytes_of, taken
from xiandao.apps.registers.listing import Listing, listing_of
from xiandao.apps.registers.mappers import saids_of
from xiandao.apps.registers.models import Entity, Said
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.past_lists import Past, past
from xiandao.apps.registers.sameness import Pair, families, likeness_judge
from xiandao.apps.registers.services import Grounds
from xiandao.apps.registers.works import rows_turn
from xiandao.core.errors import Refusal
from xiandao.registers.fold import folded

pytestmark = pytest.mark.django_db
NOW = moment("2026-06-01")
DAYS = ("2025-12-31", "2026-01-15", "2026-02-28", "2026-03-02", "2026-03-20", "2026-04-30", "2026-06-01", "2026-12-31")


@pytest.fixture
def place(db: None, settings: Settings, tmp_path: Path) -> Iterator[World]:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    with small_kinds():
        yield workspace.world()


def listing(world: World) -> Listing:
    return listing_of(world.person("office"), "kind", "firm")


def listed(world: World, day: str = "", known: str = "", **asked: str) -> list[str]:
    params: Params = {name.replace("_", "-"): [value] for name, value in asked.items()} | {
        "as_of": [day],
        "known_at": [known],
    }
    of = listing(world)
    wanted = asked_of(of, params, NOW)
    person = world.person("office")
    found = past(person, of, wanted, now=NOW) if wanted.then.is_past else today(person, of, wanted)
    return [line.name for line in found]


def say(world: World, made: Entity, at: str, since: str, deed: str = "state", **values: str) -> Said:
    said = {code: (value,) for code, value in values.items()}
    grounds = Grounds("补充", since=dt.date.fromisoformat(since))
    office = world.person("office")
    if deed == "delete":
        return services.entity_delete(office, made.key, grounds, at=moment(at))
    return services.entity_say(office, made.key, said, grounds, at=moment(at))


@pytest.fixture
def lively(place: World) -> dict[str, Entity]:
    """Firms of which something was said later, back in time, taken back, joined, parted, deleted."""
    office = place.person("office")
    made = {
        name: firm(place, f"{name}科技有限公司", day, staff=staff, form="private")
        for name, day, staff in (("甲", "2026-01-10", "50"), ("乙", "2026-02-01", "500"), ("丙", "2026-03-02", "5"),
                                 ("丁", "2026-03-02", "70"), ("戊", "2026-03-02", "80"), ("己", "2026-03-02", "90"))
    }  # fmt: skip
    say(place, made["甲"], "2026-03-15", "2026-02-15", staff="120")
    say(place, made["乙"], "2026-04-01", "2026-12-01", staff="10")
    withdrawn = say(place, made["丙"], "2026-03-10", "2026-03-05", staff="300")
    services.origin_withdraw(office, withdrawn.origin_id, at=moment("2026-04-10"))
    say(place, made["丁"], "2026-04-15", "2026-04-20", deed="delete")
    pair = Pair(made["戊"].key, made["己"].key)
    likeness_judge(office, pair, "yes", "", at=moment("2026-03-12"))
    likeness_judge(office, pair, "", "", at=moment("2026-05-01"))
    likeness_judge(office, Pair(made["甲"].key, made["戊"].key), "yes", "", at=moment("2026-05-10"))
    while rows_turn(NOW):
        pass
    return made


def anew(on: dt.date, known_at: dt.datetime) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The reference: everything folded, entity by entity."""
    above = families(known_at)
    told = saids_of(Said.objects.all())
    rows = {}
    for entity in Entity.objects.all():
        if entity.pk in above:
            continue
        family = [entity.pk, *(pk for pk, root in above.items() if root == entity.pk)]
        saids = [said for pk in sorted(family) for said in told.get(pk, ())]
        row = folded(saids, FIRM, on=on, known_at=known_at, entity=str(entity.pk))
        if row.exists:
            rows[entity.key] = row.values
    return rows


@pytest.mark.parametrize("known", DAYS[:-1])
@pytest.mark.parametrize("day", DAYS)
def test_a_past_list_is_what_folding_everything_gives(
    place: World, lively: dict[str, Entity], day: str, known: str
) -> None:
    assert len(lively) == 6
    of = listing(place)
    asked = asked_of(of, {"as_of": [day], "known_at": [known]}, NOW)
    found = past(place.person("office"), of, asked, now=NOW)
    assert {line.key: line.values for line in found} == anew(asked.then.on, asked.then.known_at)


def test_nobody_sees_in_the_past_what_they_do_not_see_today(place: World, lively: dict[str, Entity]) -> None:
    assert lively
    of = listing(place)
    asked = asked_of(of, {"as_of": ["2026-03-20"]}, NOW)
    assert len(past(place.person("other-office"), of, asked, now=NOW)) == 0


def test_a_day_that_is_none_or_a_moment_that_has_not_come_is_refused(place: World) -> None:
    for params, code in (({"as_of": ["soon"]}, "day-unknown"), ({"known_at": ["2027-01-01"]}, "known-later")):
        with pytest.raises(Refusal, match=code):
            asked_of(listing(place), params, NOW)


def test_conditions_hold_on_the_day_that_is_asked_for(place: World, lively: dict[str, Entity]) -> None:
    assert lively
    assert "甲科技有限公司" not in listed(place, "2026-02-10", from_staff="100")
    assert "甲科技有限公司" in listed(place, "2026-03-20", "2026-03-20", from_staff="100")
    assert listed(place, "2026-03-20", "2026-03-20", q="甲科技") == ["甲科技有限公司"]
    assert listed(place, "2026-03-20", "2026-03-20", q="jkj")[:1] == ["甲科技有限公司"]
    assert listed(place, "2026-03-20", under_place=place.other_city.code) == []
    assert "乙科技有限公司" in listed(place, "2026-03-20", under_place=place.province.code)


def test_lists_of_today_and_of_the_past_are_sorted_alike(place: World, lively: dict[str, Entity]) -> None:
    assert lively
    for sort in ("name", "-name", "staff", "-staff", "place", "form"):
        now = listed(place, sort=sort)
        assert now == listed(place, "2026-06-01", NOW.isoformat(), sort=sort)
        assert len(now) == 4


def test_counts_of_a_past_list_are_those_of_its_rows(place: World, lively: dict[str, Entity]) -> None:
    assert lively
    of, person = listing(place), place.person("office")
    asked = asked_of(of, {}, NOW)
    then = Then(dt.date(2026, 6, 1), NOW, is_past=True)
    found, now = past(person, of, asked_of(of, {"as_of": ["2026-06-01"]}, NOW), now=NOW), today(person, of, asked)
    assert then.on == dt.date(2026, 6, 1)
    for code in ("place", "form", "staff"):
        assert found.facet(code) == now.facet(code)
    assert found.pivot("place", "form") == now.pivot("place", "form")


def test_a_file_of_a_past_day_has_the_same_bytes_for_ever(place: World, lively: dict[str, Entity]) -> None:
    of, person = listing(place), place.person("office")
    params: Params = {"as_of": ["2026-03-20"], "known_at": ["2026-03-20"]}

    def files(now: dt.datetime) -> dict[str, bytes]:
        asked = asked_of(of, params, now)
        return {
            form: bytes_of(taken(person, of, asked, form, language="zh", now=now), Shape(form), at=now)
            for form in FORMS
        }

    before = files(NOW)
    say(place, lively["丙"], "2026-06-02", "2026-03-01", staff="999")
    services.entity_say(person, lively["乙"].key, {"name": ("新名有限公司",)}, Grounds("更名"), at=moment("2026-06-03"))
    likeness_judge(person, Pair(lively["乙"].key, lively["己"].key), "yes", "", at=moment("2026-06-04"))
    assert files(moment("2026-07-01")) == before


def test_two_dates_tell_what_came_what_went_and_what_changed(place: World, lively: dict[str, Entity]) -> None:
    assert lively
    of, person = listing(place), place.person("office")
    asked = asked_of(of, {}, NOW)
    before = Then(dt.date(2026, 3, 2), moment("2026-03-03"), is_past=True)
    changes = changes_of(Reader(person, "zh", NOW), of, asked, before)
    assert (changes.total_before, changes.total_after) == (6, 4)
    assert {each.name[0] for each in changes.lines if each.what == "went"} == {"丁", "戊"}
    assert changes.came == 0
    changed = {each.key: each.changes for each in changes.lines if each.what == "changed"}
    sides = {side.code: (side.before[0].text, side.after[0].text) for side in changed[lively["甲"].key]}
    assert sides["staff"] == ("50 人", "80 人")


def test_a_list_of_the_past_is_an_ordered_sequence(place: World) -> None:
    assert list(Past(())[:5]) == []
    assert listed(place, "2026-03-20") == []
