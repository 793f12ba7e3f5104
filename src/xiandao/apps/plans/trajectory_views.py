"""年度目标轨迹 as pages: entering actual values, confirming a path, all targets of a plan by year, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xiandao.apps.plans import selectors, trajectory_pages, trajectory_papers
from xiandao.apps.plans import trajectories as services
from xiandao.apps.plans.export_gate import wish_of
from xiandao.apps.plans.leaving import handed
from xiandao.apps.plans.trajectories import Saying
from xiandao.apps.plans.trajectory_forms import points_pasted
from xiandao.apps.plans.trajectory_models import NATURES, WHOLE_YEAR
from xiandao.apps.plans.trajectory_selectors import (
    CONFIRM,
    ENTER,
    READ,
    Choice,
    choice_of,
    grants_of,
    known_of,
    target_for,
)
from xiandao.apps.publishing.gates import way_of
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


@require_http_methods(("GET", "POST"))
def actuals(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; what is refused leaves it as it was typed, with the reason above it."""
    person, _ = _who(request)
    item = target_for(person, pk, ENTER)
    if request.method != "POST":
        return render(request, "plans/actuals.html", trajectory_pages.actuals_page(person, item, {}))
    said = request.POST
    try:
        services.actuals_enter(person, pk, _saying(said.dict()), at=timezone.now())
    except Refusal as refused:
        context = trajectory_pages.actuals_page(person, item, said.dict())
        status = 409 if refused.code == "actual-changed" else 422
        return render(request, "plans/actuals.html", {**context, "refused": refused}, status=status)
    return redirect("plans:actuals", pk=pk)


def _saying(said: Mapping[str, str]) -> Saying:
    rows = said.get("pasted", "") or f"{said.get('year', '')}\t{said.get('value', '')}".strip()
    return Saying(
        points=points_pasted(rows), source=said.get("source", ""), unit=said.get("unit", ""),
        through=_number(said.get("through")) or WHOLE_YEAR, nature=said.get("nature") or NATURES[0],
        seen=_number(said.get("seen")) or 0,
    )  # fmt: skip


@require_http_methods(("GET", "POST"))
def path(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the path; asked with a rule it shows what that gives, sent it becomes the path."""
    person, language = _who(request)
    item = target_for(person, pk, CONFIRM)
    said = (request.POST if request.method == "POST" else request.GET).dict()
    kept = known_of(item.edition, person).paths.get(item.lineage, ())
    choice, refused = choice_of(kept[-1] if kept else None), None
    try:
        choice = _choice(said) if "rule" in said else choice
        if request.method == "POST" and said.get("act") != "try":
            services.path_confirm(
                person, pk, choice, reason=said.get("reason", ""), seen=_number(said.get("seen")) or 0,
                at=timezone.now(),
            )  # fmt: skip
            return redirect("plans:item", pk=pk)
    except Refusal as caught:
        refused = caught
    context = trajectory_pages.path_page(person, item, choice, language)
    refused = refused or context["trajectory"]["of"].refused
    status = {None: 200, "path-changed": 409}.get(refused.code if refused else None, 422)
    return render(request, "plans/path.html", {**context, "refused": refused, "asked": said}, status=status)


def _choice(said: Mapping[str, str]) -> Choice:
    entered = points_pasted(said.get("entered", "")) if said.get("rule") == "entered" else ()
    return Choice(said["rule"], _number(said.get("base")), entered)


def trajectories(request: HttpRequest, pk: int) -> HttpResponse:
    """年度目标轨迹表 of a plan."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk)
    years, lines = trajectory_pages.lines_of(of, person)
    rows = [(line, trajectory_pages.said_of(line.of, language)) for line in lines]
    context = {
        **selectors.plan_head(of, person), "years": years, "rows": rows,
        "sees": bool(grants_of(person, READ, of.plan)),
        "tab": "trajectories", "needs_purpose": way_of("inside", of.plan.secrecy) != "direct",
    }  # fmt: skip
    return render(request, "plans/trajectories.html", context)


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a file."""
    person, _ = _who(request)
    form = request.POST.get("form", "xlsx")
    given = trajectory_papers.paper_give(person, pk, form, wish=wish_of(request.POST.dict()), at=timezone.now())
    return handed(given)


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 10 else None
