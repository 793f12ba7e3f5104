"""What a product must be able to do is no goal of the plan: 续航200公里以上, 时延低于5毫秒."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.lexicon import any_of
from xiandao.reading.rules.rule import Answer, Aside, Rule

_PROPERTY = re.compile(any_of("specifications") + r"[^,。;、]{0,4}$")
_PROPERTY_BEHIND = re.compile("的?" + any_of("specifications"))
_PHYSICAL = {"length", "weight", "volume", "data", "energy", "other"}
SIGHT = 16
_ZONES = {"goals"}


def read(case: Case) -> Answer:
    """A technical property and its value, outside the goals of the plan."""
    amount, text = case.amount, case.text
    if case.block.kind in _ZONES or amount.kind == "money":
        return None
    start = max(case.clause_start, amount.prefix_start - SIGHT)
    is_valued = _PROPERTY.search(text, start, amount.prefix_start) or _PROPERTY_BEHIND.match(text, amount.end)
    in_brackets = amount.kind in _PHYSICAL and text.rfind("(", start, amount.start) > text.rfind(
        ")", start, amount.start
    )
    return Aside(reason="specification") if is_valued or in_brackets else None


RULE = Rule(
    id="aside.specification",
    note="产品和技术的性能参数不是指标（目标一节除外）。",
    reads=("支持研制续驶里程400公里以上的车型。", "突破时延低于5毫秒的通信技术。"),
    leaves=("一、发展目标\n到2027年，城市算力网络时延低于1毫秒。", "新增充电桩400个。"),
    read=read,
)
