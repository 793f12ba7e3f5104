"""Kinds declared here: refused with file, line and reason, or in force at once; every wording is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.registers import GROUNDS
from tests.builders.said import moment
from tests.builders.workspace import World

from xiandao.apps.jobs.services import job_do, job_take
from xiandao.apps.registers import kinds, services
from xiandao.apps.registers.declaring import (
    archive,
    declaration_keep,
    declaration_try,
    pack_of,
    packs,
    property_add,
    text_of,
    versions_of,
)
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.models import Cell, Declaration
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Choice, Property

pytestmark = pytest.mark.django_db
AT = moment("2026-06-01")
OWN = """pack = "kinds"

[[kind]]
code = "laboratory"
name = "实验室"
en = "Laboratory"
property = [
  { code = "name", name = "实验室名称", en = "Name", required = true },
  { code = "area", name = "面积", en = "Area", type = "number", unit = "平方米" },
]
"""
COLOUR = Property(
    code="colour", name="标识色", en="Colour", type="choice", vocabulary=(Choice(code="red", name="红", en="Red"),)
)


@pytest.fixture
def place(db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    kinds._registry.cache_clear()  # another test's declarations bear the same numbers
    return workspace.world()


def test_whoever_may_not_declare_declares_nothing(place: World) -> None:
    with pytest.raises(Refusal, match="not-permitted"):
        declaration_keep(place.person("reviewer"), "laboratory.toml", OWN, "", at=AT, version=0)
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("name", ["", "../x.toml", "x", "X.toml", "a/b.toml"])
def test_a_pack_bears_a_plain_name(place: World, name: str) -> None:  # noqa: ARG001 - the database
    with pytest.raises(Refusal, match="pack-name"):
        text_of(name)


def test_a_faulty_text_is_refused_with_its_line_and_nothing_changes(place: World) -> None:
    wrong = OWN.replace('type = "number"', 'type = "length"')
    (fault,) = declaration_try("laboratory.toml", wrong).findings
    assert (fault.file, fault.line) == ("laboratory.toml", 9)
    with pytest.raises(Refusal, match="pack-refused"):
        declaration_keep(place.person("office"), "laboratory.toml", wrong, "", at=AT, version=0)
    assert registry().kind("laboratory") is None


def test_a_kind_declared_here_is_in_force_at_once_and_can_be_filled(place: World) -> None:
    office = place.person("office")
    declaration_keep(office, "laboratory.toml", OWN, "新增", at=AT, version=0)
    made = services.entity_add(office, "laboratory", {"name": ("甲实验室",), "area": ("900",)}, GROUNDS, at=AT)
    assert made.row["area"] == ["900"]
    assert next(each for each in packs() if each.name == "laboratory.toml").kinds == ("laboratory",)
    with pytest.raises(Refusal, match="pack-kind-in-use"):
        declaration_keep(office, "laboratory.toml", 'pack = "kinds"\n', "删", at=AT, version=1)


def test_whoever_began_from_an_older_wording_is_told(place: World) -> None:
    office = place.person("office")
    declaration_keep(office, "laboratory.toml", OWN, "", at=AT, version=0)
    with pytest.raises(Refusal, match="pack-changed"):
        declaration_keep(office, "laboratory.toml", OWN, "", at=AT, version=0)


def test_a_property_is_added_to_a_shipped_kind_without_losing_any(place: World) -> None:
    office = place.person("office")
    before = kind_of("park")
    made = services.entity_add(office, "park", {"name": ("甲园",)}, GROUNDS, at=AT)
    property_add(office, "park", COLOUR, "", at=AT, version=0)
    assert kind_of("park").properties == (*before.properties, COLOUR)
    assert kind_of("park").stages == before.stages
    services.entity_say(office, made.key, {"colour": ("red",)}, GROUNDS, at=AT)
    assert Cell.objects.filter(property="colour", value="red").exists()
    with pytest.raises(Refusal, match="property-taken"):
        property_add(office, "park", COLOUR, "", at=AT, version=1)
    assert [each.name for each in versions_of(pack_of(before))] == ["park.toml"]


def test_rows_are_made_anew_when_their_kind_is_another(place: World) -> None:
    office = place.person("office")
    declaration_keep(
        office, "laboratory.toml", OWN.replace("number", "text").replace(', unit = "平方米"', ""), "", at=AT, version=0
    )
    services.entity_add(office, "laboratory", {"name": ("甲实验室",), "area": ("900",)}, GROUNDS, at=AT)
    assert not Cell.objects.filter(property="area").exists()
    declaration_keep(office, "laboratory.toml", OWN, "", at=AT, version=1)
    while (job := job_take("test", AT)) is not None:
        job_do(job)
    assert Cell.objects.get(property="area").number == 900


def test_all_packs_leave_in_one_archive_the_same_bytes_twice(place: World) -> None:
    declaration_keep(place.person("office"), "laboratory.toml", OWN, "", at=AT, version=0)
    assert archive() == archive()
    with zipfile.ZipFile(io.BytesIO(archive())) as box:
        assert box.read("laboratory.toml").decode() == OWN
        assert "enterprise.toml" in box.namelist()
