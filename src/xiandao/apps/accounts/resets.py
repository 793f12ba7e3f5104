"""Who may reset what of whom, and that the person is told: a password and a factor reset by one hand are an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from xiandao.apps.accounts.managed import is_administrator
from xiandao.apps.audit.models import AuditLine
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.models import User
    from xiandao.apps.accounts.rights import Person

PASSWORD, FACTOR = "user.password", "factor.reset"
"""The deeds of the log."""
APART = dt.timedelta(days=1)
"""For so long whoever has reset one leaves the other alone."""

Follower = Callable[[str, "User", "Person", dt.datetime], None]
_FOLLOWERS: list[Follower] = []


def reset_check(by: Person, user: User, deed: str, *, at: dt.datetime) -> None:
    """三员分立: nobody makes an administrator of themselves by resets, nor takes an account over whole.

    Whoever runs commands on the machine may: the data is in their hands anyway.

    Raises:
        Refusal: ``reset-administrator``: *user* is or will be one; ``reset-both``: *by* has reset the other of the two
            within a day.
    """
    if by.id is None:
        return
    if is_administrator(user, timezone.localdate(at)):
        raise Refusal("reset-administrator", name=user.name)
    other = FACTOR if deed == PASSWORD else PASSWORD
    late = AuditLine.objects.filter(deed=other, object_kind="user", object_id=str(user.pk), actor=by.actor)
    if late.filter(at__gt=at - APART).exists():
        raise Refusal("reset-both", name=user.name)


def reset_followed(function: Follower) -> Follower:
    """Declares what else is done when somebody's password or factor is reset: apps above this one."""
    _FOLLOWERS.append(function)
    return function


def reset_told(deed: str, user: User, by: Person, at: dt.datetime) -> None:
    """Does it, in the same transaction."""
    for follow in _FOLLOWERS:
        follow(deed, user, by, at)
