"""Official maps as pages: loading one with its 审图号, taking it away, its shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import layout_maps
from xiandao.apps.plans.layout_maps import Loading
from xiandao.core.errors import Refusal
from xiandao.readers.geo_map import MOST_BYTES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person


def maps(request: HttpRequest) -> HttpResponse:
    """The maps there are, and the form that loads one; loaded, it says what found its place."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            loaded, joined = _loaded(request)
            context = {"loaded": loaded, "joined": joined}
        except Refusal as refused:
            if refused.code == "absent":
                raise
            context = {"refused": refused, "typed": request.POST}
    person: Person = request.person  # type: ignore[attr-defined]
    context |= {"maps": layout_maps.maps_managed(person), "places": layout_maps.places_to_map(person)}
    context["most"] = MOST_BYTES // 1024 // 1024
    return render(request, "plans/maps.html", context, status=422 if "refused" in context else 200)


def _loaded(request: HttpRequest) -> Any:
    file, said = request.FILES.get("file"), request.POST
    if file is None:
        raise Refusal("files-none")
    if (file.size or 0) > MOST_BYTES:
        raise Refusal("map-large", most=MOST_BYTES // 1024 // 1024)
    loading = Loading(
        _number(said.get("place", "")), said.get("number", ""), said.get("maker", ""), _number(said.get("year", ""))
    )
    return layout_maps.map_load(request.person, loading, file.read(), at=timezone.now())  # type: ignore[attr-defined]


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a map away."""
    layout_maps.map_remove(request.person, pk, at=timezone.now())  # type: ignore[attr-defined]
    return redirect("plans:maps")


def shapes(request: HttpRequest, pk: int) -> HttpResponse:
    """The shapes of a map, for the page that draws it."""
    return JsonResponse(layout_maps.map_seen(request.person, pk).shapes)  # type: ignore[attr-defined]


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
