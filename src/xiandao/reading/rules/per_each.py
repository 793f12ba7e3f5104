"""一个产业配套一支基金: one for each."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Promise, Rule

_EACH = re.compile(
    r"(?P<per>一[个家条][^,。;、一]{2,12}?)(?:配套|配备|对应|至少有|至少|建设|建立|设立|拥有|打造|有)一(?P<unit>[个家支只套所名])(?P<thing>[^,。;、]{2,12})"
)


def read(case: Case) -> Answer:
    """The pair of 一's is one promise for each."""
    amount = case.amount
    if not amount.in_words or amount.value != 1:
        return None
    match = _EACH.search(case.text, max(case.clause_start, amount.start - 24), case.clause_end)
    if match is None or not match.start() <= amount.start < match.end():
        return None
    if amount.start == match.start():
        return Aside(reason="each")
    return (
        Promise(
            start=match.start(),
            end=match.end(),
            subject=(Span(*match.span("thing")),),
            bound="=",
            value=1.0,
            unit=match["unit"],
            applies_per=Span(*match.span("per")),
            also=(match.start(),),
        ),
    )


RULE = Rule(
    id="target.per-each",
    note="一个甲配套一个乙：按每个甲计。",
    reads=("逐步实现一个产业配套一支基金。",),
    leaves=("落实一个专家智库、一支招商队伍、一套产业政策、一支投资基金。",),
    read=read,
    confidence=0.75,
)
