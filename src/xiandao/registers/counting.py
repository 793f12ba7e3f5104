"""Counting: the figure of a measure on a day, as known at a moment, with every thing that counts and why.

This is the plain way to count, which defines any faster one: each entity is looked at through its own history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from xiandao.core.conditions import Under, flat
from xiandao.core.measures import Measure, Reason, reason
from xiandao.core.statements import Row
from xiandao.registers.counting_entries import BETWEEN, Asked, entry_of, only_highest
from xiandao.registers.counting_values import ALL, Entry, History, Moment, Part, State, Tally

YUAN, PERCENT = "元", "%"
SHARE_DIGITS = Decimal("0.01")
"""A share is given in percent with two decimals."""


def tally(measure: Measure, histories: Iterable[History], moment: Moment, *, under: Under = flat) -> Tally:
    """The figure of *measure* with its members.

    Args:
        measure: How it is counted; of a reported indicator there is no figure here.
        histories: Of any kinds, in any order; each entity once.
        moment: The day asked about, and when it was known.
        under: The trees of places and fields.

    Raises:
        ValueError: For an entity that is given twice.
    """
    if not measure.is_counted:
        return Tally(measure=measure, moment=moment, figure=None)
    known = _by_key(histories)
    asked = Asked(measure, moment, under, _nodes(measure, known, moment, under))
    entries = _entries(asked, known)
    if measure.how == "share":
        return _share(asked, known, entries)
    entries = _once_each(asked, known, entries)
    entries = _without_nested(asked, known, entries)
    figure = sum((each.amount for each in entries if each.state is State.COUNTS), Decimal(0))
    return Tally(
        measure=measure,
        moment=moment,
        figure=figure,
        unit=unit_of(measure, known),
        parts=tuple(_parts(asked, entries)),
        entries=entries,
    )


def unit_of(measure: Measure, known: Mapping[str, History]) -> str:
    """The unit of the figure: of money 元, of what is summed its own, empty where things are counted."""
    if measure.how == "share":
        return PERCENT
    if measure.how != "sum" or measure.unit:
        return measure.unit
    for each in known.values():
        prop = each.kind.property(measure.of) if each.kind.code in measure.kinds else None
        if prop is not None:
            return YUAN if prop.type == "money" else prop.unit or (PERCENT if prop.type == "percent" else "")
    return ""


def shared_members(tallies: Mapping[str, Tally]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The entities that more than one figure counts, each with the names of those figures, by key.

    Args:
        tallies: By the name of a target, a level, a plan: whatever tells them apart.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(tallies):
        for each in tallies[name].members:
            found.setdefault(each.entity, []).append(name)
    return tuple((entity, tuple(names)) for entity, names in sorted(found.items()) if len(names) > 1)


# -------------------------------------------------------------------------------------------------------- entries


def _by_key(histories: Iterable[History]) -> dict[str, History]:
    known: dict[str, History] = {}
    for each in histories:
        if each.key in known:
            raise ValueError(f"{each.key} is given twice")
        known[each.key] = each
    return dict(sorted(known.items()))


def _entries(asked: Asked, known: Mapping[str, History]) -> tuple[Entry, ...]:
    found = (entry_of(asked, each) for each in known.values() if each.kind.code in asked.measure.kinds)
    return tuple(each for each in found if each is not None)


def _nodes(measure: Measure, known: Mapping[str, History], moment: Moment, under: Under) -> tuple[str, ...] | None:
    """The groups expected; where they are entities, those that there are on the day in the place."""
    if measure.per is None or not (measure.per.values or measure.per.kind):
        return None
    if measure.per.values:
        return measure.per.values
    groups = Measure(kinds=(measure.per.kind,), where=measure.per.where, place=measure.place)
    return tuple(each.entity for each in tally(groups, known.values(), moment, under=under).members)


# ------------------------------------------------------------------------------------------------ the same object


class _Holder(NamedTuple):
    """An entry that counts, the objects it stands for and the tier it holds, 0 the highest."""

    tier: int
    entry: Entry
    objects: tuple[str, ...]


def _once_each(asked: Asked, known: Mapping[str, History], entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """One entry for each object: of a person with several titles that of the highest."""
    measure = asked.measure
    if measure.how != "distinct":
        return entries
    holders = [_holder(asked, known[each.entity], each) for each in _candidates(asked, known, entries)]
    holders.sort(key=lambda each: (each.tier, each.entry.entity))
    best: dict[str, _Holder] = {}
    for each in holders:
        for one in each.objects:
            best.setdefault(one, each)
    return tuple(_carried(measure, each, best, _holder(asked, known[each.entity], each)) for each in entries)


def _candidates(asked: Asked, known: Mapping[str, History], entries: tuple[Entry, ...]) -> list[Entry]:
    """What counts, and what would if its tier were asked for."""
    highest = asked.measure.highest
    if highest is None:
        return [each for each in entries if each.state is State.COUNTS]
    where = tuple(each for each in asked.measure.where if each.property != highest.property)
    wider = asked._replace(measure=replace(asked.measure, where=where))
    return [each for each in _entries(wider, known) if each.state is State.COUNTS]


def _holder(asked: Asked, history: History, entry: Entry) -> _Holder:
    row = history.on(asked.moment.day, asked.moment.known_at)
    return _Holder(_tier(asked.measure, row), entry, tuple(row.values.get(asked.measure.of, ())))


def _tier(measure: Measure, row: Row) -> int:
    if measure.highest is None:
        return 0
    held = only_highest(row.values, measure.highest).get(measure.highest.property, ())
    order = measure.highest.order
    return next((place for place, tier in enumerate(order) if any(each in tier for each in held)), len(order))


def _carried(measure: Measure, entry: Entry, best: Mapping[str, _Holder], mine: _Holder) -> Entry:
    if entry.state is not State.COUNTS:
        return entry
    if not mine.objects:
        why = reason("counts-unknown", property=measure.of, operator="known", wanted="", found="", clause="")
        return _turned(entry, State.UNKNOWN, why)
    carriers = [best[each] for each in mine.objects if each in best]
    other = next((each for each in carriers if each.entry.entity != entry.entity), None)
    if other is None or any(each.entry.entity == entry.entity for each in carriers):
        return replace(entry, amount=Decimal(sum(each.entry.entity == entry.entity for each in carriers)))
    said = {"property": measure.of, "object": BETWEEN.join(mine.objects), "other": other.entry.entity}
    higher = other.tier < mine.tier
    return _turned(entry, State.SAME, reason("counts-higher", **said) if higher else reason("counts-same", **said))


def _turned(entry: Entry, state: State, why: Reason) -> Entry:
    return replace(entry, state=state, amount=Decimal(0), by_year=(), reasons=(why,), misses=1)


def _without_nested(asked: Asked, known: Mapping[str, History], entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Amounts less what another member has put in, which its own amount holds already."""
    within = asked.measure.within
    if within is None:
        return entries
    members = {each.entity for each in entries if each.state is State.COUNTS}
    found = []
    for each in entries:
        row = known[each.entity].on(asked.moment.day, asked.moment.known_at)
        parents = [one for one in row.values.get(within.parent, ()) if one in members and one != each.entity]
        if each.state is not State.COUNTS or not parents:
            found.append(each)
        elif not row.values.get(within.amount):
            found.append(
                _turned(each, State.UNKNOWN, reason("counts-overlap-unknown", property=within.amount, other=parents[0]))
            )
        else:
            inside = sum((Decimal(one) for one in row.values[within.amount]), Decimal(0))
            why = reason("counts-overlap", property=within.amount, other=parents[0], amount=inside)
            found.append(replace(each, amount=each.amount - inside, reasons=(*each.reasons, why)))
    return tuple(found)


