"""What a security administrator lifts: a lock after failed tries, and a lost second factor; of their own people alone."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone
from tests.builders.workspace import DAY, PASSWORD, World, signed_in

from xiandao.apps.accounts import attempts, services
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.audit.models import AuditLine


def tried(name: str, password: str) -> int:
    return Client().post("/sign-in", {"username": name, "password": password}).status_code


def worker(world: World) -> User:
    """Somebody of the city."""
    unit = Unit.objects.filter(place=world.city)[0]
    at = timezone.now()
    return services.user_add(username="worker", name="样例在编", password=PASSWORD, at=at, must_change=False, unit=unit)


def test_unlocking_lifts_the_lock_after_failed_tries(world: World) -> None:
    user = worker(world)
    assert [tried("worker", "wrong") for _ in range(6)][-1] == 429
    assert tried("worker", PASSWORD) == 429
    security = signed_in(world, "security")
    page = security.get(f"/people/{user.pk}/").content.decode()
    assert "暂时锁定" in page
    assert f"/people/{user.pk}/unlock" in page
    assert security.post(f"/people/{user.pk}/unlock").status_code == 302
    assert tried("worker", PASSWORD) == 302
    line = AuditLine.objects.filter(deed="user.unlock").latest("seq")
    assert (line.object_id, line.detail) == (str(user.pk), {"tries": 1, "while_locked": 2})
    assert "暂时锁定" not in security.get(f"/people/{user.pk}/").content.decode()


def test_nobody_elsewhere_is_let_in_by_it(world: World) -> None:
    for _ in range(6):
        tried("other-office", "wrong")
    assert signed_in(world, "security").post(f"/people/{world.users['other-office'].pk}/unlock").status_code == 404
    assert attempts.is_held("other-office", timezone.now())
    assert not attempts.is_held("other-office", timezone.now() + dt.timedelta(hours=1))


def test_the_factor_of_somebody_who_also_acts_elsewhere_is_not_taken_away(world: World) -> None:
    user = worker(world)
    elsewhere = world.users["other-office"].holdings.get().post
    services.post_hold(elsewhere, user, since=DAY, at=timezone.now())
    security = signed_in(world, "security")
    refused = security.post("/second-factor/reset", {"username": "worker", "reason": "lost"})
    assert refused.status_code == 422
    assert "管理范围以外" in refused.content.decode()
    assert not AuditLine.objects.filter(deed="factor.reset").exists()
    user.holdings.all().delete()
    done = security.post("/second-factor/reset", {"username": "worker", "reason": "lost"})
    assert done.status_code == 200
    assert AuditLine.objects.filter(deed="factor.reset").count() == 1
