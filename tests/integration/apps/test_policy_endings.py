"""到期前提醒 and the file of a policy: what is told to nobody or leaves nowhere, then who is told and what leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as here
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.builders.api import bearer
from tests.builders.policies import CITY, entered, library
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.posts import post_add, post_hold, unit_add
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs import services as jobs
from xiandao.apps.jobs.services import rounds_walk, works_load
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import notice_read
from xiandao.apps.policies import ending, services
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
    assert (own.values, own.link) == ({"day": "2026-12-31"}, reverse("policies:policy", args=[policy.pk]))
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


def about(policy: Policy, *, until: dt.date | None = LAST, standing: str = "issued", title: str = "") -> services.About:
    """What the policy says of itself, but for what is given."""
    return services.About(
        title or policy.title, str(policy.place_id), policy.issuers, policy.doc_no, valid_from="2026-01-01",
        valid_until=until.isoformat() if until else "", standing=standing,
    )  # fmt: skip


def changed(world: World, policy: Policy, said: services.About, days: int) -> None:
    version = Policy.objects.get(pk=policy.pk).version
    services.policy_about(world.person("office"), policy.pk, said, version=version, at=before(days))


FAR = LAST + dt.timedelta(days=700)


@pytest.mark.parametrize("said", [{"until": FAR}, {"until": None}, {"standing": "repealed"}, {"standing": "draft"}])
def test_what_holds_no_more_waits_for_nobody_from_the_deed_on(
    world: World, policy: Policy, said: dict[str, Any]
) -> None:
    endings_told(60, at=before(30))
    changed(world, policy, about(policy, **said), 29)
    assert not Notice.objects.filter(kind=KIND, read_at=None).exists()
    assert endings_told(60, at=before(28)) == 0


def test_another_title_settles_nothing_and_tells_nobody_again(world: World, policy: Policy) -> None:
    endings_told(60, at=before(30))
    waiting = Notice.objects.filter(kind=KIND, read_at=None).count()
    changed(world, policy, about(policy, title="新名称"), 29)
    assert endings_told(60, at=before(28)) == 0
    assert Notice.objects.filter(kind=KIND, read_at=None).count() == waiting > 0


@pytest.mark.parametrize("between", [FAR, LAST + dt.timedelta(days=20)])
@pytest.mark.parametrize("is_read", [True, False])
def test_a_day_that_returns_is_told_of_anew(world: World, policy: Policy, between: dt.date, *, is_read: bool) -> None:
    endings_told(60, at=before(30))
    own = Notice.objects.get(kind=KIND, post=policy.post)
    if is_read:
        notice_read(world.person("office"), own.pk, at=before(30))
    changed(world, policy, about(policy, until=between), 29)
    endings_told(60, at=before(29))
    changed(world, policy, about(policy), 28)
    assert endings_told(60, at=before(28)) == 1
    waiting = Notice.objects.filter(kind=KIND, read_at=None, post=policy.post)
    assert [each.subject for each in waiting] == ["2026-12-31"]
    assert endings_told(60, at=before(27)) == 0


def test_what_is_changed_while_it_is_told_is_not_told(
    world: World, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ending._keepers

    def extended(of: Policy, today: dt.date) -> tuple[To, ...]:
        changed(world, policy, about(policy, until=FAR), 30)
        return real(of, today)

    monkeypatch.setattr(ending, "_keepers", extended)
    assert endings_told(60, at=before(30)) == 0
    assert not Notice.objects.filter(kind=KIND).exists()


def test_where_nobody_may_judge_it_nothing_is_written_until_somebody_may(policy: Policy) -> None:
    Post.objects.update(roles=["reader"])
    with CaptureQueriesContext(connection) as caught:
        assert endings_told(60, at=before(30)) == 0
    assert {each["sql"].split()[0] for each in caught.captured_queries} == {"SELECT"}
    assert policy.post is not None
    post_add(policy.post.unit, "新岗", "office", at=AT)
    assert endings_told(60, at=before(29)) == 1


def test_where_its_unit_has_vacant_posts_alone_those_of_the_place_are_told_too(world: World, policy: Policy) -> None:
    vacant = post_add(unit_add(world.city, "样例空缺单位", at=AT), "政策岗", "office", at=AT)
    Policy.objects.filter(pk=policy.pk).update(post=vacant)
    assert endings_told(60, at=before(30)) == 1
    told = {each.post_id for each in Notice.objects.filter(kind=KIND)}
    assert told >= {vacant.pk, policy.post_id}
    post_hold(vacant, world.users["reader"], since=dt.date(2026, 1, 1), at=AT)
    Policy.objects.filter(pk=policy.pk).update(ending_told=None)
    Notice.objects.all().delete()
    endings_told(60, at=before(29))
    assert {each.post_id for each in Notice.objects.filter(kind=KIND)} == {vacant.pk}


def test_whoever_was_told_before_the_upgrade_is_not_told_again(policy: Policy) -> None:
    endings_told(60, at=before(30))
    Policy.objects.filter(pk=policy.pk).update(ending_told=None)
    import_module("xiandao.apps.policies.migrations.0002_ending_told").told_fill(apps, None)
    assert Policy.objects.get(pk=policy.pk).ending_told == LAST
    assert endings_told(60, at=before(29)) == 0


def test_the_reader_is_told_of_which_policy_and_until_when(world: World, policy: Policy) -> None:
    endings_told(60, at=before(45))
    page = signed_in(world, "office").get("/notices/").content.decode()
    assert "政策将于 2026-12-31 到期，请研究延续、修改或者废止" in page
    assert "还有" not in page.partition("政策将于")[2].partition("</li>")[0]
    assert policy.title in page
    assert policy.title not in signed_in(world, "other-office").get("/notices/").content.decode()


def test_the_worker_tells_as_many_days_before_as_the_installation_says(
    policy: Policy, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_WALKED", {})
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
