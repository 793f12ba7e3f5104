"""Pages that belong to no app: the overview, the language, the health of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from xiandao.apps.plans.overview import overview_of
from xiandao.web.language import COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 3600


def overview(request: HttpRequest) -> HttpResponse:
    """What there is, what waits for the person, what changed."""
    person = request.person  # type: ignore[attr-defined]
    context = overview_of(person, timezone.now()) if person.may("plan.read") else {}
    return render(request, "overview.html", context)


def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, from now on in this browser."""
    back = request.POST.get("back", "/")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if is_ours else "/")
    if request.method == "POST" and request.POST.get("to") in ("zh", "en"):
        response.set_cookie(COOKIE, request.POST["to"], max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def health(_: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
