"""What else is done when an account is closed for good: apps above this one, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xiandao.apps.accounts.models import User
    from xiandao.apps.accounts.rights import Person

Follower = Callable[["User", "Person", dt.datetime], None]
_FOLLOWERS: list[Follower] = []


def closed_for_good(function: Follower) -> Follower:
    """Declares what is done when somebody has left and their account is closed for good."""
    _FOLLOWERS.append(function)
    return function


def closed(user: User, by: Person, at: dt.datetime) -> None:
    """Does it."""
    for follow in _FOLLOWERS:
        follow(user, by, at)
