"""产业空间布局表 as a paper, and the sheet of what two of its versions differ in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xiandao.core.papers import Cell, Column, Footnote, Paper, Table, paragraph, row

COLUMNS = (
    Column("序号", width=3.5, centred=True),
    Column("板块", width=7),
    Column("产业领域", width=8),
    Column("定位", width=4.5, centred=True),
    Column("承载载体", width=8),
    Column("主攻方向", width=14),
    Column("调整理由", width=12),
)
CHANGES = (
    Column("序号", width=3.5, centred=True),
    Column("板块", width=7),
    Column("产业领域", width=8),
    Column("变化", width=4.5, centred=True),
    Column("调整前", width=11),
    Column("调整后", width=11),
    Column("年度评估", width=10),
    Column("理由和依据", width=16),
)


class Row(NamedTuple):
    """One row of the table; *source* is the sentence it rests on."""

    place: str
    sector: str
    role: str
    carrier: str = ""
    direction: str = ""
    reason: str = ""
    source: Footnote | None = None


class Changed(NamedTuple):
    """One row of the sheet of changes, worded."""

    place: str
    sector: str
    kind: str
    before: str
    after: str
    verdict: str
    reason: str
    source: Footnote | None = None


def layout_paper(title: str, subtitle: str, rows: Sequence[Row]) -> Paper:
    """The table of one version; every row hangs on the sentence that it rests on."""
    lines = tuple(
        row(
            number, each.place, Cell(each.sector, each.source), each.role, each.carrier or None,
            each.direction or None, each.reason or None,
        )
        for number, each in enumerate(rows, start=1)
    )  # fmt: skip
    places, sectors = len({each.place for each in rows}), len({each.sector for each in rows})
    said = paragraph(f"共{places}个板块、{sectors}个产业领域、{len(rows)}项布局。")
    return Paper(title=title, subtitle=subtitle, parts=(said, Table(columns=COLUMNS, rows=lines)), landscape=True)


def changes_paper(title: str, subtitle: str, changes: Sequence[Changed]) -> Paper:
    """What became of every row from one version to the other, with the reasons."""
    lines = tuple(
        row(
            number, each.place, Cell(each.sector, each.source), each.kind, each.before or None, each.after or None,
            each.verdict or None, each.reason or None,
        )
        for number, each in enumerate(changes, start=1)
    )  # fmt: skip
    return Paper(title=title, subtitle=subtitle, parts=(Table(columns=CHANGES, rows=lines),), landscape=True)
