"""Measures: how the figure of a target is counted from registers, as values and as canonical JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, NamedTuple

from xiandao.core.canonical import canonical_text, value_of
from xiandao.core.conditions import OPERATORS, Condition
from xiandao.core.kinds import STAGE
from xiandao.core.typed import Readers, as_int, as_list, as_object, as_record, as_records, as_text

FORMAT = "xiandao-measure/1"

How = Literal["count", "sum", "share", "distinct"]
HOWS: tuple[How, ...] = ("count", "sum", "share", "distinct")
Sense = Literal["stock", "flow", "cumulative"]
SENSES: tuple[Sense, ...] = ("stock", "flow", "cumulative")
"""What there is on a day; what came about within a period; what has come about since a day."""
Withdrawn = Literal["leaves", "stays"]
WITHDRAWN: tuple[Withdrawn, ...] = ("leaves", "stays")


class Reason(NamedTuple):
    """Why something counts, or does not, or is proposed; worded by the section ``text`` of the catalogue.

    Attributes:
        code: ``counts-holds`` for instance.
        values: What the wording's ``{names}`` stand for: codes, which a page names, and plain text.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


def reason(code: str, **values: object) -> Reason:
    """A reason whose values are given as keywords."""
    return Reason(code, tuple((name, str(value)) for name, value in values.items()))


class Event(NamedTuple):
    """What dates a thing that comes about.

    Attributes:
        property: ``stage`` or ``label`` or another property that takes one of *values*; with no values, a property that
            is itself a day, month or year; empty for the first day on which the thing is known at all.
        values: Taking any of them is the event.
    """

    property: str = ""
    values: tuple[str, ...] = ()


class Highest(NamedTuple):
    """A property of which only the highest value counts: who holds several levels is asked with the highest.

    Attributes:
        property: Code. order: values from the highest tier down, those of one tier together.
    """

    property: str
    order: tuple[tuple[str, ...], ...]


class Per(NamedTuple):
    """The groups for which there is a figure each.

    Attributes:
        property: What puts a thing into a group: a place, a field, the park that it belongs to.
        values: The groups expected, so that those without any are seen; with none given, those found.
        kind: Where the groups are entities themselves (每个特色园区), their kind. where: which of them.
    """

    property: str
    values: tuple[str, ...] = ()
    kind: str = ""
    where: tuple[Condition, ...] = ()


