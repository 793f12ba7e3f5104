"""Forms of entities: fields by the types of their properties, and what was typed in them as canonical values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xiandao.apps.accounts.typed import day_or_none
from xiandao.apps.bodies.fields import field_names
from xiandao.apps.places.models import Place
from xiandao.apps.registers.loading import period_days
from xiandao.apps.registers.loads import PERIOD
from xiandao.apps.registers.meanings import Meanings
from xiandao.apps.registers.services import Grounds
from xiandao.apps.registers.telling import name_in
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.kinds import NAME, Kind, Property
from xiandao.core.messages import Language, wording
from xiandao.core.statements import AUTHORITIES

if TYPE_CHECKING:
    from django.http import QueryDict

PREFIX = "p-"
WIDGETS = {
    "choice": "select", "place": "place", "field": "field", "yes-no": "select", "day": "date", "longtext": "area",
    "month": "month",
}  # fmt: skip
"""By type; everything else is a line of text."""
MONEY = ("money",)
Fields = Mapping[str, Sequence[str]]


class Field(NamedTuple):
    """One field of a form.

    Attributes:
        name: Of the input. code: of the property. label: as the property is called.
        widget: ``text``, ``area``, ``date``, ``month``, ``select``, ``place`` or ``field``.
        options: Code and name of what may be chosen; empty for free text.
        typed: What stands in it.
        hint: What is written how; empty where it is plain. unit: of a figure, as printed.
        fault: Why what was typed cannot be taken; ``None`` where it can.
    """

    name: str
    code: str
    label: str
    widget: str
    options: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    is_required: bool
    is_multiple: bool
    hint: str
    unit: str
    fault: Finding | None


class Read(NamedTuple):
    """What a form says: canonical values by property, and what is wrong with the others."""

    values: dict[str, tuple[str, ...]]
    faults: dict[str, Finding]

    def refuse(self, kind: Kind) -> None:
        """Refuses a form with faults.

        Raises:
            Refusal: ``value-unread`` names the first property that could not be read.
        """
        code = next(iter(self.faults), "")
        if code:
            prop = kind.property(code)
            raise Refusal("value-unread", property=prop.name if prop else code)


def fields_of(
    kind: Kind, language: Language, *, typed: Fields | None = None, faults: Mapping[str, Finding] | None = None,
    wanted: Callable[[Property], bool] = lambda _: True,
) -> list[Field]:  # fmt: skip
    """The fields of a form for the properties *wanted*, with what was *typed* in them and what was wrong with it."""
    typed, faults = typed or {}, faults or {}
    return [
        Field(
            name=PREFIX + prop.code,
            code=prop.code,
            label=name_in(prop, language),
            widget=WIDGETS.get(prop.type, "text"),
            options=options_of(prop, language),
            typed=tuple(typed.get(PREFIX + prop.code, ())),
            is_required=prop.required or prop.code == NAME,
            is_multiple=prop.multiple,
            hint=hint_of(prop, language),
            unit="" if prop.type in MONEY else prop.unit,
            fault=faults.get(prop.code),
        )
        for prop in kind.properties
        if wanted(prop)
    ]


def options_of(prop: Property, language: Language) -> tuple[tuple[str, str], ...]:
    """What may be chosen."""
    if prop.type == "yes-no":
        return tuple((each, wording(f"register-{each}", language)) for each in ("yes", "no"))
    return tuple((each.code, name_in(each, language)) for each in prop.vocabulary)


def hint_of(prop: Property, language: Language) -> str:
    """How a value of the property is written, and what it means."""
    code = "money" if prop.type in MONEY else "several" if prop.multiple and prop.type != "choice" else ""
    said = [wording(f"register-hint-{code}", language)] if code else []
    if prop.note and language == "zh":
        said.append(prop.note)
    return "；".join(said) if language == "zh" else "; ".join(said)


def places_offered() -> list[tuple[str, str]]:
    """Code and name of every place but towns, in the order of the tree."""
    return [
        (code, name) for code, name in Place.objects.exclude(level="town").order_by("path").values_list("code", "name")
    ]


def fields_offered() -> Iterable[tuple[str, str]]:
    """Code and name of every field of the tree."""
    return field_names()


def typed_of(posted: QueryDict) -> dict[str, tuple[str, ...]]:
    """What stands in the fields of a form."""
    return {name: tuple(map(str, posted.getlist(name))) for name in posted if name.startswith(PREFIX)}


def read(kind: Kind, typed: Fields) -> Read:
    """What was typed, by property; empty fields say nothing."""
    meanings, values, faults = Meanings(), dict[str, tuple[str, ...]](), dict[str, Finding]()
    for prop in kind.properties:
        parts = [part.strip() for part in typed.get(PREFIX + prop.code, ()) if part.strip()]
        if not parts:
            continue
        reading = meanings.reading(prop)
        found: list[str] = []
        for part in parts if prop.multiple else parts[:1]:
            told, wrong = reading(part)
            found += told
            if wrong:
                faults.setdefault(prop.code, wrong[0])
        if found and prop.code not in faults:
            values[prop.code] = tuple(dict.fromkeys(found))
    return Read(values, faults)


def missing(kind: Kind, values: Mapping[str, Sequence[str]]) -> list[str]:
    """Codes of the required properties that a new entity lacks."""
    return [prop.code for prop in kind.properties if (prop.required or prop.code == NAME) and not values.get(prop.code)]


def grounds_of(posted: Mapping[str, str], *, period: str = "") -> Grounds:
    """On what something is said.

    Raises:
        Refusal: ``day-form``, ``period-unknown``, ``until-before``.
    """
    since, until = day_or_none(posted, "since"), day_or_none(posted, "until")
    if period:
        since, until = days_of(period)
    if since is not None and until is not None and until < since:
        raise Refusal("until-before")
    authority = posted.get("authority", "") or "verified"
    return Grounds(
        title=posted.get("title", ""), stream=posted.get("stream", ""), authority=authority, since=since, until=until,
        note=posted.get("note", ""),
    )  # fmt: skip


def days_of(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period.

    Raises:
        Refusal: ``period-unknown``.
    """
    said = period.strip().upper()
    if not PERIOD.fullmatch(said) or not 1949 <= int(said[:4]) <= 2100:
        raise Refusal("period-unknown", period=said[:20])
    return period_days(said)


def weights(language: Language) -> list[tuple[str, str]]:
    """Code and name of what a source may weigh."""
    return [(each, wording(f"label-authority-{each}", language)) for each in AUTHORITIES]
