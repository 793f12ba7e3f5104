"""Failed tries to get in, of passwords and codes alike: counted by name and by address, locked, each a line of the log."""

from __future__ import annotations

import datetime as dt
import ipaddress
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import F, Sum

from xiandao.apps.accounts.sealing import blinded
from xiandao.apps.accounts.services import LOCKS, sign_in_failed
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_NAME = 60
MOST_FROM_ADDRESS = 100
"""So many failed tries of one address, under whatever names, lock the address: whole offices share one."""
PROVIDER, CLOSED = "*provider", "*closed"
"""Counted under these in place of a name: ways back from a provider that failed; tries that found the address locked, or,
with the digest of a name behind it, that name."""
GUESSES = ("password-wrong", "code-wrong")
"""Refusals of what somebody who is signed in gave as theirs."""


# ---------------------------------------------------------------------------------------------- names and addresses


def name_plain(said: str) -> str:
    """A user name as it is counted: however it is written, what a person or a directory may take for one is one."""
    known = "".join(sign for sign in unicodedata.normalize("NFKC", said) if unicodedata.category(sign) != "Cf")
    return " ".join(known.casefold().split())[:LONGEST_NAME]


def counted(_request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """Under what django-axes counts a try: a digest that only this installation can make."""
    return blinded(name_plain(str((credentials or {}).get("username") or "")))


def client_address(request: HttpRequest) -> str | None:
    """Whence the request comes, past the declared proxies; of IPv6 the network, since one line has all of its addresses."""
    said = [request.META.get("REMOTE_ADDR", "")]
    said += reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))
    trusted = settings.INSTALLATION.proxy_networks
    found = None
    for each in said:
        address = _address(each)
        if address is None:
            break  # what a proxy never wrote is believed no further
        found = address
        if not any(address in network for network in trusted):
            break
    if found is None or found.version == 4:
        return str(found) if found else None
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


def _address(said: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(said.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


# ------------------------------------------------------------------------------------------------------ locks


def is_locked(request: HttpRequest, name: str) -> bool:
    """Whether *name* may not even try now; the answer to *request* then is the page of the lock."""
    is_free = AxesProxyHandler.is_allowed(request, {"username": name})
    if is_free and (_is_break_glass(request, name) or not is_address_locked(request)):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]  # read by the middleware of django-axes
    return True


def is_address_locked(request: HttpRequest) -> bool:
    """Whether too many tries of that address have failed of late, under whatever names."""
    AxesProxyHandler.update_request(request)
    tries = _late(request.axes_attempt_time).filter(ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
    found = tries.exclude(username__startswith=CLOSED).aggregate(n=Sum("failures_since_start"))["n"] or 0
    return bool(found >= MOST_FROM_ADDRESS)


def _is_break_glass(request: HttpRequest, name: str) -> bool:
    """应急账号 at the machine itself: others cannot lock its address. Its name is locked after five tries as any other."""
    address = _address(client_address(request) or "")
    return name == settings.SIGN_IN.break_glass and address is not None and address.is_loopback


def is_held(name: str, at: dt.datetime) -> bool:
    """Whether *name* cannot get in from somewhere for now, after too many failed tries."""
    tries = _late(at).filter(username=counted(None, {"username": name})).order_by()
    found = tries.values("ip_address").annotate(n=Sum("failures_since_start"))
    return bool(found.filter(n__gte=settings.AXES_FAILURE_LIMIT).exists())


def tries_forgotten(name: str) -> int:
    """Forgets the failed tries of *name*: how many places they came from."""
    digest = counted(None, {"username": name})
    AccessAttempt.objects.filter(username=f"{CLOSED}:{digest}").delete()
    return int(AxesProxyHandler.reset_attempts(username=digest))


def tries_old_forgotten(at: dt.datetime) -> int:
    """Forgets the tries that lock nobody any more, and who signed in when, which the chain keeps: how many."""
    AccessLog.objects.all().delete()
    old, _ = AccessAttempt.objects.filter(attempt_time__lte=at - _window()).delete()
    return int(old)


def _window() -> dt.timedelta:
    return dt.timedelta(hours=settings.AXES_COOLOFF_TIME)


def _late(at: dt.datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a query of django-axes, which has no types
    return AccessAttempt.objects.filter(attempt_time__gt=at - _window())


# ------------------------------------------------------------------------------------------------------ counts


def failed(request: HttpRequest, name: str, way: str, why: str, *, at: dt.datetime) -> None:
    """Counts a try that failed."""
    user_login_failed.send(__name__, credentials={"username": name}, request=request)
    noted(request, name, way, why, at=at)


def noted(request: HttpRequest, name: str, way: str, why: str, *, at: dt.datetime) -> None:
    """Writes down a try that has been counted, and that it was one too many."""
    sign_in_failed(name, way, why, at=at)
    if getattr(request, "axes_locked_out", False) and why != "locked":
        sign_in_failed(name, way, LOCKS, at=at)


def locked_noted(request: HttpRequest, name: str, way: str, *, at: dt.datetime) -> None:
    """Writes down that somebody locked out tried again: one line as long as tries are remembered, and then a count."""
    is_address = is_address_locked(request)
    counted_as = CLOSED if is_address else f"{CLOSED}:{counted(None, {'username': name})}"
    if _again(request, counted_as, is_of_address=is_address) == 1:
        sign_in_failed(name, way, "locked", at=at)


def provider_failed(request: HttpRequest, way: str, why: str, *, at: dt.datetime) -> None:
    """Counts a way back from a provider that failed, which anybody can ask for without a name."""
    if is_address_locked(request):
        locked_noted(request, "", way, at=at)
        return
    _again(request, PROVIDER)
    sign_in_failed("", way, why, at=at)


def tries_while_locked(name: str) -> int:
    """How often somebody tried *name* while it was locked, as far as that is remembered."""
    found = AccessAttempt.objects.filter(username=f"{CLOSED}:{counted(None, {'username': name})}")
    return int(found.aggregate(n=Sum("failures_since_start"))["n"] or 0)


@transaction.atomic
def _again(request: HttpRequest, counted_as: str, *, is_of_address: bool = True) -> int:
    """How often it has happened in the window, this time included: from that address, or from anywhere."""
    AxesProxyHandler.update_request(request)
    address = request.axes_ip_address if is_of_address else None  # type: ignore[attr-defined]
    at = request.axes_attempt_time  # type: ignore[attr-defined]
    AccessAttempt.objects.filter(username=counted_as, attempt_time__lte=at - _window()).delete()
    told = {"get_data": "", "post_data": "", "http_accept": "", "path_info": "", "failures_since_start": 0}
    row, _ = AccessAttempt.objects.get_or_create(
        username=counted_as, ip_address=address, user_agent="", defaults={**told, "attempt_time": at}
    )
    AccessAttempt.objects.filter(pk=row.pk).update(failures_since_start=F("failures_since_start") + 1)
    row.refresh_from_db()
    return int(row.failures_since_start)


@contextmanager
def guessing(request: HttpRequest, name: str, way: str, *, at: dt.datetime) -> Iterator[None]:
    """A password or code given by somebody who is signed in counts as at the door: a session found open is no way round.

    Raises:
        Refusal: ``locked-out``; and what is raised within, counted where it was a wrong password or code.
    """
    if is_locked(request, name):
        locked_noted(request, name, way, at=at)
        raise Refusal("locked-out")
    try:
        yield
    except Refusal as refused:
        if refused.code in GUESSES:
            failed(request, name, way, refused.code.removesuffix("-wrong"), at=at)
        raise
