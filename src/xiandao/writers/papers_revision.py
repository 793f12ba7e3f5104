"""修订对照表: a clause before and after, what was taken out struck, what was put in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from xiandao.core.papers import Column, Paper, Run, Table, Value, Watermark, row

COLUMNS = (
    Column("序号", width=3, centred=True),
    Column("原条文", width=21),
    Column("修订后", width=21),
    Column("变化", width=8, centred=True),
)
CHANGES = {
    "added": "新增",
    "dropped": "删除",
    "split": "拆分",
    "merged": "合并",
    "kind": "性质调整",
    "value": "指标值调整",
    "date": "时限调整",
    "owner": "责任单位调整",
    "reworded": "文字修改",
    "moved": "位置调整",
    "kept": "无变化",
}
"""What is printed for the changes between two editions; other words stand for themselves."""
LONGEST = 4_000
"""Beyond it clauses are shown without marks: to compare them letter by letter takes too long."""
TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)
"""A number changes as a whole."""
SHORTEST_STAY = 2
"""A single letter that two sentences share by chance is no letter that stayed."""


class Revision(NamedTuple):
    """One row.

    Attributes:
        before: ``None`` where the clause is new. after: ``None`` where it was dropped.
        changes: Codes of :data:`CHANGES`, or words, in the order in which they are printed.
    """

    before: str | None
    after: str | None
    changes: tuple[str, ...]


def revision_paper(title: str, revisions: Sequence[Revision], *, watermark: Watermark | None = None) -> Paper:
    """修订对照表 of *revisions* in the order given."""
    rows = tuple(
        row(number, *marked(each.before, each.after), "、".join(CHANGES.get(code, code) for code in each.changes))
        for number, each in enumerate(revisions, start=1)
    )
    return Paper(title=title, parts=(Table(columns=COLUMNS, rows=rows),), landscape=True, watermark=watermark)


def marked(before: str | None, after: str | None) -> tuple[Value, Value]:
    """Both texts as runs: what only the first has is struck, what only the second has is bold."""
    if before is None or after is None:
        return (before and (Run(before, struck=True),), after and (Run(after, bold=True),))
    if max(len(before), len(after)) > LONGEST:
        return before, after
    was, now = TOKEN.findall(before), TOKEN.findall(after)
    old: list[Run] = []
    new: list[Run] = []
    for stays, i1, i2, j1, j2 in _steps(was, now):
        old += [Run("".join(was[i1:i2]), struck=not stays)] if i2 > i1 else []
        new += [Run("".join(now[j1:j2]), bold=not stays)] if j2 > j1 else []
    return tuple(old), tuple(new)


def _steps(was: list[str], now: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """What stays and what changes, neighbouring changes taken together."""
    steps: list[tuple[bool, int, int, int, int]] = []
    for step in Indel.opcodes(was, now):
        much, at_edge = step.src_end - step.src_start, step.src_start == 0 or step.src_end == len(was)
        stays = step.tag == "equal" and (much >= SHORTEST_STAY or at_edge)
        first, second = steps.pop()[1::2] if steps and steps[-1][0] == stays else (step.src_start, step.dest_start)
        steps.append((stays, first, step.src_end, second, step.dest_end))
    return steps
