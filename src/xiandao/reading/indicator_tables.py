"""Indicator tables: a row names a figure, a column names the year in which it is to be reached."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.mentions.amounts import Amount, amounts_of
from xiandao.reading.mentions.years import Time
from xiandao.reading.rules.manual import RulePage
from xiandao.reading.tables import Table, tables_of

_YEAR = re.compile(r"(20\d\d)")
_BASE = re.compile(r"现状|基期|实际|完成|基数|基准|预计")
_AIM = re.compile(r"目标|规划|预期")
_NAME = re.compile(r"指标|名称|目标内容")
_THING = re.compile(r"任务|事项|工作|项目|内容|类别")
_UNIT_HEAD = re.compile(r"(?:计量|指标)?单位$")
_UNIT_IN_NAME = re.compile(r"\(([^()]{1,12})\)$")
_NUMBER = re.compile(r"[〔\[(]?\s*(?P<sign>≥|≤|>|<)?=?\s*\d")
_OF_UNIT = re.compile(r"[^,、/\s]+")
QUOTE_LONGEST = 40
NOWHERE = Span(0, 0)
_EDGES = ("\t", "\n", "|")


class Column(NamedTuple):
    """A column of values: its place and its year."""

    at: int
    year: int | None


class Indicator(NamedTuple):
    """One value of an indicator table, in the view.

    Attributes:
        start: Of its row, as far as it is quoted. end: One past its cell.
        name: What is counted. amount: How much. unit: As the row or the name gives it.
        year: Of its column.
        base: What is already, in a column of its own; its row's values share it. base_year: Of that column.
        annual: Whether it is meant for every year.
        leads: Whether it is the first value of its row.
    """

    start: int
    end: int
    name: Span
    amount: Amount
    unit: str | None
    year: int | None
    base: Amount | None
    base_year: int | None
    annual: bool
    leads: bool


class TablesRead(NamedTuple):
    """What the indicator tables of a document say.

    Attributes:
        indicators: Their values.
        cells: For every other number of them, that it is a cell.
    """

    indicators: list[Indicator]
    cells: dict[int, str]


def read_tables(text: str, blocks: list[Block], amounts: Sequence[Amount], issued: int | None) -> TablesRead:
    """Read every indicator table of the view."""
    read = TablesRead([], {})
    starts = [amount.start for amount in amounts]
    for table in tables_of(text, blocks):
        values = indicators_of(text, table, issued)
        if values:
            read.indicators.extend(values)
            inside = _within(starts, table.header[0].start, table.rows[-1][-1].end)
            read.cells.update((start, "table-cell") for start in inside)
    return read


def years_of_rows(text: str, rows: Sequence[Span], amounts: Sequence[Amount], times: Sequence[Time]) -> dict[int, int]:
    """For the numbers of a row, by where they start, the year that a cell of its own gives them (完成时限)."""
    years: dict[int, int] = {}
    starts = [amount.start for amount in amounts]
    time_starts = [time.start for time in times]
    for row in rows:
        cells = [at for at in _within(time_starts, row.start, row.end) if text[at - 1 : at] in _EDGES]
        if cells:
            year = times[bisect_left(time_starts, cells[-1])].year
            years.update((start, year) for start in _within(starts, row.start, cells[-1]))
    return years


def _within(starts: list[int], start: int, end: int) -> list[int]:
    return starts[bisect_left(starts, start) : bisect_left(starts, end)]


def indicators_of(text: str, table: Table, issued: int | None) -> list[Indicator]:
    """The values that a table sets as goals, empty for any other table."""
    heads = [text[slice(*cell)] for cell in table.header]
    name = next((at for at, head in enumerate(heads) if _NAME.search(head)), None)
    unit = next((at for at, head in enumerate(heads) if _UNIT_HEAD.match(head)), None)
    aims, base = _columns(heads, issued)
    if name is None and any(_AIM.search(heads[column.at]) for column in aims if column.year):
        name = next((at for at, head in enumerate(heads) if _THING.search(head)), None)
    if name is None or not aims:
        return []
    found = []
    for printed in table.rows:
        # A cell merged over several rows leaves those below it short at their head.
        row = printed if len(printed) != len(heads) - 1 or name == 0 else (NOWHERE, *printed)
        if len(row) == len(heads):
            found.extend(_row(text, row, name, unit, aims, base))
    return found


def _columns(heads: list[str], issued: int | None) -> tuple[list[Column], Column | None]:
    """The columns of goals, and the column of what is."""
    years = [Column(at, int(year.group(1))) for at, head in enumerate(heads) if (year := _YEAR.search(head))]
    base = next((column for column in years if _BASE.search(heads[column.at])), None)
    base = base or next(
        (Column(at, None) for at, head in enumerate(heads) if _BASE.search(head) and not _YEAR.search(head)), None
    )
    aims = [
        column
        for column in years
        if column != base and (issued is None or (column.year or 0) >= issued or _AIM.search(heads[column.at]))
    ]
    if (
        base is None
        and len(years) == len(aims) > 1
        and not _AIM.search(heads[aims[0].at])
        and (issued is None or aims[0].year == issued)
        and not _follow_on(years)
    ):
        base, aims = aims[0], aims[1:]
    elif base is None and len(years) > len(aims):
        base = next(column for column in years if column not in aims)
    aims = aims or [Column(at, None) for at, head in enumerate(heads) if _AIM.search(head) and not _NAME.search(head)]
    return aims, base


def _follow_on(years: list[Column]) -> bool:
    """Whether the columns give one year after the other: steps of a plan, and no base beside its goals."""
    return all((after.year or 0) - (one.year or 0) == 1 for one, after in pairwise(years))


def _row(
    text: str, row: tuple[Span, ...], name: int, unit_at: int | None, aims: list[Column], base: Column | None
) -> list[Indicator]:
    named = row[name]
    in_name = _UNIT_IN_NAME.search(text, *named)
    unit = text[slice(*row[unit_at])] if unit_at is not None else None
    if in_name and not unit:
        unit = _OF_UNIT.match(in_name.group(1)).group()  # type: ignore[union-attr]
    if in_name:
        named = Span(named.start, in_name.start())
    base_amount = _value(text, row[base.at]) if base else None
    found: list[Indicator] = []
    for column in aims:
        amount = _value(text, row[column.at])
        if amount is None or named.end <= named.start:
            continue
        start, end = named.start, row[column.at].end
        if not (0 < end - start <= QUOTE_LONGEST):
            start = row[column.at].start
        found.append(
            Indicator(
                start,
                end,
                named,
                amount,
                unit or amount.unit or None,
                column.year,
                base_amount,
                base.year if base else None,
                "年均" in text[slice(*named)],
                not found,
            )
        )
    return found


def _value(text: str, cell: Span) -> Amount | None:
    """The amount in a cell of values."""
    if not _NUMBER.match(text, *cell):
        return None
    for amount in amounts_of(text[slice(*cell)]):
        return amount._replace(
            start=amount.start + cell.start,
            number_end=amount.number_end + cell.start,
            end=amount.end + cell.start,
            prefix_start=amount.prefix_start + cell.start,
        )
    return None


RULES = (
    RulePage(
        id="target.table",
        note="指标表：行是指标，列是年份；基期列给出基数，本身记为现状数。",
        reads=("指标\t单位\t2024年\t2027年\t属性\n未来产业产值\t亿元\t120\t300\t预期性",),
        leaves=("序号\t事项\t责任单位\n1\t编制产业地图\t市工业和信息化局",),
    ),
)
