"""The card of an entity: what leads, since when and by which source, what contradicts it, and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.fields import is_under
from xiandao.apps.registers.models import Entity, Origin
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.selectors import past_of, told_of
from xiandao.apps.registers.sight import Sight, is_seen, shown, sight_of
from xiandao.apps.registers.telling import Names, Told, condition_told, name_in, names_for, property_name, told
from xiandao.core import statements as core
from xiandao.core.conditions import Answer
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, SUMMED, Kind, Property
from xiandao.core.messages import Language
from xiandao.registers.fold import Heard, sides
from xiandao.registers.stages import stale_properties, stale_since, standing

GROUPS = ("basic", "figures", "words", "people")
"""How properties are put together on a card."""


class Source(NamedTuple):
    """Where a value comes from: the number of its origin, and what the origin is."""

    pk: int
    title: str
    stream: str
    authority: str


class Line(NamedTuple):
    """One property of a card; *heard* counts the streams that speak of it where they contradict each other."""

    code: str
    name: str
    values: tuple[Told, ...]
    source: Source | None
    since: dt.date | None
    until: dt.date | None
    is_stale: bool
    is_contested: bool
    note: str


class Side(NamedTuple):
    """What one stream says of a contradicted property."""

    values: tuple[Told, ...]
    source: Source
    since: dt.date | None
    until: dt.date | None
    at: dt.datetime
    leads: bool


class Contradiction(NamedTuple):
    """Streams that say different things, the leading one first; *rule* is why it leads: chosen, authority or latest."""

    code: str
    name: str
    rule: str
    sides: tuple[Side, ...]


class Step(NamedTuple):
    """Where an entity stands on a ladder; *missing* are the conditions of the next rung, and whether each fails or is not known."""

    name: str
    source: str
    rungs: tuple[tuple[str, bool], ...]
    rung: str
    next: str
    missing: tuple[tuple[str, Answer, str], ...]


class Subject(NamedTuple):
    """An entity as a person looks at it: everything said of it, the row of the moment, and the words for it."""

    entity: Entity
    kind: Kind
    saids: Sequence[core.Said]
    row: core.Row
    then: Then
    sight: Sight
    names: Names
    sources: Mapping[str, Source]


def subject_of(person: Person, entity: Entity, kind: Kind, then: Then, language: Language) -> Subject:
    """What everything on the page of an entity is made of."""
    saids = told_of([entity])[entity.pk]
    row = past_of(entity, saids, on=then.on, known_at=then.known_at)
    keys = {said.origin.key for said in saids}
    found = Origin.objects.filter(key__in=keys).values_list("key", "pk", "title", "stream", "authority")
    return Subject(
        entity=entity,
        kind=kind,
        saids=saids,
        row=row,
        then=then,
        sight=sight_of(person, entity),
        names=names_for(person, kind, [said.values for said in saids], language),
        sources={key: Source(pk, title, stream, authority) for key, pk, title, stream, authority in found},
    )


def group_of(prop: Property) -> str:
    """Under which head of the card a property stands."""
    if prop.personal != "none":
        return "people"
    if prop.type == "longtext":
        return "words"
    return "figures" if prop.type in SUMMED else "basic"


def card(of: Subject) -> list[tuple[str, list[Line]]]:
    """The properties that are known, by group, in the kind's order."""
    stale = {prop.code for prop in stale_properties(of.kind, of.row, of.then.on)}
    values = shown(of.kind, of.row.values, of.sight)
    lines = {group: [] for group in GROUPS}  # type: dict[str, list[Line]]
    implied = [Property(code=code, name=code) for code in (PLACE,) if of.kind.property(code) is None]
    for prop in (*of.kind.properties, *implied):
        if prop.code in values:
            lines[group_of(prop)].append(_line(of, prop, values[prop.code], is_stale=prop.code in stale))
    return [(group, found) for group, found in lines.items() if found]


