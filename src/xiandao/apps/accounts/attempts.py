"""Failed tries to get in, of passwords and codes alike: counted, locked after five, each a line of the log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed

from xiandao.apps.accounts.services import LOCKS, sign_in_failed

if TYPE_CHECKING:
    from django.http import HttpRequest


def is_locked(request: HttpRequest, name: str) -> bool:
    """Whether *name* may not even try now; the answer to *request* then is the page of the lock."""
    if AxesProxyHandler.is_allowed(request, {"username": name}):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]  # read by the middleware of django-axes
    return True


def failed(request: HttpRequest, name: str, way: str, why: str, *, at: dt.datetime) -> None:
    """Counts a try that failed."""
    user_login_failed.send(__name__, credentials={"username": name}, request=request)
    noted(request, name, way, why, at=at)


def noted(request: HttpRequest, name: str, way: str, why: str, *, at: dt.datetime) -> None:
    """Writes down a try that has been counted, and that it was one too many."""
    sign_in_failed(name, way, why, at=at)
    if getattr(request, "axes_locked_out", False) and why != "locked":
        sign_in_failed(name, way, LOCKS, at=at)
