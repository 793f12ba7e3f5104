"""The slots of a bundle (六个一: 一个智库、一支基金) belong to the bundle."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_ONE_EACH = re.compile(
    r"(?:即|包括|落实|配套|做到|实现|形成|构建|推行|实行|坚持|建立|健全|按照)?[:“]?(?:[一1][^,。;、一]{2,14}[、,;和及]){2,}"
)


def read(case: Case) -> Answer:
    """一个专家智库、一支招商队伍、一套政策 …: three slots of one each, or more, in a row."""
    amount = case.amount
    if amount.value != 1 or amount.bound != "=" or amount.unit in {"", "年"}:
        return None
    start = max(case.sentence_start, amount.start - 60)
    for match in _ONE_EACH.finditer(case.text, start, min(case.sentence_end, amount.start + 60)):
        if match.start() <= amount.start <= match.end():
            return Aside(reason="bundle")
    return None


RULE = Rule(
    id="aside.bundle-slot",
    note="“六个一”等组合事项的分项归入组合，不单列指标。",
    reads=("落实一个专家智库、一支招商队伍、一套产业政策、一支投资基金。",),
    leaves=("每个产业建立1个创新联合体。",),
    read=read,
)
