"""Plans side by side: who chose which sector since when, how alike places are, and targets in rows of like units."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.builders.workspace import AT, DAY, World, signed_in

from xiandao.apps.places.models import Place
from xiandao.apps.places.services import place_add
from xiandao.apps.plans import judging
from xiandao.apps.plans.matrix import matrix_of, node_name, overlap_of, role_of
from xiandao.apps.plans.matrix_columns import Asked, asked_of, compared
from xiandao.apps.plans.matrix_sheets import likeness_sheet, matrix_sheet, targets_sheet
from xiandao.apps.plans.matrix_targets import lines_of, subjects_of
from xiandao.apps.plans.models import Edition, Item, Plan

Values = Mapping[str, object]
NOTHING = dict.fromkeys(("value_max", "deadline_year", "applies_per", "base_value", "base_year", "stretch_of", "group"))


def opened(place: Place, *, keeper: Place | None = None, is_reference: bool = False) -> Plan:
    """An open plan of *place*."""
    return Plan.objects.create(
        title=f"{place.name}未来产业行动计划", place=place, keeper=keeper or place, level=place.level, is_issued=True,
        openness="open", is_reference=is_reference, added_at=AT,
    )  # fmt: skip


def edition(of: Plan, issued: str | None, *, state: str = "issued", until: str | None = None) -> Edition:
    day = dt.date.fromisoformat(issued) if issued else None
    return Edition.objects.create(
        plan=of, ordinal=of.editions.count() + 1, state=state, issued_on=day, in_force_from=day, added_at=AT,
        in_force_until=dt.date.fromisoformat(until) if until else None,
    )  # fmt: skip


def item(of: Edition, kind: str, head: str, fields: Values, *, state: str = "confirmed") -> Item:
    number, year = of.items.count(), fields.get("deadline_year")
    return Item.objects.create(
        edition=of, kind=kind, key=f"{kind}-{number}", quote=head, start=number, end=number + 1, head=head,
        fields=dict(fields), unit=str(fields.get("unit", "")), year=year if isinstance(year, int) else None, state=state,
    )  # fmt: skip


def sectors(of: Edition, names: str, group: str | None = "重点领域", *, state: str = "confirmed") -> Edition:
    for name in names.split():
        item(of, "sector", name, {"name": name, "group": group, "parent": None}, state=state)
    return of


def directions(of: Edition, sector: str, names: str) -> None:
    for name in names.split():
        item(of, "technology", name, {"sector": sector, "name": name, "kind": "item"})


def target(of: Edition, subject: str, value: float, unit: str, *, state: str = "confirmed", **own: object) -> Item:
    fields = {
        **NOTHING, "subject": subject, "comparator": ">=", "value": value, "unit": unit, "deadline_basis": "explicit",
        "frequency": "total", "direction": "up", **own,
    }  # fmt: skip
    return item(of, "target", f"{subject} {value}{unit}", fields, state=state)


def grid(world: World, who: str = "province-office", **asked: object) -> dict[str, tuple[object, ...]]:
    """Field → how many places chose it and its cells, as the page shows them."""
    question = Asked(on=DAY)._replace(**asked)  # type: ignore[arg-type]
    of = compared(world.person(who), question)
    found = matrix_of(of, question)
    sheet = matrix_sheet(found, found.columns, found.rows, "zh")
    return {str(row[1]): tuple(row[2:]) for row in sheet[1:]}


def table(world: World, **asked: object) -> list[tuple[object, ...]]:
    question = Asked(on=DAY)._replace(**asked)  # type: ignore[arg-type]
    of = compared(world.person("province-office"), question)
    return [*targets_sheet(lines_of(subjects_of(of, question), of.columns), of.columns, "zh")[1:]]


# ---- what must not happen


def test_what_another_city_has_not_opened_stands_in_no_comparison(world: World) -> None:
    of = opened(world.city)
    target(sectors(edition(of, "2025-01-01"), "人形机器人"), "链主企业", 3, "家")
    Plan.objects.update(openness="closed")
    other = signed_in(world, "other-office")
    for address in ("plans:matrix", "plans:targets"):
        seen = other.get(reverse(address), {"single": "1"}).content.decode()
        assert "霁川" not in seen
        assert "链主企业" not in seen
    assert grid(world, "other-office") == {}
    assert "人形机器人" in grid(world, "office")


def test_what_waits_is_shown_as_waiting_and_counted_nowhere(world: World) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人", state="candidate")
    assert grid(world) == {"人形机器人": (0, "● 待核")}
    of = compared(world.person("office"), Asked(on=DAY))
    assert overlap_of(of, Asked(on=DAY)).crowds == ()


def test_what_was_rejected_is_not_there(world: World) -> None:
    of = sectors(edition(opened(world.city), "2025-01-01"), "人形机器人", state="rejected")
    target(of, "链主企业", 3, "家", state="rejected")
    assert grid(world) == {}
    assert table(world, with_single=True) == []


def test_a_draft_has_chosen_nothing_yet(world: World) -> None:
    sectors(edition(opened(world.city), None, state="draft"), "人形机器人")
    assert grid(world) == {}
    assert grid(world, with_drafts=True) == {"人形机器人": (1, "●")}


def test_invented_and_real_places_never_stand_together(world: World) -> None:
    real = place_add(code="320500", name="某市", level="city", parent=world.province.parent, at=AT)
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人")
    sectors(edition(opened(real, is_reference=True), "2024-01-01"), "量子科技")
    assert [*grid(world)] == ["人形机器人"]
    assert [*grid(world, scope="reference")] == ["量子科技"]
    assert [*grid(world, scope="all")] == ["人形机器人"]


def test_a_real_plan_among_invented_ones_is_left_out_and_said_to_be(world: World) -> None:
    real = place_add(code="320500", name="某市", level="city", parent=world.province.parent, at=AT)
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人")
    sectors(edition(opened(world.other_city), "2025-01-01"), "人形机器人")
    sectors(edition(opened(real, keeper=world.city), "2025-01-01"), "量子科技")
    assert [*grid(world)] == ["人形机器人"]
    assert "另有 1 个地区未列" in signed_in(world, "province-office").get(reverse("plans:matrix")).content.decode()


@pytest.mark.parametrize("other", [("营业收入", 5, "%"), ("营业收入", 5, "家"), ("新增营业收入", 5, "亿元")])
def test_different_units_and_manners_never_share_a_row(world: World, other: tuple[str, float, str]) -> None:
    target(edition(opened(world.city), "2025-01-01"), "营业收入", 300, "亿元")
    target(edition(opened(world.other_city), "2025-01-01"), *other)
    assert table(world) == []
    assert len(table(world, with_single=True)) == 2


# ---- the matrix


def test_synonyms_are_one_row_and_each_plan_keeps_its_own_role(world: World) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人", "三大先导产业")
    sectors(edition(opened(world.other_city), "2024-01-01"), "类人机器人", "前沿领域")
    assert grid(world) == {"人形机器人": (2, "● 2025", "○ 类人机器人 2024")}


def test_a_name_that_joins_two_fields_stands_in_both_rows(world: World) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "氢能和新型储能")
    assert [*grid(world)] == ["氢能", "新型储能"]


def test_a_name_that_the_taxonomy_lacks_has_a_row_of_its_own_marked_so(world: World) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人 云雾炼丹")
    assert [*grid(world)] == ["人形机器人", "云雾炼丹"]
    seen = signed_in(world, "office").get(reverse("plans:matrix")).content.decode()
    assert seen.index("未归类") < seen.index("云雾炼丹")


def test_since_is_the_year_of_the_first_edition_that_names_the_field(world: World) -> None:
    of = opened(world.city)
    sectors(edition(of, "2021-06-01", until="2024-12-31"), "人形机器人")
    sectors(edition(of, "2025-01-01"), "人形机器人 量子科技")
    assert grid(world) == {"量子科技": (1, "● 2025"), "人形机器人": (1, "● 2021")}


def test_a_past_day_shows_what_was_in_force_then(world: World) -> None:
    of = opened(world.city)
    sectors(edition(of, "2021-06-01", until="2024-12-31"), "人形机器人")
    sectors(edition(of, "2025-01-01"), "量子科技")
    assert [*grid(world, on=dt.date(2023, 1, 1))] == ["人形机器人"]
    assert [*grid(world, on=dt.date(2025, 1, 1))] == ["量子科技"]
    assert grid(world, on=dt.date(2020, 1, 1)) == {}


def test_segments_take_in_the_directions_named_under_a_sector_in_its_role(world: World) -> None:
    of = sectors(edition(opened(world.city), "2025-01-01"), "人形机器人", "前沿领域")
    directions(of, "人形机器人", "灵巧手 云雾炼丹")
    assert [*grid(world)] == ["人形机器人"]
    assert grid(world, is_detailed=True) == {"人形机器人": (1, "○ 2025"), "人形机器人零部件": (1, "○ 灵巧手 2025")}


def test_the_layout_of_a_city_is_reproduced_from_data(world: World) -> None:
    of = sectors(edition(opened(world.city), "2025-01-01"), "低空经济")
    item(
        of,
        "placement",
        "鹭汀区 · 低空经济",
        {"place": "鹭汀区", "sector": "低空经济", "focus": [], "strength": "explicit"},
    )
    assert grid(world) == {"低空经济": (1, "● 2025")}
    assert grid(world, with_layout=True) == {"低空经济": (2, "● 2025", "▣ 2025")}


@pytest.mark.parametrize(
    ("group", "role"),
    [("主导型未来产业", "main"), ("三大先导产业", "main"), ("重点方向", "main"), ("前沿型未来产业", "exploratory"),
     ("重点前沿领域", "exploratory"), ("六大未来产业", "named"), (None, "named")],
)  # fmt: skip
def test_the_role_follows_the_plans_own_word(group: str | None, role: str) -> None:
    assert role_of(group) == role


def test_every_cell_leads_to_the_item_that_says_so(world: World) -> None:
    of = sectors(edition(opened(world.city), "2025-01-01"), "人形机器人")
    seen = signed_in(world, "office").get(reverse("plans:matrix")).content.decode()
    assert reverse("plans:item", args=[of.items.get().pk]) in seen


@pytest.mark.parametrize("asked", ["on=2025-13-40", "on=x", "scope=theirs", "level=moon", "page=99"])
def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(world: World, asked: str) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人")
    assert "人形机器人" in signed_in(world, "office").get(f"{reverse('plans:matrix')}?{asked}").content.decode()
    assert asked_of({"on": "2025-13-40"}, DAY).on == DAY


def test_a_decision_is_seen_on_the_next_page(world: World) -> None:
    of = sectors(edition(opened(world.city), "2025-01-01"), "人形机器人", state="candidate")
    client, waits = signed_in(world, "office"), "待核</span>"
    assert waits in client.get(reverse("plans:matrix")).content.decode()
    found = of.items.get()
    judging.item_confirm(world.person("office"), found.pk, judging.Look(found.version), at=AT)
    assert waits not in client.get(reverse("plans:matrix")).content.decode()


def test_what_was_kept_for_one_is_not_shown_to_another(world: World) -> None:
    sectors(edition(opened(world.city), "2025-01-01"), "人形机器人")
    Plan.objects.update(openness="closed")
    assert "人形机器人" in signed_in(world, "office").get(reverse("plans:matrix")).content.decode()
    assert "人形机器人" not in signed_in(world, "other-office").get(reverse("plans:matrix")).content.decode()


# ---- overlap


def test_two_places_with_the_same_nodes_are_found_alike_with_the_shared_nodes_listed(world: World) -> None:
    for place in (world.city, world.other_city):
        directions(sectors(edition(opened(place), "2025-01-01"), "人形机器人 量子科技"), "人形机器人", "灵巧手")
    of = compared(world.person("province-office"), Asked(on=DAY))
    found = overlap_of(of, Asked(on=DAY))
    (only,) = found.likest
    assert only.pair.likeness == 1
    assert {node_name(code) for code in only.pair.shared} == {"人形机器人", "量子科技", "灵巧手"}
    assert (only.sectors, only.of_sectors) == (2, 2)
    assert {(crowd.level, crowd.chosen, crowd.places) for crowd in found.crowds} == {("city", 2, 2)}
    assert likeness_sheet(found, "zh")[1][:3] == ("霁川", "澄湾", 100.0)
    seen = signed_in(world, "province-office").get(reverse("plans:matrix"), {"show": "overlap"}).content.decode()
    assert "灵巧手" in seen
    assert "100%" in seen


def test_a_district_that_follows_its_city_is_no_overlap(world: World) -> None:
    for place in (world.city, world.district):
        sectors(edition(opened(place), "2025-01-01"), "人形机器人 量子科技")
    assert overlap_of(compared(world.person("office"), Asked(on=DAY)), Asked(on=DAY)).likest == ()


# ---- targets


def test_targets_stand_side_by_side_as_printed_with_their_base_value(world: World) -> None:
    target(edition(opened(world.city), "2025-01-01"), "营业收入", 300, "亿元", deadline_year=2027)
    target(
        edition(opened(world.other_city), "2025-01-01"),
        "营业收入",
        90000,
        "万元",
        deadline_year=2026,
        state="candidate",
    )
    assert table(world) == [
        ("营业收入", "元", "≥ 300 亿元 2027 年末", 30_000_000_000.0, "≥ 90,000 万元 2026 年末 待核", ""),
    ]  # fmt: skip


def test_a_subject_speaks_of_a_field_by_any_of_its_names(world: World) -> None:
    target(edition(opened(world.city), "2025-01-01"), "人形机器人企业", 3, "家")
    target(edition(opened(world.other_city), "2025-01-01"), "类人机器人企业", 5, "家")
    assert [row[0] for row in table(world)] == ["人形机器人企业"]


def test_no_column_tells_what_was_not_printed(world: World) -> None:
    for place in (world.city, world.other_city):
        target(edition(opened(place), "2025-01-01"), "链主企业", 3, "家")
    seen = signed_in(world, "province-office").get(reverse("plans:targets")).content.decode()
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', seen)
    assert heads == ["指标", "单位", "霁川", "澄湾"]


# ---- cost


@pytest.mark.parametrize(("address", "most"), [("plans:matrix", 11), ("plans:targets", 11)])
@pytest.mark.parametrize("options", [{}, {"show": "overlap"}, {"detail": "1", "layout": "1", "single": "1"}])
def test_a_page_asks_the_database_as_often_for_many_plans_as_for_two(
    address: str,
    most: int,
    options: dict[str, str],
    world: World,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        place = place_add(
            code=f"9903{number:02}", name=f"样{number}市", level="city", parent=world.province, is_invented=True, at=AT
        )
        of = sectors(edition(opened(place), "2025-01-01"), "人形机器人 量子科技 氢能")
        directions(of, "氢能", "制氢")
        target(of, "链主企业", number, "家")
    client = signed_in(world, "province-office")
    with django_assert_max_num_queries(most):
        assert client.get(reverse(address), options).status_code == 200


def test_an_empty_page_says_what_to_do_next(world: World) -> None:
    for address in ("plans:matrix", "plans:targets"):
        seen = signed_in(world, "office").get(reverse(address)).content.decode()
        assert "含征求意见稿" in seen
        assert "没有可对照的有效规划" in seen
