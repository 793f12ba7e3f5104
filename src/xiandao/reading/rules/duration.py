"""A length of time is an amount only where it is to fall, or where hours are offered."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_OFFERED = re.compile("机时|(?:开放|服务|开机|培训|运行)[^,。;]{0,4}(?:时长|时间|小时数)")
_HOURS = frozenset(("小时", "机时", "学时", "课时"))
_FALLS = re.compile(r"控制在|缩短|压缩|压减|不超过|降至|降到|减至|提速")


def read(case: Case) -> Answer:
    """三年行动, 3至5年, 5个工作日内."""
    amount = case.amount
    if amount.kind != "time":
        return None
    falls = amount.bound == "<=" and (amount.prefix or _FALLS.search(case.left))
    offers = amount.unit in _HOURS and amount.bound == ">=" and _OFFERED.search(case.left)
    return None if falls or offers else Aside(reason="duration")


RULE = Rule(
    id="aside.duration",
    note="时间长度不是指标数，除非要求压缩，或者规定开放、服务的时长。",
    reads=("实施三年行动。", "建设周期为3至5年。", "公示时间不少于5天。", "企业成立时间不少于3年。"),
    leaves=("审批时限压缩至3个工作日。", "科研仪器年开放机时不少于2000小时。"),
    read=read,
)
