"""The only writer of 年度工作任务清单: what plans propose is taken or left out with a reason, every version is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.places.models import Place
from xiandao.apps.plans.layout_making import checked
from xiandao.apps.plans.task_list_models import STATES, TaskList, TaskListLine, TaskListVersion
from xiandao.apps.plans.task_list_selectors import (
    KEEP,
    Draft,
    drafts_of,
    grants_at,
    lines_of,
    list_of,
    place_for,
    version_of,
)
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST = {"title": 400, "measure": 800, "units": 400, "due": 60, "reason": 400}
MOST = 500


class Said(NamedTuple):
    """What is said of a row: of the *item* that a plan proposes, or (``None``) of one that a person adds."""

    item: int | None
    state: str = STATES[0]
    reason: str = ""
    title: str = ""
    measure: str = ""
    units: str = ""
    due: str = ""


class Which(NamedTuple):
    """Which list: a place, a field of it (empty: all), a year."""

    place: int
    sector: str
    year: int


@transaction.atomic
def list_keep(
    person: Person, which: Which, rows: Sequence[Said], *, reason: str = "", seen: int = 0, at: dt.datetime
) -> TaskListVersion:
    """A new version; every row that the plans propose is taken, or left out for a reason.

    Raises:
        Refusal: ``tasks-changed`` where somebody kept another version since; ``tasks-open`` while proposed rows are not
            answered; ``tasks-reason``, ``tasks-title``, ``tasks-none``, ``tasks-year``.
    """
    place = place_for(person, which.place, KEEP)
    if not FIRST_YEAR <= which.year <= LAST_YEAR:
        raise Refusal("tasks-year")
    Place.objects.select_for_update().get(pk=place.pk)  # one at a time
    is_there = TaskList.objects.filter(place=place, sector=which.sector, year=which.year).exists()
    of = list_of(person, place, which.sector, which.year, KEEP)
    if is_there and of is None:
        raise Refusal("absent")
    last = version_of(of) if of else None
    if (last.ordinal if last else 0) != seen:
        raise Refusal("tasks-changed", who=last.by.name if last and last.by else "—")
    drafts = {each.item.pk: each for each in drafts_of(person, place, which.sector, which.year)}
    before = {line.item_id: line for line in (lines_of(last) if last else ()) if line.item_id}
    lines = [_line(each, drafts, before) for each in rows[:MOST]]
    if left := len(drafts.keys() - {each.item for each in rows}):
        raise Refusal("tasks-open", n=left)
    if not any(line.state == "taken" for line in lines):
        raise Refusal("tasks-none")
    if of is None:
        post = grants_at(person, KEEP, place)[0].post
        told = {"sector": checked(which.sector, 80), "year": which.year, "at": at, "by_id": person.id, "post_id": post}
        of = TaskList.objects.create(place=place, **told)
    digest = digest_of([[line.item_id, line.state, line.title, line.measure, line.units, line.due] for line in lines])
    made = TaskListVersion.objects.create(
        of=of, ordinal=seen + 1, reason=checked(reason, LONGEST["reason"]), digest=digest, at=at, by_id=person.id
    )
    for ordinal, line in enumerate(lines):
        line.version, line.ordinal = made, ordinal
    TaskListLine.objects.bulk_create(lines)
    record(
        "tasks.keep", "tasklist", of.pk, by=person, at=at, before=last.digest if last else None, after=digest,
        year=which.year, version=made.ordinal, taken=sum(line.state == "taken" for line in lines),
    )  # fmt: skip
    return made


def _line(said: Said, drafts: Mapping[int, Draft], before: Mapping[int, TaskListLine]) -> TaskListLine:
    """A row, not saved yet: of a proposal its words and clause, of a person's own what they typed."""
    words = {name: checked(getattr(said, name), most) for name, most in LONGEST.items()}
    if said.state not in STATES or (said.state == "left" and not words["reason"]):
        raise Refusal("tasks-reason")
    draft = drafts.get(said.item or 0)
    if draft is not None:
        words["title"] = words["title"] or draft.title
        return TaskListLine(
            state=said.state, origin=draft.origin, clause=draft.clause, quote=draft.item.quote, edition=draft.edition,
            item=draft.item, **words,
        )  # fmt: skip
    old = before.get(said.item or 0)
    if said.item is not None and old is None:
        raise Refusal("absent")
    if old is not None:  # the plan proposes it no more; what was kept of it stays
        words["title"] = words["title"] or old.title
        return TaskListLine(
            state=said.state, origin=old.origin, clause=old.clause, quote=old.quote, edition_id=old.edition_id,
            item_id=old.item_id, **words,
        )  # fmt: skip
    if not words["title"]:
        raise Refusal("tasks-title")
    return TaskListLine(state=said.state, origin="own", **words)
