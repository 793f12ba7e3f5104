"""A bare number that fills a cell or a line of its own numbers a row or belongs to the row's table."""

from __future__ import annotations

from collections.abc import Iterable

from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.rules.rule import Answer, Aside, Rule

_EDGES = frozenset("\t\n|")


def fills_cell(text: str, amount: Amount) -> bool:
    """Whether a number without a unit stands alone between two edges of cells."""
    if amount.unit or amount.in_words:
        return False
    before = text[amount.prefix_start - 1] if amount.prefix_start else "\n"
    behind = text[amount.end] if amount.end < len(text) else "\n"
    return before in _EDGES and behind in _EDGES


def cell_numbers(text: str, amounts: Iterable[Amount]) -> dict[int, str]:
    """The bare cells among the numbers, so that a table of figures is not cut into clauses cell by cell."""
    return {amount.start: "cell" for amount in amounts if fills_cell(text, amount)}


def read(case: Case) -> Answer:
    """A number that fills its cell."""
    return Aside(reason="cell") if fills_cell(case.text, case.amount) else None


RULE = Rule(
    id="aside.cell",
    note="独占一格的数字是序号或表内数据。",
    reads=("序号\t事项\t备注\n1\t编制产业地图\t长期",),
    leaves=("到2027年，指数达到86。",),
    read=read,
)
