"""A later year promised less than an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Target
from xiandao.core.quantity import base_of
from xiandao.reading.lint.draft import Draft, LintRule, amount, shown
from xiandao.reading.lint.target_differs import is_cell, plain

# What may well be less a year later: what is counted by the year, rates of growth, and what is meant to fall.
_BY_YEAR = re.compile(r"新增|新建|当年|年度|每年|年均|增长|增速|增幅|增加|引进|招引|完成|新培育|新认定|首次")
_FALLS = re.compile(
    r"降|减|压|缩|耗|排放|浓度|成本|时长|时限|时间|周期|费率|利率|失业|死亡|事故|污染|逾期|不良|存量|缺口|负债|赤字|PM|温差|损失|跨度|差距|投诉|空置|PUE|撂荒|淘汰|关停|待"
)

# A number of things may be that of the year alone, unless it is said to be what there is by then.
_AMOUNT = re.compile(r"元$|%|个?百分点|千瓦|平方|公里|亩|吨")
_STOCK = re.compile(r"达|累计|总数|总量|拥有|保有|超过|突破|规模")


def find(draft: Draft) -> Iterator[Finding]:
    """Each target that stands below one of the same thing for an earlier year, told once beside the highest of those."""
    known: dict[tuple[object, ...], list[Target]] = {}
    for target in draft.plan.targets:
        if _may_be_compared(draft, target):
            known.setdefault(_key(target), []).append(target)
    for group in known.values():
        for target in group:
            above = [one for one in group if _year(one) < _year(target) and _least(one) > _most(target)]
            if above:
                before = max(above, key=_least)
                yield draft.about(
                    "target-falls",
                    target.words,
                    subject=shown(target.subject),
                    here=f"{_year(target)}年{amount(target)}",
                    there=f"{_year(before)}年{amount(before)}",
                )


def _may_be_compared(draft: Draft, target: Target) -> bool:
    return (
        target.deadline_year is not None
        and target.frequency != "annual"
        and not target.stretch_of
        and target.comparator != "<="
        and target.direction != "down"
        and len(target.subject) >= 3
        and not _BY_YEAR.search(_words(draft, target))
        and not _FALLS.search(target.subject)
        and bool(_AMOUNT.search(target.unit or "") or _STOCK.search(_words(draft, target)))
        and not is_cell(draft, target)
    )


def _words(draft: Draft, target: Target) -> str:
    """The target's words with the verb before them."""
    return draft.said(max(0, target.words.start - 4), target.words.end)


def _key(target: Target) -> tuple[object, ...]:
    return plain(target.subject), base_of(target.unit)[0], target.applies_per


def _year(target: Target) -> int:
    return target.deadline_year or 0


def _least(target: Target) -> float:
    return target.value * base_of(target.unit)[1]


def _most(target: Target) -> float:
    return (target.value if target.value_max is None else target.value_max) * base_of(target.unit)[1]


RULE = LintRule(
    id="target-falls",
    note="同一指标，后一年的目标低于前一年的。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，未来产业规模达到8亿元。\n二、主要任务\n（一）壮大产业。到2026年，未来产业规模达到9亿元。（责任单位：市科技局）",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2026年，未来产业规模达到8000万元；到2027年，未来产业规模达到9亿元。",
        "关于加快发展的若干意见\n一、发展目标\n到2026年，单位能耗降至50千瓦时；到2027年，单位能耗降至40千瓦时。",
        "关于加快发展的若干意见\n一、发展目标\n2026年，新增企业50家；2027年，新增企业40家。",
    ),
    find=find,
)
