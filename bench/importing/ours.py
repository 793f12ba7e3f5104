"""A workbook through our jobs: read, mapped, checked, entered, and checked again; seconds of each, as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

if TYPE_CHECKING:
    from tests.builders.workspace import World

    from xiandao.apps.registers.loads import Chosen
    from xiandao.apps.registers.models import Load

PIECE = 1 << 20
TAKEN_FOR = {
    "所属行业": "niche",  # its words are no fields of our tree
    "认定级别": "rank-evidence",
    "认定时间": "round-on",
    "增速": "new-income-share",  # of a year, as a share
}
"""What the columns are taken for of which nothing is proposed: something of the same type."""


def main() -> int:
    """The workbook named first, into the data folder of the environment."""
    path = Path(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiandao.web.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from tests.builders import workspace

    call_command("migrate", verbosity=0)
    world = workspace.world()
    _places(world, json.loads(path.with_suffix(".json").read_text("utf-8")))
    print(json.dumps(_measured(world, path)))
    return 0


def _places(world: World, names: list[str]) -> None:
    """The places that the workbook names, below the city; those of the world stand."""
    from xiandao.apps.places.models import Place
    from xiandao.apps.places.services import place_add

    known = set(Place.objects.values_list("name", flat=True))
    known |= set(Place.objects.values_list("short_name", flat=True))
    for number, name in enumerate(sorted(set(names) - known), start=1):
        place_add(
            code=f"9901{number:05}", name=name, short_name=name, level="district", parent=world.city,
            is_invented=True, at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        )  # fmt: skip


def _measured(world: World, path: Path) -> dict[str, Any]:
    from django.utils import timezone

    from xiandao.apps.registers import loads

    def enter() -> None:
        loads.loads_enter(world.person("office"), [(path.name, _pieces(path))], about, at=timezone.now())

    def confirm() -> None:
        load = _last()
        used = [at for at, table in enumerate(load.mapping["tables"]) if table["rows"] > 1]
        loads.load_map(
            world.person("office"), load.pk, _chosen(load), used, version=load.version, at=timezone.now()
        )  # fmt: skip

    def write() -> None:
        load = _last()
        loads.load_enter(world.person("office"), load.pk, version=load.version, at=timezone.now())

    begun = time.process_time()
    about = loads.About("enterprise", as_of=dt.date(2026, 3, 1))
    told: dict[str, Any] = {"read": _timed(enter), "check": _timed(confirm)}
    told |= {"counts": _last().outcome["counts"], "columns": _taken(), "enter": _timed(write)}
    told["processor"] = time.process_time() - begun
    _timed(enter)
    return told | {"again": _timed(confirm), "counts again": _last().outcome["counts"]}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def _timed(deed: Callable[[], None]) -> float:
    """Seconds of the deed and of every job that it leaves behind."""
    from xiandao.apps.jobs.services import jobs_drain

    start, worked = time.perf_counter(), time.process_time()
    deed()
    jobs_drain()
    seconds = time.perf_counter() - start
    print(f"{deed.__name__}: {seconds:.1f} s, of the processor {time.process_time() - worked:.1f} s", file=sys.stderr)
    return seconds


def _last() -> Load:
    from xiandao.apps.registers.models import Load

    return Load.objects.latest("pk")


def _chosen(load: Load) -> list[Chosen]:
    """What was proposed, and something for the columns for which nothing was."""
    from xiandao.apps.registers.loads import Chosen

    found = []
    for at, table in enumerate(load.mapping["tables"]):
        for number, column in enumerate(table["columns"]):
            other = next((prop for word, prop in TAKEN_FOR.items() if word in column["name"]), None)
            if other:
                year = column["name"][:4]
                found.append(Chosen(at, number, other, period=year if year.isdecimal() else ""))
    return found


def _taken() -> int:
    """How many columns of the first table are taken for something."""
    return sum(bool(each["property"]) for each in _last().mapping["tables"][0]["columns"])


if __name__ == "__main__":
    sys.exit(main())
