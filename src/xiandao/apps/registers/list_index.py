"""All lists with today's counts: by the plan that asks for them, and by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Count, Q

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers import selectors
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.listing import lists_declared
from xiandao.core.kinds import Kind, View

LARGEST = 50_000
"""Entities of a kind whose lists are counted on the page of all lists: larger ones are counted on their own."""
PARTS = "；"
"""Between the plans that ask for one list."""


class Group(NamedTuple):
    """The lists that a plan asks for; *source* is empty for those that no plan names."""

    source: str
    views: tuple[tuple[View, int | None], ...]


class Index(NamedTuple):
    """All lists: by plan, and kinds with how many there are; a count is ``None`` where it would take long."""

    groups: tuple[Group, ...]
    kinds: tuple[tuple[Kind, int], ...]


def index(person: Person) -> Index:
    """The lists with what *person* may see of each: two questions."""
    per_kind = kind_counts(person)
    counts = view_counts(person, per_kind)
    groups: dict[str, list[View]] = {}
    for view in lists_declared():
        for source in view.source.split(PARTS) if view.source else [""]:
            groups.setdefault(source, []).append(view)
    ordered = sorted(groups, key=lambda source: not source)
    return Index(
        tuple(Group(source, tuple((view, counts[view.code]) for view in groups[source])) for source in ordered),
        tuple((kind, per_kind.get(kind.code, 0)) for kind in registry().kinds),
    )


def kind_counts(person: Person) -> dict[str, int]:
    """How many of each kind stand in lists today."""
    standing = selectors.entities_seen(person).filter(exists=True, leader=None)
    return dict(standing.order_by().values_list("kind").annotate(n=Count("pk")))


def view_counts(person: Person, per_kind: Mapping[str, int]) -> dict[str, int | None]:
    """How many each view shows, by one question."""
    counts: dict[str, int | None] = {}
    asked: dict[str, View] = {}
    for view in lists_declared():
        n = sum(per_kind.get(kind, 0) for kind in view.kinds)
        if n and view.where and n <= LARGEST:
            asked[f"v{len(asked)}"] = view
        counts[view.code] = None if n > LARGEST and view.where else n
    if asked:
        standing = selectors.entities_seen(person).filter(exists=True, leader=None)
        found = standing.aggregate(
            **{name: Count("pk", filter=_of(view), distinct=True) for name, view in asked.items()}
        )
        counts |= {view.code: found[name] for name, view in asked.items()}
    return counts


def _of(view: View) -> Q:
    return selectors.holding(view.where) & Q(kind__in=view.kinds)
