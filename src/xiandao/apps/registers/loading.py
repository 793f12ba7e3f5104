"""What the rows of a workbook would do to a register: read by the columns confirmed, met with what is known, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.mappers import compared
from xiandao.apps.registers.meanings import Meanings, Reading
from xiandao.apps.registers.models import Entity, Identifier, Load, Name
from xiandao.apps.registers.personal import is_personal, unsealed
from xiandao.apps.registers.selectors import told_of
from xiandao.core.findings import Finding
from xiandao.core.kinds import NAME, Kind, columns_of
from xiandao.core.sheets import Workbook, is_blank
from xiandao.core.statements import Said
from xiandao.registers.fold import folded, periods
from xiandao.registers.intake import Arrival, Judged, Met, judged, twice
from xiandao.registers.tables import Table, tables_of

CHUNK = 2_000
AT = "@"
"""Between a property and the period that a column speaks of: ``revenue@2024``."""


class Line(NamedTuple):
    """A row of a workbook with what becomes of it; *cells* are the addresses of what is wrong in it, *name* what it names."""

    sheet: str
    number: int
    judged: Judged
    cells: tuple[str, ...] = ()
    name: str = ""


class ColumnRead(NamedTuple):
    """A column that is taken for a property: where it stands in the table, and how its cells are read."""

    column: int
    code: str
    reading: Reading


class Scope(NamedTuple):
    """What a load is judged by: the kind, the stream, the day it speaks of and the period of its figures."""

    kind: Kind
    stream: str
    as_of: dt.date
    period: str
    known_at: dt.datetime


def lines_of(load: Load, book: Workbook, *, at: dt.datetime) -> Iterator[Line]:
    """Every entry of the tables that are to be taken, in their order, with what becomes of it."""
    scope = Scope(kind_of(load.kind), load.stream, load.as_of, load.period, at)
    meanings = Meanings()
    known = {(table.sheet, table.first): table for sheet in book.sheets for table in tables_of(sheet)}
    for told in load.mapping.get("tables", ()):
        table = known.get((told["sheet"], told["first"]))
        if table is not None and told["used"]:
            yield from _table_lines(table, _columns(told, scope, meanings), scope)


def _columns(told: Mapping[str, object], scope: Scope, meanings: Meanings) -> tuple[ColumnRead, ...]:
    offered = {prop.code: prop for prop in columns_of(scope.kind)}
    found = []
    for each in told["columns"]:  # type: ignore[attr-defined] # a list of tables, as loads.py writes it
        prop = offered.get(each["property"])
        if prop is None:
            continue
        period = each["period"] or (scope.period if prop.holds == "during" else "")
        code = f"{prop.code}{AT}{period}" if prop.holds == "during" and period else prop.code
        found.append(ColumnRead(each["column"], code, meanings.reading(prop, each["unit"] or None)))
    return tuple(found)


def _table_lines(table: Table, columns: Sequence[ColumnRead], scope: Scope) -> Iterator[Line]:
    read = [_arrival(table, number, columns) for number in range(len(table.rows))]
    again = twice([arrival for arrival, _ in read], scope.kind)
    for start in range(0, len(read), CHUNK):
        chunk = read[start : start + CHUNK]
        met = _met([arrival for arrival, _ in chunk], scope)
        for arrival, cells in chunk:
            double = again.get(arrival.number)
            told = arrival._replace(faults=(double,)) if double else arrival
            name = next(iter(arrival.values.get(NAME, ())), "")
            outcome = judged(told, met.get(arrival.number, ()), scope.kind)
            yield Line(table.sheet, arrival.number, outcome, () if double else cells, name)


def _arrival(table: Table, at: int, columns: Sequence[ColumnRead]) -> tuple[Arrival, tuple[str, ...]]:
    row = table.rows[at]
    values: dict[str, tuple[str, ...]] = {}
    faults: list[Finding] = []
    cells: list[str] = []
    shown, width = row.cells, len(row.cells)
    for number, code, reading in columns:
        cell = shown[number] if number < width else None
        if cell is None or is_blank(cell):
            continue
        parts, wrong = reading(cell)
        if wrong:
            faults.extend(wrong)
            cells.extend([table.place(row, number).reference] * len(wrong))
        elif parts:
            values[code] = parts
    return Arrival(row.number, values, tuple(faults)), tuple(cells)


# --------------------------------------------------------------------------------------- what is known already


def _met(arrivals: Sequence[Arrival], scope: Scope) -> Mapping[int, tuple[Met, ...]]:
    """By row, the entities that bear one of its codes or its name."""
    codes, names = _wanted(arrivals, scope.kind)
    by_code = _found(Identifier.objects.filter(value__in=list(codes), entity__kind=scope.kind.code), "value")
    by_name = _found(Name.objects.filter(folded__in=list(names), entity__kind=scope.kind.code), "folded")
    entities = _entities({pk for pks in (*by_code.values(), *by_name.values()) for pk in pks})
    heard = _heard(entities.values(), scope)
    found: dict[int, tuple[Met, ...]] = {}
    for arrival in arrivals:
        pairs = [(pk, "code") for code in _codes(arrival, scope.kind) for pk in by_code.get(code, ())]
        pairs += [(pk, "name") for name in _names(arrival) for pk in by_name.get(name, ())]
        once = dict.fromkeys((entities[pk].pk, by) for pk, by in pairs if pk in entities)
        found[arrival.number] = tuple(heard[pk]._replace(by=by) for pk, by in once)  # type: ignore[arg-type]
    return found


def _wanted(arrivals: Iterable[Arrival], kind: Kind) -> tuple[set[str], set[str]]:
    codes = {code for arrival in arrivals for code in _codes(arrival, kind)}
    return codes, {name for arrival in arrivals for name in _names(arrival)}


def _codes(arrival: Arrival, kind: Kind) -> list[str]:
    return [value for code in kind.identifiers for value in arrival.values.get(code, ())]


def _names(arrival: Arrival) -> list[str]:
    return [compared(name) for name in arrival.values.get(NAME, ())]


def _found(rows: object, column: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for value, pk in rows.values_list(column, "entity_id"):  # type: ignore[attr-defined] # one of two querysets
        found.setdefault(value, []).append(pk)
    return found


def _entities(pks: set[int]) -> dict[int, Entity]:
    return Entity.objects.filter(pk__in=list(pks), exists=True, leader=None).in_bulk()


def _heard(entities: Iterable[Entity], scope: Scope) -> dict[int, Met]:
    listed = list(entities)
    told = told_of(listed)
    return {each.pk: _met_one(each.key, told[each.pk], scope) for each in listed}


def _met_one(key: str, told: Sequence[Said], scope: Scope) -> Met:
    own = [said for said in told if said.origin.stream == scope.stream]
    row = _unsealed(key, scope.kind, _values(told, scope))
    said = row if len(own) == len(told) else _unsealed(key, scope.kind, _values(own, scope))
    return Met(key=key, by="code", row=row, said=said)


def _unsealed(key: str, kind: Kind, values: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Values with the personal ones opened, as cells say them; what was erased stays under seal, and is said anew."""
    personal = [code for code in values if is_personal(kind.property(code))]
    if not personal:
        return values
    opened = {code: tuple(unsealed(key, code, each) or each for each in values[code]) for code in personal}
    return {**values, **opened}


