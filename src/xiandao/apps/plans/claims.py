"""核对中: who has begun to review what still waits, and since when; it tells others and keeps nobody out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Max, Min

from xiandao.apps.plans.models import Edition, Item, Judgement, SampleCheck

LASTS = dt.timedelta(days=14)
"""How long somebody who does nothing more with it is said to have it."""


class Claim(NamedTuple):
    """Somebody who has begun.

    Attributes:
        who: Their name.
        since: When they began, of what they did within ``LASTS``.
        last: What they did last.
    """

    who: str
    since: dt.datetime
    last: dt.datetime


def claims_on(editions: Iterable[int], *, at: dt.datetime) -> dict[int, list[Claim]]:
    """Edition (id) → who has judged items of it or drawn a sample of it lately, whoever was at it last first."""
    among, since = [*editions], at - LASTS
    judged = Judgement.objects.filter(item__edition__in=among, by__isnull=False, at__gte=since)
    drawn = SampleCheck.objects.filter(edition__in=among, by__isnull=False, created_at__gte=since, used_at=None)
    rows = [
        *judged.order_by().values_list("item__edition", "by", "by__name").annotate(Min("at"), Max("at")),
        *drawn.order_by().values_list("edition", "by", "by__name").annotate(Min("created_at"), Max("created_at")),
    ]
    people: dict[tuple[int, int], Claim] = {}
    for edition, by, who, first, last in rows:
        before = people.get((edition, by), Claim(who, first, last))
        people[edition, by] = Claim(who, min(first, before.since), max(last, before.last))
    found: dict[int, list[Claim]] = {}
    for (edition, _), claim in sorted(people.items(), key=lambda each: each[1].last, reverse=True):
        found.setdefault(edition, []).append(claim)
    return found


def panel_claims(of: Edition, queue: Iterable[Item], *, at: dt.datetime) -> dict[str, Any]:
    """Who is at the edition (``claims``), and who has taken up which waiting item of *queue* (``claimed``)."""
    return {"claims": claims_on([of.pk], at=at).get(of.pk, []), "claimed": _claimed(of, [*queue], at - LASTS)}


def _claimed(of: Edition, queue: list[Item], since: dt.datetime) -> dict[int, Claim]:
    """Item (id) → who drew it in the sample that stands, or decided on it and put it back."""
    check = of.samples.filter(used_at=None, by__isnull=False, created_at__gte=since).select_related("by").last()
    drawn = set(check.drawn) if check else set()
    found: dict[int, Claim] = {}
    for item in queue:
        if check is not None and check.by is not None and item.pk in drawn:
            found[item.pk] = Claim(check.by.name, check.created_at, check.created_at)
    judged = Judgement.objects.filter(item__in=[item.pk for item in queue], by__isnull=False, at__gte=since)
    for pk, who, when in judged.order_by("pk").values_list("item", "by__name", "at"):
        found[pk] = Claim(who, when, when)
    return found
