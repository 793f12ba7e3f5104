"""The form by which a person says how a target is counted: what a proposal sets, part by part, and the whole as JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from xiandao.apps.bodies.fields import field_code
from xiandao.apps.places.models import Place
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.telling import name_in
from xiandao.core.conditions import OPERATORS, UNARY, Condition
from xiandao.core.errors import Refusal
from xiandao.core.kinds import FIELD, LABEL, NAME, PLACE, STAGE, SUMMED, Kind
from xiandao.core.measures import HOWS, SENSES, Event, Measure, Per, measure_from
from xiandao.core.messages import Language, wording
from xiandao.registers.binding_events import expires_of, lost_of
from xiandao.registers.counting_words import property_name, value_name

ROWS = 6
"""Conditions that the form holds."""
SPARE = 2
"""Empty ones offered after those that there are."""
DATED = ("day", "month", "year")
FIRST = "first"
"""In place of a property: the first day on which a thing is known at all."""
LONGEST = 20_000
"""Characters of JSON."""
_SPLIT = re.compile("[、，,;；\n]+")

FAULTS: Mapping[str, str] = {
    "a measure counts kinds or is a reported indicator": "measure-subject",
    "a sum and a count of distinct values are of a property, and nothing else is": "measure-of",
    "a stock is of a day: it has no event, no first day and no years": "measure-stock",
    "what comes about is dated by an event": "measure-event",
    "a share is of a day": "measure-share",
    "only sums hold amounts within others": "measure-within",
}
"""What a measure says of itself that cannot be → how we word it."""


class Option(NamedTuple):
    """A choice of the form."""

    code: str
    name: str
    is_chosen: bool


class Row(NamedTuple):
    """A condition of the form; *at* is its number."""

    at: int
    properties: tuple[Option, ...]
    operators: tuple[Option, ...]
    values: str


class Form(NamedTuple):
    """Everything that the form offers, with what is chosen."""

    kinds: tuple[Option, ...]
    rows: tuple[Row, ...]
    of: tuple[Option, ...]
    events: tuple[Option, ...]
    event_values: str
    groups: tuple[Option, ...]
    hows: tuple[Option, ...]
    senses: tuple[Option, ...]
    place: str
    measure: Measure


def form_of(measure: Measure, language: Language) -> Form:
    """The form with *measure* in it."""
    kind = registry().kind(measure.kinds[0]) if measure.kinds else None
    event = measure.event
    rows = [*measure.where[:ROWS], *[None] * max(0, min(SPARE, ROWS - len(measure.where)))]
    return Form(
        kinds=tuple(
            Option(each.code, name_in(each, language), each.code in measure.kinds) for each in registry().kinds
        ),
        rows=tuple(_row(at, each, kind, language) for at, each in enumerate(rows)),
        of=_options(kind, measure.of, language, SUMMED if measure.how == "sum" else ()),
        events=_events(kind, FIRST if event and not event.property else event.property if event else "", language),
        event_values=_values_told(kind, event.property, event.values, language) if event else "",
        groups=_options(
            kind, measure.per.property if measure.per else "", language, ("place", "field", "choice", "entity")
        ),
        hows=tuple(Option(each, wording(f"counting-how-{each}", language), each == measure.how) for each in HOWS),
        senses=tuple(
            Option(each, wording(f"counting-sense-{each}", language), each == measure.sense) for each in SENSES
        ),
        place=measure.place,
        measure=measure,
    )


def _row(at: int, condition: Condition | None, kind: Kind | None, language: Language) -> Row:
    code = condition.property if condition else ""
    values = _values_told(kind, code, condition.values, language) if condition else ""
    operator = condition.operator if condition else "is"
    operators = tuple(Option(each, wording(f"counting-{each}", language), each == operator) for each in OPERATORS)
    return Row(at, _options(kind, code, language), operators, values)


def _values_told(kind: Kind | None, code: str, values: tuple[str, ...], language: Language) -> str:
    return "、".join(value_name(each, code, kind, language) for each in values)


def _options(kind: Kind | None, chosen: str, language: Language, types: tuple[str, ...] = ()) -> tuple[Option, ...]:
    """The properties of the kind of those types, all where none are named; stage, label and place too."""
    if kind is None:
        return ()
    codes = [each.code for each in kind.properties if not types or each.type in types]
    if not types or "choice" in types:
        codes += [code for code in (STAGE, LABEL, PLACE) if code not in codes]
    return tuple(Option(code, property_name(code, kind, language), code == chosen) for code in codes)


def _events(kind: Kind | None, chosen: str, language: Language) -> tuple[Option, ...]:
    if kind is None:
        return ()
    codes = [STAGE] if kind.stages else []
    codes += [LABEL] if kind.labels else []
    codes += [each.code for each in kind.properties if each.type in DATED]
    named = [Option(code, property_name(code, kind, language), code == chosen) for code in codes]
    return (Option(FIRST, property_name("", kind, language), chosen == FIRST), *named)


# ----------------------------------------------------------------------------------------------------- what is sent


def measure_said(said: Mapping[str, str], clause: str) -> Measure:
    """The measure that was sent: as JSON, or as the form puts it.

    Raises:
        Refusal: ``measure-json`` and what :data:`FAULTS` names for what cannot be; ``measure-part`` for a part that is
            none of the choices.
    """
    if said.get("act") in ("json", "take"):
        return replace(_read(said.get("measure", "")), clause=clause)
    return _formed(said, clause)


def _read(text: str) -> Measure:
    if len(text) > LONGEST:
        raise Refusal("measure-json", fault=f"> {LONGEST}")
    try:
        return measure_from(text)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise fault_of(fault) from None


def fault_of(fault: Exception) -> Refusal:
    """What cannot be, as a refusal."""
    code = FAULTS.get(str(fault))
    return Refusal(code) if code else Refusal("measure-json", fault=str(fault)[:200])


def _formed(said: Mapping[str, str], clause: str) -> Measure:
    base = _read(said["measure"]) if said.get("measure") else None
    kind = registry().kind(said.get("kind", ""))
    if kind is None:
        raise Refusal("binding-kind", kind=said.get("kind", "")[:40])
    how, sense = said.get("how", "count"), said.get("sense", "stock")
    if how not in HOWS or sense not in SENSES:
        raise Refusal("measure-part", part=(how if how not in HOWS else sense)[:40])
    kept = base if base is not None and kind.code in base.kinds else None
    is_flow = sense != "stock"
    try:
        return Measure(
            name=kept.name if kept else "",
            kinds=kept.kinds if kept else (kind.code,),
            where=tuple(_conditions(said, kind)),
            base=kept.base if kept and how == "share" else (),
            how=how,
            of=_property(said.get("of", ""), kind) if how in ("sum", "distinct") else "",
            unit=kept.unit if kept and kept.of == said.get("of") else "",
            sense=sense,
            event=_event(said, kind) if is_flow else None,
            since=_day(said.get("since", "")) if is_flow else None,
            yearly=is_flow and "yearly" in said,
            withdrawn="stays" if is_flow and said.get("withdrawn") != "leaves" else "leaves",
            lost=kept.lost if kept else lost_of(kind),
            expires=kept.expires if kept else expires_of(kind),
            place=_place(said.get("place", "")),
            per=_per(said.get("per", ""), kind, kept),
            highest=kept.highest if kept else None,
            within=kept.within if kept and how == "sum" else None,
            clause=clause,
        )
    except ValueError as fault:
        raise fault_of(fault) from None


def _conditions(said: Mapping[str, str], kind: Kind) -> list[Condition]:
    found = []
    for at in range(ROWS):
        code = said.get(f"property-{at}", "")
        if not code:
            continue
        operator = said.get(f"operator-{at}", "is")
        if operator not in OPERATORS:
            raise Refusal("measure-part", part=operator[:40])
        values = () if operator in UNARY else _values(said.get(f"values-{at}", ""), _property(code, kind), kind)
        try:
            found.append(Condition(property=code, operator=operator, values=values))
        except ValueError:
            raise Refusal("measure-values", property=property_name(code, kind)) from None
    return found


def _property(code: str, kind: Kind) -> str:
    if code not in (STAGE, LABEL, PLACE, FIELD, NAME) and kind.property(code) is None:
        raise Refusal("property-unknown", property=code[:40], kind=kind.name)
    return code


def _values(text: str, code: str, kind: Kind) -> tuple[str, ...]:
    """Values by code or by name, as people write them one after another."""
    typed = [each.strip() for each in _SPLIT.split(text) if each.strip()]
    return tuple(_value(each, code, kind) for each in typed)


def _value(typed: str, code: str, kind: Kind) -> str:
    prop = kind.property(code)
    choices = [(each.code, each.name, each.en) for each in (prop.vocabulary if prop else ())]
    choices += [(each.code, each.name, each.en) for each in (kind.stages if code == STAGE else ())]
    choices += [(each.code, each.name, each.en) for each in (kind.labels if code == LABEL else ())]
    if choices:
        found = next((each[0] for each in choices if typed in each), None)
        if found is None:
            raise Refusal("measure-value", value=typed[:40], property=property_name(code, kind))
        return found
    sort = prop.type if prop else code
    if sort == "place":
        return _place(typed)
    return (field_code(typed) or typed) if sort == "field" else typed


def _place(typed: str) -> str:
    """A place by code or name; empty for everywhere."""
    typed = typed.strip()
    if not typed:
        return ""
    rows = Place.objects.filter(code=typed) or Place.objects.filter(name=typed)
    codes = [each.code for each in rows[:2]]
    if len(codes) != 1:
        raise Refusal("measure-place", place=typed[:40])
    return codes[0]


def _event(said: Mapping[str, str], kind: Kind) -> Event | None:
    code = said.get("event", "")
    if not code:
        return None
    if code == FIRST:
        return Event()
    values = _values(said.get("event_values", ""), _property(code, kind), kind)
    if code in (STAGE, LABEL) and not values:
        raise Refusal("measure-values", property=property_name(code, kind))
    return Event(code, values)


def _per(code: str, kind: Kind, kept: Measure | None) -> Per | None:
    if not code:
        return None
    if kept and kept.per and kept.per.property == code:
        return kept.per
    return Per(_property(code, kind))


def _day(typed: str) -> dt.date | None:
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Refusal("day-unknown", day=typed[:40]) from None
