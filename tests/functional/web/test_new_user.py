"""What somebody sees who comes new: no notices of what is done, no dead ends, nothing typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from tests.builders.releases import asked, ruled
from tests.builders.workspace import AT, DAY, PASSWORD, World, signed_in

from xiandao.apps.accounts.models import Holding
from xiandao.apps.accounts.services import user_add
from xiandao.apps.notices.models import Notice
from xiandao.apps.packages.models import Identity
from xiandao.apps.plans import judging
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.telling import review_told
from xiandao.web.demo import accounts_of


def waiting(kind: str) -> list[bool]:
    """Of every notice of *kind*, whether it waits to be read."""
    return [each.read_at is None for each in Notice.objects.filter(kind=kind).order_by("pk")]


def test_a_notice_of_a_review_waits_until_the_last_item_is_judged(world: World, plan: Edition) -> None:
    office = world.person("office")
    review_told(plan, by=None, at=AT)
    assert all(waiting("review.waiting"))
    *most, last = plan.items.all()
    for item in most:
        judging.item_reject(office, item.pk, judging.Look(0), at=AT)
    assert all(waiting("review.waiting"))
    judging.item_confirm(office, last.pk, judging.Look(0), at=AT)
    assert waiting("review.waiting")
    assert not any(waiting("review.waiting"))


def test_a_notice_of_a_release_waits_no_longer_than_the_release(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    first = waiting("release.waiting")
    assert first
    assert all(first)
    ruled(world.person("unit-head"), release, "secrecy")
    assert not any(waiting("release.waiting")[: len(first)])


def test_whoever_holds_no_post_is_sent_to_the_security_administrator(world: World) -> None:
    world.users["nobody"] = user_add(username="nobody", name="样例无岗", password=PASSWORD, at=AT, must_change=False)
    page = signed_in(world, "nobody").get("/").content.decode()
    assert "您目前没有岗位，请联系安全管理员" in page
    assert "从左侧" not in page


def test_the_list_of_demo_accounts_names_who_holds_a_post_that_day(world: World) -> None:
    Holding.objects.filter(user=world.users["reader"]).update(until=DAY - dt.timedelta(days=1))
    names = [each.username for each in accounts_of(DAY)]
    assert "reader" not in names
    assert "office" in names


@pytest.mark.parametrize("route", ["original", "json", "export"])
def test_a_purpose_left_out_is_asked_for_where_the_rest_was_typed(route: str, world: World, plan: Edition) -> None:
    arguments = [plan.pk, "targets", "xlsx"] if route == "export" else [plan.pk]
    typed = {"use": "outside", "purpose": " ", "receiver": "样例统计局", "takers": "reviewer"}
    answer = signed_in(world, "office").post(reverse(f"plans:{route}", args=arguments), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert 'value="样例统计局"' in page
    assert 'value="reviewer"' in page


def test_a_day_that_is_none_is_said_on_the_page_of_the_plan(world: World, plan: Edition) -> None:
    answer = signed_in(world, "office").get(reverse("plans:edition", args=[plan.pk]), {"as_of": "2026-13-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert plan.plan.title in page


def test_the_place_of_an_installation_is_chosen_and_a_refusal_keeps_the_name(world: World) -> None:
    who = signed_in(world, "administrator")
    assert f'<option value="{world.city.code}"' in who.get(reverse("packages:partners")).content.decode()
    answer = who.post(reverse("packages:identity"), {"name": "样例平台", "place": "123"})
    assert answer.status_code == 422
    assert 'value="样例平台"' in answer.content.decode()
    assert not Identity.objects.exists()


def test_a_new_edition_is_sent_in_beside_the_comparison(world: World, plan: Edition) -> None:
    address = f"{reverse('plans:upload')}?plan={plan.plan_id}"
    page = reverse("plans:edition", args=[plan.pk])
    assert address in signed_in(world, "office").get(page).content.decode()
    assert address not in signed_in(world, "reporter").get(page).content.decode()
