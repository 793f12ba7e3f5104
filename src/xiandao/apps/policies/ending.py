"""到期前提醒: who keeps a policy is told once, some days before its last day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.audit.services import chain_lock
from xiandao.apps.notices.receivers import To, holders, posts_for
from xiandao.apps.notices.services import notices_settle, notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.policies.models import Policy
from xiandao.apps.policies.selectors import JUDGE, in_state
from xiandao.apps.policies.telling import MODEL

KIND = "policy.ending"
ENDS = ("valid_until", "standing", "repealed_on")
"""What a reminder rests on: where one of them changes it holds no more, and may be due anew."""


def endings_told(days: int, *, at: dt.datetime) -> int:
    """Tells of every policy in force, or to come, that ends within *days*; how many were told of.

    A last day is told of once; one that people set anew is told of anew, the same day too. Where nobody may judge the
    policy, it is told as soon as somebody may, and nothing is written until then.
    """
    today = timezone.localdate(at)
    waiting = [
        (policy, _keepers(policy, today)) for policy in _ending(days, today).select_related("post").defer("text")
    ]
    return sum(_told(policy, keepers, days, at=at) for policy, keepers in waiting if keepers)


def ending_over(policy: int, *, at: dt.datetime) -> None:
    """What was told of its last day holds no more: it waits for nobody; in the transaction of the deed that says so."""
    chain_lock()  # before rows of notices, as whoever reads one does
    notices_settle(KIND, About(MODEL, policy), at=at)


def _ending(days: int, today: dt.date) -> QuerySet[Policy]:
    """The policies that end within *days* and whose last day was told to nobody."""
    stands = in_state("force", today) | in_state("coming", today)
    soon = Policy.objects.filter(stands, valid_until__gte=today, valid_until__lte=today + dt.timedelta(days=days))
    return soon.exclude(ending_told=F("valid_until")).order_by("pk")


@transaction.atomic
def _told(policy: Policy, keepers: tuple[To, ...], days: int, *, at: dt.datetime) -> bool:
    """Whether they were told now: not where another worker was quicker, or the policy was changed meanwhile."""
    ends, today = policy.valid_until, timezone.localdate(at)
    still = _ending(days, today).order_by().filter(pk=policy.pk, valid_until=ends)
    if ends is None or not still.update(ending_told=ends):
        return False
    chain_lock()
    day, about = ends.isoformat(), About(MODEL, policy.pk)
    notices_settle(KIND, about, at=at, but=day)
    link = reverse("policies:policy", args=[policy.pk])
    return notify(KIND, keepers, about=about, subject=day, values={"day": day}, link=link, by=None, at=at) > 0


def _keepers(policy: Policy, today: dt.date) -> tuple[To, ...]:
    """The posts of the unit that keeps it that may judge it.

    Where nobody holds any of them, those that speak for its place are told too: a vacant post tells its next holder,
    who may come after the last day.
    """
    own = posts_for(JUDGE, units=[policy.post.unit_id]) if policy.post is not None else ()
    if any(holders(to, today) for to in own):
        return own
    return tuple(dict.fromkeys((*own, *posts_for(JUDGE, places=[policy.keeper_id]))))
