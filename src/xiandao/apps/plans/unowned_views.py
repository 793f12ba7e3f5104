"""责任空缺 as a page: what issued plans have chosen and nobody answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from xiandao.apps.accounts.typed import day_or_none
from xiandao.apps.bodies.selectors import places_made, places_seen
from xiandao.apps.plans.unowned import gaps_of
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from xiandao.apps.accounts.rights import Person

PAGE = 60


def unowned(request: HttpRequest) -> HttpResponse:
    """The gaps of a day, by place."""
    person: Person = request.person  # type: ignore[attr-defined]
    asked = request.GET.dict()
    try:
        on = day_or_none(asked, "on") or timezone.localdate()
    except Refusal:
        on = timezone.localdate()
    gaps = gaps_of(person, on, asked.get("place", ""))
    context = {
        "page": Paginator(gaps, PAGE).get_page(asked.get("page")), "asked": asked, "on": on,
        "places": places_seen(person).exclude(level="town"), "made": {*places_made(person).values_list("pk", flat=True)},
    }  # fmt: skip
    return render(request, "plans/unowned.html", context)
