"""People as the security administrator manages them: the list, an account, and what is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiandao.apps.accounts import attempts, managed, people
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.accounts.people_papers import people_given
from xiandao.apps.accounts.typed import number_of
from xiandao.apps.accounts.ways import LOCAL
from xiandao.apps.files.downloads import MEDIA_TYPES, download
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 50


def listed(request: HttpRequest) -> HttpResponse:
    """The people, filtered by place, unit, state and words."""
    person, asked, today = _person(request), request.GET.dict(), timezone.localdate()
    page = Paginator(managed.people_listed(person, asked, today), PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "places": managed.places_managed(person).exclude(level="town"),
        "unit": managed.units_managed(person).filter(pk=number_of(asked, "unit")).first(),
        "states": managed.STATES,
    }
    return render(request, "accounts/people.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as a workbook."""
    name, data = people_given(_person(request), request.GET.dict(), at=timezone.now(), on=timezone.localdate())
    return download(data, name, plain="people.xlsx", media_type=MEDIA_TYPES["xlsx"])


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new account; the answer shows its first password, once."""
    person = _person(request)
    context: dict[str, Any] = {
        "typed": request.POST or {"unit": request.GET.get("unit", "")},
        "languages": people.LANGUAGES,
        "has_providers": bool(settings.SIGN_IN.ways),
    }
    if request.method == "POST":
        try:
            made = people.person_add(
                person, request.POST.get("username", ""), _said(request, person),
                has_password=request.POST.get("way", LOCAL) == LOCAL, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refused:
            context["refused"] = refused
        else:
            return render(request, "accounts/person_made.html", {"made": made, "is_new": True})
    context["units"] = managed.units_managed(person).order_by("place__path", "name")
    return render(request, "accounts/person_new.html", context, status=422 if "refused" in context else 200)


def _said(request: HttpRequest, person: Person) -> people.Said:
    """What the form tells of a person; a unit that is not among theirs is none.

    Raises:
        Refusal: ``person-unit-needed``.
    """
    unit: Unit | None = managed.units_managed(person).filter(pk=number_of(request.POST, "unit")).first()
    if unit is None:
        raise Refusal("person-unit-needed")
    return people.Said(request.POST.get("name", ""), unit, request.POST.get("language", "zh"))


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: the account, the posts held now and before, tokens; and what changes of name or unit."""
    person, today = _person(request), timezone.localdate()
    refused = None
    if request.method == "POST":
        try:
            user = managed.user_changeable(person, pk, today)
            people.person_change(person, user, _said(request, person), at=timezone.now())
            return redirect("accounts:person", pk)
        except Refusal as said:
            if said.code == "absent":
                raise
            refused = said
    user = managed.user_for(person, pk)
    holdings = list(managed.holdings_of(person, user))
    context = {
        "user": user,
        "typed": request.POST if refused else {"name": user.name, "unit": str(user.unit_id), "language": user.language},
        "refused": refused,
        "now": [each for each in holdings if each.until is None or each.until >= today],
        "before": [each for each in holdings if each.until is not None and each.until < today],
        "tokens": managed.tokens_listed(user),
        "today": today,
        "at": timezone.now(),
        "may_change": managed.may_change(person, user, today),
        "is_own": user.pk == person.id,
        "is_held": attempts.is_held(user.username, timezone.now()),
        "units": managed.units_managed(person).order_by("place__path", "name"),
        "languages": people.LANGUAGES,
    }
    return render(request, "accounts/person.html", context, status=422 if refused else 200)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody gets in with this account any more."""
    for_good = request.POST.get("for_good") == "yes"
    people.person_lock(_person(request), _changeable(request, pk), at=timezone.now(), for_good=for_good)
    return redirect("accounts:person", pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner gets in again."""
    people.person_unlock(_person(request), _changeable(request, pk), at=timezone.now())
    return redirect("accounts:person", pk)


@never_cache
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Another first password, shown once."""
    made = people.password_reset(_person(request), _changeable(request, pk), at=timezone.now())
    return render(request, "accounts/person_made.html", {"made": made, "is_new": False})


@require_POST
def token_end(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """Ends a token of theirs."""
    people.token_take(_person(request), _changeable(request, pk), token, at=timezone.now())
    return redirect("accounts:person", pk)


def _changeable(request: HttpRequest, pk: int) -> User:
    return managed.user_changeable(_person(request), pk, timezone.localdate())


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]
