"""The targets of an edition as they were known, each with how far people have said how it is counted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from copy import copy

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting.bindings import measure_of
from xiandao.apps.counting.models import Binding
from xiandao.apps.plans.as_of import items_known
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.selectors import latest_seen

OPEN, COUNTED, REPORTED, NONE = "open", "counted", "reported", "none"
STATES = (OPEN, COUNTED, REPORTED, NONE)
"""Nobody has spoken; counted from registers; a reported indicator; not to be counted from registers."""
OTHERS = 60
"""Targets of other plans that are looked through for the same members."""


def targets_of(edition: Edition, known_at: dt.datetime) -> list[Item]:
    """The targets in the order of the text, worded as they were known; those undecided then are 待核, never left out."""
    decided = {each.pk: each for each in items_known(edition, known_at) if each.kind == "target"}
    found = []
    for item in edition.items.filter(kind="target").order_by("start", "pk"):
        if item.pk in decided:
            found.append(decided[item.pk])
        elif item.state != "rejected":
            found.append(_waiting(item))
    return found


def _waiting(item: Item) -> Item:
    """A copy that is undecided; never to be saved."""
    then = copy(item)
    then.state = "candidate"
    return then


def state_of(binding: Binding | None) -> str:
    """Which of :data:`STATES` a binding makes of its target."""
    if binding is None:
        return OPEN
    measure = measure_of(binding)
    return NONE if measure is None else COUNTED if measure.is_counted else REPORTED


def listed(items: Sequence[Item], bound: Mapping[uuid.UUID, Binding], asked: Mapping[str, str]) -> list[Item]:
    """Those of *items* in the state and with the words asked for."""
    words, state = asked.get("q", "").strip(), asked.get("state", "")
    return [
        item
        for item in items
        if (not words or words in item.head or words in item.quote)
        and (state not in STATES or state_of(bound.get(item.lineage)) == state)
    ]


def rivals_of(person: Person, item: Item, kinds: Sequence[str]) -> list[Item]:
    """Other targets of plans that *person* sees which count things of *kinds* too, the latest edition of each."""
    last: dict[uuid.UUID, Binding] = {}
    for each in Binding.objects.exclude(lineage=item.lineage).order_by("pk"):
        last[each.lineage] = each
    alike = [lineage for lineage, each in last.items() if set(kinds) & set(_kinds(each))][:OTHERS]
    rows = Item.objects.filter(lineage__in=alike, kind="target", edition__in=latest_seen(person))
    return list(
        rows.exclude(state="rejected").select_related("edition__plan__place", "edition__document").order_by("pk")
    )


def _kinds(binding: Binding) -> tuple[str, ...]:
    measure = measure_of(binding)
    return measure.kinds if measure is not None else ()
