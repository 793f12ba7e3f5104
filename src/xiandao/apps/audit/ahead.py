"""Deeds that take long: computed before their transaction, and written in a short one if what they rest on still stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from xiandao.core.errors import Refusal

MOST_TRIES = 3
Found = TypeVar("Found")
Written = TypeVar("Written")


class Stale(Exception):  # noqa: N818 - a reason to begin anew, not a fault
    """What was computed rests on what is no more: said inside the transaction, of which nothing stays then."""


def computed_ahead(compute: Callable[[], Found], write: Callable[[Found], Written]) -> Written:
    """Lets *compute* do what takes long while nobody waits, and *write* keep it in a transaction of its own.

    *write* looks again at what was computed from, and raises :class:`Stale` where that is another by now: then all of
    it is done anew, a few times, and at last within one transaction, which on SQLite nobody can disturb.

    Raises:
        Refusal: ``ahead-stale``: others changed it even then.
    """
    for _ in range(MOST_TRIES):
        found = compute()
        try:
            with transaction.atomic():
                return write(found)
        except Stale:
            continue
    with transaction.atomic():
        try:
            return write(compute())
        except Stale:
            raise Refusal("ahead-stale") from None
