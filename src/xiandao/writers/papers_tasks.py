"""年度工作任务清单 as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xiandao.core.papers import Cell, Column, Footnote, Paper, Table, paragraph, row

COLUMNS = (
    Column("序号", width=3.5, centred=True),
    Column("工作任务", width=13),
    Column("具体举措", width=14),
    Column("责任单位", width=8),
    Column("完成时限", width=6, centred=True),
    Column("依据条款", width=9),
)


class Row(NamedTuple):
    """One task of the year; *source* is the sentence it comes from."""

    title: str
    measure: str
    units: str
    due: str
    clause: str
    source: Footnote | None = None


def tasks_paper(title: str, subtitle: str, rows: Sequence[Row]) -> Paper:
    """The tasks that were taken, numbered; every one hangs on its sentence."""
    lines = tuple(
        row(
            number, Cell(each.title, each.source), each.measure or None, each.units or None, each.due or None,
            each.clause or None,
        )
        for number, each in enumerate(rows, start=1)
    )  # fmt: skip
    said = paragraph(f"共{len(rows)}项工作任务。")
    return Paper(title=title, subtitle=subtitle, parts=(said, Table(columns=COLUMNS, rows=lines)), landscape=True)
