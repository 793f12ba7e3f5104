"""The gate: every address is a deed of the rights table, and nobody passes who may not do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone

from xiandao.apps.accounts import factors, gateway
from xiandao.apps.accounts.entering import IS_STRONG
from xiandao.apps.accounts.rights import ANYONE, RIGHTS, SIGNED_IN
from xiandao.apps.accounts.selectors import person_of, user_of_token
from xiandao.apps.accounts.ways import LOCAL
from xiandao.core.errors import Refusal
from xiandao.web.acting import SAFE, acting, refuse_other_post
from xiandao.web.errors import problem, refused
from xiandao.web.marked import refuse_marked

if TYPE_CHECKING:
    from django.http import HttpRequest

API = "api"
FREE_OF_PASSWORD = ("accounts:password", "accounts:sign-out", "language")
"""Where a person may go who must first choose a password."""
FREE_OF_FACTOR = (*FREE_OF_PASSWORD, "accounts:factor", "accounts:factor-begin", "accounts:factor-confirm")
"""Where a person may go who must first turn on a second factor."""


class GateMiddleware:
    """Puts ``request.person`` on every request, and lets pass what the rights table allows.

    What is forbidden looks the same as what does not exist. A token opens the API alone; a session opens the API for
    reading only, since a browser sends its cookies along with whatever another site makes it ask for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes on; the decision falls when the address is known."""
        gateway.header_clean(request.META, settings.SIGN_IN)
        request.person = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """``None`` to go on, or the answer of the closed gate."""
        match = request.resolver_match or resolve(request.path_info)
        if _holds_null(request, is_api=match.namespace == API):
            return _no_text(request)
        is_api = match.namespace == API
        user = _user(request, is_api=is_api)
        if is_api and (allowed := _other_methods(match.view_name, request.method or "GET")):
            return _unknown(request, is_api=True) if user is None else _no_method(request, allowed)
        deed = RIGHTS.deed_of(match.view_name, request.method or "GET")
        try:
            if user is not None:
                request.person = acting(request, person_of(user, timezone.localdate()), match.view_name)  # type: ignore[attr-defined]
                refuse_other_post(request.person, deed)  # type: ignore[attr-defined]
        except Refusal as refusal:
            return refused(request, refusal)
        if deed == ANYONE:
            return None
        if user is None:
            return _unknown(request, is_api=is_api)
        is_first = user.must_change_password and match.view_name not in FREE_OF_PASSWORD
        if is_first and not _came_by_provider(request, is_api=is_api):
            return _first_password(request, is_api=is_api)
        if match.view_name not in FREE_OF_FACTOR and _wants_factor(request, is_api=is_api):
            return problem(request, "factor-first", 403) if is_api else redirect("accounts:factor")
        if deed != SIGNED_IN and not request.person.may(deed):  # type: ignore[attr-defined]
            raise Http404
        return _marked(request, is_api=is_api)


def _marked(request: HttpRequest, *, is_api: bool) -> HttpResponse | None:
    """The answer to words that bear a marking of state secrets; ``None`` to all others."""
    try:
        refuse_marked(request, is_api=is_api)
    except Refusal as refusal:
        return refused(request, refusal)
    return None


def _user(request: HttpRequest, *, is_api: bool) -> Any:
    """Who asks: by token on the API, by session elsewhere, and on the API for what only reads."""
    if is_api:
        scheme, _, word = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer":
            return user_of_token(word.strip(), timezone.now())
        if request.method not in SAFE:
            return None
    if request.user.is_authenticated and gateway.has_left(settings.SIGN_IN, request):
        logout(request)
    return request.user if request.user.is_authenticated else None


def _wants_factor(request: HttpRequest, *, is_api: bool) -> bool:
    """Whether the person must first turn on a second factor; a session that began with two needs no more."""
    person = request.person  # type: ignore[attr-defined]
    has_session = not is_api or "Authorization" not in request.headers
    return factors.is_wanting(person) and not (has_session and request.session.get(IS_STRONG))


def _came_by_provider(request: HttpRequest, *, is_api: bool) -> bool:
    """Whether the session was opened by a provider: whoever came that way knows no password of ours, and needs none."""
    has_session = not is_api or "Authorization" not in request.headers
    return has_session and request.session.get(gateway.WAY, LOCAL) != LOCAL


def _unknown(request: HttpRequest, *, is_api: bool) -> HttpResponse:
    if is_api:
        response = problem(request, "sign-in-needed", 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    return redirect_to_login(request.get_full_path())


def _holds_null(request: HttpRequest, *, is_api: bool) -> bool:
    """Whether an address or a form holds what no keyboard types and no database takes.

    Forms of pages have been read by now, to be checked against forgery; bodies of the API are looked at by whoever reads
    them, behind this gate.
    """
    sent = (request.GET,) if is_api else (request.GET, request.POST)
    return any("\0" in value for each in sent for _, values in each.lists() for value in values)


def _no_text(request: HttpRequest) -> HttpResponse:
    is_api = request.path_info.startswith("/api/")
    return problem(request, "body-unreadable", 400) if is_api else HttpResponse(status=400)


def _other_methods(route: str, method: str) -> tuple[str, ...]:
    """What an address of the API takes in place of a method that it does not; nothing where it takes it."""
    known = {key.partition(" ")[0] for key in RIGHTS.routes if key.endswith(f" {route}")}
    return () if method in known else tuple(sorted(known))


def _no_method(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse:
    response = problem(request, "method-unknown", 405, {"known": ", ".join(allowed)})
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _first_password(request: HttpRequest, *, is_api: bool) -> HttpResponse:
    return problem(request, "password-first", 403) if is_api else redirect("accounts:password")
