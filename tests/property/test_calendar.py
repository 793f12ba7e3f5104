"""Promises of the working-day calendar, by the announced arrangements and by any that could be."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.calendar import (
    Holidays,
    HolidayYear,
    add_working_days,
    holidays_from_tables,
    is_working_day,
    on_or_after,
    working_days_between,
)

PACK = Path(__file__).resolve().parents[2] / "packs" / "calendar"
ANNOUNCED = holidays_from_tables(tomllib.loads(path.read_text("utf-8")) for path in PACK.glob("*.toml"))
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
# Far enough from the ends of what is known for any number of working days drawn here.
INNER = st.dates(date(2024, 9, 1), date(2026, 5, 1))
COUNTS = st.integers(-60, 60).filter(bool)


@st.composite
def arrangements(draw: st.DrawFn) -> Holidays:
    """Arrangements for 2024 to 2026 that nobody announced."""
    years = []
    for year in (2024, 2025, 2026):
        days = st.dates(date(year, 1, 1), date(year, 12, 31))
        off = draw(st.frozensets(days, max_size=30))
        work = draw(st.frozensets(days.filter(lambda day: day.weekday() > 4), max_size=10)) - off
        years.append(HolidayYear(year=year, off=off, work=work, source="样例通知"))
    return Holidays(years=tuple(years))


CALENDARS = st.just(ANNOUNCED) | arrangements()


@given(INNER, COUNTS, CALENDARS)
def test_counting_gives_back_what_was_added(start: date, n: int, holidays: Holidays) -> None:
    assert working_days_between(start, add_working_days(start, n, holidays), holidays) == n


@given(INNER, st.integers(-60, 60), CALENDARS)
def test_adding_never_lands_on_a_day_off(start: date, n: int, holidays: Holidays) -> None:
    assert is_working_day(add_working_days(start, n, holidays), holidays)


@given(INNER, st.integers(1, 60), CALENDARS)
def test_going_there_and_back_leads_home(start: date, n: int, holidays: Holidays) -> None:
    home = on_or_after(start, holidays)
    assert add_working_days(add_working_days(home, n, holidays), -n, holidays) == home


@given(INNER, st.integers(1, 30), st.integers(1, 30), CALENDARS)
def test_two_terms_one_after_the_other_are_one(start: date, first: int, second: int, holidays: Holidays) -> None:
    between = add_working_days(start, first, holidays)
    assert add_working_days(between, second, holidays) == add_working_days(start, first + second, holidays)


@given(st.tuples(INNER, INNER, INNER).map(sorted), CALENDARS)
def test_the_ways_of_a_journey_add_up(days: list[date], holidays: Holidays) -> None:
    start, middle, end = days
    assert working_days_between(start, end, holidays) == (
        working_days_between(start, middle, holidays) + working_days_between(middle, end, holidays)
    )


@given(INNER, COUNTS, CALENDARS)
def test_what_is_counted_is_what_is_worked(start: date, n: int, holidays: Holidays) -> None:
    end = add_working_days(start, n, holidays)
    way = [
        start + timedelta(days=passed) for passed in range(min((end - start).days, 0), max((end - start).days, 0) + 1)
    ]
    assert sum(is_working_day(day, holidays) for day in way if day != start) == abs(n)


@given(st.dates(FIRST, LAST), CALENDARS)
def test_a_day_is_off_by_notice_or_by_weekend_and_nothing_else(day: date, holidays: Holidays) -> None:
    table = holidays.table(day.year)
    assert table is not None
    weekday = day.weekday() < 5
    assert is_working_day(day, holidays) == ((weekday and day not in table.off) or day in table.work)
