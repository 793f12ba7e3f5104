"""Figures of targets: counted from the registers as they are, kept while nothing new is said, opened to their members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting.bindings import before, bindings_of, measure_of, target_of
from xiandao.apps.counting.models import Binding
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.models import Item
from xiandao.apps.registers.fields import is_under
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.mappers import saids_of
from xiandao.apps.registers.models import Entity, Said
from xiandao.apps.registers.sameness import families
from xiandao.apps.registers.selectors import entities_seen
from xiandao.core.measures import Measure
from xiandao.core.statements import Said as SaidValue
from xiandao.registers import counting
from xiandao.registers.counting_values import Entry, Moment, Tally
from xiandao.registers.counting_verdicts import Verdict as Judged
from xiandao.registers.counting_verdicts import goal_of, not_measurable, verdicts
from xiandao.registers.history import History

CHUNK = 5_000


class Shown(NamedTuple):
    """A target with its figure.

    Attributes:
        item: The target. binding: the last word on how it is counted; ``None`` where nobody has spoken.
        measure: As the binding says; ``None`` where it has none.
        tally: What was counted; ``None`` where there is nothing to count by.
        verdicts: How it stands: one alone, or one for each group and year.
    """

    item: Item
    binding: Binding | None
    measure: Measure | None
    tally: Tally | None
    verdicts: tuple[Judged, ...]


def figure_for(item: Item, dates: Dates) -> Shown:
    """A target with its figure on a day, as known at a moment."""
    return figures_for([item], dates)[item.pk]


def figures_for(items: Sequence[Item], dates: Dates) -> dict[int, Shown]:
    """Targets with their figures, by number of the item; entities of a kind are read once for all of them."""
    said = bindings_of(items, dates.known_at)
    measures = {lineage: measure_of(binding) for lineage, binding in said.items()}
    counted = [each for each in measures.values() if each is not None and each.is_counted]
    histories = Histories(dates.known_at, {kind for each in counted for kind in _kinds(each)})
    return {
        item.pk: _shown(item, said.get(item.lineage), measures.get(item.lineage), dates, histories) for item in items
    }


def _shown(item: Item, binding: Binding | None, measure: Measure | None, dates: Dates, histories: Histories) -> Shown:
    goal = goal_of(target_of(item), before=before(item))
    if measure is None:
        return Shown(item, binding, None, None, (not_measurable(goal),))
    tally = counting.tally(measure, histories.of(_kinds(measure)), Moment(*dates), under=is_under)
    return Shown(item, binding, measure, tally, verdicts(goal, tally))


def _kinds(measure: Measure) -> frozenset[str]:
    """The kinds that a count looks at: those counted, and those that make its groups."""
    return frozenset((*measure.kinds, *((measure.per.kind,) if measure.per and measure.per.kind else ())))


class Histories:
    """Entities with all that was said of them, read once."""

    def __init__(self, known_at: dt.datetime, kinds: Iterable[str]) -> None:
        self._known_at = known_at
        self._kinds = {kind.code: kind for kind in registry().kinds if kind.code in set(kinds)}
        self._kept: dict[str, tuple[History, ...]] = {}

    def of(self, kinds: Iterable[str]) -> Iterator[History]:
        """The entities of *kinds*, each once with all that was said of those found to be the same."""
        for kind in sorted(kinds):
            if kind not in self._kept:
                self._kept[kind] = tuple(self._read(kind)) if kind in self._kinds else ()
            yield from self._kept[kind]

    def _read(self, kind: str) -> Iterator[History]:
        family = families(self._known_at)
        keys = dict(Entity.objects.filter(kind=kind).values_list("pk", "key"))
        told: dict[int, list[SaidValue]] = {}
        for start in range(0, len(keys), CHUNK):
            chunk = sorted(keys)[start : start + CHUNK]
            for pk, saids in saids_of(Said.objects.filter(entity_id__in=chunk, at__lte=self._known_at)).items():
                told.setdefault(family.get(pk, pk), []).extend(saids)
        for pk, saids in sorted(told.items()):
            yield History(key=keys[pk], kind=self._kinds[kind], saids=tuple(saids), eldest=str(pk))


def members_for(person: Person, entries: Sequence[Entry]) -> tuple[tuple[tuple[Entry, Entity], ...], int]:
    """The entries that *person* may open, each with its entity, and how many more there are."""
    seen = {each.key: each for each in entities_seen(person).filter(key__in=[entry.entity for entry in entries])}
    opened = tuple((entry, seen[entry.entity]) for entry in entries if entry.entity in seen)
    return opened, len(entries) - len(opened)
