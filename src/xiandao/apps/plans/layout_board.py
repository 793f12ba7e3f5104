"""行动计划情况: for every row of a layout, whether its place has a plan for the sector and tasks for the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.layout_models import LayoutLine
from xiandao.apps.plans.models import LIVE, Edition, Item
from xiandao.apps.plans.selectors import latest_seen
from xiandao.apps.plans.speaking import IN_FORCE, same_field, speaks_of
from xiandao.apps.plans.task_list_models import TaskList
from xiandao.apps.plans.task_list_selectors import READ, grants_at, task_lists_seen


class Standing(NamedTuple):
    """One row on the board.

    Attributes:
        state: ``issued``, ``draft`` or ``none``: the best plan of the place that names the sector.
        edition: That plan, ``None`` for none.
        tasks: Its confirmed tasks that name the sector, where its period covers the year; else 0.
        kept: The list of tasks that somebody kept for the row and the year, else ``None``.
        opens: Whether the person may look at the place's lists.
    """

    line: LayoutLine
    state: str
    edition: Edition | None
    tasks: int
    kept: TaskList | None = None
    opens: bool = False

    @property
    def is_lacking(self) -> bool:
        """Whether the row has no plan in force, or no list of tasks was kept for the year."""
        return self.state != "issued" or self.kept is None


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
    lists = task_lists_seen(person).filter(place__in=places, year=year)
    kept = {(each.place_id, each.sector): each for each in lists}
    return [
        _standing(line, editions, sectors, tasks, year)._replace(
            kept=kept.get((line.place_id or 0, line.sector)),
            opens=line.place is not None and bool(grants_at(person, READ, line.place)),
        )
        for line in lines
    ]


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
        and any(same_field(line.sector, name) for name in sectors.get(each.pk, ()))
    ]
    best = min(named, key=lambda each: (each.state not in IN_FORCE, -each.pk), default=None)
    if best is None:
        return Standing(line, "none", None, 0)
    is_current = (best.period_first or 9999) <= year <= (best.period_last or 0)
    found = sum(speaks_of(task, best, line.sector) for task in tasks.get(best.pk, ())) if is_current else 0
    return Standing(line, "issued" if best.state in IN_FORCE else "draft", best, found)
