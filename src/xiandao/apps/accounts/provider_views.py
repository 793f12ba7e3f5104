"""To a provider and back: OpenID Connect, CAS, and the gateway that has been there already."""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts import attempts, cas, gateway, oidc
from xiandao.apps.accounts.entering import absolute, enter, onward_of, rule, user_of
from xiandao.apps.accounts.oidc import Begun, Identity
from xiandao.apps.accounts.views import sign_in_page
from xiandao.apps.accounts.ways import Cas, Gateway, Oidc
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

AWAY = "away"
"""In the session: what was begun with a provider, by its id."""
PATIENCE = 600
"""Seconds to come back from a provider."""
CLOSED = "locked-out"
_LOG = logging.getLogger(__name__)


def sign_in_with(request: HttpRequest, way: str) -> HttpResponse:
    """To the provider of that id; by the gateway, straight in."""
    provider, onward = rule().way(way), onward_of(request, request.GET.get("next", ""))
    at = timezone.now()
    try:
        _open(request, way, at)
        match provider:
            case Oidc():
                begun = oidc.begin()
                address = oidc.address(provider, begun, _back(request, way), settings.DATA)
                _keep(request, way, onward, [*begun], at)
                return redirect(address)
            case Cas():
                state = secrets.token_urlsafe(32)
                _keep(request, way, onward, [state], at)
                return redirect(cas.address(provider, _service(request, way, state)))
            case Gateway():
                found = _named(request, provider)
                return enter(request, user_of(provider, found, at=at), provider, onward, at=at)
            case _:
                return redirect("accounts:sign-in")
    except Refusal as refused:
        return _told(request, way, refused, at)


def sign_in_back(request: HttpRequest, way: str) -> HttpResponse:
    """Back from the provider of that id."""
    provider, at = rule().way(way), timezone.now()
    if not isinstance(provider, Oidc | Cas):
        return redirect("accounts:sign-in")
    try:
        kept = _taken(request, way, at)
        _open(request, way, at)
        found = _identity(request, provider, kept["begun"], at)
        return enter(request, user_of(provider, found, at=at), provider, kept["onward"], hint=found.hint, at=at)
    except Refusal as refused:
        return _told(request, way, refused, at)


def _open(request: HttpRequest, way: str, at: dt.datetime) -> None:
    """Refuses, unless few tries of that address have failed of late."""
    if attempts.is_address_locked(request):
        attempts.locked_noted(request, "", way, at=at)
        raise Refusal(CLOSED)


def _identity(request: HttpRequest, provider: Oidc | Cas, begun: list[str], at: dt.datetime) -> Identity:
    said = request.GET.dict()
    if isinstance(provider, Oidc):
        back = _back(request, provider.id)
        return oidc.identity(provider, Begun(*begun), said, back=back, data=settings.DATA, at=at)
    if not hmac.compare_digest(said.get("state", "").encode(), begun[0].encode()):
        raise Refusal("sign-in-stale")
    return cas.identity(provider, said.get("ticket", ""), _service(request, provider.id, begun[0]), settings.DATA)


def _named(request: HttpRequest, provider: Gateway) -> Identity:
    username = gateway.username_in(provider, request.META)
    if not username:
        raise Refusal("provider-declined", name=provider.name)
    return Identity(username, "")


def _keep(request: HttpRequest, way: str, onward: str, begun: list[str], at: dt.datetime) -> None:
    away = request.session.get(AWAY, {})
    request.session[AWAY] = {**away, way: {"onward": onward, "begun": begun, "at": at.timestamp()}}


def _taken(request: HttpRequest, way: str, at: dt.datetime) -> dict[str, Any]:
    """What was begun, once: whoever comes back a second time begins anew."""
    away = request.session.get(AWAY, {})
    kept: dict[str, Any] | None = away.pop(way, None)
    request.session[AWAY] = away
    if kept is None or at.timestamp() - kept["at"] > PATIENCE:
        raise Refusal("sign-in-stale")
    return kept


def _told(request: HttpRequest, way: str, refused: Refusal, at: dt.datetime) -> HttpResponse:
    """The page of signing in again, with what went wrong; the log of the server has the reason, the chain a line."""
    if refused.code == CLOSED:
        return sign_in_page(request, refused=refused)
    if refused.code not in ("sign-in-unknown", "sign-in-stale"):  # has its line already; says nothing: anybody can ask
        why = refused.values.get("why", "")
        _LOG.warning("sign-in by %s: %s %s", way, refused.code, why)
        attempts.provider_failed(request, way, refused.code, at=at)
    return sign_in_page(request, refused=refused)


def _back(request: HttpRequest, way: str) -> str:
    return absolute(request, reverse("accounts:sign-in-back", args=[way]))


def _service(request: HttpRequest, way: str, state: str) -> str:
    return f"{_back(request, way)}?state={state}"
