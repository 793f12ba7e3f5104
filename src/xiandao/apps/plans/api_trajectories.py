"""年度目标轨迹 by API: a target or all of a plan by year, actual values, the planned path, the table as a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.accounts.rights import Person
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.plans import selectors, trajectories, trajectory_papers
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.leaving import left
from xiandao.apps.plans.models import Item
from xiandao.apps.plans.trajectories import Saying
from xiandao.apps.plans.trajectory_pages import said_of, years_of
from xiandao.apps.plans.trajectory_schemas import (
    ActualsIn,
    PathIn,
    TrajectoriesOut,
    TrajectoriesPaperIn,
    TrajectoryOut,
)
from xiandao.apps.plans.trajectory_selectors import (
    READ,
    Choice,
    Known,
    grants_of,
    known_of,
    live,
    newest,
    trajectory_of,
)
from xiandao.apps.publishing.api import ReleaseWhole
from xiandao.core.messages import Language
from xiandao.monitoring.aims import Point
from xiandao.monitoring.readings import Reading

router = Router(tags=["trajectories"])


@router.get(
    "/items/{int:pk}/trajectory", response=TrajectoryOut, url_name="item-trajectory", summary="A target by year"
)
def trajectory_get(request: Asked, pk: int) -> dict[str, Any]:
    """Planned values for whoever sees the plan; actual ones and what they say within your own posts."""
    item = live(selectors.item_for(request.person, pk))
    return _whole(request.person, item, known_of(item.edition, request.person), _language(request))


@router.post(
    "/items/{int:pk}/actuals", response={201: TrajectoryOut}, url_name="item-actuals", summary="Enter actual values"
)
def actuals_enter(request: Asked, pk: int, said: ActualsIn) -> Status[dict[str, Any]]:
    """Each is a further row; nothing is overwritten. 409 where somebody entered something you have not seen."""
    points = tuple(Point(each.year, each.value) for each in said.points)
    saying = Saying(points, said.source, said.unit, said.through, said.nature, said.seen)
    trajectories.actuals_enter(request.person, pk, saying, at=timezone.now())
    return Status(201, trajectory_get(request, pk))


@router.post("/items/{int:pk}/path", response={201: TrajectoryOut}, url_name="item-path", summary="Confirm a path")
def path_confirm(request: Asked, pk: int, said: PathIn) -> Status[dict[str, Any]]:
    """By a rule, or with checkpoints of your own; those before it are kept."""
    choice = Choice(said.rule, said.base_year, tuple(Point(each.year, each.value) for each in said.entered))
    trajectories.path_confirm(request.person, pk, choice, reason=said.reason, seen=said.seen, at=timezone.now())
    return Status(201, trajectory_get(request, pk))


@router.get(
    "/editions/{int:pk}/trajectories", response=TrajectoriesOut, url_name="edition-trajectories",
    summary="All targets of an edition by year",
)  # fmt: skip
def trajectory_list(request: Asked, pk: int) -> dict[str, Any]:
    """Every live target, in the order of the text; by token only of what is 无."""
    of = selectors.edition_for(request.person, pk)
    words_answered(request, of)
    known = known_of(of, request.person)
    for item in known.targets:
        item.edition = of
    return {"items": [_whole(request.person, item, known, _language(request)) for item in known.targets]}


@router.post(
    "/editions/{int:pk}/trajectories/paper", response={201: ReleaseWhole}, url_name="edition-trajectories-paper",
    summary="Export", openapi_extra=LEAVES,
)  # fmt: skip
def trajectory_paper(request: Asked, pk: int, said: TrajectoriesPaperIn) -> HttpResponse | Status[Any]:
    """年度目标轨迹表; the file, or the release that waits."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    return left(trajectory_papers.paper_give(request.person, pk, said.form, wish=wish, at=timezone.now()))


def _language(request: Asked) -> Language:
    return getattr(request, "language", "zh")


def _whole(person: Person, item: Item, known: Known, language: Language) -> dict[str, Any]:
    of = trajectory_of(item, known)
    sees = bool(grants_of(person, READ, item.edition.plan))
    years = [
        {
            "year": each.year, "planned": _float(each.planned), "origin": each.origin, "actual": _float(each.actual),
            "through": each.row.through if each.row else None,
        }
        for each in years_of(of)
    ]  # fmt: skip
    return {
        "item": item.pk, "subject": item.fields["subject"], "unit": of.aim.unit, "deadline": of.aim.deadline,
        "base_year": of.base.year if of.base else None, "base_value": _float(of.base.value) if of.base else None,
        "based_on": of.based_on, "rule": of.path.rule, "is_confirmed": of.kept is not None, "is_stale": of.is_stale,
        "years": years, "reading": _reading(of.reading) if sees else None, "said": said_of(of, language) if sees else [],
        "actuals": list(known.actuals.get(item.lineage, ())), "paths": list(known.paths.get(item.lineage, ())),
        "seen": newest(known, item),
    }  # fmt: skip


def _reading(of: Reading) -> dict[str, Any]:
    return {
        "state": of.state, "rule": of.rule, "since": of.since, "rate": _float(of.rate),
        "projected": _float(of.projected), "gap": _float(of.gap), "required": _float(of.required),
        "years_left": of.years_left, "missing": of.missing,
    }  # fmt: skip


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
