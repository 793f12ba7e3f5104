"""A register in which it is known what counts: for each measure things that do, that did, that nearly do, and never did.

Each measure has a place of its own, so that what is planted for one is nothing to another. Of every thing the builder
notes from when to when it counts and when that was known; the figures follow from these notes alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import NamedTuple

from xiandao.core.conditions import Condition
from xiandao.core.kinds import LABEL, STAGE, Kind, Registry
from xiandao.core.measures import Measure
from xiandao.core.statements import Deed, Origin, Said
from xiandao.registers.history import History

FIRST, SECOND, THIRD, FOURTH = (dt.datetime(year, 1, 10, tzinfo=dt.UTC) for year in (2024, 2025, 2026, 2027))
"""When workbooks were imported, corrected, merged and undone."""
ELSEWHERE = "elsewhere"
EVEN = 0.5
LIST = Origin(key="list", stream="list", authority="verified", title="台账")


class Note(NamedTuple):
    """That a thing counts.

    Attributes:
        entity: Key. group: of a figure that is parted. amount: what it adds.
        day: From which day. until: the first day on which it counts no more; ``None`` while it lasts.
        known: Since when that is known. unknown: since when it is known to be otherwise, ``None`` while it stands.
    """

    entity: str
    group: str
    amount: Decimal
    day: dt.date
    until: dt.date | None = None
    known: dt.datetime = FIRST
    unknown: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Everything said, and what follows from it.

    Attributes:
        saids: In the order in which they were said. merged: entities found to be another, with which and when.
        notes: By the place of a measure.
    """

    kinds: Mapping[str, str]
    saids: tuple[Said, ...]
    merged: Mapping[str, tuple[str, dt.datetime]]
    notes: Mapping[str, tuple[Note, ...]]

    def histories(self, registry: Registry, known_at: dt.datetime) -> tuple[History, ...]:
        """The entities as told apart at a moment."""
        by_key: dict[str, list[Said]] = {}
        for each in self.saids:
            other = self.merged.get(each.entity)
            by_key.setdefault(other[0] if other and other[1] <= known_at else each.entity, []).append(each)
        kinds = {each.code: each for each in registry.kinds}
        return tuple(History(key=key, kind=kinds[self.kinds[key]], saids=tuple(saids)) for key, saids in by_key.items())

    def counting(self, place: str, day: dt.date, known_at: dt.datetime) -> tuple[Note, ...]:
        """What counts on a day, as known at a moment."""
        return tuple(
            each
            for each in self.notes[place]
            if each.known <= known_at
            and (each.unknown is None or known_at < each.unknown)
            and each.day <= day
            and (each.until is None or day < each.until)
        )


def placed(measure: Measure, number: int) -> Measure:
    """*measure* at a place of its own, its groups named."""
    per = measure.per._replace(values=("g1", "g2", "g3")) if measure.per and not measure.per.kind else measure.per
    return replace(measure, place=f"place-{number}", per=per)


def plant(measures: Sequence[Measure], registry: Registry, seed: int) -> Planted:
    """Things for every measure, each at its own place."""
    field = _Field(registry, Random(seed))
    for measure in measures:
        if measure.is_counted:
            field.sow(measure)
    return Planted(kinds=field.kinds, saids=tuple(field.saids), merged=field.merged, notes=field.notes)


