"""Who makes a figure: members with why, near misses with why not, those that left, groups, and the same member elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting.figures import Shown
from xiandao.apps.counting.wordings import Teller, amount_told, is_restricted, why_told
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.selectors import READ, entities_seen
from xiandao.core.kinds import PLACE, Kind
from xiandao.registers.counting import shared_members
from xiandao.registers.counting_values import ALL, Entry, State, Tally
from xiandao.registers.counting_words import value_name

PAGE = 50
"""Entries of a part on a page."""
PARTS: Mapping[str, tuple[State, ...]] = {
    "members": (State.COUNTS,),
    "near": (State.UNKNOWN, State.SAME, State.NOT),
    "gone": (State.WITHDRAWN,),
}
"""What is listed under each head: what counts, what nearly does, what did once."""


class Counted(NamedTuple):
    """An entry as it is told.

    Attributes:
        key: Of the entity; empty where it is told without a name. name: empty where it bears none, or may not be told.
        since: The day from which it counts; ``None`` where nobody says. until: the first on which it counts no more.
        reasons: In words. elsewhere: the other targets that count it, each with its number.
    """

    key: str
    name: str
    state: str
    kind: str
    amount: str
    since: dt.date | None
    until: dt.date | None
    reasons: tuple[str, ...]
    elsewhere: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of the entries of one sort.

    Attributes:
        code: One of :data:`PARTS`. total: all of them, seen or not. unseen: how many the person may not open.
        entries: Those of the page, in the order of their names. page, pages: where it is, from 1.
    """

    code: str
    total: int
    unseen: int
    entries: tuple[Entry, ...]
    page: int
    pages: int


def is_named(person: Person, shown: Shown) -> bool:
    """Whether members are told by name: to whoever reads registers, and of no list that is sensitive once gathered."""
    return person.may(READ) and shown.measure is not None and not is_restricted(shown.measure)


def parts_of(person: Person, shown: Shown, pages: Mapping[str, int]) -> tuple[Part, ...]:
    """The entries of every sort, a page of each; none are opened to whoever may not see them."""
    tally = shown.tally
    if tally is None:
        return ()
    opened = is_named(person, shown)
    listed = {code: _listed(tally, code) for code in PARTS}
    seen = _seen(person, tally) if opened else frozenset()
    return tuple(_part(code, listed[code], seen, pages.get(code, 1)) for code in PARTS)


def _listed(tally: Tally, code: str) -> tuple[Entry, ...]:
    found = tally.near if code == "near" else tally.of(*PARTS[code])
    found = tuple(each for each in found if each.state in PARTS[code] and not _is_elsewhere(each))
    return tuple(sorted(found, key=lambda each: (each.misses, each.name, each.entity)))


def _is_elsewhere(entry: Entry) -> bool:
    """Whether all that it lacks is to lie in the place: another place's things are no near misses of this one's."""
    faults = [each for each in entry.reasons if each.code == "counts-fails"]
    return (
        entry.state is State.NOT and bool(faults) and all(dict(each.values).get("property") == PLACE for each in faults)
    )


def _seen(person: Person, tally: Tally) -> frozenset[str]:
    """Keys of the entities of the kinds counted that the person sees: one question."""
    return frozenset(entities_seen(person).filter(kind__in=tally.measure.kinds).values_list("key", flat=True))


def _part(code: str, entries: Sequence[Entry], seen: frozenset[str], page: int) -> Part:
    opened = [each for each in entries if each.entity in seen]
    pages = max(1, -(-len(opened) // PAGE))
    page = min(max(page, 1), pages)
    return Part(
        code=code, total=len(entries), unseen=len(entries) - len(opened),
        entries=tuple(opened[(page - 1) * PAGE : page * PAGE]), page=page, pages=pages,
    )  # fmt: skip


def entities_of(parts: Sequence[Part]) -> dict[str, Entity]:
    """The entities of the pages, by key: one question."""
    keys = [each.entity for part in parts for each in part.entries]
    return {each.key: each for each in Entity.objects.filter(key__in=keys).select_related("keeper")} if keys else {}


def told(
    teller: Teller, part: Part, unit: str, entities: Mapping[str, Entity], elsewhere: Mapping[str, Sequence[Shown]]
) -> tuple[Counted, ...]:
    """The entries of a page in words."""
    kinds = {code: registry().kind(code) for code in {each.kind for each in part.entries}}
    return tuple(_counted(teller, each, kinds[each.kind], unit, entities, elsewhere) for each in part.entries)


def _counted(
    teller: Teller,
    entry: Entry,
    kind: Kind | None,
    unit: str,
    entities: Mapping[str, Entity],
    elsewhere: Mapping[str, Sequence[Shown]],
) -> Counted:
    entity = entities.get(entry.entity)
    return Counted(
        key=entry.entity,
        name=entity.name if entity is not None else "",
        state=str(entry.state),
        kind=entry.kind,
        amount=amount_told(entry.amount, unit) if unit and entry.state is State.COUNTS else "",
        since=_day(entry.since),
        until=entry.until,
        reasons=tuple(why_told(teller, each, kind, entity) for each in entry.reasons),
        elsewhere=tuple((each.item.pk, each.item.head) for each in elsewhere.get(entry.entity, ())),
    )


def _day(day: dt.date | None) -> dt.date | None:
    return None if day == dt.date.min else day


def elsewhere_of(shown: Shown, others: Sequence[Shown]) -> dict[str, tuple[Shown, ...]]:
    """By entity, the other targets that count it too, each by its own definition."""
    by_number = {str(each.item.pk): each for each in others if each.tally is not None}
    tallies = {number: each.tally for number, each in by_number.items() if each.tally is not None}
    if shown.tally is None or not tallies:
        return {}
    own = {each.entity for each in shown.tally.members}
    found = shared_members({**tallies, "": shown.tally})
    return {
        entity: tuple(by_number[name] for name in names if name)
        for entity, names in found
        if entity in own and len(names) > 1
    }


class Group(NamedTuple):
    """The figure of one group and year; *is_missing* where nothing is in it."""

    name: str
    year: int | None
    figure: str
    members: int
    is_missing: bool


def groups_of(teller: Teller, tally: Tally) -> tuple[Group, ...]:
    """The groups and years, those without any member too; none where the figure is not parted."""
    if tally.measure.per is None and not tally.measure.yearly:
        return ()
    return tuple(
        Group(
            "" if each.group == ALL else teller.names.get(each.group, "") or _choice(tally, each.group, teller),
            each.year, amount_told(each.figure, tally.unit), len(each.members), not each.members,
        )
        for each in tally.parts
    )  # fmt: skip


def _choice(tally: Tally, group: str, teller: Teller) -> str:
    """The name of a group that is a choice of the property that parts; itself where it is free text."""
    kind = registry().kind(tally.measure.kinds[0])
    return value_name(group, tally.measure.per.property if tally.measure.per else "", kind, teller.language)
