"""The calendar of working days: weekends, announced days off and the weekends worked in their place (调休上班)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding

_DAY = timedelta(days=1)
_SATURDAY = 5
# New Year's days off may begin in the last days of December, and then stand in the notice for the year that follows.
_UNSETTLED = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    """One year's arrangement of holidays, as announced.

    Attributes:
        year: Calendar year of the notice's title. Its days may begin in December of the year before.
        off: Days off, announced ones only: a weekend needs no notice, yet may be named by one.
        work: Saturdays and Sundays that are worked.
        source: The notice with its number.
    """

    year: int
    off: frozenset[date]
    work: frozenset[date]
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise Refusal("calendar-without-source", year=self.year)
        for day in sorted(self.off | self.work):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise Refusal("calendar-day-outside", year=self.year, day=day)
        for day in sorted(self.off & self.work):
            raise Refusal("calendar-day-both", year=self.year, day=day)
        for day in sorted(self.work):
            if day.weekday() < _SATURDAY:
                raise Refusal("calendar-work-on-weekday", year=self.year, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The arrangements that are known, in the order of their years, none twice."""

    years: tuple[HolidayYear, ...] = ()

    def __post_init__(self) -> None:
        known = [table.year for table in self.years]
        for earlier, later in pairwise(known):
            if earlier >= later:
                raise Refusal("calendar-year-twice", year=later)

    def table(self, year: int) -> HolidayYear | None:
        """The arrangement for *year*, or ``None`` where it is not known."""
        return next((table for table in self.years if table.year == year), None)


def holidays_from_table(table: Mapping[str, object]) -> Holidays:
    """The arrangement of one file of ``packs/calendar``, as parsed: ``year``, ``source``, ``off`` and ``work``.

    Raises:
        Refusal: ``calendar-key`` for a key that lacks, is unknown or has the wrong type, ``calendar-day-repeated``, and
            what :class:`HolidayYear` refuses.
    """
    return holidays_from_tables((table,))


def holidays_from_tables(tables: Iterable[Mapping[str, object]]) -> Holidays:
    """The arrangements of several files, in any order; refused as :func:`holidays_from_table` refuses."""
    return Holidays(years=tuple(sorted(map(_year_from, tables), key=lambda table: table.year)))


def _year_from(table: Mapping[str, object]) -> HolidayYear:
    for key in table:
        if key not in {"year", "source", "off", "work"}:
            raise Refusal("calendar-key", year=table.get("year", ""), key=key)
    year, source = table.get("year"), table.get("source")
    if not isinstance(year, int) or isinstance(year, bool):
        raise Refusal("calendar-key", year=year if year is not None else "", key="year")
    if not isinstance(source, str):
        raise Refusal("calendar-key", year=year, key="source")
    return HolidayYear(year=year, off=_days(table, "off", year), work=_days(table, "work", year), source=source)


def _days(table: Mapping[str, object], key: str, year: int) -> frozenset[date]:
    listed = table.get(key)
    if not isinstance(listed, list | tuple):
        raise Refusal("calendar-key", year=year, key=key)
    days: set[date] = set()
    for day in listed:
        if not isinstance(day, date) or isinstance(day, datetime):
            raise Refusal("calendar-key", year=year, key=key)
        if day in days:
            raise Refusal("calendar-day-repeated", year=year, day=day)
        days.add(day)
    return frozenset(days)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether *day* is worked: what a notice says of it, else whether it is Monday to Friday.

    Raises:
        Refusal: ``calendar-year-missing`` where the arrangement of its year is not known.
    """
    if isinstance(day, datetime):
        # It is equal to no day of a table, so that every holiday would be taken for worked.
        raise TypeError("a point in time is no day")
    own = holidays.table(day.year)
    if own is None:
        known = "、".join(str(table.year) for table in holidays.years)
        raise Refusal("calendar-year-missing", year=day.year, known=known or "-")
    # The notice for the next year comes later and has the last word on December.
    for table in (holidays.table(day.year + 1), own):
        if table and (day in table.off or day in table.work):
            return day in table.work
    return day.weekday() < _SATURDAY


def on_or_after(day: date, holidays: Holidays) -> date:
    """*day* where it is worked, else the next working day: where a term that ends on a day off is put off to."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def add_working_days(start: date, n: int, holidays: Holidays) -> date:
    """The *n*-th working day after *start*, which is not counted itself; before it where *n* is negative.

    With *n* nought it is *start*, or the next working day where *start* is a day off.

    Raises:
        Refusal: ``calendar-year-missing`` where the way leads through a year that is not known.
    """
    if n == 0:
        return on_or_after(start, holidays)
    step, day = (_DAY if n > 0 else -_DAY), start
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, holidays):
            day += step
    return day


def working_days_between(start: date, end: date, holidays: Holidays) -> int:
    """The working days on the way from *start*, which is not counted, to *end*, which is; negative going back.

    Adding what this gives to *start* arrives at *end* wherever *end* is a working day other than *start*.

    Raises:
        Refusal: ``calendar-year-missing`` where the way leads through a year that is not known.
    """
    step, sign = (_DAY, 1) if end >= start else (-_DAY, -1)
    worked = (is_working_day(start + step * passed, holidays) for passed in range(1, abs((end - start).days) + 1))
    return sign * sum(worked)


def unsettled_days(first: date, last: date, holidays: Holidays) -> tuple[Finding, ...]:
    """What may still change between *first* and *last*: December's end, where the next year's notice is not known.

    Returns:
        A finding ``calendar-next-year-open`` for each such year, with the days that the notice may move.
    """
    return tuple(
        finding("calendar-next-year-open", year=year + 1, first=date(year, 12, _UNSETTLED), last=date(year, 12, 31))
        for year in range(first.year, last.year + 1)
        if last >= date(year, 12, _UNSETTLED) and holidays.table(year) and not holidays.table(year + 1)
    )
