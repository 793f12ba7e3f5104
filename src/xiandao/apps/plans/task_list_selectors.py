"""What is read of 年度工作任务清单: who sees which, and what the plans of a place propose for a year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.places.models import Place
from xiandao.apps.plans.models import LIVE, SECRECY, Edition, Item
from xiandao.apps.plans.selectors import latest_seen
from xiandao.apps.plans.speaking import IN_FORCE, same_field, speaks_of, words_of
from xiandao.apps.plans.task_list_models import TaskList, TaskListLine, TaskListVersion
from xiandao.apps.plans.trajectory_selectors import Known, known_by_edition, trajectory_of
from xiandao.core.errors import Refusal
from xiandao.writers.labels import number

READ, KEEP, EXPORT = "tasks.read", "tasks.keep", "plan.export"
_SPAN = re.compile(r"(20\d\d)年?\s*[—–\-~至到]+\s*(20\d\d)年")
_YEAR = re.compile(r"(20\d\d)年")
_CADENCE = re.compile(r"每年|每半年|每季度|每季|每月|按年度|按季度|按月|定期|年度内?滚动")
SIGNS = {">=": "以上", "<=": "以内", "~": "左右", "=": "", "range": ""}


class Draft(NamedTuple):
    """A row that a plan proposes; *origin* is ``whole``, ``year``, ``cadence`` or ``stage``."""

    item: Item
    edition: Edition
    origin: str
    title: str
    units: str
    due: str
    clause: str


def grants_at(person: Person, deed: str, place: Place) -> tuple[Grant, ...]:
    """The posts by which *person* may do *deed* for *place*."""
    return tuple(each for each in person.within(deed) if each.unit is None and place.path.startswith(each.path))


def place_for(person: Person, pk: int, deed: str = READ) -> Place:
    """A place within the person's posts, or a refusal that does not tell forbidden from absent."""
    place = Place.objects.filter(pk=pk).first()
    if place is None or not grants_at(person, deed, place):
        raise Refusal("absent")
    return place


def task_lists_seen(person: Person, deed: str = READ) -> QuerySet[TaskList]:
    """The lists that *person* may do *deed* to: as closed as the most closed plan that any of their rows comes from."""
    seen = Q(pk__in=())
    for grant in person.within(deed):
        closed = TaskListLine.objects.filter(edition__isnull=False).exclude(
            edition__plan__secrecy__in=RIGHTS.sees[grant.role]
        )
        own = Q(place__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        seen |= own & ~Q(pk__in=closed.values("version__of"))
    return TaskList.objects.filter(seen)


def list_of(person: Person, place: Place, sector: str, year: int, deed: str = READ) -> TaskList | None:
    """The list that was kept, where the person may see it."""
    return task_lists_seen(person, deed).filter(place=place, sector=sector, year=year).first()


def version_of(of: TaskList, ordinal: int | None = None) -> TaskListVersion | None:
    """The version of that number, the last where none is asked for."""
    versions = of.versions.select_related("by")
    return versions.last() if ordinal is None else versions.filter(ordinal=ordinal).first()


def lines_of(version: TaskListVersion) -> list[TaskListLine]:
    """Its rows, in order."""
    return list(version.lines.select_related("edition__plan"))


def editions_of(lines: Iterable[TaskListLine]) -> list[Edition]:
    """The editions that rows come from, each once."""
    return list({line.edition_id: line.edition for line in lines if line.edition is not None}.values())


def secrecy_of(editions: Iterable[Edition]) -> str:
    """The highest 保密属性 of any of them."""
    return max((each.plan.secrecy for each in editions), key=SECRECY.index, default=SECRECY[0])


def plans_for(person: Person, place: Place, sector: str, year: int) -> list[Edition]:
    """The plans of *place* in force whose period covers *year*; with a sector those that name it."""
    seen = latest_seen(person).filter(plan__place=place, plan__is_reference=False, state__in=IN_FORCE)
    found = seen.filter(period_first__lte=year, period_last__gte=year)
    editions = list(found.select_related("plan__keeper", "plan__post", "document").order_by("-issued_on", "pk"))
    if not sector:
        return editions
    named: dict[int, list[str]] = {}
    for item in Item.objects.filter(edition__in=editions, kind="sector", state__in=LIVE):
        named.setdefault(item.edition_id, []).append(item.fields["name"])
    return [each for each in editions if any(same_field(sector, name) for name in named.get(each.pk, ()))]


def drafts_of(person: Person, place: Place, sector: str, year: int) -> tuple[Draft, ...]:
    """What the plans of *place* propose for *year*: tasks, then the stages of targets."""
    editions = plans_for(person, place, sector, year)
    known = known_by_edition(editions, person)
    stages = (draft for each in editions for draft in _stages(each, known[each.pk], sector, year))
    return (*_tasks(editions, sector, year), *stages)


def _tasks(editions: list[Edition], sector: str, year: int) -> Iterator[Draft]:
    of = {each.pk: each for each in editions}
    rows = Item.objects.filter(edition__in=editions, kind="task", state__in=LIVE).order_by("edition", "start", "pk")
    for item in sorted(rows, key=lambda row: [*of].index(row.edition_id)):
        edition = of[item.edition_id]
        if sector and not speaks_of(item, edition, sector):
            continue
        origin, due = when_of(words_of(item, edition), year)
        if origin:
            fields = item.fields
            units = "、".join(fields.get("units") or fields.get("units_inherited") or ())
            yield Draft(item, edition, origin, item.head, units[:400], due, (fields.get("number") or "")[:120])


def when_of(text: str, year: int) -> tuple[str, str]:
    """Why a task belongs to *year*, and until when; empty where its own years are over.

    >>> when_of("2026年建成训练场", 2026)
    ('year', '2026年')
    >>> when_of("2025年底前建成训练场", 2026)
    ('', '')
    """
    spans = [(int(one), int(other)) for one, other in _SPAN.findall(text)]
    years = {int(each) for each in _YEAR.findall(_SPAN.sub("", text))}
    if year in years:
        return "year", f"{year}年"
    if found := _CADENCE.search(text):
        return "cadence", found[0]
    if any(first <= year <= last for first, last in spans):
        return "whole", ""
    last = max([*years, *(each for _, each in spans)], default=year)
    return ("whole", f"{last}年" if last > year else "") if last >= year else ("", "")


def _stages(edition: Edition, known: Known, sector: str, year: int) -> Iterator[Draft]:
    for item in known.targets:
        if sector and sector not in item.quote and sector not in item.fields["subject"]:
            continue
        item.edition = edition
        of = trajectory_of(item, known)
        value = of.path.at(year)
        if value is not None:
            amount = f"{number(float(value))}{of.aim.unit}{SIGNS.get(of.aim.comparator, '')}"
            yield Draft(item, edition, "stage", f"{item.fields['subject']}：{amount}"[:400], "", f"{year}年末", "")
