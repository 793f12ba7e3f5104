"""Accounts at their edges: administrators apart, addresses of who has left, tries at a locked name, first passwords."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import organisation
from tests.builders.api import bearer
from tests.builders.workspace import AT, DAY, PASSWORD, World, signed_in

from xiandao.apps.accounts import people, posts
from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import Holding, User
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.models import Channel
from xiandao.apps.notices.sealing import seal
from xiandao.core.errors import Refusal

# ---- 三员分立


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_manages_people_appoints_no_other_administrator(role: str, world: World) -> None:
    security, of = world.person("security"), organisation.office()
    post = posts.post_add(of.unit, f"三员{role}", role, at=AT, by=security)
    made = people.person_add(security, "sock.puppet", people.Said("样例人", of.unit), at=AT)
    with pytest.raises(Refusal, match="powers-appoint"):
        posts.post_hold(post, made.user, since=DAY, at=AT, by=security)
    with pytest.raises(Refusal, match="powers-appoint"):
        post_hand_over(security, Handing(post, None, made.user, DAY), at=AT, today=DAY)
    posts.post_hold(of.vacant, made.user, since=DAY, at=AT, by=security)
    with pytest.raises(Refusal, match="powers-appoint"):
        posts.post_change(of.vacant, title=of.vacant.title, roles=[role], is_of_unit=False, at=AT, by=security)
    of.vacant.refresh_from_db()
    assert [each.post.roles for each in made.user.holdings.all()] == [["reader"]]
    assert of.vacant.roles == ["reader"]


def test_the_page_says_why_and_how_it_is_done(world: World) -> None:
    of = organisation.office()
    post = posts.post_add(of.unit, "审计岗", "auditor", at=AT)
    said = {"person": of.worker.pk, "since": DAY.isoformat()}
    Holding.objects.filter(user=of.worker).delete()
    answer = signed_in(world, "security").post(reverse("accounts:post-give", args=[post.pk]), said)
    assert answer.status_code == 422
    assert not post.holdings.exists()


def test_at_the_machine_itself_they_are_appointed(world: World) -> None:
    del world
    of = organisation.office()
    post = posts.post_add(of.unit, "审计岗", "auditor", at=AT)
    Holding.objects.filter(user=of.worker).delete()
    posts.post_hold(post, of.worker, since=DAY, at=AT, by=operator("root"))
    assert post.holdings.count() == 1


# ---- who has left


def with_address(user: User) -> User:
    Channel.objects.create(user=user, outlet="mail", sealed=seal(user.pk, "li@example.cn"), is_on=True, set_at=AT)
    return user


def test_locking_for_good_erases_the_addresses_and_locking_for_a_while_does_not(world: World) -> None:
    client, worker = signed_in(world, "security"), with_address(organisation.office().worker)
    address = reverse("accounts:person-lock", args=[worker.pk])
    client.post(address)
    assert Channel.objects.filter(user=worker).count() == 1
    client.post(address, {"for_good": "yes"})
    worker.refresh_from_db()
    assert (worker.is_active, Channel.objects.filter(user=worker).count()) == (False, 0)
    assert AuditLine.objects.filter(deed="channel.erase", object_id=str(worker.pk)).count() == 1


def test_the_api_locks_for_good_too(world: World) -> None:
    worker = with_address(organisation.office().worker)
    answer = bearer(world.users["security"]).post(f"/people/{worker.pk}/lock?for_good=true", {})
    assert answer.status_code == 200
    assert not Channel.objects.filter(user=worker).exists()


def test_the_page_of_a_locked_person_still_offers_it(world: World) -> None:
    worker = organisation.office().worker
    people.person_lock(world.person("security"), worker, at=AT)
    page = signed_in(world, "security").get(reverse("accounts:person", args=[worker.pk])).content.decode()
    assert 'name="for_good"' in page


# ---- a locked name


def test_tries_at_a_locked_name_leave_one_line_and_a_count(world: World) -> None:
    for _ in range(5):
        Client().post("/sign-in", {"username": "office", "password": "wrong"})
    before = AuditLine.objects.count()
    for word in ("wrong", PASSWORD) * 10:
        assert Client().post("/sign-in", {"username": "office", "password": word}).status_code == 429
    assert AuditLine.objects.count() == before + 1
    people.person_unlock(world.person("security"), world.users["office"], at=AT)
    line = AuditLine.objects.filter(deed="user.unlock").latest("seq")
    assert line.detail["while_locked"] == 20


def test_an_unknown_name_that_is_locked_fills_no_log_either(world: World) -> None:
    del world
    for _ in range(30):
        Client().post("/sign-in", {"username": "nobody", "password": "wrong"})
    assert AuditLine.objects.filter(object_kind="name").count() <= 7


# ---- first passwords


def test_a_token_opens_nothing_while_its_owner_must_choose_a_password(world: World) -> None:
    asker = bearer(world.users["office"])
    User.objects.filter(username="office").update(must_change_password=True)
    answers = [asker.get("/plans"), asker.get("/me"), asker.get("/openapi.json"), asker.post("/layouts", {})]
    assert {each.status_code for each in answers} == {403}
    assert answers[0].json()["code"] == "password-first"
    said = {"username": "office", "password": PASSWORD, "name": "x"}
    assert asker.post("/tokens", said).json()["code"] == "password-first"
