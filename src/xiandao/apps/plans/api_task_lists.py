"""年度工作任务清单 by API: the lists, one with what the plans propose, a new version, a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Paging, page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.plans import task_list_papers, task_lists
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.leaving import left
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.task_list_schemas import (
    TaskListAsked,
    TaskListKeepIn,
    TaskListList,
    TaskListPaperIn,
    TaskListWhole,
)
from xiandao.apps.plans.task_list_selectors import (
    KEEP,
    drafts_of,
    editions_of,
    grants_at,
    lines_of,
    list_of,
    place_for,
    task_lists_seen,
    version_of,
)
from xiandao.apps.plans.task_lists import Which
from xiandao.apps.publishing.api import ReleaseWhole

router = Router(tags=["task-lists"])


@router.get("", response=TaskListList, url_name="task-lists", summary="List yearly task lists")
def task_list_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Every 年度工作任务清单 that you see."""
    return page_of(task_lists_seen(request.person).select_related("place"), paging)


@router.get("/{int:pk}", response=TaskListWhole, url_name="task-list", summary="The list of a place")
def task_list_get(request: Asked, pk: int, asked: Query[TaskListAsked]) -> dict[str, Any]:
    """By the number of the place: what was kept for a year, and what its plans propose; by token only of what is 无."""
    told, editions = _whole(request, pk, asked)
    words_answered(request, *editions)
    return told


def _whole(request: Asked, pk: int, asked: TaskListAsked) -> tuple[dict[str, Any], list[Edition]]:
    """The list, and the editions from which its rows come."""
    year = asked.year or timezone.localdate().year
    place = place_for(request.person, pk)
    of = list_of(request.person, place, asked.sector, year)
    version = version_of(of, asked.version) if of else None
    may_keep = grants_at(request.person, KEEP, place)
    drafts = drafts_of(request.person, place, asked.sector, year) if may_keep else ()
    kept = lines_of(version) if version else []
    lines = [
        {
            "item": line.item_id, "state": line.state, "origin": line.origin, "title": line.title,
            "measure": line.measure, "units": line.units, "due": line.due, "reason": line.reason,
            "clause": line.clause, "quote": line.quote,
        }
        for line in kept
    ]  # fmt: skip
    proposed = [{**each._asdict(), "item": each.item.pk} for each in drafts]
    told = {
        "version": version.ordinal if version else None, "reason": version.reason if version else "",
        "at": version.at if version else None, "lines": lines, "proposed": proposed,
    }  # fmt: skip
    return told, [*editions_of(kept), *(each.edition for each in drafts)]


@router.post("/{int:pk}", response={201: TaskListWhole}, url_name="task-list", summary="Keep a version")
def task_list_keep(request: Asked, pk: int, said: TaskListKeepIn) -> Status[dict[str, Any]]:
    """Every proposed row taken, or left out with a reason; rows of your own beside them."""
    rows = [each.as_said() for each in said.rows]
    which = Which(pk, said.sector, said.year)
    task_lists.list_keep(request.person, which, rows, reason=said.reason, seen=said.seen, at=timezone.now())
    told, _ = _whole(request, pk, TaskListAsked(year=said.year, sector=said.sector, version=None))
    return Status(201, told)


@router.post(
    "/{int:pk}/paper", response={201: ReleaseWhole}, url_name="task-list-paper", summary="Export", openapi_extra=LEAVES
)
def task_list_paper(request: Asked, pk: int, said: TaskListPaperIn) -> HttpResponse | Status[Any]:
    """序号, 工作任务, 具体举措, 责任单位, 完成时限, 依据条款; the file, or the release that waits."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    which = Which(pk, said.sector, said.year)
    given = task_list_papers.paper_give(
        request.person, which, said.form, wish=wish, at=timezone.now(), ordinal=said.version
    )
    return left(given)