class _Field:
    """A register that is being filled."""

    def __init__(self, registry: Registry, rng: Random) -> None:
        self.registry, self.rng = registry, rng
        self.kinds: dict[str, str] = {}
        self.saids: list[Said] = []
        self.merged: dict[str, tuple[str, dt.datetime]] = {}
        self.notes: dict[str, tuple[Note, ...]] = {}

    def sow(self, measure: Measure) -> None:
        """Members of every fate, and of every sort what is none."""
        groups = self._groups(measure)
        found: list[Note] = []
        for fate in (self._plain, self._withdrawn, self._merged, self._corrected, self._undone, self._deleted):
            for _ in range(self.rng.randint(1, 4)):
                found.extend(fate(measure, self.rng.choice(groups)))
        for decoy in (self._elsewhere, self._amiss, self._too_early):
            for _ in range(self.rng.randint(1, 3)):
                decoy(measure, self.rng.choice(groups))
        self.notes[measure.place] = tuple(found)

    # ---- fates of what counts

    def _plain(self, measure: Measure, group: str) -> Iterator[Note]:
        yield self._member(measure, group, at=self.rng.choice((FIRST, SECOND, THIRD)))

    def _withdrawn(self, measure: Measure, group: str) -> Iterator[Note]:
        note = self._member(measure, group)
        gone = note.day + dt.timedelta(days=self.rng.randint(30, 400))
        ends = {"place": (ELSEWHERE,)} if not measure.lost or self.rng.random() < EVEN else {STAGE: measure.lost[:1]}
        self._say(note.entity, ends, since=gone, at=FIRST)
        yield note if measure.withdrawn == "stays" and measure.sense != "stock" else note._replace(until=gone)

    def _merged(self, measure: Measure, group: str) -> Iterator[Note]:
        """Entered twice, by two reporters, until somebody saw it."""
        one = self._member(measure, group)
        other = self._member(measure, group, day=one.day, amount=one.amount)
        self.merged[other.entity] = (one.entity, THIRD)
        yield from (one, other._replace(unknown=THIRD))

    def _corrected(self, measure: Measure, group: str) -> Iterator[Note]:
        """It had never been there."""
        note = self._member(measure, group)
        self._say(note.entity, {"place": (ELSEWHERE,)}, since=note.day, at=THIRD)
        yield note._replace(unknown=THIRD)

    def _undone(self, measure: Measure, group: str) -> Iterator[Note]:
        """The import that brought it was taken back."""
        note = self._member(measure, group, at=SECOND)
        self.saids = [replace(each, withdrawn_at=THIRD) if each.entity == note.entity else each for each in self.saids]
        yield note._replace(unknown=THIRD)

    def _deleted(self, measure: Measure, group: str) -> Iterator[Note]:
        note = self._member(measure, group)
        gone = note.day + dt.timedelta(days=self.rng.randint(30, 400))
        self._say(note.entity, {}, since=gone, at=FIRST, deed="delete")
        yield note._replace(until=gone)

    # ---- what is none

    def _elsewhere(self, measure: Measure, group: str) -> None:
        self._member(measure, group, place=ELSEWHERE)

    def _amiss(self, measure: Measure, group: str) -> None:
        """One condition does not hold."""
        wrong = [each for each in measure.where if each.operator == "is" and not _dates(measure, each)]
        if wrong:
            self._member(measure, group, amiss=self.rng.choice(wrong))

    def _too_early(self, measure: Measure, group: str) -> None:
        if measure.since and measure.event and measure.event.property:
            self._member(measure, group, day=measure.since - dt.timedelta(days=self.rng.randint(1, 900)))

    # ---- saying

    def _member(
        self,
        measure: Measure,
        group: str,
        *,
        at: dt.datetime = FIRST,
        day: dt.date | None = None,
        amount: Decimal | None = None,
        place: str = "",
        amiss: Condition | None = None,
    ) -> Note:
        kind = self._kind(measure)
        key = f"{kind.code}-{len(self.kinds)}"
        self.kinds[key] = kind.code
        day = day or dt.date(2024, 1, 1) + dt.timedelta(days=self.rng.randint(0, 900))
        amount = amount or (Decimal(self.rng.randint(1, 90_000)) if measure.how == "sum" else Decimal(1))
        values: dict[str, tuple[str, ...]] = {"name": (key,), "place": (place or measure.place,)}
        values |= {each.property: self._fulfilling(each) for each in measure.where}
        if measure.event and measure.event.property:
            named = measure.event.values
            values[measure.event.property] = (self.rng.choice(named),) if named else (day.isoformat(),)
        if measure.how == "sum":
            values[measure.of] = (str(amount),)
        if measure.per:
            values[measure.per.property] = (group,)
        if amiss:
            values[amiss.property] = ("another",)
        self._say(key, values, since=day, at=at)
        return Note(key, group if measure.per else "", amount, day, known=at)

    def _say(
        self,
        key: str,
        values: Mapping[str, tuple[str, ...]],
        *,
        since: dt.date,
        at: dt.datetime,
        deed: Deed = "state",
    ) -> None:
        self.saids.append(
            Said(
                entity=key,
                values=values,
                origin=LIST,
                by="office",
                at=at,
                order=len(self.saids),
                valid_from=since,
                deed=deed,
            )
        )

    def _kind(self, measure: Measure) -> Kind:
        kinds = [each for each in self.registry.kinds if each.code in measure.kinds]
        return self.rng.choice(kinds)

    def _fulfilling(self, condition: Condition) -> tuple[str, ...]:
        return (self.rng.choice(condition.values),) if condition.values else ("known",)

    def _groups(self, measure: Measure) -> tuple[str, ...]:
        """The groups of a measure; where they are entities, these are planted too."""
        per = measure.per
        if per is None or not per.kind:
            return per.values if per else ("",)
        keys = tuple(f"{measure.place}-group-{number}" for number in range(3))
        for key in keys:
            self.kinds[key] = per.kind
            values = {each.property: self._fulfilling(each) for each in per.where}
            self._say(key, {"name": (key,), "place": (measure.place,), **values}, since=dt.date(2020, 1, 1), at=FIRST)
        return keys


def _dates(measure: Measure, condition: Condition) -> bool:
    """Whether the condition is on what dates the thing, or on what its life may end with."""
    return (
        condition.property in (LABEL, STAGE)
        and measure.event is not None
        and (measure.event.property == condition.property)
    )
