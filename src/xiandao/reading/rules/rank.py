"""Ordinals and ranks are no amounts: 第三批, 前100强, 世界500强."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_ORDINAL = re.compile(r"(?:第|附件|附表|专栏|表|图)\s?$")
_STRONG = re.compile(r"强|名(?:企业|高校|院校)?|位(?=的)")
_TOP = re.compile(r"(?:前|排名|位居|进入|世界|全球|全国|国内|中国|民企|民营企业)(?:前)?$")


def read(case: Case) -> Answer:
    """A number behind 第, before 强, or in a place of a ranking."""
    amount, text = case.amount, case.text
    if _ORDINAL.search(text, max(0, amount.start - 2), amount.start):
        return Aside(reason="ordinal")
    if amount.unit == "强" or text.startswith("强", amount.end):
        return Aside(reason="criterion")
    if _TOP.search(text, max(0, amount.start - 6), amount.start) and _STRONG.match(text, amount.number_end):
        return Aside(reason="criterion")
    return None


RULE = Rule(
    id="aside.rank",
    note="序数和排名门槛不是指标数。",
    reads=("瞄准世界500强企业招商。", "公布第3批名单。"),
    leaves=("引进企业500家。",),
    read=read,
)
