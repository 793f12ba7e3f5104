"""Gathers the digests of a working day: once, all of them together or none."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.cases.clock import holidays_known
from xiandao.apps.notices.kinds import KINDS
from xiandao.apps.notices.models import WAITING, Channel, DigestDay, Message
from xiandao.apps.notices.outlets import Outlets
from xiandao.apps.notices.selectors import OPEN, late, muted, notices_seen
from xiandao.core.calendar import is_working_day
from xiandao.core.errors import Refusal

FRIDAY = 4
TELLING = (*WAITING, "handed-over", "delivered")
"""The states of messages that told what they hold, or will; those given up or void did not."""


class Due(NamedTuple):
    """A day whose digests are due, and up to when it reaches."""

    day: dt.date
    cut: dt.datetime


def digest_due(at: dt.datetime, outlets: Outlets) -> Due | None:
    """The digests that are due at a time: on a working day, from the hour of the installation on, once."""
    local = timezone.localtime(at)
    if not outlets.declared or local.hour < outlets.hour or not is_worked(local.date()):
        return None
    if DigestDay.objects.filter(day=local.date()).exists():
        return None
    return Due(local.date(), local.replace(hour=outlets.hour, minute=0, second=0, microsecond=0))


def is_worked(day: dt.date) -> bool:
    """By the calendar; where that of the year is not known, Monday to Friday: a digest too many harms nobody."""
    try:
        return is_working_day(day, holidays_known())
    except Refusal:
        return day.weekday() <= FRIDAY


def digests_gather(due: Due, outlets: Outlets, *, at: dt.datetime) -> int:
    """A message for everybody who has something new, by each of their channels; how many there are.

    What a reader has been told before is not told again, but what they should have signed for by then. What counts is
    what was told, not when it was gathered: a deed may stand later than its time says, and a message may be given up.
    """
    channels = list(Channel.objects.filter(is_on=True, outlet__in=outlets.declared, user__is_active=True))
    users = {user.pk: user for user in User.objects.filter(pk__in={each.user_id for each in channels})}
    holds = {pk: _held_for(user, due) for pk, user in users.items()}  # before the transaction: it only reads
    messages = [
        Message(
            user_id=each.user_id, outlet=each.outlet, key=f"digest:{due.day.isoformat()}", holds=holds[each.user_id],
            created_at=at, next_at=at,
        )
        for each in channels
        if holds[each.user_id]
    ]  # fmt: skip
    try:
        with transaction.atomic():
            DigestDay.objects.create(day=due.day, cut=due.cut, at=at, messages=len(messages))
            Message.objects.bulk_create(messages, batch_size=500)
    except IntegrityError:  # another process gathered them
        return 0
    return len(messages)


def _held_for(user: User, due: Due) -> list[int]:
    off = muted(user.pk)
    told = [code for code, kind in KINDS.items() if not kind.at_once and code not in off]
    fresh = Q(read_at=None, last_at__lte=due.cut, kind__in=told)
    owed = late(due.day) & ~Q(kind__in=off)
    seen = notices_seen(person_of(user, due.day), due.day).filter(OPEN)
    found = dict(seen.filter(fresh | owed).order_by("-last_at", "-pk").values_list("pk", "last_at"))
    if not found:
        return []
    again = {*seen.filter(owed).values_list("pk", flat=True)}
    known = _told_at(user, min(found.values()))
    return [pk for pk, last in found.items() if pk in again or pk not in known or known[pk] < last]


def _told_at(user: User, since: dt.datetime) -> dict[int, dt.datetime]:
    """Notice → when the latest message that told it, or is about to, was made; of messages made from *since* on."""
    made = Message.objects.filter(user=user, state__in=TELLING, created_at__gte=since).order_by("created_at")
    return {pk: at for holds, at in made.values_list("holds", "created_at") for pk in holds}
