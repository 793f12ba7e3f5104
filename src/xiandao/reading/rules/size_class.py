"""A size class before the name of a thing belongs to the thing: 千亿级产业集群."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case, is_size_class
from xiandao.reading.rules.rule import Answer, Aside, Rule

_THING = re.compile(
    r"(?:元)?级?(?:的)?(?:以上)?[^,。;、]{0,12}"
    r"(?:集群|产业|企业|园区|基地|基金|地标|链|平台|项目|龙头|赛道|市场(?!规模)|板块|载体|场景|街区|算力)"
)


def read(case: Case) -> Answer:
    """百亿级, 千亿元级 in front of what is counted."""
    amount, text = case.amount, case.text
    if not is_size_class(text, amount):
        return None
    is_class = (
        _THING.match(text, amount.end) or not set(amount.unit) & set("万亿") or text.startswith("对", case.clause_start)
    )
    return Aside(reason="size-class") if is_class else None


RULE = Rule(
    id="aside.size-class",
    note="千亿级等量级在集群、企业等名称前时属于名称。",
    reads=("形成1000亿级产业集群3个。", "培育百亿级企业2家。"),
    leaves=("到2030年，产业规模迈向1万亿级。",),
    read=read,
)
