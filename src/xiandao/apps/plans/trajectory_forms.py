"""What people type of yearly values: a figure, and a small table as it is pasted from a worksheet."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from xiandao.core.errors import Refusal
from xiandao.monitoring.aims import Point

_ROW = re.compile(r"\s*(?P<year>(?:19|20)\d\d)\s*年?末?\s*(?:[\t,，;；:：]|\s)\s*(?P<value>[-−+]?[\d.,，]+)\s*%?\s*")
MOST_ROWS = 60
LONGEST_FIGURE = 24


def amount_of(said: str) -> Decimal:
    """A figure as it is typed: thousands separators and full-width digits are understood.

    Raises:
        Refusal: ``actual-value`` for anything else.
    """
    plain = said.strip().replace(",", "").replace("，", "").replace("−", "-").replace(" ", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Refusal("actual-value", value=said[:20]) from None
    if not value.is_finite() or len(plain) > LONGEST_FIGURE or abs(value.adjusted()) > LONGEST_FIGURE:
        raise Refusal("actual-value", value=said[:20])
    return value


def points_pasted(said: str) -> tuple[Point, ...]:
    """Rows of year and value, parted by a tab, a comma or blanks; a row of heads above them is left out.

    Raises:
        Refusal: ``actual-paste`` with the line that is no such row; ``actual-twice`` where a year stands twice.
    """
    found: dict[int, Point] = {}
    lines = [line for line in said.splitlines() if line.strip()]
    for number, line in enumerate(lines[: MOST_ROWS + 1], start=1):
        row = _ROW.fullmatch(line)
        if row is None:
            if number == 1 and not re.search(r"\d", line):
                continue
            raise Refusal("actual-paste", n=number)
        year = int(row["year"])
        if year in found:
            raise Refusal("actual-twice", year=year)
        found[year] = Point(year, amount_of(row["value"]))
    if len(found) > MOST_ROWS:
        raise Refusal("actual-paste", n=MOST_ROWS + 1)
    return tuple(found[year] for year in sorted(found))