class Within(NamedTuple):
    """Amounts that lie within another's: what a mother fund puts into a fund is not added twice.

    Attributes:
        parent: The property that names the other entity. amount: the property that says how much of it is the other's.
    """

    parent: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a figure is counted, one version of it.

    Attributes:
        name: As people call it; empty where nobody has named it.
        kinds: Codes of the kinds counted; empty exactly for a reported indicator.
        indicator: Of a figure that is reported and not counted: what is reported; else empty.
        where: What must hold of a thing. base: of a ``share``, what must hold of those among whom it is a share.
        how: ``count`` things, ``sum`` the property *of*, ``distinct`` values of the property *of* (a person with two
            titles is one), ``share`` in percent.
        of: Code of the property summed or told apart by.
        unit: Of what is summed, without scale words: 元, 平方米; empty where things are counted, or as the property says.
        sense: One of :data:`SENSES`. event: what dates it; needed by what is no stock, but for sums of figures that
            are themselves of periods.
        since: First day that counts of what is cumulative or a flow; ``None``: from the first record on.
        yearly: A figure for every calendar year.
        withdrawn: Whether what has counted once ``leaves`` with its withdrawal or ``stays``; a stock is always left.
        lost: Stages in which a thing is withdrawn. expires: the property with the last day on which it is valid.
        place: The node under which it must lie, empty for everywhere.
        per, highest, within: as their classes say.
        version: Counted from 1. clause: the words that define it, empty where none do.
    """

    name: str = ""
    kinds: tuple[str, ...] = ()
    indicator: str = ""
    where: tuple[Condition, ...] = ()
    base: tuple[Condition, ...] = ()
    how: How = "count"
    of: str = ""
    unit: str = ""
    sense: Sense = "stock"
    event: Event | None = None
    since: dt.date | None = None
    yearly: bool = False
    withdrawn: Withdrawn = "leaves"
    lost: tuple[str, ...] = ()
    expires: str = ""
    place: str = ""
    per: Per | None = None
    highest: Highest | None = None
    within: Within | None = None
    version: int = 1
    clause: str = ""

    def __post_init__(self) -> None:
        if bool(self.kinds) == bool(self.indicator):
            raise ValueError("a measure counts kinds or is a reported indicator")
        if (self.how in ("sum", "distinct")) != bool(self.of):
            raise ValueError("a sum and a count of distinct values are of a property, and nothing else is")
        if self.sense == "stock" and (self.event or self.since or self.yearly):
            raise ValueError("a stock is of a day: it has no event, no first day and no years")
        if self.kinds and self.sense != "stock" and self.event is None and self.how != "sum":
            raise ValueError("what comes about is dated by an event")
        if self.how == "share" and self.sense != "stock":
            raise ValueError("a share is of a day")
        if self.within and self.how != "sum":
            raise ValueError("only sums hold amounts within others")

    @property
    def is_counted(self) -> bool:
        """Whether it is counted from registers, and not reported."""
        return bool(self.kinds)


# ---------------------------------------------------------------------------------------------------------- JSON


def measure_text(measure: Measure) -> str:
    """*measure* as canonical JSON; what says nothing is left out."""
    plain: dict[str, object] = {"format": FORMAT}
    for each in fields(measure):
        value = getattr(measure, each.name)
        if value != each.default or each.name == "version":
            plain[each.name] = value
    return canonical_text(plain)


def measure_from(text: str) -> Measure:
    """The measure that JSON says.

    Raises:
        ValueError: For JSON that is none, keys that are unknown, values of a wrong type, a measure that cannot be.
    """
    plain = dict(as_object(value_of(text.encode())))
    if plain.pop("format", FORMAT) != FORMAT:
        raise ValueError(f"the format is not {FORMAT}")
    return as_record(Measure, plain, _READERS)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(as_text(each) for each in as_list(value))


def _one_of(known: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in known:
            raise ValueError(f"one of {', '.join(known)} is expected")
        return as_text(value)

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected")  # noqa: TRY004 - as core.typed: wrong data is a ValueError
    return value


def _version(value: object) -> int:
    if (found := as_int(value)) < 1:
        raise ValueError("versions begin with 1")
    return found


def _conditions(value: object) -> tuple[Condition, ...]:
    return as_records(Condition, value, _CONDITION)


def _event(value: object) -> Event | None:
    return None if value is None else as_record(Event, value, {"values": _texts})


def _per(value: object) -> Per | None:
    return None if value is None else as_record(Per, value, {"values": _texts, "where": _conditions})


def _highest(value: object) -> Highest | None:
    order: Readers = {"order": lambda tiers: tuple(_texts(tier) for tier in as_list(tiers))}
    return None if value is None else as_record(Highest, value, order)


def _within(value: object) -> Within | None:
    return None if value is None else as_record(Within, value, {})


def _day(value: object) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(as_text(value))


_CONDITION: Readers = {"values": _texts, "operator": _one_of(OPERATORS)}
_READERS: Readers = {
    "kinds": _texts,
    "where": _conditions,
    "base": _conditions,
    "how": _one_of(HOWS),
    "sense": _one_of(SENSES),
    "withdrawn": _one_of(WITHDRAWN),
    "event": _event,
    "since": _day,
    "yearly": _flag,
    "lost": _texts,
    "per": _per,
    "highest": _highest,
    "within": _within,
    "version": _version,
}


# -------------------------------------------------------------------------------------------------------- schema


def _object(required: tuple[str, ...], **properties: object) -> dict[str, object]:
    return {"type": "object", "required": [*required], "additionalProperties": False, "properties": properties}


_TEXT: Mapping[str, object] = {"type": "string"}
_TEXTS: Mapping[str, object] = {"type": "array", "items": _TEXT}
_IS: Mapping[str, object] = _object(
    ("property",), property=_TEXT, operator={"enum": [*OPERATORS]}, values=_TEXTS, clause=_TEXT
)
_WHERE: Mapping[str, object] = {"type": "array", "items": _IS}

SCHEMA: Mapping[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": FORMAT,
    **_object(
        ("version",),
        format={"const": FORMAT},
        name=_TEXT,
        kinds=_TEXTS,
        indicator=_TEXT,
        where=_WHERE,
        base=_WHERE,
        how={"enum": [*HOWS]},
        of=_TEXT,
        unit=_TEXT,
        sense={"enum": [*SENSES]},
        event=_object((), property={**_TEXT, "examples": [STAGE]}, values=_TEXTS),
        since={"type": "string", "format": "date"},
        yearly={"type": "boolean"},
        withdrawn={"enum": [*WITHDRAWN]},
        lost=_TEXTS,
        expires=_TEXT,
        place=_TEXT,
        per=_object(("property",), property=_TEXT, values=_TEXTS, kind=_TEXT, where=_WHERE),
        highest=_object(("property", "order"), property=_TEXT, order={"type": "array", "items": _TEXTS}),
        within=_object(("parent", "amount"), parent=_TEXT, amount=_TEXT),
        version={"type": "integer", "minimum": 1},
        clause=_TEXT,
    ),
}
