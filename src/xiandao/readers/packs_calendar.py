"""The pack of the calendar: one file a year, with the days off and the weekends worked in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xiandao.core.calendar import Holidays, HolidayYear
from xiandao.core.errors import Refusal
from xiandao.readers.packs_schema import Fault, Field, Row, Schema


def _year(row: Row) -> HolidayYear:
    return HolidayYear(
        year=row.whole("year") or 0,
        off=frozenset(row.days("off")),
        work=frozenset(row.days("work")),
        source=row.text("source"),
    )


def _build(tops: Sequence[Row]) -> Holidays:
    return Holidays(years=tuple(sorted(map(_year, tops), key=lambda year: year.year)))


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    """What the calendar itself refuses, and days and years written twice."""
    years: dict[int, Row] = {}
    for row in tops:
        try:
            year = _year(row).year
        except Refusal as refusal:
            yield Fault(row, refusal.code, tuple(refusal.values.items()), ("off",))
            continue
        if years.setdefault(year, row) is not row:
            yield Fault(row, "calendar-year-twice", (("year", str(year)),), ("year",), years[year], ("year",))
        yield from _repeated(row)


def _repeated(row: Row) -> Iterator[Fault]:
    for key in ("off", "work"):
        days = row.days(key)
        for index, day in enumerate(days):
            if day in days[:index]:
                values = (("year", str(row.whole("year"))), ("day", str(day)))
                yield Fault(row, "calendar-day-repeated", values, (key, index))


CALENDAR = Schema(
    name="calendar",
    says="一年的放假调休安排。",
    fields=(
        Field(name="year", type="whole", required=True, least=2000, most=2100, says="公历年。"),
        Field(name="source", required=True, says="通知的标题和文号。"),
        Field(name="off", type="days", required=True, says="放假日。"),
        Field(name="work", type="days", default=(), says="调休上班的周六、周日。"),
    ),
    build=_build,
    check=_faults,
)
