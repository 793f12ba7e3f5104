"""Who else is told when a post goes from one person to another: apps above this one, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from xiandao.apps.accounts.models import Handover
from xiandao.apps.accounts.rights import Person

Follower = Callable[[Handover, Person | None, dt.datetime], None]
_FOLLOWERS: list[Follower] = []


def handed_over(function: Follower) -> Follower:
    """Declares what else is done in the transaction of a hand-over."""
    _FOLLOWERS.append(function)
    return function


def followers() -> tuple[Follower, ...]:
    """All of them, in the order in which they were declared."""
    return tuple(_FOLLOWERS)
