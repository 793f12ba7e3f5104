"""Figures in a list of conditions for applicants are criteria."""

from __future__ import annotations

import re

from xiandao.reading.clauses import SIGHT, Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_CONDITIONS = re.compile("(?:具备|符合|满足)(?:以下|下列)?(?:基本)?$")
_DEFINES = ("是指", "所称")


def read(case: Case) -> Answer:
    """Every number under 申报条件 and the like, and of a sentence that says what a word means."""
    amount = case.amount
    defines = any(case.text.find(word, case.sentence_start, amount.start) >= 0 for word in _DEFINES) or _asks(case)
    # 由2家以上单位同台竞技的组织方式 says what is meant, not how many there will be.
    is_done_by = amount.bound == ">=" and case.after is None and case.text.endswith("由", 0, amount.prefix_start)
    return Aside(reason="criterion") if defines or is_done_by or case.block.kind == "conditions" else None


def _asks(case: Case) -> bool:
    """Whether its sentence, semicolons and all, lists what applicants must have."""
    text, end = case.text, case.amount.start
    said = text.rfind("条件:", max(case.block.start, end - SIGHT), end)
    return said > 0 and text.find("。", said, end) < 0 and bool(_CONDITIONS.search(text, max(0, said - 8), said))


RULE = Rule(
    id="aside.criterion",
    note="申报、认定条件和“由几家以上单位”里的数字是门槛，不是指标。",
    reads=(
        "一、申报条件\n（一）研发人员占比不低于10%。",
        "先导园区是指建筑面积不低于2万平方米的载体。",
        "采用由2家以上单位同台竞技的组织方式。",
        "创建对象应具备以下条件：一是定位清晰；二是研发投入占比不低于5%。",
    ),
    leaves=("一、发展目标\n到2027年，研发人员占比不低于10%。",),
    read=read,
)
