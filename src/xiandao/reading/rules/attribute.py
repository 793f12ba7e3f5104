"""An amount that describes the thing counted, and is not the promise: 总投资10亿元以上项目, 100平方米的场地."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.phrases import after_number, before_number, is_size
from xiandao.reading.rules.rule import Answer, Aside, Rule

_FUND = re.compile(r"的?[^,。;、]{0,14}(?:基金|资金池|信贷|贷款|规模|产值|营收|收入|投资|资金|集群|产业集群|市场)")
_THRESHOLD = re.compile(
    r"(?:年产值|产值|营收|营业收入|年营业收入|销售收入|年销售|投资额?|总投资|投入|估值|市值|注册资本|面积|功率|算力|规模|市场占有率|占有率|占比|比例|超|超过|达|达到|在|不少于|不低于|单体|单个|每个)$"
)
_OF_THEM = re.compile("的(?:企业|项目|机构|单位)?(?:达到?|有|共)?")
_SPECIFIES = {"energy", "length", "weight", "computing", "data", "volume", "other"}
_CONDITION = re.compile(r"^(?:对于?|凡|符合|经|获|获得|首次|年度|申报|入选|凭)")


def read(case: Case) -> Answer:
    """A measure, not a count, that stands before the thing it describes."""
    if case.amount.kind in {"count", "people"}:
        return Aside(reason="criterion") if _is_criterion(case) else None
    # 市场化收入占比超过50%的不少于12家: those that it describes are counted at once.
    if (
        case.after
        and case.after.kind in {"count", "people"}
        and _OF_THEM.fullmatch(case.text, case.amount.end, case.after.prefix_start)
    ):
        return Aside(reason="attribute")
    behind = after_number(case)
    if case.amount.unit == "" or behind.start >= behind.end or is_size(case.text, behind):
        return None
    if _is_specification(case):
        return Aside(reason="specification")
    return Aside(reason="attribute") if _describes(case, behind) else None


def _describes(case: Case, behind: Span) -> bool:
    """Whether the measure says which things are meant: they are counted next, or it has a threshold's words."""
    text, amount = case.text, case.amount
    if case.after and case.after.kind in {"count", "people"} and case.right_end == case.after.prefix_start:
        return True
    phrase = before_number(case)
    named = text[slice(*phrase.subject)]
    if named and (text.startswith("的", amount.end) or _THRESHOLD.search(named) or amount.suffix in {"以上", "以下"}):
        return not (_FUND.match(text, amount.end, behind.end) and phrase.verb)
    return not (phrase.verb or phrase.reach or case.carried)


def _is_specification(case: Case) -> bool:
    """Whether a physical quantity describes a product: 120米以下空域, 支持70兆帕储氢瓶."""
    amount = case.amount
    if amount.kind not in _SPECIFIES or (amount.unit == "次" and before_number(case).annual):
        return False
    is_goal = case.block.kind == "goals" or case.aimed
    return amount.suffix == "以下" or (amount.bound == "=" and not is_goal and not _is_made(case))


def _is_made(case: Case) -> bool:
    """Whether a verb of making or the next count takes the quantity out of a product's description."""
    return bool(case.after and case.after.kind in {"count", "people"} and case.right_end == case.after.prefix_start)


def _is_criterion(case: Case) -> bool:
    """Whether a bounded count only says which things are meant: 入驻企业不少于30家的载体."""
    amount, text = case.amount, case.text
    if not text.startswith("的", amount.end) or amount.bound != ">=":
        return False
    return bool(_CONDITION.match(case.clause)) or (bool(amount.prefix) and before_number(case).named)


RULE = Rule(
    id="aside.attribute",
    note="修饰对象的门槛和规格不是指标数。",
    reads=(
        "招引总投资10亿元以上项目20个。",
        "支持建设单体面积5000平方米以上的孵化器。",
        "市场化收入占比超过50%的不少于12家。",
    ),
    leaves=("产业规模达到300亿元。",),
    read=read,
)
