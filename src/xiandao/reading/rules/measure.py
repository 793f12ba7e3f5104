"""Subsidy rates, caps and thresholds of policy measures are no goals."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.lexicon import any_of
from xiandao.reading.phrases import before_number
from xiandao.reading.rules.rule import Answer, Aside, Rule

_GIVES = re.compile(any_of("measures", "gives"))
_CONDITION = re.compile(any_of("measures", "condition"))
_SUPPORT = re.compile(r"(?:资助|支持|奖励|扶持|补偿)(?:比例|额度|金额|标准|力度|强度)?$|(?:投资|出资)比例$")
# A share at most of one investment, or of a price, bounds what is given: 单笔投资不超过基金规模的20%, 不低于出让价款的50%.
_CAPPED = re.compile(
    r"(?:单笔|单户|单家|单个(?:项目|企业))[^,。;]{0,10}(?:不超过|不高于|最高)[^,。;]{0,10}$"
    r"|(?:配套用房|出资|持股)(?:面积)?比例(?:不超过|不高于|可?放宽至|控制在)$"
)
_OF_PRICE = re.compile(r"(?:出让价款|起始价|评估价|成交价|起拍价)的?$")
_FOR_WHOM = re.compile(r"(?:对|凡|经)[^,。;]{2,40}的(?:,|[^,。;的]{2,10},(?=[^,。;]{0,8}(?:给予|奖励|补助|补贴)))")
_GIVEN = re.compile(r"(?:给予|奖励|补助|补贴|最高|一次性)")


def read(case: Case) -> Answer:
    """Amounts of a sentence that gives money, and the conditions on which it is given."""
    amount = case.amount
    if not _is_given(case) or (amount.kind in {"count", "people"} and _is_goal(case)):
        return None
    return Aside(reason="measure")


def _is_given(case: Case) -> bool:
    """Whether its own clause gives something, or is the condition on which a later clause gives it."""
    text = case.text
    if text[case.amount.end : case.amount.end + 1] == ":" and case.amount.unit == "":
        # 返投比例不低于1.5:1
        return True
    if case.amount.kind in {"money", "share"} and _SUPPORT.search(text, case.clause_start, case.amount.prefix_start):
        return True
    if case.amount.kind == "share" and (
        _OF_PRICE.search(text, case.clause_start, case.amount.start)
        or _CAPPED.search(text, case.clause_start, case.amount.start)
    ):
        return True
    if _FOR_WHOM.match(text, case.sentence_start, case.sentence_end):
        return True
    if _GIVES.search(text, case.clause_start, case.clause_end):
        return True
    if text[case.clause_end - 1] == "的" or _CONDITION.match(text, case.clause_start, case.clause_end):
        return bool(_GIVES.search(text, case.clause_end, case.sentence_end))
    # 给予补助，其中设备投入不超过50%: a clause that only bounds what the one before gives.
    bounds = case.amount.bound == "<=" and case.amount.kind in {"money", "share", "time"}
    return bounds and bool(_GIVES.search(text, case.sentence_start, case.clause_start))


def _is_goal(case: Case) -> bool:
    """Whether a count beside a measure is a goal: a verb of making or a bound in its clause, and no condition."""
    clause = case.text[case.clause_start : case.amount.prefix_start]
    if _CONDITION.match(clause) or _GIVEN.search(clause):
        return False
    phrase = before_number(case)
    return bool(phrase.verb or phrase.annual or case.carried)


RULE = Rule(
    id="aside.measure",
    note="补助比例、奖励上限、申报门槛是政策措施，不是指标。",
    reads=(
        "对新认定的重点实验室，给予最高500万元奖励。",
        "按实际投入的30%给予补助，单个企业不超过200万元。",
        "对年营业收入首次突破1亿元的企业一次性奖励50万元。",
        "对种子期项目单笔投资不超过基金规模的20%。",
        "竞买保证金不低于出让价款的50%。",
    ),
    leaves=("每年遴选10个以上示范场景，给予资金支持。", "单笔投资超过1亿元的项目达到5个。"),
    read=read,
)
