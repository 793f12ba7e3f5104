"""Days as documents print them: 2024年8月7日, 二〇二四年八月七日, 2024-08-07."""

from __future__ import annotations

import re
from datetime import date

from xiandao.reading.numbering import small_number

_WRITTEN = r"(?P<year>[12]\d{3}|[一二][〇零○oO0一二三四五六七八九]{3}) ?年 ?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3}) ?月 ?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日目]"
DAY = re.compile(_WRITTEN)
PLAIN_DAY = re.compile(r"(?P<year>[12]\d{3})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?")
_DIGITS = {**dict.fromkeys("〇零○oO0", "0"), **{c: str(i + 1) for i, c in enumerate("一二三四五六七八九")}}


def iso_day(match: re.Match[str]) -> str | None:
    """The day that a match of this module's expressions names, ``None`` where the calendar has none such."""
    year = "".join(_DIGITS.get(c, c) for c in match["year"])
    try:
        return date(int(year), _small(match["month"]), _small(match["day"])).isoformat()
    except ValueError:
        return None


def _small(printed: str) -> int:
    return int(printed) if printed.isdecimal() else small_number(printed) or 0
