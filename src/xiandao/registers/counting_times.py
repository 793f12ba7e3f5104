"""The life of an entity in stretches of days on which nothing changes."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from xiandao.core.measures import Event
from xiandao.core.statements import Row
from xiandao.registers.counting_values import History, Moment

ONE_DAY = dt.timedelta(days=1)


class Stretch(NamedTuple):
    """Days on which the row is the same.

    Attributes:
        first: ``date.min`` for what holds nobody says since when. last: the last of them that is asked about.
        is_valid: Whether the entity stands in lists and its validity has not run out.
    """

    first: dt.date
    last: dt.date
    row: Row
    is_valid: bool


def stretches(history: History, moment: Moment, expires: str = "") -> list[Stretch]:
    """The entity's days up to *moment*, in order; *expires* is the property with the last day of its validity."""
    found: list[Stretch] = []
    first = dt.date.min
    while first <= moment.day:
        row = history.on(first, moment.known_at)
        last = min(moment.day, row.changes_on - ONE_DAY) if row.changes_on else moment.day
        found.extend(_parted(Stretch(first, last, row, row.exists), expires))
        if row.changes_on is None:
            break
        first = row.changes_on
    return found


def _parted(stretch: Stretch, expires: str) -> Iterator[Stretch]:
    end = day_of(stretch.row.values[expires][0]) if expires and stretch.row.values.get(expires) else None
    if end is None or end >= stretch.last:
        yield stretch
        return
    if end >= stretch.first:
        yield stretch._replace(last=end)
        yield stretch._replace(first=end + ONE_DAY, is_valid=False)
    else:
        yield stretch._replace(is_valid=False)


def day_of(value: str) -> dt.date | None:
    """The last day that a day, month or year may mean, by which it is certainly so; ``None`` for what is none.

    >>> day_of("2024-02")
    datetime.date(2024, 2, 29)
    """
    parts = value.split("-")
    try:
        numbers = [int(part) for part in parts]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12
        day = numbers[2] if len(numbers) == 3 else calendar.monthrange(year, month)[1]
        return dt.date(year, month, day)
    except (ValueError, IndexError):
        return None


def event_day(event: Event, life: list[Stretch]) -> dt.date | None:
    """The day of the event; ``date.min`` where it was and nobody says when, ``None`` where it has not been."""
    for each in life:
        if not each.row.exists:
            continue
        found = each.row.values.get(event.property, ()) if event.property else ("known",)
        if event.property and not event.values:
            days = sorted(day for value in found if (day := day_of(value)) is not None and day <= each.last)
            if days:
                return days[0]
        elif not event.property or any(value in event.values for value in found):
            return each.first
    return None
