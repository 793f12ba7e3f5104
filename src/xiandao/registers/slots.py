"""Bundles of slots (六个一, 八个一批) with what fills each, and named items with what nobody has settled of them yet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.conditions import Under, flat
from xiandao.core.kinds import FIELD, PLACE, STAGE, Registry
from xiandao.core.measures import Measure, Per, Reason, reason
from xiandao.core.plan import Bundle
from xiandao.registers.binding_events import expires_of, lost_of
from xiandao.registers.binding_subjects import things_in
from xiandao.registers.counting import tally
from xiandao.registers.counting_times import day_of
from xiandao.registers.counting_values import ALL, Entry, History, Moment, State, Tally

_ONE = re.compile(r"^[^一]{0,4}一[个支套批项家名张座只款类件]")
_AMONG_PLACES = re.compile("[市县区镇]|板块|地区|园区")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing that a bundle asks for.

    Attributes:
        name: As the plan says it: 一支投资基金.
        measure: What may fill it; ``None`` where no register keeps such things, so that it is never taken for missing.
        reasons: By which words.
    """

    name: str
    measure: Measure | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A slot of one industry or place.

    Attributes:
        slot: Its name. group: of which industry or place; :data:`ALL` where the bundle is asked for once.
        filled_by: What fills it on the day. gone: what filled it once, each with its day and why it does no more.
        unsure: What might fill it, if more were known. is_known: whether a register keeps such things at all.
    """

    slot: str
    group: str = ALL
    filled_by: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()
    unsure: tuple[Entry, ...] = ()
    is_known: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether nothing fills it, and a register could tell."""
        return self.is_known and not self.filled_by


Chosen = Mapping[tuple[str, str], Sequence[str]]
"""By slot and group, the entities that a person has bound to it."""
NOT_CHOSEN: Chosen = {}


def slots_of(bundle: Bundle, registry: Registry, *, groups: Sequence[str] = (), place: str = "") -> tuple[Slot, ...]:
    """The slots of *bundle*, each with what may fill it.

    Args:
        bundle: Its items as printed, and what it applies to.
        registry: The kinds at hand.
        groups: The industries, or places, for each of which it is asked for; none where it is asked for once.
        place: The node under which whatever fills it lies.
    """
    return tuple(_slot(item, bundle, registry, tuple(groups), place) for item in bundle.items)


def _slot(item: str, bundle: Bundle, registry: Registry, groups: tuple[str, ...], place: str) -> Slot:
    found = things_in(_ONE.sub("", item), registry)
    if not found:
        return Slot(name=item, reasons=(reason("slots-unknown", word=item),))
    thing = found[-1][0]
    kind = registry.kind(thing.kind)
    lost, expires = (lost_of(kind), expires_of(kind)) if kind else ((), "")
    by = PLACE if _AMONG_PLACES.search(bundle.applies_per or "") else FIELD
    per = Per(by, values=groups) if groups else None
    measure = Measure(
        name=item, kinds=(thing.kind,), where=thing.where, lost=lost, expires=expires, place=place, per=per, clause=item
    )
    return Slot(name=item, measure=measure, reasons=thing.reasons)


def cells(
    slots: Iterable[Slot],
    histories: Sequence[History],
    moment: Moment,
    *,
    chosen: Chosen = NOT_CHOSEN,
    under: Under = flat,
) -> tuple[Cell, ...]:
    """Every slot of every group, filled or missing on the day.

    Where a person has bound entities to a slot, they alone fill it, and only while they are there and valid.
    """
    found = (
        _cells(slot, tally(slot.measure, histories, moment, under=under), chosen)
        if slot.measure
        else (Cell(slot=slot.name, is_known=False),)
        for slot in slots
    )
    return tuple(cell for each in found for cell in each)


def _cells(slot: Slot, counted: Tally, chosen: Chosen) -> Iterator[Cell]:
    for part in counted.parts:
        bound = chosen.get((slot.name, part.group))
        within = [
            each for each in counted.entries if (part.group in each.groups if bound is None else each.entity in bound)
        ]
        by_state = {state: tuple(each for each in within if each.state is state) for state in State}
        yield Cell(
            slot=slot.name,
            group=part.group,
            filled_by=by_state[State.COUNTS],
            gone=by_state[State.WITHDRAWN],
            unsure=by_state[State.UNKNOWN],
        )


# -------------------------------------------------------------------------------------------------- named items


class Named(NamedTuple):
    """Which properties say who answers for a named item, and what comes next when."""

    kind: str = "flagship"
    owner: str = "owner"
    milestone: str = "next-step"
    due: str = "next-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untracked:
    """A named item of which something is not settled, or late.

    Attributes:
        entity: Key. name: as the plan names it.
        missing: Of owner, stage, next milestone and its day, what nobody has said; by property.
        late_since: The day on which the next milestone was due, where it has passed.
    """

    entity: str
    name: str
    missing: tuple[str, ...] = ()
    late_since: dt.date | None = None


def untracked(histories: Iterable[History], moment: Moment, *, named: Named = Named()) -> tuple[Untracked, ...]:  # noqa: B008 - a value
    """The named items without owner, stage or next milestone, or with one that is past; those that are over are not."""
    found = (_untracked(each, moment, named) for each in histories if each.kind.code == named.kind)
    return tuple(sorted((each for each in found if each), key=lambda each: each.entity))


def _untracked(history: History, moment: Moment, named: Named) -> Untracked | None:
    row = history.on(moment.day, moment.known_at)
    stage = next(iter(row.values.get(STAGE, ())), "")
    if not row.exists or any(each.code == stage and each.end for each in history.kind.stages):
        return None
    wanted = (named.owner, STAGE, named.milestone, named.due)
    missing = tuple(code for code in wanted if not row.values.get(code))
    due = day_of(row.values[named.due][0]) if row.values.get(named.due) else None
    late = due if due is not None and due < moment.day else None
    name = next(iter(row.values.get("name", ())), "")
    return Untracked(entity=history.key, name=name, missing=missing, late_since=late) if missing or late else None
