"""Things on their way out: asked for, looked through, passed."""

from __future__ import annotations

from tests.builders.workspace import AT, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.export_gate import Wish, export_ask
from xiandao.apps.plans.export_scope import ask_of, scope_of
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.services import edition_issue
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Ruling, release_rule


def asked(
    person: Person, plan: Edition, *, what: str = "targets", form: str = "docx", use: str = "outside", takers: str = ""
) -> Release:
    """An export of *plan* that waits for two people."""
    ask = ask_of(what, form, plan.pk, {})
    wish = Wish(use, "会商使用", "云澜省样例研究院" if use == "outside" else "", tuple(takers.split()))
    return export_ask(person, ask, scope_of(person, ask), wish, at=AT)


def ruled(person: Person, release: Release, step: str, verdict: str = "yes") -> Release:
    """What *person* says at one step, on the content as it was frozen."""
    return release_rule(person, release.pk, Ruling(step, verdict, "内容已核对", release.sha256), at=AT)


def passed(world: World, release: Release) -> Release:
    """Both opinions: yes."""
    ruled(world.person("unit-head"), release, "secrecy")
    return ruled(world.person("leader"), release, "publish")


def opened(world: World, plan: Edition, who: str = "office") -> None:
    """Issued and 主动公开: asked by one, confirmed by another."""
    edition_issue(world.person(who), plan, state="issued", openness="open", at=AT)
    ruled(world.person("unit-head"), Release.objects.get(channel="lowering", about_id=plan.plan_id), "secrecy")
    plan.refresh_from_db()
    plan.plan.refresh_from_db()
