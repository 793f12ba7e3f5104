"""Working days by the announced arrangements, and what is refused where none is known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from xiandao.core.calendar import (
    Holidays,
    add_working_days,
    holidays_from_table,
    holidays_from_tables,
    is_working_day,
    on_or_after,
    unsettled_days,
    working_days_between,
)
from xiandao.core.errors import Refusal

PACK = Path(__file__).resolve().parents[3] / "packs" / "calendar"
TABLES = tuple(tomllib.loads(path.read_text("utf-8")) for path in sorted(PACK.glob("*.toml")))
HOLIDAYS = holidays_from_tables(TABLES)

# Name, first day, last day, days as the notice counts them; then the days worked in their place.
ANNOUNCED = """
2024 元旦 01-01 01-01 1
2024 春节 02-10 02-17 8 02-04 02-18
2024 清明节 04-04 04-06 3 04-07
2024 劳动节 05-01 05-05 5 04-28 05-11
2024 端午节 06-10 06-10 1
2024 中秋节 09-15 09-17 3 09-14
2024 国庆节 10-01 10-07 7 09-29 10-12
2025 元旦 01-01 01-01 1
2025 春节 01-28 02-04 8 01-26 02-08
2025 清明节 04-04 04-06 3
2025 劳动节 05-01 05-05 5 04-27
2025 端午节 05-31 06-02 3
2025 国庆节、中秋节 10-01 10-08 8 09-28 10-11
2026 元旦 01-01 01-03 3 01-04
2026 春节 02-15 02-23 9 02-14 02-28
2026 清明节 04-04 04-06 3
2026 劳动节 05-01 05-05 5 05-09
2026 端午节 06-19 06-21 3
2026 中秋节 09-25 09-27 3
2026 国庆节 10-01 10-07 7 09-20 10-10
"""
NOTICES = tuple(line.split() for line in ANNOUNCED.strip().splitlines())
SOUND: Mapping[str, object] = {
    "year": 2030,
    "source": "样例通知",
    "off": [date(2030, 1, 1)],
    "work": [date(2030, 1, 5)],
}


def day(words: str) -> date:
    return date.fromisoformat(words)


def refusal(table: Mapping[str, object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        holidays_from_table(table)
    return refused.value


# ---- what is refused


@pytest.mark.parametrize(
    ("changed", "code", "named"),
    [
        ({"year": "2030"}, "calendar-key", {"year": "2030", "key": "year"}),
        ({"year": True}, "calendar-key", {"year": "True", "key": "year"}),
        ({"source": 7}, "calendar-key", {"year": "2030", "key": "source"}),
        ({"source": " "}, "calendar-without-source", {"year": "2030"}),
        ({"off": "2030-01-01"}, "calendar-key", {"year": "2030", "key": "off"}),
        ({"off": ["2030-01-01"]}, "calendar-key", {"year": "2030", "key": "off"}),
        ({"off": [datetime(2030, 1, 1)]}, "calendar-key", {"year": "2030", "key": "off"}),  # noqa: DTZ001 - a file may hold one
        ({"holidays": []}, "calendar-key", {"year": "2030", "key": "holidays"}),
        ({"off": [date(2031, 1, 1)]}, "calendar-day-outside", {"year": "2030", "day": "2031-01-01"}),
        ({"off": [date(2029, 11, 30)]}, "calendar-day-outside", {"year": "2030", "day": "2029-11-30"}),
        ({"off": [date(2030, 1, 1)] * 2}, "calendar-day-repeated", {"year": "2030", "day": "2030-01-01"}),
        ({"off": [date(2030, 1, 5)]}, "calendar-day-both", {"year": "2030", "day": "2030-01-05"}),
        ({"work": [date(2030, 1, 4)]}, "calendar-work-on-weekday", {"year": "2030", "day": "2030-01-04"}),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_right_is_refused(
    changed: Mapping[str, object], code: str, named: dict[str, str]
) -> None:
    found = refusal({**SOUND, **changed})
    assert (found.code, found.values) == (code, named)


@pytest.mark.parametrize("key", ["year", "source", "off", "work"])
def test_a_table_that_lacks_a_key_is_refused(key: str) -> None:
    assert refusal({name: value for name, value in SOUND.items() if name != key}).values["key"] == key


def test_a_year_is_told_once() -> None:
    with pytest.raises(Refusal) as refused:
        holidays_from_tables((SOUND, SOUND))
    assert (refused.value.code, refused.value.values) == ("calendar-year-twice", {"year": "2030"})


@pytest.mark.parametrize(
    ("start", "n", "missing"), [("2026-12-25", 10, "2027"), ("2024-01-03", -5, "2023"), ("2031-05-01", 0, "2031")]
)
def test_a_year_that_is_not_known_is_never_guessed(start: str, n: int, missing: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_working_days(day(start), n, HOLIDAYS)
    assert refused.value.code == "calendar-year-missing"
    assert refused.value.values == {"year": missing, "known": "2024、2025、2026"}


def test_without_any_table_every_year_is_missing() -> None:
    with pytest.raises(Refusal) as refused:
        is_working_day(day("2025-03-03"), Holidays())
    assert refused.value.values == {"year": "2025", "known": "-"}


def test_a_point_in_time_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        is_working_day(datetime(2026, 10, 1), HOLIDAYS)  # noqa: DTZ001 - what must not get in


# ---- the announced arrangements


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: f"{notice[0]}{notice[1]}")
def test_a_holiday_has_the_days_it_was_announced_with(notice: list[str]) -> None:
    year, _, first, last, count, *worked = notice
    start, end = day(f"{year}-{first}"), day(f"{year}-{last}")
    off = [start + timedelta(days=passed) for passed in range((end - start).days + 1)]
    assert len(off) == int(count)
    assert not any(is_working_day(found, HOLIDAYS) for found in off)
    assert all(is_working_day(day(f"{year}-{found}"), HOLIDAYS) for found in worked)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_table_holds_what_was_announced_and_nothing_else(year: int) -> None:
    table = HOLIDAYS.table(year)
    assert table is not None
    notices = [notice for notice in NOTICES if notice[0] == str(year)]
    assert len(table.off) == sum(int(notice[4]) for notice in notices)
    assert {f"{found:%m-%d}" for found in table.work} == {found for notice in notices for found in notice[5:]}


@pytest.mark.parametrize(
    ("year", "number"),
    [(2024, "国办发明电〔2023〕7号"), (2025, "国办发明电〔2024〕12号"), (2026, "国办发明电〔2025〕7号")],
)
def test_a_table_names_its_notice(year: int, number: str) -> None:
    table = HOLIDAYS.table(year)
    assert table is not None
    assert number in table.source
    assert f"{year}年" in table.source


@pytest.mark.parametrize(("year", "legal_holidays"), [(2024, 11), (2025, 13), (2026, 13)])
def test_a_year_has_as_many_working_days_as_weekends_and_legal_holidays_leave(year: int, legal_holidays: int) -> None:
    # Moving days about gains nobody a day: what a holiday takes beyond its own days is worked at weekends.
    first, length = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [first + timedelta(days=passed) for passed in range(length)]
    weekends = sum(found.weekday() >= 5 for found in days)
    assert sum(is_working_day(found, HOLIDAYS) for found in days) == length - weekends - legal_holidays


# ---- reckoning


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-14", 1, "2026-02-24"),  # over the Spring Festival
        ("2026-02-27", 2, "2026-03-02"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2025-12-31", 1, "2026-01-04"),  # into the next year, on a Sunday that is worked
        ("2026-10-03", 0, "2026-10-08"),  # put off
        ("2026-03-02", 0, "2026-03-02"),
    ],
)
def test_days_are_counted_from_the_day_after(start: str, n: int, end: str) -> None:
    assert add_working_days(day(start), n, HOLIDAYS) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-09", 5),
        ("2026-02-14", "2026-02-24", 1),
        ("2026-02-24", "2026-02-14", -1),
        ("2026-10-01", "2026-10-07", 0),
        ("2024-12-31", "2025-12-31", 248),
    ],
)
def test_the_day_of_departure_does_not_count_and_that_of_arrival_does(start: str, end: str, count: int) -> None:
    assert working_days_between(day(start), day(end), HOLIDAYS) == count


def test_a_term_that_ends_on_a_day_off_is_put_off() -> None:
    assert on_or_after(day("2026-05-01"), HOLIDAYS) == day("2026-05-06")


def test_december_is_settled_by_the_notice_for_the_next_year() -> None:
    own = {"year": 2029, "source": "样例通知", "off": [], "work": []}
    later = {**SOUND, "off": [date(2029, 12, 31), date(2030, 1, 1)], "work": [date(2029, 12, 29)]}
    holidays = holidays_from_tables((later, own))
    assert not is_working_day(date(2029, 12, 31), holidays)
    assert is_working_day(date(2029, 12, 29), holidays)


def test_what_the_next_notice_may_move_is_told_until_it_is_there() -> None:
    assert unsettled_days(day("2026-01-01"), day("2026-12-27"), HOLIDAYS) == ()
    assert unsettled_days(day("2025-12-31"), day("2025-12-31"), HOLIDAYS) == ()
    (found,) = unsettled_days(day("2025-11-01"), day("2026-12-28"), HOLIDAYS)
    assert found.code == "calendar-next-year-open"
    assert dict(found.values) == {"year": "2027", "first": "2026-12-28", "last": "2026-12-31"}
