"""行动计划情况: for every row of a layout, whether its place has a plan for the sector and tasks for the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.layout_models import LayoutLine
from xiandao.apps.plans.models import LIVE, Edition, Item
from xiandao.apps.plans.selectors import latest_seen
from xiandao.apps.plans.taxonomies import known_codes

IN_FORCE = ("issued", "amended")


class Standing(NamedTuple):
    """One row on the board.

    Attributes:
        state: ``issued``, ``draft`` or ``none``: the best plan of the place that names the sector.
        edition: That plan, ``None`` for none.
        tasks: Its confirmed tasks that name the sector, where its period covers the year; else 0.
    """

    line: LayoutLine
    state: str
    edition: Edition | None
    tasks: int

    @property
    def is_lacking(self) -> bool:
        """Whether the row has no plan in force, or no task this year."""
        return self.state != "issued" or not self.tasks


def board_of(person: Person, lines: Iterable[LayoutLine], year: int) -> list[Standing]:
    """Every row, from the plans that *person* sees; a row whose place the tree does not know has none."""
    lines = list(lines)
    places = {line.place_id for line in lines if line.place_id}
    seen = latest_seen(person).filter(plan__place__in=places, plan__is_reference=False).exclude(state="repealed")
    editions = {each.pk: each for each in seen.select_related("plan", "document")}
    items = Item.objects.filter(edition__in=editions, kind__in=("sector", "task"), state__in=LIVE)
    sectors: dict[int, list[str]] = {}
    tasks: dict[int, list[Item]] = {}
    for item in items:
        if item.kind == "sector":
            sectors.setdefault(item.edition_id, []).append(item.fields["name"])
        else:
            tasks.setdefault(item.edition_id, []).append(item)
    return [_standing(line, editions, sectors, tasks, year) for line in lines]


def _standing(
    line: LayoutLine,
    editions: Mapping[int, Edition],
    sectors: Mapping[int, list[str]],
    tasks: Mapping[int, list[Item]],
    year: int,
) -> Standing:
    named = [
        each
        for each in editions.values()
        if each.plan.place_id == line.place_id
        and line.place_id is not None
        and any(_same(line.sector, name) for name in sectors.get(each.pk, ()))
    ]
    best = min(named, key=lambda each: (each.state not in IN_FORCE, -each.pk), default=None)
    if best is None:
        return Standing(line, "none", None, 0)
    is_current = (best.period_first or 9999) <= year <= (best.period_last or 0)
    found = sum(_speaks_of(task, best, line.sector) for task in tasks.get(best.pk, ())) if is_current else 0
    return Standing(line, "issued" if best.state in IN_FORCE else "draft", best, found)


def _same(one: str, other: str) -> bool:
    """Whether two names mean one field of the tree, or are the same word."""
    return one == other or bool({*known_codes(one)} & {*known_codes(other)})


def _speaks_of(task: Item, edition: Edition, sector: str) -> bool:
    first, last = task.fields.get("body_start"), task.fields.get("body_end")
    text = edition.document.text[first:last] if edition.document and first is not None and last is not None else ""
    return sector in task.head or sector in task.quote or sector in text
