"""A register of a million enterprises, twenty statements each: how long its lists, searches, counts and pages take.

``./do bench registers [--entities N] [--only postgresql|sqlite]`` fills PostgreSQL (``tools/postgres.py``) with N entities
and SQLite with a tenth of them, then asks for every page several times with other words, and prints median and p95 of what
the database and the words of a page take; the template is not in it. Bars: 100 ms for a search, 200 ms (p95 500 ms) for the
others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from listing.filling import CHARACTERS, DISTRICTS, OWNERS, SIZES, fill

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person

SEARCH, PAGE, P95 = 0.100, 0.200, 0.500
"""Seconds."""
TIMES = 20
ROWS = 50
Question = tuple[str, float, Sequence[Callable[[], object]]]
"""What it is called, the bar of its median, and the ways in which it is asked."""


def main() -> int:
    """One database after the other, each in a process of its own; 1 where a bar was not reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return measure(options.entities)
    command, status = [sys.executable, __file__, "--one"], 0
    if options.only != "sqlite":
        beside = [] if "DATABASE_URL" in os.environ else [sys.executable, str(PROJECT / "tools" / "postgres.py")]
        status |= subprocess.run([*beside, *command, f"--entities={options.entities}"], check=False).returncode
    if options.only != "postgresql":
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        few = options.entities if options.only else options.entities // 10
        status |= subprocess.run([*command, f"--entities={few}"], env=without, check=False).returncode
    return min(status, 1)


