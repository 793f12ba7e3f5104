"""A bare number that fills a cell or a line of its own numbers a row or belongs to the row's table."""

from __future__ import annotations

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_EDGES = frozenset("\t\n|")


def read(case: Case) -> Answer:
    """A number without a unit between two edges of cells."""
    amount, text = case.amount, case.text
    if amount.unit or amount.in_words:
        return None
    before = text[amount.prefix_start - 1] if amount.prefix_start else "\n"
    behind = text[amount.end] if amount.end < len(text) else "\n"
    return Aside(reason="cell") if before in _EDGES and behind in _EDGES else None


RULE = Rule(
    id="aside.cell",
    note="独占一格的数字是序号或表内数据。",
    reads=("序号\t事项\t备注\n1\t编制产业地图\t长期",),
    leaves=("到2027年，指数达到86。",),
    read=read,
)
