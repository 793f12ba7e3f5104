"""The log as auditors of a place read it: the deeds of its people, and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.builders.api import bearer
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.people import own_language
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.places.models import Place


@pytest.fixture
def done(world: World) -> World:
    """The office of each place does something."""
    for name in ("office", "district-office", "other-office", "province-office"):
        own_language(world.person(name), "en", at=AT)
    return world


def actors(world: World) -> set[str]:
    """Of whom the auditor reads by API."""
    lines = bearer(world.users["auditor"]).get("/audit/lines?limit=500").json()["items"]
    return {line["actor"] for line in lines}


def test_an_auditor_of_a_city_reads_of_the_city_and_below_it_alone(done: World) -> None:
    users = done.users
    assert actors(done) == {str(users["office"].pk), str(users["district-office"].pk)}
    asked = f"/audit/lines?actor={users['other-office'].pk}"
    assert bearer(users["auditor"]).get(asked).json()["total"] == 0
    page = signed_in(done, "auditor").get(reverse("audit:log")).content.decode()
    assert page.count("切换语言") == 2


def test_with_a_post_at_the_root_everything_is_read_the_installation_too(done: World) -> None:
    unit = done.users["auditor"].holdings.get().post.unit
    unit.place = Place.objects.get(parent=None)
    unit.save()
    assert {str(done.users["other-office"].pk), "-"} <= actors(done)
    listed = bearer(done.users["auditor"]).get("/audit/lines").json()["total"]
    assert listed == AuditLine.objects.count()


def test_a_post_of_a_unit_reaches_the_unit_alone(done: World) -> None:
    post = done.users["auditor"].holdings.get().post
    post.is_of_unit = True
    post.save()
    in_unit = {str(user.pk) for user in done.users.values() if user.holdings.filter(post__unit=post.unit).exists()}
    assert actors(done) == {str(done.users["office"].pk)} & in_unit
