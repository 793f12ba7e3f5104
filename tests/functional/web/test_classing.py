"""How closed a plan is: raised at once and for everybody, lowered or opened when a second person confirms it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.releases import opened, ruled
from tests.builders.workspace import AT, TEXT, World, signed_in

from xiandao.apps.accounts import rights
from xiandao.apps.accounts.rights import RIGHTS
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.plans import selectors
from xiandao.apps.plans.classing import Classing, class_of, plan_class
from xiandao.apps.plans.models import ClassChange, Edition, Plan
from xiandao.apps.publishing.models import Release
from xiandao.apps.search.services import search_refresh
from xiandao.core.errors import Refusal

LOWERINGS = [
    (("internal", "closed"), ("none", "closed")),
    (("secret", "closed"), ("none", "closed")),
    (("secret", "closed"), ("internal", "closed")),
    (("none", "closed"), ("none", "open")),
    (("none", "on-request"), ("none", "open")),
    (("internal", "closed"), ("none", "open")),
]


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda said: said.code == code)


def stands(plan: Edition, secrecy: str, openness: str = "closed") -> Plan:
    Plan.objects.filter(pk=plan.plan_id).update(secrecy=secrecy, openness=openness)
    return Plan.objects.get(pk=plan.plan_id)


def change(world: World, plan: Edition, secrecy: str, openness: str, who: str = "office") -> Release | None:
    return plan_class(world.person(who), plan.plan_id, Classing(secrecy, openness), reason="内容调整", at=AT)


def now(plan: Edition) -> Classing:
    return class_of(Plan.objects.get(pk=plan.plan_id))


# ---- what must not happen


@pytest.mark.parametrize(("before", "after"), LOWERINGS)
def test_nothing_is_lowered_or_opened_by_one_person(
    before: tuple[str, str], after: tuple[str, str], world: World, plan: Edition
) -> None:
    stands(plan, *before)
    release = change(world, plan, *after)
    assert release
    assert now(plan) == Classing(*before)
    with refused("release-own"):
        ruled(world.person("office"), release, "secrecy")
    assert now(plan) == Classing(*before)
    ruled(world.person("unit-head"), release, "secrecy")
    assert now(plan) == Classing(*after)
    kept = ClassChange.objects.get()
    assert (kept.secrecy_before, kept.openness_before, kept.secrecy, kept.openness) == (*before, *after)
    assert (kept.by, kept.confirmed_by) == (world.users["office"], world.users["unit-head"])


def test_what_a_second_person_refuses_stays_closed(world: World, plan: Edition) -> None:
    release = change(world, plan, "none", "open")
    assert release
    ruled(world.person("unit-head"), release, "secrecy", "no")
    assert now(plan) == Classing("none", "closed")
    assert not ClassChange.objects.exists()
    assert change(world, plan, "none", "open")  # may be asked anew


def forget_rights() -> None:
    """What was put together by another table of rights."""
    for kept in (selectors._plans_within, selectors._editions_within, selectors._latest_within):
        kept.cache_clear()


@pytest.mark.parametrize("after", ["internal", "secret"])
def test_nobody_sets_what_they_may_not_see(
    after: str, world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = dataclasses.replace(RIGHTS, sees={**RIGHTS.sees, "office": frozenset(("none",))})
    for module in (rights, "xiandao.apps.plans.classing", "xiandao.apps.plans.selectors"):
        monkeypatch.setattr(module if module is rights else f"{module}.RIGHTS", *(("RIGHTS", blind) if module is rights else (blind,)))  # fmt: skip
    forget_rights()
    with refused("class-unseen"):
        change(world, plan, after, "closed")
    assert now(plan) == Classing()
    forget_rights()


@pytest.mark.parametrize("role", ["reviewer", "leader", "unit-head", "analyst", "reader", "administrator"])
def test_who_may_not_issue_sets_nothing(role: str, world: World, plan: Edition) -> None:
    with refused("absent"):
        change(world, plan, "secret", "closed", role)


def test_another_city_sets_nothing(world: World, plan: Edition) -> None:
    address = reverse("plans:class", args=[plan.pk])
    said = {"secrecy": "secret", "openness": "closed", "reason": "试"}
    assert signed_in(world, "other-office").post(address, said).status_code == 404
    assert now(plan) == Classing()


def test_what_is_internal_is_never_open_at_once(world: World, plan: Edition) -> None:
    for secrecy in ("internal", "secret"):
        with refused("class-open-closed"):
            change(world, plan, secrecy, "open")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201, "依据机密★10年文件"])
def test_no_change_without_a_reason_that_may_be_kept(reason: str, world: World, plan: Edition) -> None:
    said = {"secrecy": "internal", "openness": "closed", "reason": reason}
    assert signed_in(world, "office").post(reverse("plans:class", args=[plan.pk]), said).status_code == 422
    assert now(plan) == Classing()
    assert not AuditLine.objects.filter(deed="plan.class").exists()


def test_what_was_asked_before_a_raise_no_longer_lowers(world: World, plan: Edition) -> None:
    stands(plan, "internal")
    release = change(world, plan, "none", "closed")
    assert release
    change(world, plan, "secret", "closed")  # at once, though something waits
    with refused("class-stale"):
        ruled(world.person("unit-head"), release, "secrecy")
    release.refresh_from_db()
    assert (now(plan), release.state) == (Classing("secret", "closed"), "secrecy")
    ruled(world.person("unit-head"), release, "secrecy", "no")


def test_what_the_second_person_did_not_read_does_not_take_effect(world: World, plan: Edition) -> None:
    stands(plan, "secret")
    release = change(world, plan, "internal", "closed")
    assert release
    Release.objects.update(terms={**release.terms, "after": ["none", "open"]})  # past the service
    with refused("class-stale"):
        ruled(world.person("unit-head"), release, "secrecy")
    assert now(plan) == Classing("secret", "closed")


# ---- raising


@pytest.mark.parametrize("role", ["reader", "analyst"])
def test_what_was_raised_is_gone_at_once_from_all_who_may_not_see_it(
    role: str, world: World, plan: Edition, tmp_path: Path
) -> None:
    opened(world, plan)
    lower = workspace.edition(world.person("district-office"), tmp_path, TEXT.replace("霁川市", "鹭汀区"), name="l.txt")
    opened(world, lower, "district-office")
    for edition in (plan, lower):
        edition.items.update(state="confirmed")
    search_refresh()
    client, token = signed_in(world, role), bearer(world.users[role])
    pages = (
        reverse("plans:list"), reverse("overview"), reverse("plans:matrix"), reverse("plans:targets"),
        reverse("search:page") + "?q=鹭汀区", reverse("plans:align", args=[plan.pk]),
    )  # fmt: skip
    before = [client.get(page).content.decode() for page in pages]
    assert "鹭汀区" in before[0]
    assert "鹭汀区" in before[5]
    assert token.get("/plans").json()["total"] == 2
    hits = token.get("/items?q=园区").json()["total"]

    plan_class(world.person("district-office"), lower.plan_id, Classing("secret", "closed"), reason="涉及项目", at=AT)

    for page, was in zip(pages, before, strict=True):
        seen = client.get(page).content.decode().replace("q=鹭汀区", "").replace('value="鹭汀区"', "")
        assert lower.plan.title not in seen
        assert f"/plans/editions/{lower.pk}/" not in seen
        assert was != seen or "鹭汀区" not in was
    assert "共 1 份" in client.get(reverse("plans:list")).content.decode()
    assert token.get("/plans").json()["total"] == 1
    assert token.get("/items?q=园区").json()["total"] == hits // 2
    assert token.get("/overview").json()["plans"] == 1
    for name in ("edition", "text", "align", "class"):
        assert client.get(reverse(f"plans:{name}", args=[lower.pk])).status_code == 404
    assert client.get(reverse("plans:item", args=[lower.items.all()[0].pk])).status_code == 404
    seen = signed_in(world, "office").get(reverse("plans:list")).content.decode()
    assert lower.plan.title in seen


def test_every_change_leaves_a_line_with_what_was_before_and_no_free_words(world: World, plan: Edition) -> None:
    change(world, plan, "secret", "closed")
    line = AuditLine.objects.get(deed="plan.class")
    assert (line.detail["secrecy"], line.detail["openness"]) == (["none", "secret"], ["closed", "closed"])
    assert "内容调整" not in str(line.detail)
    page = signed_in(world, "office").get(reverse("plans:class", args=[plan.pk])).content.decode()
    assert "无 → 工作秘密" in page
    assert "内容调整" in page


# ---- forms


def test_a_plan_is_as_closed_as_its_upload_said_from_the_first_moment(world: World) -> None:
    client = signed_in(world, "office")
    said = {"files": SimpleUploadedFile("样例.txt", TEXT.encode()), "secrecy": "secret", "openness": "on-request"}
    assert client.post(reverse("plans:upload"), said).status_code == 302
    jobs_drain()
    plan = Plan.objects.get()
    assert class_of(plan) == Classing("secret", "on-request")
    assert ClassChange.objects.get().plan == plan
    assert plan.title not in signed_in(world, "reader").get(reverse("plans:list")).content.decode()


def test_who_says_nothing_on_upload_gets_what_practice_says(world: World) -> None:
    signed_in(world, "office").post(reverse("plans:upload"), {"files": SimpleUploadedFile("a.txt", TEXT.encode())})
    jobs_drain()
    assert class_of(Plan.objects.get()) == Classing("none", "closed")


def test_nothing_is_open_on_upload(world: World) -> None:
    said = {"files": SimpleUploadedFile("样例.txt", TEXT.encode()), "openness": "open"}
    assert signed_in(world, "office").post(reverse("plans:upload"), said).status_code == 422
    assert not Job.objects.exists()


def test_issuing_raises_at_once_and_opens_when_it_is_confirmed(world: World, plan: Edition) -> None:
    client, address = signed_in(world, "office"), reverse("plans:issue", args=[plan.pk])
    client.post(address, {"state": "issued", "openness": "closed", "secrecy": "internal"})
    assert now(plan) == Classing("internal", "closed")
    page = client.post(address, {"state": "issued", "openness": "open", "secrecy": "none"}, follow=True)
    assert "待第二人确认" in page.content.decode()
    assert now(plan) == Classing("internal", "closed")
    signed_in(world, "unit-head").post(
        reverse("publishing:rule-secrecy", args=[Release.objects.get().pk]),
        {"verdict": "yes", "reason": "可以公开", "sha256": Release.objects.get().sha256},
    )
    assert now(plan) == Classing("none", "open")


def test_the_api_can_do_what_the_page_can(world: World, plan: Edition) -> None:
    office, path = bearer(world.users["office"]), f"/editions/{plan.pk}/class"
    raised = office.post(path, {"secrecy": "secret", "openness": "closed", "reason": "内容敏感"}).json()
    assert (raised["secrecy"], raised["waits"], raised["changes"][0]["secrecy_before"]) == ("secret", None, "none")
    asked = office.post(path, {"secrecy": "none", "openness": "closed", "reason": "已脱敏"}).json()
    assert (asked["secrecy"], asked["waits"]) == ("secret", Release.objects.get().pk)
