"""What forms say, as values: days, numbers, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from xiandao.core.errors import Refusal

FIRST, LAST = dt.date(1949, 10, 1), dt.date(2100, 12, 31)


def day_of(said: Mapping[str, str], name: str) -> dt.date:
    """The day in the field *name*; today where it is empty.

    Raises:
        Refusal: ``day-form``.
    """
    return day_or_none(said, name) or timezone.localdate()


def day_or_none(said: Mapping[str, str], name: str) -> dt.date | None:
    """The day in the field *name*, ``None`` where it is empty.

    Raises:
        Refusal: ``day-form``.
    """
    typed = said.get(name, "").strip()
    if not typed:
        return None
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError:
        raise Refusal("day-form", day=typed[:20]) from None
    if not FIRST <= day <= LAST:
        raise Refusal("day-form", day=typed[:20])
    return day


def number_of(said: Mapping[str, str], name: str) -> int:
    """The whole number in the field *name*; 0, which is the number of nothing, where there is none."""
    typed = said.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else 0


def names_of(said: str) -> tuple[str, ...]:
    """Several names in one field, parted by 、 or commas."""
    return tuple(filter(None, (each.strip() for each in said.replace("，", "、").replace(",", "、").split("、"))))