def unfilled(of: Subject) -> list[tuple[str, str, bool]]:
    """Code, name and whether it is required of every property of which nothing is known."""
    return [
        (prop.code, name_in(prop, of.names.language), prop.required)
        for prop in of.kind.properties
        if not of.row.values.get(prop.code) and is_seen(prop, of.sight)
    ]


def _line(of: Subject, prop: Property, values: tuple[str, ...], *, is_stale: bool) -> Line:
    heard = sides(of.saids, of.kind, prop.code, on=of.then.on, known_at=of.then.known_at).heard
    first = next((each for each in heard if values[0] in each.values), None)
    return Line(
        code=prop.code,
        name=property_name(of.kind, prop.code, of.names.language),
        values=tuple(_named(of, prop.code, each) for each in values),
        source=of.sources.get(first.said.origin.key) if first else None,
        since=first.said.valid_from if first else None,
        until=first.said.valid_until if first else None,
        is_stale=is_stale,
        is_contested=prop.code in of.row.contested,
        note=prop.note,
    )


def _named(of: Subject, code: str, value: str) -> Told:
    """The name of a person stands openly at the head of the page, and so does it on the card of today."""
    found = told(of.kind, code, value, of.names)
    if code == NAME and found.is_masked and of.entity.name and not of.then.is_past:
        return Told(of.entity.name, "zh-CN")
    return found


def contradictions(of: Subject) -> list[Contradiction]:
    """Of every contradicted property all sides."""
    seen = [code for code in of.row.contested if is_seen(of.kind.property(code), of.sight)]
    order = {prop.code: place for place, prop in enumerate(of.kind.properties)}
    return [_contradiction(of, code) for code in sorted(seen, key=lambda code: (order.get(code, len(order)), code))]


def _contradiction(of: Subject, code: str) -> Contradiction:
    found = sides(of.saids, of.kind, code, on=of.then.on, known_at=of.then.known_at)
    prop = of.kind.property(code)
    rule = (
        "chosen" if found.is_chosen else "latest" if code == STAGE or (prop and prop.leads == "latest") else "authority"
    )
    told_sides = tuple(_side(of, code, each, leads=place == 0) for place, each in enumerate(found.heard))
    return Contradiction(code, property_name(of.kind, code, of.names.language), rule, told_sides)


def _side(of: Subject, code: str, one: Heard, *, leads: bool) -> Side:
    said = one.said
    values = tuple(told(of.kind, code, each, of.names) for each in one.values)
    return Side(values, of.sources[said.origin.key], said.valid_from, said.valid_until, said.at, leads)


def ladders(of: Subject) -> list[Step]:
    """Where it stands on the ladders of its kind."""
    return list(_steps(of))


def _steps(of: Subject) -> Iterator[Step]:
    visible = core.Row(entity=of.row.entity, values=shown(of.kind, of.row.values, of.sight))
    for ladder in of.kind.ladders:
        found = standing(ladder, visible, under=is_under)
        rungs = tuple(
            (name_in(rung, of.names.language), found.rung is not None and rung.code == found.rung.code)
            for rung in ladder.rungs
        )
        missing = tuple(
            (condition_told(of.kind, rule, of.names), answer, rule.clause)
            for rule, answer in found.missing
            if is_seen(of.kind.property(rule.property), of.sight)
        )
        yield Step(
            name_in(ladder, of.names.language),
            ladder.source,
            rungs,
            name_in(found.rung, of.names.language) if found.rung else "",
            name_in(found.next, of.names.language) if found.next else "",
            missing,
        )


def stage_told(of: Subject) -> tuple[Told | None, dt.date | None, dt.date | None]:
    """The stage it is in, since when, and since when it stands there too long."""
    values = of.row.values.get(STAGE, ())
    where = told(of.kind, STAGE, values[0], of.names) if values else None
    return where, of.row.since.get(STAGE), stale_since(of.kind, of.row, of.then.on)


def labels_told(of: Subject) -> list[Told]:
    """The labels that it holds."""
    return [told(of.kind, LABEL, each, of.names) for each in shown(of.kind, of.row.values, of.sight).get(LABEL, ())]
