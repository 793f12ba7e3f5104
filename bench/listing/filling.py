"""Enterprises in bulk: what is said of each, and what follows from it, written beside the services and held against them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.builders.workspace import World

    from xiandao.apps.registers.models import Origin

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 1)
YEARS = (2023, 2024, 2025)
DISTRICTS = 40
CHUNK = 20_000
HELD = 200
"""Entities whose rows are held against a fold of what is said of them."""
PLACES = "霁川 澄湾 鹭汀 溪珩 望岫 沅渚 岚陵 驼铃 鹤鸣 朔原 柚城 潮汐"
CHARACTERS = "云帆恒瑞启明星辰博远宏图智汇创联华泰安康信达科源新锐金石天合凌志方正海纳百川鼎盛泓毅卓越嘉禾铭德"
TRADES = (
    "智能装备", "生物医药", "新材料", "量子科技", "航空动力", "集成电路", "机器人", "信息技术", "能源科技", "光电", "精密机械", "检测认证", "数据服务", "环保工程",
)  # fmt: skip
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司")
SIZES, OWNERS = ("large", "medium", "small", "micro"), ("state", "private", "foreign", "joint")
ROUNDS, POOLS = ("seed", "angel", "a", "b", "c"), ("reserve", "in", "out")


class Enterprise(NamedTuple):
    """One, made of its number: what is said of a day and of years, twenty values in all."""

    key: str
    place: int
    day: dict[str, list[str]]
    years: dict[int, dict[str, list[str]]]

    def row(self) -> dict[str, list[str]]:
        """What leads on the day."""
        return {**self.day, **self.years[YEARS[-1]]}


def enterprises(first: int, last: int, fields: Sequence[str]) -> Iterator[Enterprise]:
    """Those of the numbers from *first* up to *last*."""
    towns = PLACES.split()
    for number in range(first, last):
        chance = Random(number)  # noqa: S311 - test data
        place = chance.randrange(DISTRICTS)
        brand = "".join(chance.choices(CHARACTERS, k=3))
        name = f"{towns[place % len(towns)]}{brand}{chance.choice(TRADES)}{chance.choice(FORMS)}"
        day = {
            "name": [name], "credit-code": [f"91{number:016}"], "place": [f"9901{place:05}"],
            "field": [chance.choice(fields)], "founded-on": [f"{chance.randrange(1995, 2026)}-06-15"],
            "staff": [str(int(chance.lognormvariate(4.5, 1.2)) + 1)], "size": [chance.choice(SIZES)],
            "form": [chance.choice(OWNERS)], "round": [chance.choice(ROUNDS)], "pool": [chance.choice(POOLS)],
            "capital": [str(chance.randrange(1, 9_000) * 10_000)],
        }  # fmt: skip
        money = ("revenue", "output", "rd-spending")
        years = {year: {each: [str(int(chance.lognormvariate(17, 1.6)))] for each in money} for year in YEARS}
        yield Enterprise(f"{number:032x}", place, day, years)


def fill(count: int, world: World) -> None:
    """So many enterprises in the city's districts.

    Raises:
        SystemExit: A row is not what is folded from what is said.
    """
    from django.db import connection, transaction

    from xiandao.apps.bodies.fields import field_names
    from xiandao.apps.places.services import place_add
    from xiandao.apps.registers.kept import registers_changed
    from xiandao.apps.registers.models import Origin

    fields = [code for code, _ in field_names()]
    places = [
        place_add(
            code=f"9901{n:05}", name=f"样例{n}区", level="district", parent=world.city, is_invented=True, at=AT
        ).pk
        for n in range(DISTRICTS)
    ]  # fmt: skip
    origin = Origin.objects.create(
        key="bench", sort="import", stream="bench", authority="reported", title="bench", keeper=world.city,
        as_of=DAY, by=world.users["office"], at=AT,
    )  # fmt: skip
    indexes = _indexes_dropped() if connection.vendor == "postgresql" else []
    for first in range(0, count, CHUNK):
        with transaction.atomic():
            _written(list(enterprises(first, min(first + CHUNK, count), fields)), places, origin, first)
    registers_changed(["enterprise"])
    with connection.cursor() as cursor:
        for statement in indexes:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT setval(pg_get_serial_sequence('registers_entity', 'id'), %s)", [count])
        else:
            cursor.execute("ANALYZE")
    _held(count)


def _written(made: Sequence[Enterprise], places: Sequence[int], origin: Origin, first: int) -> None:
    from xiandao.apps.registers.bulk import rows_insert
    from xiandao.apps.registers.kinds import kind_of
    from xiandao.apps.registers.mappers import cells_of, compared, initials, name_pairs
    from xiandao.apps.registers.models import Cell, Entity, Identifier, Name, Said
    from xiandao.apps.registers.writing import SAID
    from xiandao.core.statements import Row

    kind, numbered = kind_of("enterprise"), list(enumerate(made, start=first + 1))
    rows_insert(
        Entity,
        (
            "id", "key", "kind", "keeper_id", "secrecy", "first_seen", "last_seen", "version",
            "exists", "place_id", "name", "stage", "row", "contested", "changes_on",
        ),
        (
            (pk, each.key, "enterprise", origin.keeper_id, "none", AT, AT, 0, True, places[each.place],
             each.day["name"][0], "", json.dumps(each.row(), ensure_ascii=False), "[]", None)
            for pk, each in numbered
        ),
    )  # fmt: skip
    rows_insert(Said, SAID, (row for pk, each in numbered for row in _saids(pk, each, origin)))
    rows = ((pk, Row(entity="", values={code: tuple(v) for code, v in each.row().items()})) for pk, each in numbered)
    cells = ((pk, *cell) for pk, row in rows for cell in cells_of(kind, row))
    rows_insert(Cell, ("entity_id", "property", "value", "number"), cells)
    names = ((pk, compared(each.day["name"][0])) for pk, each in numbered)
    rows_insert(
        Name,
        ("entity_id", "folded", "initials", "pairs"),
        ((pk, name, initials(name), name_pairs(name)) for pk, name in names),
    )
    codes = ((pk, "credit-code", each.day["credit-code"][0]) for pk, each in numbered)
    rows_insert(Identifier, ("entity_id", "scheme", "value"), codes)


def _saids(pk: int, each: Enterprise, origin: Origin) -> Iterator[tuple[object, ...]]:
    told = [(each.day, DAY, None)]
    told += [(said, dt.date(year, 1, 1), dt.date(year, 12, 31)) for year, said in each.years.items()]  # type: ignore[misc]
    for said, start, end in told:
        words = json.dumps(said, ensure_ascii=False)
        yield (pk, origin.pk, "state", words, start, end, f"表!{pk}", "", origin.by_id, AT)


def _indexes_dropped() -> list[str]:
    """Indexes that a million rows are quicker without; what makes them again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('registers_cell', 'registers_name', "
            "'registers_said', 'registers_entity') AND indexdef LIKE 'CREATE INDEX%%'"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [made for _, made in found]


def _held(count: int) -> None:
    from xiandao.apps.registers.kinds import kind_of
    from xiandao.apps.registers.mappers import saids_of
    from xiandao.apps.registers.models import Entity, Said
    from xiandao.registers.fold import folded

    pks = list(range(1, count + 1, max(1, count // HELD)))
    rows = dict(Entity.objects.filter(pk__in=pks).values_list("pk", "row"))
    for pk, saids in saids_of(Said.objects.filter(entity_id__in=pks)).items():
        row = folded(saids, kind_of("enterprise"), on=DAY, known_at=AT)
        if rows[pk] != {code: list(values) for code, values in row.values.items()}:
            raise SystemExit(f"entity {pk}: {rows[pk]} is not {row.values}")