def _values(saids: Sequence[Said], scope: Scope) -> Mapping[str, tuple[str, ...]]:
    """What holds on the day of the workbook; figures of periods each under its own."""
    row = folded(saids, scope.kind, on=scope.as_of, known_at=scope.known_at)
    during = {prop.code for prop in scope.kind.properties if prop.holds == "during"}
    values = {code: found for code, found in row.values.items() if code not in during}
    for code, spans in periods(saids, scope.kind, known_at=scope.known_at).items():
        values |= {f"{code}{AT}{period_named(*span)}": found for span, found in spans.items()}
    return values


# ------------------------------------------------------------------------------------------------- periods


@lru_cache(256)
def period_days(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of ``2025``, ``2025Q3`` or ``2025-06``.

    Raises:
        ValueError: for anything else.
    """
    if "Q" in period:
        year, quarter = (int(part) for part in period.split("Q"))
        return dt.date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter)
    if "-" in period:
        year, month = (int(part) for part in period.split("-"))
        return dt.date(year, month, 1), _month_end(year, month)
    return dt.date(int(period), 1, 1), dt.date(int(period), 12, 31)


def period_named(first: dt.date, last: dt.date) -> str:
    """The period of so many days, as :func:`period_days` reads it."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 12 and first.month == 1:
        return str(first.year)
    if months == 3 and first.month % 3 == 1:
        return f"{first.year}Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02}"


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
