"""Names found by any part of them, counts kept while nothing changes, lists sorted by values: as plain Python would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.registers import GROUNDS, firm, small_kinds
from tests.builders.said import moment
from tests.builders.workspace import World

from xiandao.apps.registers import selectors, services
from xiandao.apps.registers.asking import asked_of
from xiandao.apps.registers.found import Today, today
from xiandao.apps.registers.listing import listing_of
from xiandao.apps.registers.mappers import compared
from xiandao.apps.registers.models import Name
from xiandao.apps.registers.name_index import names_with
from xiandao.apps.registers.selectors import named, standing

pytestmark = pytest.mark.django_db
NOW = moment("2026-06-01")
NAMES = (
    "云帆科技有限公司", "云帆（集团）股份有限公司", "澄湾云科帆布厂", "星辰5G通信“一号”有限公司", "A.B.C光电", "江蘇恆瑞生物", "帆",
    "百分号%有限公司", "下划线_x公司", "反斜\\杠公司", "引'号公司", "逗,号{大}括号",
)  # fmt: skip


@pytest.fixture
def place(db: None, settings: Settings, tmp_path: Path) -> Iterator[World]:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    with small_kinds():
        yield workspace.world()


def asked(place: World, **params: str) -> Today:
    listing = listing_of(place.person("office"), "kind", "firm")
    return today(
        place.person("office"), listing, asked_of(listing, {key: [value] for key, value in params.items()}, NOW)
    )


def test_a_name_is_found_by_every_part_of_it_and_by_no_other(place: World) -> None:
    for name in NAMES:
        firm(place, name)
    known = set(Name.objects.values_list("folded", flat=True))
    parts = {name[start : start + length] for name in known for length in (1, 2, 3, 5) for start in range(len(name))}
    for part in sorted({*parts, "云科帆", "帆云", "没有此名", "5g通", "江苏恒瑞", "公司云"}):
        found = set(names_with(compared(part)).values_list("folded", flat=True)) if compared(part) else set()
        assert found == {name for name in known if compared(part) and compared(part) in name}, part


def test_a_name_that_was_corrected_is_found_by_the_new_one_alone(place: World) -> None:
    made = firm(place, "云帆科技有限公司")
    services.entity_say(
        place.person("office"), made.key, {"name": ("恒瑞科技有限公司",)}, GROUNDS, at=moment("2026-03-03")
    )
    firms = standing(place.person("office"), ["firm"])
    assert not named(firms, "云帆")
    assert [each.key for each in named(firms, "恒瑞")] == [made.key]


def test_many_that_are_found_are_the_same_as_few(place: World) -> None:
    for name in NAMES:
        firm(place, name)
    firms = standing(place.person("office"), ["firm"])
    for words in ("公司", "yf", "科技", "云帆"):
        few = set(named(firms, words))
        with patch.object(selectors, "FEW", 0):
            assert set(named(firms, words)) == few


def test_what_was_counted_counts_no_more_once_something_is_entered(place: World) -> None:
    firm(place, "云帆科技有限公司", form="private")
    assert (len(asked(place)), asked(place).facet("form")[0].n) == (1, 1)
    firm(place, "恒瑞科技有限公司", form="private")
    assert (len(asked(place)), asked(place).facet("form")[0].n, asked(place).pivot("form", "place")) == (
        2, 2, {("private", "990100"): 2},
    )  # fmt: skip


def test_what_is_counted_for_one_person_is_told_to_no_other(place: World) -> None:
    firm(place, "云帆科技有限公司", form="private")
    assert len(asked(place)) == 1
    listing = listing_of(place.person("other-office"), "kind", "firm")
    assert len(today(place.person("other-office"), listing, asked_of(listing, {}, NOW))) == 0


@pytest.mark.parametrize("sort", ["staff", "-staff", "form", "-form"])
@pytest.mark.parametrize("most", [1, 2, 3, 5, 9])
def test_a_list_sorted_by_values_from_the_index_is_the_list_sorted_by_values(
    place: World, sort: str, most: int
) -> None:
    for name, staff, form in (
        ("乙公司", "50", "private"), ("甲公司", "50", "state"), ("丙公司", "9", "private"), ("丁公司", "", ""), ("戊公司", "100", "")
    ):  # fmt: skip
        firm(place, name, **{key: value for key, value in (("staff", staff), ("form", form)) if value})
    found = asked(place, sort=sort)
    plain = Today(found.entities, found.sort, found.numeric)
    assert [each.key for each in found[0:most]] == [each.key for each in plain[0:most]]
    assert [each.key for each in found[1:3]] == [each.key for each in plain[1:3]]
