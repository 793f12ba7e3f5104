"""A list as bytes: Excel, CSV, JSON Lines, Parquet, or as statements; what the page shows, as far as it may be taken along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.registers import found, past_lists
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.found import CHUNK, Line
from xiandao.apps.registers.list_rows import Seen, cell_told, kind_names, names_of_all, seen
from xiandao.apps.registers.list_words import asked_told
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.models import SECRECY
from xiandao.apps.registers.personal import SEALED
from xiandao.apps.registers.selectors import EXPORT
from xiandao.apps.registers.sight import CLASSES
from xiandao.apps.registers.telling import Names
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, NAME, SUMMED
from xiandao.core.messages import Language, wording
from xiandao.core.papers import Cell, Column, Kind, Sheet, Watermark, row
from xiandao.registers.history import statements_of
from xiandao.writers import register_rows as writer
from xiandao.writers.paper_xlsx import xlsx_of

FORMS = ("xlsx", "csv", "jsonl", "parquet", "statements")
MOST = {"xlsx": 20_000, "csv": 200_000, "jsonl": 200_000, "parquet": 200_000, "statements": 20_000}
"""Entities of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of a list may be taken along.

    Attributes:
        rows: With the values that may leave. names: by kind, what codes stand for.
        secrecy: The highest 保密属性 of anything in it. is_sample: whether it tells of invented places.
    """

    listing: Listing
    asked: Asked
    rows: tuple[Seen, ...]
    names: dict[str, Names]
    secrecy: str
    is_sample: bool
    language: Language


class Shape(NamedTuple):
    """How a list becomes a file: whether for Excel, and the mark on its pages."""

    form: str
    excel: bool = False
    mark: Watermark | None = None


def taken(person: Person, listing: Listing, asked: Asked, form: str, *, language: Language, now: dt.datetime) -> Taken:
    """Everything of a list that *person* may take along.

    Raises:
        Refusal: ``absent`` for a form that there is not; ``list-restricted``; ``list-many``.
    """
    if not person.within(EXPORT):
        raise Refusal("not-permitted")
    if form not in FORMS:
        raise Refusal("absent")
    if listing.view.restricted:
        raise Refusal("list-restricted", view=listing.view.name)
    lines = _lines(person, listing, asked, form, now)
    rows: list[Seen] = []
    for start in range(0, len(lines), CHUNK):
        rows += seen(person, listing, lines[start : start + CHUNK], deed=EXPORT, leaves=True)
    return Taken(
        listing=listing,
        asked=asked,
        rows=tuple(rows),
        names=names_of_all(person, listing, rows, language),
        secrecy=_highest(listing, asked, rows, whole=form == "statements"),
        is_sample=_is_sample(lines),
        language=language,
    )


def list_found(
    person: Person, listing: Listing, asked: Asked, *, now: dt.datetime, sought: found.Sought = found.READING
) -> found.Found:
    """The list of today, or as it was where another day or moment is asked for."""
    if asked.then.is_past:
        return past_lists.past(person, listing, asked, now=now, sought=sought)
    return found.today(person, listing, asked, sought)


def _lines(person: Person, listing: Listing, asked: Asked, form: str, now: dt.datetime) -> Sequence[Line]:
    lines = list_found(person, listing, asked, now=now, sought=found.Sought(EXPORT))
    if len(lines) > MOST[form]:
        raise Refusal("list-many", most=MOST[form])
    return list(lines)


def _highest(listing: Listing, asked: Asked, rows: Sequence[Seen], *, whole: bool) -> str:
    kinds = {kind.code: kind for kind in listing.kinds}
    labels = {each.code: CLASSES[each.secrecy] for kind in listing.kinds for each in kind.labels}
    classes = {each.line.secrecy for each in rows}
    for each in rows:
        for code in each.values if whole else asked.columns:
            values = each.values.get(code, ())
            prop = kinds[each.line.kind].property(code)
            if values and prop is not None:
                classes.add(CLASSES[prop.secrecy])
            if code == LABEL:
                classes |= {labels.get(value, SECRECY[0]) for value in values}
    return max(classes, key=SECRECY.index, default=SECRECY[0])


def _is_sample(lines: Sequence[Line]) -> bool:
    keepers = {line.keeper for line in lines}
    return Place.objects.filter(pk__in=keepers, is_invented=True).exists()


def bytes_of(of: Taken, shape: Shape, *, at: dt.datetime) -> bytes:
    """The file; the same rows give the same bytes."""
    if shape.form == "xlsx":
        return xlsx_of([_sheet(of, shape.mark, at)])
    if shape.form == "statements":
        return writer.csv_of(writer.STATEMENT, _statements(of), excel=shape.excel)
    if shape.form == "csv":
        table = _table(of, worded=True)
        return writer.csv_of([each.name for each in table.columns], table.rows, excel=shape.excel)
    table = _table(of, worded=False)
    return writer.parquet_of(table) if shape.form == "parquet" else writer.jsonl_of(table)


def _table(of: Taken, *, worded: bool) -> writer.Rows:
    """Key, kind, then the columns asked for; codes in words where people read it."""
    language = of.language
    first = (
        writer.Column("key", wording("list-key", language)),
        writer.Column("kind", wording("entity-kind", language)),
    )
    columns = tuple(writer.Column(code, head(of, code), _form(of, code, worded=worded)) for code in of.asked.columns)
    kinds = kind_names(of.listing, language)
    rows = tuple(
        (
            each.line.key,
            kinds[each.line.kind] if worded else each.line.kind,
            *(_value(of, each, column, worded=worded) for column in columns),
        )
        for each in of.rows
    )
    return writer.Rows(columns=(*first, *columns), rows=rows)


def head(of: Taken, code: str) -> str:
    """What a column is called, with the unit of its figures."""
    name, prop = of.listing.head(code, of.language), of.listing.property(code)
    unit = "" if prop is None else "元" if prop.type == "money" else "%" if prop.type == "percent" else prop.unit
    return name if not unit else f"{name}（{unit}）" if of.language == "zh" else f"{name} ({unit})"


def _form(of: Taken, code: str, *, worded: bool) -> str:
    prop = of.listing.property(code)
    if prop is not None and prop.type in SUMMED and not prop.multiple:
        return "number"
    is_several = code == LABEL or (prop is not None and prop.multiple)
    return "texts" if is_several and not worded else "text"


def _value(of: Taken, each: Seen, column: writer.Column, *, worded: bool) -> writer.Value:
    if column.code == NAME:
        return each.line.name or wording("register-erased", of.language)
    values = each.values.get(column.code, ())
    if not values:
        return None
    if any(value.startswith(SEALED) for value in values):
        return wording("register-masked", of.language) if column.form == "text" else None
    if column.form == "number":
        return _decimal(values[0])
    if worded:
        told = cell_told(of.listing, each, column.code, of.names[each.line.kind])
        return "、".join(one.text for one in told)
    return list(values) if column.form == "texts" else values[0]


def _decimal(value: str) -> Decimal | str:
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def _statements(of: Taken) -> Iterator[tuple[str, ...]]:
    """Everything said of the entities that may leave, by source; nothing that is under seal."""
    kinds = {kind.code: kind for kind in of.listing.kinds}
    then = of.asked.then
    for start in range(0, len(of.rows), CHUNK):
        chunk = of.rows[start : start + CHUNK]
        told = past_lists.told_then([each.line for each in chunk], then)
        for each in chunk:
            said = statements_of(told[each.line.pk], kinds[each.line.kind], on=then.on, known_at=then.known_at)
            for one in said:
                if one.property in each.values and not one.value.startswith(SEALED):
                    seen_at = (timezone.localtime(moment).isoformat() for moment in (one.first_seen, one.last_seen))
                    yield (each.line.key, one.property, one.value, one.origin.key, *seen_at)


def _sheet(of: Taken, mark: Watermark | None, at: dt.datetime) -> Sheet:
    table = _table(of, worded=True)
    columns = (
        Column(wording("list-ordinal", "zh"), width=3.5, centred=True),
        *(Column(each.name, _shape(each), width=_width(each)) for each in table.columns[1:]),
    )
    rows = tuple(
        row(n, *(Cell(value if not isinstance(value, list) else "、".join(value)) for value in each[1:]))
        for n, each in enumerate(table.rows, 1)
    )
    name = of.listing.name(of.language)
    return Sheet(name=name, title=name, columns=columns, rows=rows, notes=notes(of, at), frozen=2, watermark=mark)


def _shape(column: writer.Column) -> Kind:
    return Kind.AMOUNT if column.form == "number" else Kind.TEXT


def _width(column: writer.Column) -> float:
    return 16 if column.code == NAME else 6 if column.code == "kind" else 9


def notes(of: Taken, at: dt.datetime) -> tuple[str, ...]:
    """口径 and 截至日期 of a list."""
    then, view = of.asked.then, of.listing.view
    day, moment = then.on.isoformat(), timezone.localtime(then.known_at if then.is_past else at)
    said = [
        wording("list-note-day", of.language, day=day, at=f"{moment:%Y-%m-%d %H:%M}"),
        wording("list-note-scope", of.language, scope=asked_told(of.listing, of.asked, of.language)),
        wording("list-note-rows", of.language, n=len(of.rows)),
        wording("list-note-masked", of.language),
    ]
    if view.source:
        said.insert(0, wording("list-note-source", of.language, source=view.source))
    return tuple(said)