def measure(entities: int) -> int:
    """Everything on one database."""
    with tempfile.TemporaryDirectory(prefix="xiandao-registers-") as folder:
        os.environ |= {"XIANDAO_DATA": folder, "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection
        from tests.builders import workspace

        call_command("migrate", verbosity=0)
        world = workspace.world()
        start = time.perf_counter()
        fill(entities, world)
        took = time.perf_counter() - start
        print(
            f"\n{connection.vendor}: {entities:,} entities, {entities * 20:,} statements, {size() / 1e9:.1f} GB, filled in {took:.0f} s\n"
        )
        print(
            "| page | asked | median, ms | p95, ms | slowest, ms | bar, ms |\n|---|---:|---:|---:|---:|---:|",
            flush=True,
        )
        missed = [
            name for name, bar, ways in questions(world.person("office"), entities) if not reached(name, bar, ways)
        ]
        print(f"\nmissed: {', '.join(missed) or 'none'}", flush=True)
        return int(bool(missed))


def reached(name: str, bar: float, ways: Sequence[Callable[[], object]]) -> bool:
    """Asks each way once to warm it up, then in turn; whether the median came within the bar."""
    ways[0]()
    taken = sorted(timed(ways[n % len(ways)]) for n in range(max(TIMES, len(ways))))
    median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(
        f"| {name} | {len(taken)} | {median * 1e3:.1f} | {p95 * 1e3:.1f} | {taken[-1] * 1e3:.1f} | {bar * 1e3:.0f} |",
        flush=True,
    )
    return median <= bar and p95 <= P95


def timed(way: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def size() -> int:
    """Bytes of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def questions(person: Person, entities: int) -> Iterator[Question]:
    """Everything that is asked, with other words each time."""
    chance = Random(7)  # noqa: S311 - test data
    page = partial(listed, person)
    yield "first page of a kind", PAGE, [partial(page, {})]
    yield "page 20", PAGE, [partial(page, {}, 20)]
    yield "last page", PAGE, [partial(page, {}, entities // ROWS)]
    places = [{"under-place": [f"9901{n:05}"]} for n in range(DISTRICTS)]
    yield "of a district", PAGE, [partial(page, each) for each in places[:TIMES]]
    yield "by a choice", PAGE, [partial(page, {"is-size": [each]}) for each in SIZES]
    yield (
        "by two choices",
        PAGE,
        [partial(page, {"is-size": [each], "is-form": [other]}) for each in SIZES for other in OWNERS],
    )
    yield "by a number", PAGE, [partial(page, {"from-revenue": [str(each)]}) for each in (10**8, 5 * 10**8, 10**9)]
    yield (
        "by a number and a place",
        PAGE,
        [partial(page, {"from-revenue": ["100000000"], **each}) for each in places[:6]],
    )
    yield "sorted by a number", PAGE, [partial(page, {"sort": ["-revenue"]})]
    yield (
        "of a district, sorted by a number",
        PAGE,
        [partial(page, {"sort": ["-revenue"], **each}) for each in places[:6]],
    )
    brands = ["".join(chance.choices(CHARACTERS, k=3)) for _ in range(TIMES * 2)]
    yield "search: a brand of three characters", SEARCH, [partial(page, {"q": [each]}) for each in brands]
    yield "search: two characters", SEARCH, [partial(page, {"q": [each[:2]]}) for each in brands]
    yield (
        "search: a word of a sixth of all",
        SEARCH,
        [partial(page, {"q": [each]}) for each in ("机器人", "生物医药", "集团")],
    )
    yield "search: initials", SEARCH, [partial(page, {"q": [each]}) for each in initials_of(entities)]
    codes = [f"91{chance.randrange(entities):016}" for _ in range(TIMES)]
    yield "search: codes", SEARCH, [partial(page, {"q": [each]}) for each in codes]
    yield "search: nothing", SEARCH, [partial(page, {"q": [each]}) for each in ("没有此名", "zzqqxx")]
    keys = [f"{chance.randrange(entities):032x}" for _ in range(TIMES)]
    yield "page of an entity", PAGE, [partial(entity, person, each) for each in keys]
    for code in ("size", "field", "place", "stage"):
        yield f"counts of {code}", PAGE, [partial(counted, person, code)]
    yield "counts of size in a district", PAGE, [partial(counted, person, "size", each) for each in places[:6]]
    yield "crossing of size and ownership", PAGE, [partial(crossed, person)]
    yield "crossing in a district", PAGE, [partial(crossed, person, each) for each in places[:6]]


def initials_of(entities: int) -> list[str]:
    """Of some names that are there, the first seven letters."""
    from xiandao.apps.registers.models import Name

    pks = Random(3).sample(range(1, entities), TIMES)  # noqa: S311 - test data
    return [each[:7] for each in Name.objects.filter(entity_id__in=pks).values_list("initials", flat=True)]


def _today(person: Person, params: dict[str, list[str]]):  # type: ignore[no-untyped-def] # noqa: ANN202 - a list with its question
    from xiandao.apps.registers.asking import asked_of
    from xiandao.apps.registers.found import today
    from xiandao.apps.registers.listing import listing_of

    listing = listing_of(person, "kind", "enterprise")
    asked = asked_of(listing, params, dt.datetime.now(dt.UTC))
    return listing, asked, today(person, listing, asked)


def listed(person: Person, params: dict[str, list[str]], number: int = 1) -> object:
    """How many there are, and a page of them in words."""
    from xiandao.apps.registers.list_rows import rows_told

    listing, asked, found = _today(person, params)
    start = (number - 1) * ROWS
    return len(found), rows_told(person, listing, found[start : start + ROWS], asked.columns, "zh")


def counted(person: Person, code: str, params: dict[str, list[str]] | None = None) -> object:
    """How many have each value."""
    return _today(person, params or {})[2].facet(code)


def crossed(person: Person, params: dict[str, list[str]] | None = None) -> object:
    """How many have each pair of values."""
    return _today(person, params or {})[2].pivot("size", "form")


def entity(person: Person, key: str) -> object:
    """Card, contradictions, statements, links."""
    from xiandao.apps.registers import entity_card, entity_links, entity_past
    from xiandao.apps.registers.kinds import kind_of
    from xiandao.apps.registers.moments import then_of
    from xiandao.apps.registers.selectors import entity_for

    now = dt.datetime.now(dt.UTC)
    found = entity_for(person, key)
    of = entity_card.subject_of(person, found, kind_of(found.kind), then_of({}, now), "zh")
    card = entity_card.card(of), entity_card.contradictions(of), entity_card.ladders(of), entity_card.unfilled(of)
    return card, entity_past.statements(of, entity_past.people_of(of)), entity_links.inward(person, of)


if __name__ == "__main__":
    sys.exit(main())
