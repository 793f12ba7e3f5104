"""Codes of places through time (GB/T 2260): in force on a day, ended and replaced by which, or not there yet."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from xiandao.core.findings import Finding, finding

_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A code that is used no more.

    Attributes:
        code: As in GB/T 2260.
        name: What the place was called.
        into: Codes of the places that its area went to, the same day.
    """

    code: str
    name: str
    into: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A code that is used from then on, and what its place is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """What one decision did to the codes of places.

    Attributes:
        first: The first day on which it can have been.
        last: The last one; the same where the day is known.
        document: The decision, by its number where it is known.
        ended: Codes that were in force until the day before.
        began: Codes that were in force from that day.
    """

    first: dt.date
    last: dt.date
    document: str
    ended: tuple[Ended, ...] = ()
    began: tuple[Began, ...] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a change has its last day after its first")


class State(StrEnum):
    """What can be said of a code on a day."""

    IN_FORCE = "in-force"
    ENDED = "ended"
    NOT_YET = "not-yet"
    UNSETTLED = "unsettled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A code on a day.

    Attributes:
        state: ``UNSETTLED`` where the change lies in the month or year of the day and nobody knows on which side of it;
            ``UNKNOWN`` where the code is in no table.
        name: What the place was called then, empty where only the code is known.
        change: What ended the code, or is still to begin it; ``None`` where nothing of the kind is known.
        replaced_by: Of an ended code, the codes in force on that day which its area belongs to, in order.
    """

    state: State
    name: str = ""
    change: PlaceChange | None = None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)  # without slots, so that what is looked up by code is put together once
class PlaceHistory:
    """The changes of the codes, in the order of their days.

    Attributes:
        changes: Each code ends and begins once at most.
    """

    changes: tuple[PlaceChange, ...] = field(default=())

    @cached_property
    def ends(self) -> dict[str, tuple[PlaceChange, Ended]]:
        """By code, the change that ended it."""
        return {each.code: (change, each) for change in self.changes for each in change.ended}

    @cached_property
    def begins(self) -> dict[str, tuple[PlaceChange, Began]]:
        """By code, the change that began it."""
        return {each.code: (change, each) for change in self.changes for each in change.began}


def days_of(when: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a day, month or year, ``2015-10-13``, ``2015-10`` or ``2015``.

    Raises:
        ValueError: There is no such day.
    """
    matched = _WHEN.fullmatch(when)
    if not matched:
        raise ValueError(when)
    year, month, day = (int(each) if each else None for each in matched.groups())
    if year is None or month is None:
        return dt.date(int(when), 1, 1), dt.date(int(when), 12, 31)
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def history_of(changes: Iterable[PlaceChange]) -> PlaceHistory:
    """The changes put in the order of their days."""
    return PlaceHistory(changes=tuple(sorted(changes, key=lambda change: (change.first, change.last, change.document))))


def standing(code: str, day: dt.date, history: PlaceHistory, *, current: Collection[str] = ()) -> Standing:
    """Whether *code* was in force on *day*, and what replaced it where it no longer was.

    Args:
        code: A place's code.
        day: The day asked about.
        history: The changes that are known.
        current: Codes in force today; of those that no change names, only these are known.
    """
    began, ended = history.begins.get(code), history.ends.get(code)
    name = ended[1].name if ended else began[1].name if began else ""
    if began and day < began[0].last:
        state = State.NOT_YET if day < began[0].first else State.UNSETTLED
        return Standing(state=state, name=began[1].name, change=began[0])
    if ended and day >= ended[0].first:
        if day < ended[0].last:
            return Standing(state=State.UNSETTLED, name=name, change=ended[0])
        replaced = tuple(sorted(_successors(code, day, history)))
        return Standing(state=State.ENDED, name=name, change=ended[0], replaced_by=replaced)
    known = bool(began or ended) or code in current
    return Standing(state=State.IN_FORCE if known else State.UNKNOWN, name=name)


def standing_finding(code: str, day: dt.date, found: Standing) -> Finding | None:
    """What is to be said of *code* on *day*, or ``None`` where it was in force."""
    if found.state == State.IN_FORCE:
        return None
    if found.change is None:
        return finding("place-code-unknown", 0, len(code), place=code)
    change, named = found.change, f"{code} {found.name}"
    if found.state == State.ENDED:
        into = "、".join(found.replaced_by)
        return finding("place-ended", 0, len(code), place=named, on=_when(change), document=change.document, into=into)
    if found.state == State.NOT_YET:
        return finding("place-not-yet", 0, len(code), place=named, on=_when(change), document=change.document, day=day)
    return finding("place-unsettled", 0, len(code), place=named, on=_when(change), document=change.document, day=day)


def _when(change: PlaceChange) -> str:
    """The day, or as much of it as is known, as ISO writes it."""
    first, last = change.first.isoformat(), change.last.isoformat()
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4]


def _successors(code: str, day: dt.date, history: PlaceHistory) -> set[str]:
    """The codes that *code* has gone into by *day*, over as many changes as there were."""
    found, waiting, seen = set[str](), [code], {code}
    while waiting:
        ended = history.ends.get(waiting[-1])
        at = waiting.pop()
        if ended is None or day < ended[0].last:
            found.add(at)
            continue
        waiting += [each for each in ended[1].into if each not in seen]
        seen.update(ended[1].into)
    return found
