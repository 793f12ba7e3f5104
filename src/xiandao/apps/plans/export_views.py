"""Exports as addresses: a file at once, a form where a purpose is asked for, a page to wait on where it takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from xiandao.apps.plans import export_services as services
from xiandao.apps.plans.export_scope import LIST, Ask, ask_of, scope_of
from xiandao.apps.plans.exports import tab_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {"xlsx": f"{OFFICE}.spreadsheetml.sheet", "docx": f"{OFFICE}.wordprocessingml.document"}


@require_http_methods(("GET", "POST"))
def export(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """Something of one edition."""
    return _export(request, ask_of(what, form, pk, request.GET.dict()))


@require_http_methods(("GET", "POST"))
def listing(request: HttpRequest, form: str) -> HttpResponse:
    """The list of plans as it is filtered and sorted."""
    return _export(request, ask_of(LIST, form, None, request.GET.dict()))


def _export(request: HttpRequest, ask: Ask) -> HttpResponse:
    person: Person = request.person  # type: ignore[attr-defined]
    at, number = timezone.now(), request.GET.get("number")
    if number:
        given = services.export_fetch(person, ask, number, at=at)
        return _file(given) if given else _page(request, ask, number=number)
    scope = scope_of(person, ask)
    if request.method == "GET" and services.needs_purpose(scope):
        return _page(request, ask, scope=scope, most=services.LONGEST_PURPOSE)
    begun = services.export_begin(person, ask, scope, purpose=request.POST.get("purpose", ""), at=at)
    if scope.rows <= services.MOST_AT_ONCE:
        return _file(services.export_give(person, begun, at=at))
    address = f"{request.path}?{urlencode({**ask.asked, 'number': begun.number})}"
    services.export_enter(person, begun, address, at=at)
    return redirect(address)


def _page(request: HttpRequest, ask: Ask, **context: object) -> HttpResponse:
    language: Language = request.language  # type: ignore[attr-defined]
    return render(request, "plans/export.html", {"ask": ask, "tab": tab_of(ask.what, language), **context})


def _file(given: services.Given) -> HttpResponse:
    form = given.export.form
    response = HttpResponse(given.data, content_type=MEDIA_TYPES[form])
    name = quote(given.name, safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{given.export.number}.{form}\"; filename*=UTF-8''{name}"
    )
    return response
