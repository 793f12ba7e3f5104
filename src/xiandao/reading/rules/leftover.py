"""A physical quantity that no other rule takes belongs to a product, unless the plan's goals name it."""

from __future__ import annotations

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_PHYSICAL = {"length", "weight", "volume", "energy", "data", "other"}


def read(case: Case) -> Answer:
    """35MPa、70MPa储氢瓶."""
    is_product = case.amount.kind in _PHYSICAL and case.block.kind != "goals"
    return Aside(reason="specification") if is_product else None


RULE = Rule(
    id="aside.leftover",
    note="没有动词、也不在目标一节的物理量属于产品规格。",
    reads=("推广35MPa、70MPa车载储氢系统。",),
    leaves=("新增充电桩400个。",),
    read=read,
    confidence=0.6,
)
