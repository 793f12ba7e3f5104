"""An amount that describes the thing counted, and is not the promise: 总投资10亿元以上项目, 100平方米的场地."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.phrases import after_number, before_number, is_size
from xiandao.reading.rules.rule import Answer, Aside, Rule

_FUND = re.compile(r"的?[^,。;、]{0,14}(?:基金|资金池|信贷|贷款|规模|产值|营收|收入|投资|资金|集群|产业集群|市场)")
_THRESHOLD = re.compile(
    r"(?:年产值|产值|营收|营业收入|年营业收入|销售收入|年销售|投资额?|总投资|投入|估值|市值|注册资本|面积|功率|算力|规模|市场占有率|占有率|占比|比例|超|超过|达|达到|在|不少于|不低于|单体|单个|每个)$"
)
_SPECIFIES = {"energy", "length", "weight", "computing", "data", "volume", "other"}
_CONDITION = re.compile(r"^(?:对于?|凡|符合|经|获|获得|首次|年度|申报|入选|凭)")


def read(case: Case) -> Answer:
    """A measure, not a count, that stands before the thing it describes."""
    amount, text = case.amount, case.text
    if amount.kind in {"count", "people"}:
        return Aside(reason="criterion") if _is_criterion(case) else None
    behind = after_number(case)
    if behind.start >= behind.end or is_size(text, behind):
        return None
    phrase = before_number(case)
    if case.after and case.after.kind in {"count", "people"} and case.right_end == case.after.prefix_start:
        return Aside(reason="attribute")
    named = text[slice(*phrase.subject)]
    if amount.kind in _SPECIFIES and amount.suffix == "以下":
        return Aside(reason="specification")
    if named and (text.startswith("的", amount.end) or _THRESHOLD.search(named) or amount.suffix in {"以上", "以下"}):
        return None if _FUND.match(text, amount.end, behind.end) and phrase.verb else Aside(reason="attribute")
    if not phrase.verb and not phrase.reach and not case.carried:
        return Aside(reason="attribute")
    if amount.kind in _SPECIFIES and amount.bound == "=" and case.block.kind != "goals" and not case.aimed:
        return Aside(reason="specification")
    return None


def _is_criterion(case: Case) -> bool:
    """Whether a bounded count only says which things are meant: 入驻企业不少于30家的载体."""
    amount, text = case.amount, case.text
    if not text.startswith("的", amount.end) or amount.bound != ">=":
        return False
    return bool(_CONDITION.match(case.clause)) or (bool(amount.prefix) and before_number(case).named)


RULE = Rule(
    id="aside.attribute",
    note="修饰对象的门槛和规格不是指标数。",
    reads=("招引总投资10亿元以上项目20个。", "支持建设单体面积5000平方米以上的孵化器。"),
    leaves=("产业规模达到300亿元。",),
    read=read,
)
