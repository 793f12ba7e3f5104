"""到期前提醒 and the file of a policy: what is told to nobody or leaves nowhere, then who is told and what leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as here
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.builders.api import bearer
from tests.builders.policies import CITY, entered, library
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.posts import post_add
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.services import rounds_walk, works_load
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.services import notice_read
from xiandao.apps.policies import services
from xiandao.apps.policies.ending import KIND, endings_told
from xiandao.apps.policies.models import Policy
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Ruling, release_fetch, release_rule
from xiandao.core.errors import Refusal

LAST = dt.date(2026, 12, 31)


def before(days: int) -> dt.datetime:
    """Some hour of the day that is *days* before the last one."""
    return timezone.make_aware(dt.datetime.combine(LAST - dt.timedelta(days=days), dt.time(9)))


@pytest.fixture
def policy(world: World, tmp_path: Path) -> Policy:
    return entered(world.person("office"), tmp_path)


# ---- 到期前提醒


@pytest.mark.parametrize("days", [61, -1])
def test_nobody_is_told_too_early_or_when_it_has_ended(policy: Policy, days: int) -> None:
    assert policy.valid_until == LAST
    assert endings_told(60, at=before(days)) == 0
    assert not Notice.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("told", [{"standing": "draft"}, {"standing": "repealed"}, {"valid_until": None}])
def test_what_is_no_policy_in_force_or_has_no_end_is_told_of_to_nobody(policy: Policy, told: dict[str, object]) -> None:
    Policy.objects.filter(pk=policy.pk).update(**told)
    assert endings_told(60, at=before(10)) == 0


def test_its_unit_is_told_once_and_nobody_else(world: World, policy: Policy) -> None:
    assert policy.post is not None
    other = post_add(policy.post.unit, "另一岗", "reader", at=AT)
    assert endings_told(60, at=before(60)) == 1
    told = Notice.objects.filter(kind=KIND)
    assert {each.post.unit_id for each in told if each.post} == {policy.post.unit_id}
    assert other.pk not in {each.post_id for each in told}
    (own,) = told.filter(post=policy.post)
    assert (own.values, own.link) == ({"n": 60, "day": "2026-12-31"}, reverse("policies:policy", args=[policy.pk]))
    notice_read(world.person("office"), own.pk, at=before(59))
    for days in (60, 59, 30, 0):
        assert endings_told(60, at=before(days)) == 0
    assert Notice.objects.filter(kind=KIND).count() == told.count()


def test_another_last_day_is_told_of_anew_and_the_old_one_waits_for_nobody(world: World, policy: Policy) -> None:
    endings_told(60, at=before(30))
    later = LAST + dt.timedelta(days=20)
    said = services.About(policy.title, str(policy.place_id), standing="issued", valid_until=later.isoformat())
    services.policy_about(world.person("office"), policy.pk, said, version=policy.version, at=before(29))
    assert endings_told(60, at=before(29)) == 1
    assert {each.subject for each in Notice.objects.filter(kind=KIND, read_at=None)} == {later.isoformat()}


def test_the_reader_is_told_of_which_policy_and_how_long(world: World, policy: Policy) -> None:
    endings_told(60, at=before(45))
    Policy.objects.filter(pk=policy.pk).update(valid_until=LAST)
    page = signed_in(world, "office").get("/notices/").content.decode()
    assert "政策将于 2026-12-31 到期（还有 45 天）" in page
    assert policy.title in page
    assert policy.title not in signed_in(world, "other-office").get("/notices/").content.decode()


def test_the_worker_tells_as_many_days_before_as_the_installation_says(policy: Policy, settings: Settings) -> None:
    today = timezone.localdate()
    Policy.objects.filter(pk=policy.pk).update(valid_from=today, valid_until=today + dt.timedelta(days=50))
    works_load()
    settings.INSTALLATION = replace(here.INSTALLATION, policy_days=30)
    rounds_walk(10**7)
    assert not Notice.objects.filter(kind=KIND).exists()
    settings.INSTALLATION = replace(settings.INSTALLATION, policy_days=60)
    rounds_walk(2 * 10**7)
    assert Notice.objects.filter(kind=KIND).exists()
    assert here.INSTALLATION.policy_days == 60


@pytest.mark.parametrize("days", [0, -1, True, "60", 10**6])
def test_what_is_no_number_of_days_is_refused(days: object) -> None:
    with pytest.raises(Refusal, match="setting-value") as refused:
        replace(here.INSTALLATION, policy_days=days)  # type: ignore[arg-type]
    assert refused.value.values["key"] == "policy_days"


# ---- the file as it came in


def test_the_file_leaves_by_the_right_to_export_alone_and_every_time_is_logged(world: World, policy: Policy) -> None:
    address = reverse("policies:original", args=[policy.pk])
    for name in ("reader", "reporter", "other-office", "security"):
        assert signed_in(world, name).post(address).status_code == 404
    assert not AuditLine.objects.filter(deed="policy.take").exists()
    answer = signed_in(world, "office").post(address)
    assert answer.content == CITY.encode()
    assert (answer.headers["Content-Type"], "attachment" in answer.headers["Content-Disposition"]) == (
        "application/octet-stream",
        True,
    )
    assert "%E6%A0%B7%E4%BE%8B%E6%95%B0%E6%8D%AE-policy.txt" in answer.headers["Content-Disposition"]
    line = AuditLine.objects.get(deed="policy.take")
    assert (line.object_id, line.after, line.detail["what"]) == (
        str(policy.pk),
        f"sha256:{policy.blob_id}",
        "original",
    )
    assert bearer(world.users["office"]).post(f"/policies/{policy.pk}/original", {}).content == CITY.encode()
    assert AuditLine.objects.filter(deed="policy.take").count() == 2


@pytest.mark.parametrize("secrecy", ["internal", "secret"])
def test_what_is_not_for_everybody_leaves_by_no_way(world: World, policy: Policy, secrecy: str) -> None:
    Policy.objects.filter(pk=policy.pk).update(secrecy=secrecy)
    office = bearer(world.users["office"])
    for use in ("inside", "outside"):
        said = {"use": use, "purpose": "研究", "receiver": "样例院"}
        refused = office.post(f"/policies/{policy.pk}/original", said)
        assert (refused.status_code, refused.json()["code"]) == (422, "taken-numbered")
    assert not Release.objects.exists()
    page = signed_in(world, "office").get(reverse("policies:policy", args=[policy.pk])).content.decode()
    assert "下载原件" not in page


def test_what_is_for_others_waits_for_two_people_and_then_is_the_same_file(world: World, policy: Policy) -> None:
    said = {"use": "outside", "purpose": "研究", "receiver": "样例院"}
    asked = bearer(world.users["office"]).post(f"/policies/{policy.pk}/original", said)
    assert asked.status_code == 201
    release = Release.objects.get(pk=asked.json()["id"])
    with pytest.raises(Refusal):
        release_fetch(world.person("office"), release.pk, at=AT)
    for step, who in (("secrecy", "unit-head"), ("publish", "leader")):
        release_rule(world.person(who), release.pk, Ruling(step, "yes", "可以", release.sha256), at=AT)
    assert release_fetch(world.person("office"), release.pk, at=AT).data == CITY.encode()


def test_a_policy_that_is_closed_meanwhile_is_not_fetched_any_more(world: World, policy: Policy) -> None:
    said = {"use": "outside", "purpose": "研究", "receiver": "样例院"}
    asked = bearer(world.users["office"]).post(f"/policies/{policy.pk}/original", said).json()
    release = Release.objects.get(pk=asked["id"])
    for step, who in (("secrecy", "unit-head"), ("publish", "leader")):
        release_rule(world.person(who), release.pk, Ruling(step, "yes", "可以", release.sha256), at=AT)
    Policy.objects.filter(pk=policy.pk).update(secrecy="internal")
    with pytest.raises(Refusal):
        release_fetch(world.person("office"), release.pk, at=AT)


def test_the_page_of_a_policy_offers_its_file_to_whoever_may_take_it(world: World, tmp_path: Path) -> None:
    _, city, _ = library(world, tmp_path)
    address = reverse("policies:policy", args=[city.pk])
    assert "下载原件" in signed_in(world, "office").get(address).content.decode()
    assert "下载原件" not in signed_in(world, "reader").get(address).content.decode()
