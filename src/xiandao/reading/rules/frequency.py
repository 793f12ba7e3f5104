"""How often something is done is no amount: 每季度调度1次."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_PERIOD = re.compile(r"每(?:半年|个?季度?|个?月|周|两周|旬|日|天)")
_TIMES = frozenset(("次", "轮", "期", "回", "场"))


def read(case: Case) -> Answer:
    """A few times in a period shorter than a year."""
    amount = case.amount
    often = amount.unit in _TIMES and _PERIOD.search(case.text, case.clause_start, amount.prefix_start)
    return Aside(reason="frequency") if often else None


RULE = Rule(
    id="aside.frequency",
    note="每月、每季度几次是工作频次，不是指标。",
    reads=("每季度调度1次。", "每半年至少会商2次。"),
    leaves=("每年举办大会2场。",),
    read=read,
)
