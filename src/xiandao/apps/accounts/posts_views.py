"""Units and posts: the tree with what is vacant, a unit, a post, who holds it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.accounts import managed, posts
from xiandao.apps.accounts.models import TENURES
from xiandao.apps.accounts.rights import RIGHTS, ROLES
from xiandao.apps.accounts.typed import day_of, day_or_none, names_of, number_of
from xiandao.core.errors import Refusal
from xiandao.readers.packs_units import UNIT_KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 60
SHOWN = ("manned", "vacant", "all")
"""Units that have posts, units with vacant ones, all units."""


def listed(request: HttpRequest) -> HttpResponse:
    """The units by place, each with its posts and who holds them."""
    person, asked, today = _person(request), request.GET.dict(), timezone.localdate()
    units = managed.with_posts(managed.units_asked(person, asked), asked, today)
    places = managed.places_managed(person)
    page = Paginator(units, PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "by_place": [(place, list(of)) for place, of in groupby(page, lambda unit: unit.place)],
        "asked": asked,
        "places": places.exclude(level="town"),
        "shown": SHOWN,
        "vacant": managed.vacant_count(person, today),
        "may_add": places.exists(),
    }
    return render(request, "accounts/units.html", context)


def unit_new(request: HttpRequest) -> HttpResponse:
    """A new unit of a place."""
    person, refused = _person(request), None
    places = managed.places_managed(person).filter(until=None).exclude(parent=None)
    if request.method == "POST":
        try:
            place = places.filter(pk=number_of(request.POST, "place")).first()
            if place is None:
                raise Refusal("unit-place-needed")  # noqa: TRY301 - said like what the service refuses
            unit = posts.unit_add(
                place, request.POST.get("name", ""), short_names=names_of(request.POST.get("short_names", "")),
                kind=_kind(request), is_new=True, at=timezone.now(), by=person,
            )  # fmt: skip
            return redirect("accounts:unit", unit.pk)
        except Refusal as said:
            refused = said
    typed = request.POST or {"place": request.GET.get("place", ""), "kind": posts.UNIT_KIND}
    context = {"typed": typed, "refused": refused, "places": places, "kinds": UNIT_KINDS}
    return render(request, "accounts/unit_new.html", context, status=422 if refused else 200)


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    return kind if kind in UNIT_KINDS else posts.UNIT_KIND


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit, its posts, and the form that renames it."""
    person, refused = _person(request), None
    of = managed.unit_for(person, pk)
    if request.method == "POST":
        try:
            posts.unit_change(
                of, name=request.POST.get("name", ""), short_names=names_of(request.POST.get("short_names", "")),
                kind=_kind(request), at=timezone.now(), by=person,
            )  # fmt: skip
            return redirect("accounts:unit", pk)
        except Refusal as said:
            refused = said
    told = {"name": of.name, "short_names": "、".join(of.short_names), "kind": of.kind}
    context = {
        "unit": of,
        "typed": request.POST if refused else told,
        "refused": refused,
        "posts": managed.posts_now(timezone.localdate()).filter(unit=of),
        "kinds": UNIT_KINDS,
    }
    return render(request, "accounts/unit.html", context, status=422 if refused else 200)


def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new post of a unit."""
    person, refused = _person(request), None
    of = managed.unit_for(person, pk)
    if request.method == "POST":
        try:
            made = posts.post_add(
                of, request.POST.get("title", ""), *request.POST.getlist("roles"),
                is_of_unit=request.POST.get("scope") == "unit", is_new=True, at=timezone.now(), by=person,
            )  # fmt: skip
            return redirect("accounts:post", made.pk)
        except Refusal as said:
            refused = said
    context = {"unit": of, "refused": refused, **_roles(request)}
    return render(request, "accounts/post_new.html", context, status=422 if refused else 200)


def _roles(request: HttpRequest, **told: Any) -> dict[str, Any]:
    """The fields of a post's form as they were typed, else as *told*."""
    sent = request.POST if "title" in request.POST else None
    return {
        "title": sent.get("title", "") if sent else told.get("title", ""),
        "chosen": sent.getlist("roles") if sent else told.get("roles", []),
        "is_of_unit": sent.get("scope") == "unit" if sent else told.get("is_of_unit", False),
        "roles": [(role, sorted(deed for deed, may in RIGHTS.deeds.items() if role in may)) for role in ROLES],
    }


def post(request: HttpRequest, pk: int) -> HttpResponse:
    """A post: who holds it and held it, what it may do, and the forms that change that."""
    person = _person(request)
    of = managed.post_for(person, pk)
    if request.method == "POST":
        try:
            posts.post_change(
                of, title=request.POST.get("title", ""), roles=request.POST.getlist("roles"),
                is_of_unit=request.POST.get("scope") == "unit", at=timezone.now(), by=person,
            )  # fmt: skip
            return redirect("accounts:post", pk)
        except Refusal as refused:
            return _post_page(request, pk, refused=refused, is_change=True)
    return _post_page(request, pk)


def _post_page(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
    person, today = _person(request), timezone.localdate()
    of = managed.post_for(person, pk)
    holdings = list(of.holdings.select_related("user__unit").order_by("-since", "-pk"))
    context = {
        "post": of,
        "now": [each for each in holdings if each.until is None or each.until >= today],
        "before": [each for each in holdings if each.until is not None and each.until < today],
        "handovers": of.handovers.select_related("from_user", "to_user", "by"),
        "people": managed.people_managed(person)
        .filter(is_active=True)
        .exclude(pk=person.id or 0)
        .order_by("name", "pk"),
        "tenures": TENURES,
        "today": today,
        **_roles(request, title=of.title, roles=of.roles, is_of_unit=of.is_of_unit),
        **more,
    }
    return render(request, "accounts/post.html", context, status=422 if "refused" in more else 200)


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody holds the post from a day on."""
    person = _person(request)
    of = managed.post_for(person, pk)
    try:
        user = managed.people_managed(person).filter(pk=number_of(request.POST, "person"), is_active=True).first()
        if user is None:
            raise Refusal("person-needed")  # noqa: TRY301 - said like what the service refuses
        since = day_of(request.POST, "since")
        posts.since_check(since, timezone.localdate())
        posts.post_hold(
            of, user, since=since, until=day_or_none(request.POST, "until"),
            tenure=request.POST.get("tenure", "staff"), at=timezone.now(), by=person,
        )  # fmt: skip
    except Refusal as refused:
        return _post_page(request, pk, refused=refused, typed=request.POST)
    return redirect("accounts:post", pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody holds a post until a day."""
    person = _person(request)
    holding = managed.holding_for(person, pk)
    today = timezone.localdate()
    try:
        posts.holding_end(holding, day=day_of(request.POST, "day"), at=timezone.now(), today=today, by=person)
    except Refusal as refused:
        return _post_page(request, holding.post_id, refused=refused)
    return redirect("accounts:post", holding.post_id)


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]
