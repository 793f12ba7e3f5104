"""The day of which a page tells, and the moment up to which it knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from xiandao.core.errors import Refusal

EARLIEST = 1949


class Then(NamedTuple):
    """What was so on the day *on*, as known at the moment *known_at*; *is_past* where either was asked for."""

    on: dt.date
    known_at: dt.datetime
    is_past: bool = False


def then_of(asked: Mapping[str, Any], now: dt.datetime) -> Then:
    """The day and moment asked for by ``as_of`` and ``known_at``; today and now where neither is given.

    A day alone in ``known_at`` means its end, or now while it lasts; ``as_of`` left out is the day of ``known_at``.

    Raises:
        Refusal: ``day-unknown`` for what is no date, ``known-later`` for a moment that has not come.
    """
    as_of, known_at = (str(asked.get(name) or "").strip() for name in ("as_of", "known_at"))
    moment = _moment(known_at, now) if known_at else now
    day = _read(as_of).date() if as_of else timezone.localdate(moment)
    return Then(day, moment, bool(as_of or known_at))


def _read(said: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        raise Refusal("day-unknown", day=said[:40]) from None
    if moment.year < EARLIEST:
        raise Refusal("day-unknown", day=said[:40])
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _moment(said: str, now: dt.datetime) -> dt.datetime:
    moment = _read(said)
    if len(said) == len("2025-12-31"):
        end = timezone.make_aware(dt.datetime.combine(moment.date(), dt.time.max))
        moment = now if moment.date() == timezone.localdate(now) else end
    if moment > now:
        raise Refusal("known-later", day=said[:40])
    return moment
