"""Days, months, quarters and years as people put them into cells, and how exact they are."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from xiandao.core.quantity import number_from_words
from xiandao.core.sheets import CellValue

FIRST_YEAR, LAST_YEAR = 1900, 2100
EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's count, as it holds from 1900-03-01 on."""
_SERIALS = range(14_611, 73_415)
"""From 1940 to 2100: below it a number is a year or a count."""


class Dated(NamedTuple):
    """A time: ``2024-03-01``, ``2024-03``, ``2024Q1`` or ``2024``, and its precision: day, month, quarter or year."""

    text: str
    precision: str


Date = Dated | str
"""A time, or the code of the wording that says why it is none."""

_CLOCK = r"(?:[t ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_YMD = re.compile(rf"(\d{{4}})(?:[-/.]|年)(\d{{1,2}})(?:[-/.]|月)(\d{{1,2}})[日号]?{_CLOCK}")
_YM = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?(?:份|底|初|末|中旬|上旬|下旬)?")
_Q = re.compile(r"(\d{4})(?:年度?)?[-/]?(?:q([1-4])|第?([一二三四1-4])季度?)")
_Y = re.compile(r"(\d{4})(?:年度?)?(?:底|末|初|全年)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?(?:\d{6})?")
_SHORT_YEAR = re.compile(r"'?\d{2}年.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_HAN_YEAR = re.compile(r"([〇零一二三四五六七八九]{4})年")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十廿]{1,3}(?=[月日号])")


def dated(cell: CellValue, wanted: str) -> Date:
    """The time that *cell* says, as exact as it says it and no more exact than *wanted*: ``day``, ``month``, ``year``.

    A year or a month must say at least so much; of a day less is taken, with its precision.
    """
    met = _read(cell)
    if isinstance(met, str):
        return met
    if not FIRST_YEAR <= int(met.text[:4]) <= LAST_YEAR:
        return "cell-date-far"
    return _no_finer(met, wanted)


def _no_finer(met: Dated, wanted: str) -> Date:
    if wanted == "year":
        return Dated(met.text[:4], "year")
    if wanted == "month":
        return Dated(met.text[:7], "month") if met.precision in {"day", "month"} else "cell-date-coarse"
    return met


def _read(cell: CellValue) -> Date:
    match cell:
        case bool() | None | dt.time():
            return "cell-date"
        case dt.datetime():
            return Dated(cell.date().isoformat(), "day")
        case dt.date():
            return Dated(cell.isoformat(), "day")
        case int() | float():
            return _of_number(cell)
        case _:
            return _of_words(cell)


def _of_number(number: float) -> Date:
    """A year, a month or day in digits, a spreadsheet's count of days, or 2024.3, where a point may hide a nought."""
    if number != number or abs(number) > 99_999_999:  # noqa: PLR0124 - what is no number differs from itself
        return "cell-date"
    if number == int(number):
        said = str(int(number))
        if int(number) in _SERIALS:
            return _day_of_count(int(number))
        return _of_words(said) if len(said) in {4, 6, 8} else "cell-date"
    if int(number) in _SERIALS:
        return _day_of_count(int(number))
    said = f"{number:.6g}"
    if re.fullmatch(r"\d{4}\.1", said):
        return "cell-date-nought"  # January, or October that lost its nought
    return _of_words(said) if re.fullmatch(r"\d{4}\.\d{1,2}", said) else "cell-date"


def _day_of_count(count: int) -> Dated:
    return Dated((EPOCH + dt.timedelta(days=count)).isoformat(), "day")


def _of_words(words: str) -> Date:
    if len(words) > 60:
        return "cell-date"
    said = _plain(words)
    if re.fullmatch(r"\d{5}(?:\.0+)?", said) and int(float(said)) in _SERIALS:
        return _day_of_count(int(float(said)))
    for pattern, read in _STYLES:
        met = pattern.fullmatch(said)
        if met:
            return read(met)
    return "cell-date-short" if _SHORT_YEAR.fullmatch(said) else "cell-date"


def _plain(words: str) -> str:
    said = (
        unicodedata.normalize("NFKC", words).strip(" '‘’").lower().replace("–", "-").replace("—", "-").replace("−", "-")
    )
    said = re.sub(r"\s*([-/.年月日号])\s*", r"\1", said).replace("。", ".")
    said = re.sub(r"\s+(?=[q第])", "", said)
    said = _HAN_YEAR.sub(lambda met: f"{int(number_from_words(met[1]) or 0):04d}年", said)
    return _HAN_NUMBER.sub(lambda met: str(int(number_from_words(met[0]) or 0)), said)


def _full(met: re.Match[str]) -> Date:
    try:
        return Dated(dt.date(int(met[1]), int(met[2]), int(met[3])).isoformat(), "day")
    except ValueError:
        return "cell-date-none"


def _month(met: re.Match[str]) -> Date:
    month = int(met[2])
    return Dated(f"{met[1]}-{month:02d}", "month") if 1 <= month <= 12 else "cell-date-none"


def _compact(met: re.Match[str]) -> Date:
    return _full(met) if met[3] else _month(met)


def _quarter(met: re.Match[str]) -> Date:
    number = met[2] or str(" 一二三四".find(met[3]) if met[3] in "一二三四" else met[3])
    return Dated(f"{met[1]}Q{number}", "quarter")


def _year(met: re.Match[str]) -> Date:
    return Dated(met[1], "year")


_STYLES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Date]], ...] = (
    (_YMD, _full),
    (_YM, _month),
    (_Q, _quarter),
    (_Y, _year),
    (_COMPACT, _compact),
)
"""In this order: what says more is tried first."""
