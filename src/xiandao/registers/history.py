"""An entity through time: as it was on any day, when it moved from stage to stage, what was said and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from xiandao.core.kinds import LABEL, Kind
from xiandao.core.statements import Row, Said, Statement
from xiandao.registers.fold import folded, known, periods


class Move(NamedTuple):
    """A value that a property took: a stage entered, a label granted, a period's figure.

    Attributes:
        since: First day; ``None`` where that is not said. until: last day, ``None`` while it lasts.
        recorded_at: When it became known here.
    """

    value: str
    since: dt.date | None
    until: dt.date | None
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that was said of one entity.

    Attributes:
        key: The entity's. kind: what its properties mean. saids: in any order.
        eldest: Of entities found to be one, as which the eldest is known in *saids*; empty where that is *key*.
    """

    key: str
    kind: Kind
    saids: tuple[Said, ...]
    eldest: str = ""

    def on(self, day: dt.date, known_at: dt.datetime) -> Row:
        """The entity on a day, as known at a moment."""
        return folded(self.saids, self.kind, on=day, known_at=known_at, entity=self.eldest or self.key)

    def moves(self, code: str, known_at: dt.datetime) -> tuple[Move, ...]:
        """The values that the property *code* took, each from a day to a day, by their first day.

        What leads counts: the history is that of the rows, as known at the moment, day by day.
        """
        spoken = [said for said in known(self.saids, known_at) if code in said.values or said.deed != "state"]
        days = sorted({day for said in spoken if code in said.values for day in _turns(said)})
        open_moves: dict[str, Move] = {}
        done: list[Move] = []
        for day in (dt.date.min, *days):
            row = folded(spoken, self.kind, on=day, known_at=known_at)
            now = row.values.get(code, ())
            left = [each for each in open_moves if each not in now]
            done.extend(open_moves.pop(value)._replace(until=day - dt.timedelta(days=1)) for value in left)
            for value in now:
                if value not in open_moves:
                    since = None if day == dt.date.min else day
                    open_moves[value] = Move(value, since, None, self._recorded(spoken, code, value))
        return tuple(sorted((*done, *open_moves.values()), key=lambda each: (each.since or dt.date.min, each.value)))

    def periods(self, code: str, known_at: dt.datetime) -> tuple[Move, ...]:
        """The figures of a property that is said of periods, each with the first and last day of its own."""
        spoken = [said for said in known(self.saids, known_at) if code in said.values]
        spans = periods(self.saids, self.kind, known_at=known_at).get(code, {})
        found: list[Move] = []
        for (first, last), values in sorted(spans.items()):
            within = [said for said in spoken if (said.valid_from, said.valid_until) == (first, last)]
            found.extend(Move(value, first, last, self._recorded(within, code, value)) for value in values)
        return tuple(found)

    @staticmethod
    def _recorded(spoken: Iterable[Said], code: str, value: str) -> dt.datetime:
        return min(said.at for said in spoken if value in said.values.get(code, ()))


def _turns(said: Said) -> Iterable[dt.date]:
    if said.valid_from is not None:
        yield said.valid_from
    if said.valid_until is not None:
        yield said.valid_until
        if said.valid_until < dt.date.max:
            yield said.valid_until + dt.timedelta(days=1)


def statements_of(saids: Iterable[Said], kind: Kind, *, on: dt.date, known_at: dt.datetime) -> tuple[Statement, ...]:
    """Every value said, once for each stream, value and time of holding; by property in the kind's order, newest first.

    Said again, it was last seen then; the stream said otherwise of the same time, or took it back: it was seen until then.
    """
    spoken = known(saids, known_at)
    row = folded(spoken, kind, on=on, known_at=known_at)
    kept: dict[tuple[object, ...], Statement] = {}
    for said in spoken:
        for code, values in said.values.items():
            if said.deed == "deny":
                _end(kept, said, code, values)
            elif said.deed == "state":
                _replace(kept, said, code, values)
                for value in values:
                    _keep(kept, said, code, value, row)
    order = {each.code: place for place, each in enumerate(kind.properties)}
    return tuple(
        sorted(
            kept.values(),
            key=lambda each: (
                order.get(each.property, len(order)),
                each.property,
                not each.leads,
                -each.last_seen.timestamp(),
            ),
        )
    )


def _slot(said: Said, code: str, value: str) -> tuple[object, ...]:
    return (said.origin.stream, code, said.valid_from, said.valid_until, value)


def _keep(kept: dict[tuple[object, ...], Statement], said: Said, code: str, value: str, row: Row) -> None:
    slot = _slot(said, code, value)
    before = kept.pop(slot, None)
    kept[slot] = Statement(
        entity=said.entity,
        property=code,
        value=value,
        origin=said.origin,
        by=said.by,
        first_seen=before.first_seen if before and before.until_seen is None else said.at,
        last_seen=said.at,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        place=said.place,
        note=said.note,
        leads=value in row.values.get(code, ()),
    )


def _replace(kept: dict[tuple[object, ...], Statement], said: Said, code: str, values: tuple[str, ...]) -> None:
    """What the stream said of the same property and the same time, and does not say now, was seen until now."""
    if code == LABEL:  # granted one by one
        return
    for slot, each in kept.items():
        if slot[:4] == _slot(said, code, "")[:4] and each.value not in values and each.until_seen is None:
            kept[slot] = _ended(each, said.at)


def _end(kept: dict[tuple[object, ...], Statement], said: Said, code: str, values: tuple[str, ...]) -> None:
    for slot, each in kept.items():
        if slot[:2] == (said.origin.stream, code) and (not values or each.value in values) and each.until_seen is None:
            kept[slot] = _ended(each, said.at)


def _ended(statement: Statement, at: dt.datetime) -> Statement:
    return replace(statement, until_seen=at)
