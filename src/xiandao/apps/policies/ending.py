"""到期前提醒: who keeps a policy is told once, some days before its last day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.audit.services import chain_lock
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notices_settle, notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.policies.models import Policy
from xiandao.apps.policies.selectors import JUDGE, in_state
from xiandao.apps.policies.telling import MODEL

KIND = "policy.ending"


def endings_told(days: int, *, at: dt.datetime) -> int:
    """Tells of every policy in force, or to come, that ends within *days*; how many were told of.

    A last day is told of once; another one that people set is told of anew. Where nobody may judge the policy, it is
    told as soon as somebody may.
    """
    today = timezone.localdate(at)
    stands = in_state("force", today) | in_state("coming", today)
    ending = Policy.objects.filter(stands, valid_until__gte=today, valid_until__lte=today + dt.timedelta(days=days))
    told = Notice.objects.filter(kind=KIND, about_model=MODEL).values_list("about_id", "subject").distinct()
    known = {*told}
    return sum(
        _told(policy, today, at=at)
        for policy in ending.select_related("post").defer("text").order_by("pk")
        if (policy.pk, _subject(policy)) not in known
    )


@transaction.atomic
def _told(policy: Policy, today: dt.date, *, at: dt.datetime) -> bool:
    chain_lock()
    about, subject = About(MODEL, policy.pk), _subject(policy)
    of = Notice.objects.filter(kind=KIND, about_model=about.model, about_id=about.id)
    if policy.valid_until is None or of.filter(subject=subject).exists():  # another worker was quicker
        return False
    notices_settle(KIND, about, at=at, but=subject)
    values: dict[str, int | str] = {"n": (policy.valid_until - today).days, "day": subject}
    link = reverse("policies:policy", args=[policy.pk])
    return notify(KIND, _keepers(policy), about=about, subject=subject, values=values, link=link, by=None, at=at) > 0


def _subject(policy: Policy) -> str:
    return policy.valid_until.isoformat() if policy.valid_until else ""


def _keepers(policy: Policy) -> tuple[To, ...]:
    """The posts of the unit that keeps it that may judge it; where it has none, those that speak for its place."""
    own = posts_for(JUDGE, units=[policy.post.unit_id]) if policy.post is not None else ()
    return own or posts_for(JUDGE, places=[policy.keeper_id])
