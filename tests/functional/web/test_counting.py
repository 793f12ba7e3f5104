"""指标认定明细 as pages and by API: never a nought for what is not measurable, members with why, one word at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.builders import counting, workspace
from tests.builders.api import bearer
from tests.builders.workspace import World, signed_in

from xiandao.apps.counting.bindings import binding_of, measure_of
from xiandao.apps.counting.models import Binding
from xiandao.apps.plans.models import Edition
from xiandao.core.measures import measure_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return workspace.world()


@pytest.fixture
def plan(world: World, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_nobody_has_settled_is_not_measurable_and_never_a_nought(world: World, plan: Edition) -> None:
    asker = bearer(world.users["office"])
    told = asker.get(f"/editions/{plan.pk}/counting").json()
    assert told["total"] == 4
    assert {(each["figure"], each["verdict"], each["measurable"]) for each in told["items"]} == {
        (None, "not-measurable", False)
    }
    assert page(signed_in(world, "office"), f"/counting/plans/{plan.pk}/").count("不可计量") >= 4


def test_a_target_opens_to_its_members_with_why_and_since_when(world: World, plan: Edition) -> None:
    counting.parks()
    item = counting.bound(plan)
    shown = page(signed_in(world, "office"), f"/counting/items/{item.pk}/")
    for words in (counting.FIRST, counting.SECOND, counting.GONE, "2026-01-05", "2026-02-01", "2 个", "还差2个"):
        assert words in shown, words
    before = page(signed_in(world, "office"), f"/counting/items/{item.pk}/?as_of=2026-01-20")
    assert "还差1个" in before


def test_no_name_is_told_to_whoever_may_not_see_the_entity(world: World, plan: Edition) -> None:
    counting.parks()
    item = counting.bound(plan)
    assert counting.FIRST not in page(signed_in(world, "other-office"), f"/counting/items/{item.pk}/")
    assert counting.FIRST not in page(signed_in(world, "security"), f"/counting/items/{item.pk}/")


def test_only_whoever_judges_the_plan_settles_a_measure(world: World, plan: Edition) -> None:
    item = counting.target(plan)
    said = {"act": "take", "measure": measure_text(counting.CITY_PARKS), "version": "0"}
    assert signed_in(world, "reader").post(f"/counting/items/{item.pk}/confirm", said).status_code == 404
    assert not Binding.objects.exists()
    assert signed_in(world, "office").post(f"/counting/items/{item.pk}/confirm", said).status_code == 302
    binding = binding_of(item)
    assert binding is not None
    assert measure_of(binding).kinds == ("park",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"act": "none", "note": " "}, "请写明原因"),
        ({"act": "json", "measure": "{"}, "JSON 不对"),
        ({"act": "json", "measure": '{"version": 1}'}, "不能两样都是或都不是"),
        ({"act": "json", "measure": '{"version": 1, "kinds": ["castle"]}'}, "没有“castle”这一类"),
        ({"act": "form", "kind": "park", "sense": "flow"}, "要选“以何为准”"),
        ({"act": "form", "kind": "park", "place": "无此地"}, "叫“无此地”的地区"),
        ({"act": "form", "kind": "park", "property-0": "stage", "values-0": "无此环节"}, "不是“环节”的可选值"),
        ({"act": "form", "kind": "park", "how": "all"}, "“all”不在可选范围内"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_why(
    world: World, plan: Edition, said: dict[str, str], words: str
) -> None:
    item = counting.target(plan)
    answer = signed_in(world, "office").post(f"/counting/items/{item.pk}/confirm", {**said, "version": "0"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Binding.objects.exists()


def test_somebody_who_was_quicker_is_not_overruled(world: World, plan: Edition) -> None:
    item = counting.bound(plan)
    said = {"act": "none", "note": "由统计取得", "version": "0"}
    assert signed_in(world, "office").post(f"/counting/items/{item.pk}/confirm", said).status_code == 409
    assert Binding.objects.count() == 1


def test_the_form_says_what_a_proposal_said_and_keeps_what_it_does_not_show(world: World, plan: Edition) -> None:
    item = counting.bound(plan)
    measure = measure_of(binding_of(item))  # type: ignore[arg-type]
    assert measure is not None
    said = {
        "act": "form", "version": "1", "kind": "park", "how": "count", "sense": "stock", "place": "霁川市",
        "measure": measure_text(measure), "property-0": "place", "operator-0": "under", "values-0": "990100",
    }  # fmt: skip
    assert signed_in(world, "office").post(f"/counting/items/{item.pk}/confirm", said).status_code == 302
    after = measure_of(binding_of(item))  # type: ignore[arg-type]
    assert after is not None
    assert (after.place, after.where, after.lost) == ("990100", measure.where, measure.lost)


def test_a_bundle_shows_what_is_missing_and_what_no_register_keeps(world: World, plan: Edition) -> None:
    counting.parks()
    item = counting.bundle(plan)
    rows = bearer(world.users["office"]).get(f"/items/{item.pk}/bundle").json()["rows"]
    assert [each["cells"][0]["state"] for each in rows] == ["filled", "missing", "unknown"]


def test_a_named_item_without_owner_or_milestone_is_listed_with_the_plan(world: World, plan: Edition) -> None:
    counting.flagship(plan)
    shown = page(signed_in(world, "office"), f"/counting/plans/{plan.pk}/")
    assert counting.NAMED in shown
    assert "责任单位" in shown
