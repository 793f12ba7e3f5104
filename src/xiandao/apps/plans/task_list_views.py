"""年度工作任务清单 as pages: the lists, one with its form, files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import task_list_pages, task_list_papers, task_lists
from xiandao.apps.plans.export_gate import wish_of
from xiandao.apps.plans.leaving import handed
from xiandao.apps.plans.task_list_selectors import KEEP, READ, place_for, task_lists_seen
from xiandao.apps.plans.task_lists import MOST, Said, Which
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """Every list kept, by place and year."""
    rows = task_lists_seen(_who(request)).select_related("place", "by")
    if year := _number(request.GET.get("year")):
        rows = rows.filter(year=year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/task_lists.html", {"page": page, "asked": request.GET, "tab": "layouts"})


def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a place for a year; with a sector that of one field."""
    person, asked = _who(request), request.GET
    place, which = place_for(person, pk, READ), _which(pk, asked.dict())
    ordinal = _number(asked.get("version"))
    context = task_list_pages.list_page(person, place, which.sector, which.year, ordinal)
    return render(request, "plans/task_list.html", {**context, "tab": "layouts"})


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a version; what is refused leaves the list as it was."""
    person, said = _who(request), request.POST.dict()
    which = _which(pk, said)
    try:
        task_lists.list_keep(
            person, which, list(_rows(said)), reason=said.get("why", ""), seen=_number(said.get("seen")) or 0,
            at=timezone.now(),
        )  # fmt: skip
    except Refusal as refused:
        if refused.code == "absent":
            raise
        context = task_list_pages.list_page(person, place_for(person, pk, KEEP), which.sector, which.year)
        context["fields"] = [_as_typed(each, at, said) for at, each in enumerate(context["fields"])]
        status = 409 if refused.code == "tasks-changed" else 422
        return render(request, "plans/task_list.html", {**context, "refused": refused, "tab": "layouts"}, status=status)
    return redirect(
        f"{reverse('plans:task-list', args=[pk])}?{urlencode({'year': which.year, 'sector': which.sector})}"
    )


def _as_typed(field: task_list_pages.Field, at: int, said: Mapping[str, str]) -> task_list_pages.Field:
    names = ("state", "title", "reason", "measure", "units", "due")
    return field._replace(**{name: said.get(f"{name}-{at}", getattr(field, name)) for name in names})


def _rows(said: Mapping[str, str]) -> Iterator[Said]:
    """The rows of the form, an empty one that could be added left out."""
    for at in range(min(_number(said.get("rows")) or 0, MOST)):
        item = _number(said.get(f"item-{at}"))
        words = {name: said.get(f"{name}-{at}", "") for name in ("title", "reason", "measure", "units", "due")}
        if item is not None or words["title"].strip():
            yield Said(item, state=said.get(f"state-{at}") or "taken", **words)


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as a file."""
    said = request.POST.dict()
    form = said.get("form", "xlsx")
    given = task_list_papers.paper_give(
        _who(request), _which(pk, said), form, wish=wish_of(said), at=timezone.now(),
        ordinal=_number(said.get("ordinal")),
    )  # fmt: skip
    return handed(given)


def _which(pk: int, said: Mapping[str, str]) -> Which:
    return Which(pk, said.get("sector", "")[:80], _number(said.get("year")) or timezone.localdate().year)


def _who(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 10 else None
