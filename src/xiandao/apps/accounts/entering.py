"""From a name that has been proved to a session: the account behind it, the second factor, where to go on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from xiandao.apps.accounts import attempts, cas, directory, factors, oidc, services
from xiandao.apps.accounts.gateway import WAY
from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.ways import LOCAL, Cas, Gateway, Ldap, Oidc, Provider, SignIn
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from xiandao.apps.accounts.oidc import Identity

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENTERING, HINT, IS_STRONG = "entering", "hint", "is-strong"
"""What the session holds: who has still to give a code; the ID token; whether two factors were asked."""
PATIENCE = 300
"""Seconds to type a code."""
LONGEST_NAME = 60


class Entering(NamedTuple):
    """Somebody whose password or provider was right, and whose code is still wanted; *proof* is what they proved."""

    user: int
    way: str
    onward: str
    hint: str
    at: float
    proof: str = ""


def rule() -> SignIn:
    """How people sign in here."""
    declared: SignIn = settings.SIGN_IN
    return declared


def user_by_password(request: HttpRequest, way_id: str, name: str, word: str, *, at: dt.datetime) -> User | None:
    """Whose name and password these are, here or in a directory; what fails is counted and written down.

    Raises:
        Refusal: ``sign-in-stale``: a way that takes no passwords; or the directory does not answer, or knows somebody
            whom we do not.
    """
    way = rule().way(way_id)
    if isinstance(way, Ldap):
        return _by_directory(request, way, name, word, at=at)
    if way is not None:
        raise Refusal("sign-in-stale")
    if attempts.is_locked(request, name):
        attempts.locked_noted(request, name, LOCAL, at=at)
        return None
    if not rule().opens(name):
        attempts.failed(request, name, LOCAL, "local-off", at=at)
        User().set_password(word)  # as with a wrong password, in words and in time: who may is told to nobody
        return None
    user = authenticate(request, username=name, password=word)
    if not isinstance(user, User):
        attempts.noted(request, name, LOCAL, "password", at=at)
        return None
    return user


def _by_directory(request: HttpRequest, way: Ldap, name: str, word: str, *, at: dt.datetime) -> User | None:
    counted = attempts.name_plain(name)  # a directory takes them for one
    if attempts.is_locked(request, counted):
        attempts.locked_noted(request, counted, way.id, at=at)
        return None
    found = directory.identity(way, name, word, settings.DATA)
    if found is None:
        attempts.failed(request, counted, way.id, "password", at=at)
        return None
    return user_of(way, found, at=at)


def user_of(way: Provider, found: Identity, *, at: dt.datetime) -> User:
    """The account of whom a provider names; an unknown person gets one, without any post, only where that is declared.

    Raises:
        Refusal: There is none, or it is closed; whom to ask is said.
    """
    user = User.objects.filter(username=found.username).first()
    if user is None and way.create and 0 < len(found.username) <= LONGEST_NAME and found.username.isprintable():
        name = (found.name or found.username)[:LONGEST_NAME]
        user = services.user_add(username=found.username, name=name, password=None, at=at, must_change=False)
    if user is None or not user.is_active:
        services.sign_in_failed(found.username, way.id, "unknown" if user is None else "closed", at=at)
        raise Refusal("sign-in-unknown", name=way.name, help=rule().help or "—")
    return user


def enter(
    request: HttpRequest, user: User, way: Provider | None, onward: str, *, hint: str = "", at: dt.datetime
) -> HttpResponse:
    """The next step of whoever has been proved to be *user*: a code, or in."""
    way_id = way.id if way else LOCAL
    is_strong = bool(way and way.asks_second_factor)
    entering = Entering(user.pk, way_id, onward, hint, at.timestamp(), user.get_session_auth_hash())
    if factors.is_on(user.pk) and not is_strong:
        request.session.cycle_key()
        request.session[ENTERING] = [*entering]
        return redirect("accounts:sign-in-code")
    return admit(request, user, entering, is_strong=is_strong, at=at)


def entering_of(request: HttpRequest, at: dt.datetime) -> Entering | None:
    """Whose code is awaited; nobody's when it has taken too long."""
    kept = request.session.get(ENTERING)
    entering = Entering(*kept) if kept else None
    if entering is None or at.timestamp() - entering.at > PATIENCE:
        request.session.pop(ENTERING, None)
        return None
    return entering


def user_entering(request: HttpRequest, entering: Entering) -> User | None:
    """Whose code is awaited; nobody's when the account was closed, or its password or factor changed meanwhile."""
    user = User.objects.filter(pk=entering.user, is_active=True).first()
    if user is None or not constant_time_compare(entering.proof, user.get_session_auth_hash()):
        request.session.pop(ENTERING, None)
        return None
    return user


def admit(
    request: HttpRequest, user: User, entering: Entering, *, is_strong: bool, with_code: bool = False, at: dt.datetime
) -> HttpResponse:
    """The session, and the way on."""
    request.session.pop(ENTERING, None)
    login(request, user, backend=BACKEND)
    request.session[WAY], request.session[HINT] = entering.way, entering.hint
    request.session[IS_STRONG] = is_strong
    services.signed_in(user.pk, entering.way, with_code=with_code, at=at)
    return redirect(entering.onward)


def onward_of(request: HttpRequest, asked: str) -> str:
    """Where the person wanted to go, if that is one of our own pages."""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"


def absolute(request: HttpRequest, path: str) -> str:
    """An address of ours as others know it."""
    declared = rule().address
    return f"{declared.rstrip('/')}{path}" if declared else request.build_absolute_uri(path)


def end_of(way: Provider | None, hint: str, back: str) -> str | None:
    """Where whoever came by *way* ends the provider's own session, if it is declared."""
    match way:
        case Oidc():
            return oidc.end_session(way, hint, back)
        case Cas():
            return cas.end_session(way, back)
        case Gateway():
            return way.end_session
        case _:
            return None
