"""Days that no calendar has: 2025年13月5日, 2月30日."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?|(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d))"
)
_MONTH_DAY = re.compile(r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
LEAP = 2024


def find(draft: Draft) -> Iterator[Finding]:
    """Dates with a year, then those without one."""
    for match in _DATE.finditer(draft.text):
        month, day = int(match["month"] or match["m"]), int(match["day"] or match["d"] or 1)
        if not _exists(int(match["year"]), month, day):
            yield draft.at("date-impossible", match.start(), match.end(), date=match.group())
    for match in _MONTH_DAY.finditer(draft.text):
        if not _exists(LEAP, int(match["month"]), int(match["day"])):
            yield draft.at("date-impossible", match.start(), match.end(), date=match.group())


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


RULE = LintRule(
    id="date-impossible",
    note="日历上没有的日期：13月，2月30日。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，建设园区3个。\n2025年13月5日",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，建设园区3个。\n2025年2月30日",
        "关于加快发展的若干意见\n一、发展目标\n2027年6月31日前，建设园区3个。",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n2028年2月29日前，建设园区3个。\n2025年12月31日",
        "关于加快发展的若干意见\n一、发展目标\n2026年1—12月，建设园区3个。\n2025-12-31",
    ),
    find=find,
)
