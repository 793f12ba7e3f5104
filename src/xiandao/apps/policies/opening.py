"""A policy is 主动公开 only after a second person has confirmed it; what then opens is what they read."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.policies.models import Policy
from xiandao.apps.policies.selectors import JUDGE, policies_seen, policy_for
from xiandao.apps.publishing.models import WAITING, Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

KIND = "policy.open"
MODEL = "policies.policy"


@transaction.atomic
def policy_open(person: Person, pk: int, *, at: dt.datetime) -> Release:
    """Asks that everybody may see it.

    Raises:
        Refusal: ``absent``; ``policy-open-not`` for a draft, what is 内部 or 工作秘密, and what is open or waits already.
    """
    policy = policy_for(person, pk, JUDGE)
    waits = Release.objects.filter(what=KIND, about_id=pk, state__in=WAITING).exists()
    if policy.standing == "draft" or policy.secrecy != "none" or policy.openness == "open" or waits:
        raise Refusal("policy-open-not")
    grant = next(
        each for each in person.within(JUDGE) if each.unit is not None or policy.keeper.path.startswith(each.path)
    )
    said = wording("policy-open-paper", "zh", title=policy.title, number=policy.doc_no or "—")
    asking = Asking(
        channel="lowering", what=KIND, about=(MODEL, pk), title=policy.title, name=wording("policy-open-name", "zh"),
        use="inside", secrecy=policy.secrecy, purpose=wording("policy-open-purpose", "zh"), grant=grant,
        place=policy.keeper_id, terms={"text": policy.text_sha256}, is_made=True,
    )  # fmt: skip
    return release_ask(person, asking, said.encode(), at=at)


def _passed(person: Person, release: Release, at: dt.datetime) -> None:
    policy = Policy.objects.select_for_update().get(pk=release.about_id or 0)
    if policy.text_sha256 != release.terms["text"] or policy.secrecy != "none" or policy.standing == "draft":
        raise Refusal("class-stale")
    policy.openness = "open"
    policy.save(update_fields=("openness",))
    record("policy.open", "policy", policy.pk, by=person, at=at, asked_by=release.by_id, release=release.pk)


def _address(release: Release) -> str:
    return reverse("policies:policy", args=[release.about_id])


def _may_see(person: Person, release: Release) -> bool:
    return policies_seen(person, JUDGE).filter(pk=release.about_id or 0).exists()


kind_declare(KIND, Kind(may_take=lambda _person, _release: False, passed=_passed, address=_address, may_see=_may_see))
