"""What counting yields: a figure, its members, and of whatever is no member the reason why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from xiandao.core.kinds import Kind
from xiandao.core.measures import Measure, Reason
from xiandao.core.statements import Row

ALL = ""
"""The group of a figure that is not parted."""


class Spoken(Protocol):
    """A figure that is said of a period: its canonical text, and the first and last day of the period."""

    @property
    def value(self) -> str:
        """Canonical text."""

    @property
    def since(self) -> dt.date | None:
        """First day of the period."""

    @property
    def until(self) -> dt.date | None:
        """Last day of the period."""


class History(Protocol):
    """An entity through time; :class:`xiandao.registers.history.History` is one."""

    @property
    def key(self) -> str:
        """The entity's."""

    @property
    def kind(self) -> Kind:
        """What its properties mean."""

    def on(self, day: dt.date, known_at: dt.datetime) -> Row:
        """The entity on a day, as known at a moment."""

    def periods(self, code: str, known_at: dt.datetime) -> tuple[Spoken, ...]:
        """The figures of a property that is said of periods."""


class Moment(NamedTuple):
    """What is asked for: the day whose figure it is, and when it was known."""

    day: dt.date
    known_at: dt.datetime


class State(StrEnum):
    """What a thing is to a figure.

    ``unknown``: it may count, and what is lacking is told. ``withdrawn``: it counted once. ``same``: it is another
    entry of an object that counts already, or counts at a higher level. ``not``: it does not count.
    """

    COUNTS = "counts"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    SAME = "same"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of the kinds counted, and what it is to the figure.

    Attributes:
        entity: Key. kind: code. name: as it is called on the day, empty where it has no name.
        amount: What it adds: 1, or an amount in the unit of the figure; 0 unless it counts.
        since: The day from which it counts, or on which the event was; ``None`` where that is not said.
        until: The first day on which it counts no more; ``None`` unless it was withdrawn.
        groups: The groups it is in; :data:`ALL` alone where the figure is not parted.
        by_year: Of sums of periods, what it adds in each calendar year.
        reasons: Why; of what counts, what holds.
        misses: How many of the conditions do not hold or are not known; 0 for what counts.
    """

    entity: str
    kind: str
    name: str = ""
    state: State
    amount: Decimal = Decimal(0)
    since: dt.date | None = None
    until: dt.date | None = None
    groups: tuple[str, ...] = (ALL,)
    by_year: tuple[tuple[int, Decimal], ...] = ()
    reasons: tuple[Reason, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The figure of one group and one year.

    Attributes:
        group: :data:`ALL` where the figure is not parted. year: ``None`` where it is not yearly.
        figure: In the unit of the tally; ``None`` of a share among none.
        members: Keys.
    """

    group: str = ALL
    year: int | None = None
    figure: Decimal | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A figure with everything behind it.

    Attributes:
        measure: How it was counted. moment: as of when.
        figure: In *unit*; ``None`` where nothing can be counted (a reported indicator, a share among none).
        unit: ``元``, ``平方米``, ``%``; empty where things are counted.
        parts: One for each group and year asked for, those without members too; one alone where neither is.
        entries: Every thing of the kinds that lies in the place, members or not, by key.
    """

    measure: Measure
    moment: Moment
    figure: Decimal | None
    unit: str = ""
    parts: tuple[Part, ...] = ()
    entries: tuple[Entry, ...] = ()

    def of(self, *states: State) -> tuple[Entry, ...]:
        """The entries in any of *states*."""
        return tuple(each for each in self.entries if each.state in states)

    @property
    def members(self) -> tuple[Entry, ...]:
        """What the figure is made of."""
        return self.of(State.COUNTS)

    @property
    def near(self) -> tuple[Entry, ...]:
        """What lacks one thing to count, or counted once, or counts as another entry."""
        others = self.of(State.UNKNOWN, State.WITHDRAWN, State.SAME, State.NOT)
        return tuple(each for each in others if each.misses <= 1)

    @property
    def missing(self) -> tuple[Part, ...]:
        """Groups and years without any member."""
        return tuple(each for each in self.parts if not each.members)
