"""The clock: working days by the calendar of the installation; where a year has no calendar, that is said."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from xiandao.core.calendar import Holidays, add_working_days, working_days_between
from xiandao.core.errors import Refusal
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_calendar import CALENDAR


class Due(NamedTuple):
    """When something is due.

    Attributes:
        day: The last working day, ``None`` where it cannot be known.
        missing: The year whose holidays are not known, where that is why.
        left: Working days from today to *day*, negative when it has passed; ``None`` where they cannot be counted.
    """

    day: dt.date | None
    missing: str = ""
    left: int | None = None


def holidays_known() -> Holidays:
    """The calendar of ``packs/calendar``; a file with a fault is left out, as if its year were not known."""
    folder: Path = settings.PACKS / "calendar"
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return _loaded(folder, tuple((file.name, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _loaded(folder: Path, files: tuple[tuple[str, int], ...]) -> Holidays:
    return (load_pack(folder, CALENDAR).value if files else None) or Holidays()


def last_day(start: dt.date, days: int) -> dt.date:
    """The *days*-th working day after *start*.

    Raises:
        Refusal: ``calendar-year-missing``: never guessed.
    """
    return add_working_days(start, days, holidays_known())


def due_of(start: dt.date | None, days: int | None, today: dt.date) -> Due | None:
    """When what began on *start* and has *days* working days is due; ``None`` where no clock runs."""
    if start is None or days is None:
        return None
    holidays = holidays_known()
    try:
        day = add_working_days(start, days, holidays)
    except Refusal as refused:
        return Due(None, missing=refused.values["year"])
    return Due(day, left=_left(today, day, holidays))


def days_left(today: dt.date, day: dt.date) -> int | None:
    """Working days from *today* to *day*, negative when it has passed; ``None`` where a year is not known."""
    return _left(today, day, holidays_known())


def _left(today: dt.date, day: dt.date, holidays: Holidays) -> int | None:
    try:
        return working_days_between(today, day, holidays)
    except Refusal:
        return None
