"""年度目标轨迹表 as a paper: a row a target, a column a year, planned and actual values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xiandao.core.papers import Cell, Column, Footnote, Form, Kind, Paper, Part, Table, paragraph, row


class Row(NamedTuple):
    """A target: its words, unit, base and rule as worded, a planned and an actual value a year, what they say."""

    subject: str
    unit: str
    base: str
    rule: str
    planned: tuple[Decimal | None, ...]
    actual: tuple[Decimal | None, ...]
    said: str
    source: Footnote | None = None


def trajectory_paper(title: str, years: Sequence[int], rows: Sequence[Row], notes: Sequence[str] = ()) -> Paper:
    """Two lines a target, planned above actual; every target hangs on its sentence."""
    columns = (
        Column("序号", width=3, centred=True),
        Column("目标指标", width=11),
        Column("单位", width=4.5, centred=True),
        Column("基数", width=6.5),
        Column("推算方式", width=5.5),
        Column("类别", width=4, centred=True),
        *(Column(f"{year}年", Kind.AMOUNT, width=5.5) for year in years),
        Column("推算结果", width=16),
    )
    lines = [line for number, each in enumerate(rows, start=1) for line in _lines(number, each)]
    parts: list[Part] = [paragraph(f"共{len(rows)}项目标。"), Table(columns=columns, rows=tuple(lines))]
    parts += [paragraph(each, form=Form.NOTE) for each in notes]
    return Paper(title=title, parts=tuple(parts), landscape=True)


def _lines(number: int, of: Row) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    heads = (
        Cell(number, down=2), Cell(of.subject, of.source, down=2), Cell(of.unit or None, down=2), Cell(of.base, down=2),
        Cell(of.rule, down=2),
    )  # fmt: skip
    planned = (*heads, Cell("计划"), *map(Cell, of.planned), Cell(of.said or None, down=2))
    return planned, (*row(*[None] * len(heads)), Cell("实际"), *map(Cell, of.actual), Cell())
