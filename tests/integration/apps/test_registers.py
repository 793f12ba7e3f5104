"""Registers: what is said stays, rows follow from it, people choose, join, part, undo and erase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.registers import GROUNDS, firm, small_kinds
from tests.builders.said import FIRM, moment
from tests.builders.workspace import World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.registers import services
from xiandao.apps.registers.models import Cell, Entity, Identifier, Name, Said
from xiandao.apps.registers.personal import SEALED, unsealed
from xiandao.apps.registers.sameness import Pair, families, likeness_judge
from xiandao.apps.registers.selectors import entities_seen, facet, named, pivot, standing, told_of, where_holds
from xiandao.apps.registers.services import Evidence, Grounds
from xiandao.apps.registers.works import rows_turn
from xiandao.core.conditions import Condition
from xiandao.core.errors import Refusal
from xiandao.registers.fold import folded

pytestmark = pytest.mark.django_db
NOW = moment("2026-06-01")


@pytest.fixture
def place(db: None, settings: Settings, tmp_path: Path) -> Iterator[World]:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    with small_kinds():
        yield workspace.world()


def listed(world: World, who: str = "office") -> list[str]:
    return [each.name for each in standing(world.person(who), ["firm"])]


def test_whoever_may_not_enter_enters_nothing(place: World) -> None:
    with pytest.raises(Refusal, match="not-permitted"):
        firm(place, "云帆科技有限公司", who="reader")
    assert not Entity.objects.exists()
    assert not Said.objects.exists()


def test_what_is_said_makes_a_row_and_everything_that_follows_from_it(place: World) -> None:
    made = firm(place, "云帆科技有限公司", staff="50", form="private", credit_code="91990100MA00000001")
    assert (made.name, made.place, made.row["staff"]) == ("云帆科技有限公司", place.city, ["50"])
    assert set(Cell.objects.values_list("property", "value", "number")) == {
        ("place", "990100", None), ("staff", "50", 50.0), ("form", "private", None),
    }  # fmt: skip
    assert Identifier.objects.get().value == "91990100MA00000001"
    assert Name.objects.get().initials == "yfkjyxgs"
    assert AuditLine.objects.filter(deed="register.add", object_id=made.key).exists()


def test_other_places_see_only_what_lies_in_them(place: World) -> None:
    firm(place, "云帆科技有限公司")
    here = firm(place, "鹭汀生物有限公司")
    services.entity_say(place.person("office"), here.key, {"place": (place.district.code,)}, GROUNDS, at=NOW)
    assert listed(place, "other-office") == []
    assert listed(place, "district-office") == ["鹭汀生物有限公司"]
    assert sorted(listed(place, "province-office")) == ["云帆科技有限公司", "鹭汀生物有限公司"]


def test_a_property_that_the_kind_does_not_have_is_refused(place: World) -> None:
    made = firm(place, "云帆科技有限公司")
    with pytest.raises(Refusal, match="property-unknown"):
        services.entity_say(place.person("office"), made.key, {"colour": ("red",)}, GROUNDS, at=NOW)
    assert Said.objects.count() == 1


def test_lists_are_filtered_counted_and_crossed(place: World) -> None:
    firm(place, "甲科技有限公司", staff="50", form="private")
    firm(place, "乙科技有限公司", staff="500")
    firms = standing(place.person("office"), ["firm"])
    large = [Condition(property="staff", operator="at-least", values=("100",))]
    assert [each.name for each in where_holds(firms, large)] == ["乙科技有限公司"]
    unknown = [Condition(property="form", operator="unknown")]
    assert [each.name for each in where_holds(firms, unknown)] == ["乙科技有限公司"]
    assert facet(firms, "form") == (("private", 1),)
    assert pivot(firms, "place", "form") == {("990100", "private"): 1, ("990100", ""): 1}


@pytest.mark.parametrize("words", ["云帆", "雲帆科技", "yfkj", "91990100MA00000001", "ｙｆｋｊ"])
def test_an_entity_is_found_by_name_code_and_spelling(place: World, words: str) -> None:
    firm(place, "云帆科技有限公司", credit_code="91990100MA00000001")
    firm(place, "澄海生物有限公司")
    assert [each.name for each in named(entities_seen(place.person("office")), words)] == ["云帆科技有限公司"]


def test_two_that_are_one_make_one_row_and_are_two_again_when_it_is_taken_back(place: World) -> None:
    first = firm(place, "云帆科技有限公司", credit_code="91990100MA00000001")
    second = firm(place, "云帆科技公司", staff="70")
    pair = Pair(first.key, second.key)
    likeness_judge(place.person("office"), pair, "yes", "同一住所", at=moment("2026-04-01"))
    assert listed(place) == ["云帆科技有限公司"]
    joined = Entity.objects.get(key=first.key)
    assert joined.row["staff"] == ["70"]
    assert joined.contested == ["name"]
    assert {each.entity.key for each in Name.objects.all()} == {first.key}
    likeness_judge(place.person("office"), pair, "no", "两家", at=moment("2026-05-01"))
    assert sorted(listed(place)) == ["云帆科技公司", "云帆科技有限公司"]
    assert families(moment("2026-04-15")) == {second.pk: first.pk}
    assert families(moment("2026-05-15")) == {}


def test_a_chain_of_yeses_is_one_family_and_breaks_where_one_is_taken_back(place: World) -> None:
    one, two, three = (firm(place, name) for name in ("甲一公司", "甲二公司", "甲三公司"))
    office = place.person("office")
    likeness_judge(office, Pair(two.key, three.key), "yes", "", at=moment("2026-04-01"))
    likeness_judge(office, Pair(one.key, two.key), "yes", "", at=moment("2026-04-02"))
    assert listed(place) == ["甲一公司"]
    likeness_judge(office, Pair(one.key, two.key), "", "", at=moment("2026-04-03"))
    assert listed(place) == ["甲一公司", "甲二公司"]
    assert Entity.objects.get(pk=three.pk).leader_id == two.pk


def test_a_stage_is_entered_with_its_papers_or_not_at_all(place: World) -> None:
    made = firm(place, "云帆科技有限公司", staff="20")
    office = place.person("office")
    services.stage_move(office, made.key, "planned", [], GROUNDS, at=moment("2026-04-01"))
    with pytest.raises(Refusal, match="stage-evidence-missing"):
        services.stage_move(office, made.key, "built", [], GROUNDS, at=NOW)
    services.stage_move(office, made.key, "built", [Evidence("立项批复")], GROUNDS, at=NOW)
    moved = Entity.objects.get(pk=made.pk)
    assert moved.stage == "built"
    assert [paper.name for said in moved.saids.all() for paper in said.papers.all()] == ["立项批复"]


def test_a_label_ends_on_a_day_and_past_days_keep_it(place: World) -> None:
    made = firm(place, "云帆科技有限公司")
    office = place.person("office")
    granted = Grounds("认定文件", since=dt.date(2026, 1, 1))
    services.label_grant(office, made.key, "leading", [], granted, at=moment("2026-03-03"))
    assert Entity.objects.get(pk=made.pk).row["label"] == ["leading"]
    services.label_end(office, made.key, "leading", Grounds("撤销文件", since=dt.date(2026, 5, 1)), at=NOW)
    assert "label" not in Entity.objects.get(pk=made.pk).row
    (saids,) = told_of([made]).values()
    assert folded(saids, FIRM, on=dt.date(2026, 4, 30), known_at=NOW).values["label"] == ("leading",)
    with pytest.raises(Refusal, match="label-not-held"):
        services.label_end(office, made.key, "leading", GROUNDS, at=NOW)


def test_an_origin_withdrawn_takes_everything_back_that_it_said(place: World) -> None:
    made = firm(place, "云帆科技有限公司", staff="20")
    office = place.person("office")
    said = services.entity_say(office, made.key, {"staff": ("9000",)}, Grounds("错表"), at=moment("2026-04-01"))
    assert Entity.objects.get(pk=made.pk).row["staff"] == ["9000"]
    with pytest.raises(Refusal, match="absent"):
        services.origin_withdraw(place.person("other-office"), said.origin_id, at=NOW)
    services.origin_withdraw(office, said.origin_id, at=NOW)
    assert Entity.objects.get(pk=made.pk).row["staff"] == ["20"]
    with pytest.raises(Refusal, match="origin-withdrawn"):
        services.origin_withdraw(office, said.origin_id, at=NOW)


def test_a_deleted_entity_leaves_lists_search_and_counts_and_can_be_restored(place: World) -> None:
    made = firm(place, "云帆科技有限公司")
    office = place.person("office")
    services.entity_delete(office, made.key, GROUNDS, at=moment("2026-04-01"))
    assert listed(place) == []
    assert not Cell.objects.exists()
    services.entity_restore(office, made.key, GROUNDS, at=NOW)
    assert listed(place) == ["云帆科技有限公司"]


def test_personal_values_are_sealed_and_erased_by_their_key_while_the_row_stays(place: World) -> None:
    office = place.person("office")
    told = {"name": ("周未来",), "telephone": ("13900000001",)}
    made = services.entity_add(office, "someone", told, GROUNDS, at=moment("2026-04-01"))
    assert made.name == "周未来"
    kept = Said.objects.get().values
    assert all(value.startswith(SEALED) for values in kept.values() for value in values)
    assert unsealed(made.key, "telephone", kept["telephone"][0]) == "13900000001"
    services.person_erase(office, made.key, "本人要求", at=NOW)
    after = Entity.objects.get(pk=made.pk)
    assert (after.name, after.exists) == ("", True)
    assert unsealed(made.key, "telephone", kept["telephone"][0]) is None
    assert not Name.objects.exists()
    assert standing(office, ["someone"]).count() == 1


def test_rows_follow_the_calendar_without_anything_new_being_said(place: World) -> None:
    made = firm(place, "云帆科技有限公司")
    granted = Grounds("认定文件", since=dt.date(2026, 1, 1), until=dt.date(2026, 6, 30))
    services.label_grant(place.person("office"), made.key, "leading", [], granted, at=moment("2026-03-03"))
    assert Entity.objects.get(pk=made.pk).changes_on == dt.date(2026, 6, 30)
    assert rows_turn(moment("2026-07-01")) == 1
    after = Entity.objects.get(pk=made.pk)
    assert "label" not in after.row
    assert after.changes_on is None
    assert rows_turn(moment("2026-07-02")) == 0