# ---------------------------------------------------------------------------------------------------------- parts


def _parts(asked: Asked, entries: Sequence[Entry]) -> Iterable[Part]:
    members = [each for each in entries if each.state is State.COUNTS]
    for group in _group_names(asked, members):
        within = [each for each in members if group in each.groups]
        for year in _years(asked, members):
            counted = [(each, amount) for each in within if (amount := _in_year(each, year)) is not None]
            figure = sum((amount for _, amount in counted), Decimal(0))
            yield Part(group=group, year=year, figure=figure, members=tuple(each.entity for each, _ in counted))


def _group_names(asked: Asked, members: Sequence[Entry]) -> tuple[str, ...]:
    if asked.measure.per is None:
        return (ALL,)
    if asked.nodes is not None:
        return asked.nodes
    return tuple(sorted({group for each in members for group in each.groups}))


def _years(asked: Asked, members: Sequence[Entry]) -> tuple[int | None, ...]:
    """Every year from the first asked about, or the first of a member, to that of the day."""
    if not asked.measure.yearly:
        return (None,)
    years = [each.since.year for each in members if each.since]
    years += [year for each in members for year, _ in each.by_year]
    last = asked.moment.day.year
    first = asked.measure.since.year if asked.measure.since else min(years, default=last)
    return tuple(range(first, last + 1))


def _in_year(entry: Entry, year: int | None) -> Decimal | None:
    """What the entry adds in *year*; ``None`` where that is nothing."""
    if year is None:
        return entry.amount
    if entry.by_year:
        return dict(entry.by_year).get(year)
    return entry.amount if entry.since and entry.since.year == year else None


def _share(asked: Asked, known: Mapping[str, History], entries: tuple[Entry, ...]) -> Tally:
    """Those that count among those that fulfil the base, in percent."""
    measure = asked.measure
    among = _entries(asked._replace(measure=replace(measure, where=measure.base)), known)
    base = {each.entity for each in among if each.state is State.COUNTS}
    entries = tuple(
        each if each.state is not State.COUNTS or each.entity in base else _turned(each, State.NOT, _NOT_IN_BASE)
        for each in entries
    )
    parts = []
    for group in _group_names(asked, [each for each in among if each.entity in base]):
        whole = sum(each.entity in base and group in each.groups for each in among)
        members = tuple(each.entity for each in entries if each.state is State.COUNTS and group in each.groups)
        parts.append(Part(group=group, figure=_percent(len(members), whole), members=members))
    counted = sum(each.state is State.COUNTS for each in entries)
    return Tally(
        measure=measure,
        moment=asked.moment,
        figure=_percent(counted, len(base)),
        unit=PERCENT,
        parts=tuple(parts),
        entries=entries,
    )


_NOT_IN_BASE = reason("counts-not-in-base")


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(SHARE_DIGITS, rounding=ROUND_HALF_UP) if whole else None
