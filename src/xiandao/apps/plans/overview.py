"""What a person finds when they come in: what waits for them, what is live, what falls due, what changed last."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.claims import claims_on
from xiandao.apps.plans.models import LIVE, LONG, LONG_OF_ITEM, Edition, Item, Judgement
from xiandao.apps.plans.selectors import editions_seen, latest_seen

WAITING = 8
"""Editions with items to confirm that the overview names."""
DUE = 12
"""Targets that the overview names."""
HORIZON = 15
"""Years from this one in which it looks for them."""


def overview_of(person: Person, at: dt.datetime) -> dict[str, Any]:
    """What waits, what is live, what changed last, in the plans that the person sees."""
    day = timezone.localdate(at)
    seen = editions_seen(person)
    current = latest_seen(person)
    own = current.filter(plan__is_reference=False)
    judged = editions_seen(person, "plan.judge")
    waiting = Counter(
        dict(
            Item.objects.filter(edition__in=judged, state="candidate")
            .values_list("edition")
            .annotate(n=Count("*"))
            .order_by("edition")
        )
    )
    live = Item.objects.filter(edition__in=own, state__in=LIVE)
    return {
        "plans": own.count(),
        "live": dict(live.values_list("kind").annotate(n=Count("*")).order_by()),
        "waiting": _told_apart(waiting.most_common(WAITING), at),
        "waiting_all": waiting.total(),
        "latest": list(
            Judgement.objects.filter(item__edition__in=seen)
            .select_related("item__edition__plan", "by")
            .defer(*(f"item__{each}" for each in LONG_OF_ITEM))
            .order_by("-pk")[:8]
        ),
        "targets": _due(live, day.year),
        "newest": list(own.select_related("plan__place").defer(*LONG).order_by("-added_at")[:6]),
        "may_add": person.may("plan.add"),
    }


def _told_apart(waiting: list[tuple[int, int]], at: dt.datetime) -> list[dict[str, Any]]:
    """Editions by number and how much waits in each, with their titles; which of several bear one title: ``twice``.

    ``claims``: who has begun to review it.
    """
    claimed = claims_on([pk for pk, _ in waiting], at=at) if waiting else {}
    editions = Edition.objects.filter(pk__in=[pk for pk, _ in waiting])
    titles = {pk: (title, ordinal) for pk, title, ordinal in editions.values_list("pk", "plan__title", "ordinal")}
    known = Counter(title for title, _ in titles.values())
    return [
        {
            "edition": pk,
            "title": title,
            "ordinal": ordinal,
            "n": n,
            "twice": known[title] > 1,
            "claims": claimed.get(pk, []),
        }
        for pk, n in waiting
        if pk in titles  # not withdrawn a moment ago
        for title, ordinal in (titles[pk],)
    ]


def _due(live: QuerySet[Item], year: int) -> list[Item]:
    """The targets that fall due next, year by year: no database sorts all targets of all years for a dozen of them."""
    found: list[Item] = []
    targets = live.filter(kind="target").select_related("edition__plan").defer(*LONG_OF_ITEM)
    for each in range(year, year + HORIZON):
        found += targets.filter(year=each).order_by("edition", "pk")[: DUE - len(found)]
        if len(found) == DUE:
            break
    return found
