"""Places and zones: the tree, a place, what changes it, and packs that bring many at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.places import loading, services
from xiandao.apps.places.models import LEVELS, Place
from xiandao.apps.places.selectors import branches, management_for, place_for, places_under, uses_of
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

PAGE = 200
MANAGE = "system.manage"
STATES = ("standing", "ended", "any")


def tree(request: HttpRequest) -> HttpResponse:
    """The tree with the zones over it; whoever manages a part of it changes it there."""
    asked, paths = request.GET.dict(), _paths(request)
    places = branches(paths or ("/",), asked)
    page = Paginator(places, PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "levels": LEVELS[1:],
        "states": STATES,
        "may_change": bool(paths),
        "parts": [(place, _depth(place)) for place in page],
    }
    return render(request, "places/tree.html", context)


def _depth(place: Place) -> int:
    return min(place.path.count("/") - 2, 5)


def new(request: HttpRequest) -> HttpResponse:
    """A new place below another."""
    parents, refused = places_under(_paths(request)).filter(until=None).order_by("path"), None
    if request.method == "POST":
        said = request.POST
        try:
            parent = parents.filter(pk=_number(said.get("parent", ""))).first()
            if parent is None:
                raise Refusal("place-parent-needed")  # noqa: TRY301 - said like what the service refuses
            place = services.place_new(
                parent, code=said.get("code", ""), name=said.get("name", ""), short_name=said.get("short_name", ""),
                level=said.get("level", ""), since=_day(said, "since"), at=timezone.now(), by=_person(request),
            )  # fmt: skip
            return redirect("places:place", place.pk)
        except Refusal as told:
            refused = told
    typed = request.POST or {"parent": request.GET.get("parent", "")}
    context = {"typed": typed, "refused": refused, "parents": parents, "levels": LEVELS[1:]}
    return render(request, "places/place_new.html", context, status=422 if refused else 200)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A place: what it is and was called, where it belongs, what zones manage of it, and the forms that change it."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
    paths = _paths(request)
    place = place_for(paths, pk)
    today = timezone.localdate()
    context = {
        "place": place,
        "eras": place.eras.select_related("parent"),
        "below": place.children.order_by("path"),
        "zones": place.managed_by.select_related("zone").order_by("since", "pk"),
        "keeps": place.managed.select_related("place").order_by("since", "pk"),
        "parents": places_under(paths).filter(until=None).exclude(path__startswith=place.path).order_by("path"),
        "towns": places_under(paths).filter(until=None).exclude(level__in=("zone", "country")).order_by("path"),
        "is_root": place.parent is None,
        "is_unused": place.parent is not None and uses_of(place) == 0,
        "today": today,
        **more,
    }
    return render(request, "places/place.html", context, status=422 if "refused" in more else 200)


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """It is called something else from a day on."""
    place, said = place_for(_paths(request), pk), request.POST
    try:
        services.place_rename(
            place, name=said.get("name", ""), short_name=said.get("short_name", ""), day=_day_or_today(said),
            at=timezone.now(), by=_person(request),
        )  # fmt: skip
    except Refusal as refused:
        return _page(request, pk, refused=refused)
    return redirect("places:place", pk)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """It belongs to another place from a day on, with everything below it."""
    place, said = place_for(_paths(request), pk), request.POST
    parent = places_under(_paths(request)).filter(pk=_number(said.get("parent", ""))).first()
    try:
        if parent is None:
            raise Refusal("place-parent-needed")  # noqa: TRY301 - said like what the service refuses
        services.place_move(place, parent, day=_day_or_today(said), at=timezone.now(), by=_person(request))
    except Refusal as refused:
        return _page(request, pk, refused=refused)
    return redirect("places:place", pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no more after a day."""
    place = place_for(_paths(request), pk)
    try:
        services.place_end(place, day=_day_or_today(request.POST), at=timezone.now(), by=_person(request))
    except Refusal as refused:
        return _page(request, pk, refused=refused)
    return redirect("places:place", pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes away what was entered by mistake and nothing points to."""
    place = place_for(_paths(request), pk)
    try:
        services.place_remove(place, at=timezone.now(), by=_person(request))
    except Refusal as refused:
        return _page(request, pk, refused=refused)
    return redirect("places:tree")


@require_POST
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """A zone manages a place from a day on."""
    zone, said = place_for(_paths(request), pk), request.POST
    place = places_under(_paths(request)).filter(pk=_number(said.get("place", ""))).first()
    try:
        if place is None:
            raise Refusal("place-parent-needed")  # noqa: TRY301 - said like what the service refuses
        services.management_new(zone, place, since=_day(said, "since"), at=timezone.now(), by=_person(request))
    except Refusal as refused:
        return _page(request, pk, refused=refused)
    return redirect("places:place", pk)


@require_POST
def manage_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A zone manages a place no more after a day."""
    held = management_for(_paths(request), pk)
    try:
        services.management_end(held, day=_day_or_today(request.POST), at=timezone.now(), by=_person(request))
    except Refusal as refused:
        return _page(request, held.zone_id, refused=refused)
    return redirect("places:place", held.zone_id)


def load(request: HttpRequest) -> HttpResponse:
    """A pack of places: looked through, with every fault at its line; then entered whole."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            context = _loaded(request)
        except Refusal as refused:
            context = {"refused": refused}
    is_wrong = bool(context.get("refused") or context.get("findings"))
    return render(request, "places/load.html", context, status=422 if is_wrong else 200)


def _loaded(request: HttpRequest) -> dict[str, Any]:
    read = loading.pack_read(loading.texts_of(request.FILES.getlist("files")))
    if read.findings or not read.value:
        return {"findings": read.findings}
    is_trial = request.POST.get("act") != "load"
    entered = loading.places_enter(
        read.value, _paths(request), at=timezone.now(), by=_person(request), is_trial=is_trial
    )  # fmt: skip
    return {"entered": entered, "is_trial": is_trial}


def _paths(request: HttpRequest) -> tuple[str, ...]:
    """Below which the person may change the tree; a post of one unit changes nothing of it."""
    return tuple(grant.path for grant in _person(request).within(MANAGE) if grant.unit is None)


def _person(request: HttpRequest) -> Any:
    return request.person  # type: ignore[attr-defined]


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else 0


def _day(said: Mapping[str, str], name: str) -> dt.date | None:
    typed = said.get(name, "").strip()
    try:
        return dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refusal("day-form", day=typed[:20]) from None


def _day_or_today(said: Mapping[str, str]) -> dt.date:
    return _day(said, "day") or timezone.localdate()
