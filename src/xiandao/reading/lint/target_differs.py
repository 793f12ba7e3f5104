"""The same thing promised twice with different figures, or for different years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Target
from xiandao.core.quantity import base_of
from xiandao.reading.lint.draft import Draft, LintRule, amount, shown

_WHOLE = re.compile(r"^(?:全[省市区县州旗国]|我[省市区县]|力争|新增|累计|拥有)+")


def find(draft: Draft) -> Iterator[Finding]:
    """Later promises that contradict an earlier one; higher aims beside a promise do not."""
    first: dict[tuple[object, ...], Target] = {}
    rows = Counter(_key(target) for target in draft.plan.targets if is_cell(draft, target))
    for target in draft.plan.targets:
        if target.stretch_of or target.frequency == "annual" or len(target.subject) < 3 or target.deadline_year is None:
            continue
        key = _key(target)
        if rows[key] > 1 and is_cell(draft, target):
            continue  # a table with a row for each place says the same of many
        known = first.setdefault(key, target)
        if known is not target and not _agree(known, target) and not _one_sentence(draft, known, target):
            yield draft.about(
                "target-figures-differ",
                target.words,
                subject=shown(target.subject),
                here=amount(target),
                there=amount(known),
            )


def _key(target: Target) -> tuple[object, ...]:
    return plain(target.subject), base_of(target.unit)[0], target.applies_per, target.direction, target.deadline_year


def is_cell(draft: Draft, target: Target) -> bool:
    """Whether a target stands in a row of a table."""
    text = draft.source.text
    start, end = text.rfind("\n", 0, target.words.start) + 1, text.find("\n", target.words.end)
    line = text[start : end if end >= 0 else len(text)]
    return "\t" in line or line.count("|") >= 2


def plain(subject: str) -> str:
    """A subject without 全市, 力争, 累计 and the like before it."""
    return _WHOLE.sub("", "".join(subject.split()))


def _agree(one: Target, other: Target) -> bool:
    """Whether two promises name the same amounts, whatever their scale words."""
    return _ends(one) == _ends(other)


def _ends(target: Target) -> tuple[float, float | None]:
    scale = base_of(target.unit)[1]
    return target.value * scale, None if target.value_max is None else target.value_max * scale


def _one_sentence(draft: Draft, one: Target, other: Target) -> bool:
    """Whether no full stop parts the two: they are then parts or steps of one promise."""
    between = draft.source.text[one.words.end : other.words.start]
    return not re.search(r"[。；;\n]", between)


RULE = LintRule(
    id="target-figures-differ",
    note="同一指标、同一年份前后两处数值不一致。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，全市未来产业规模达到300亿元。引进企业。\n二、主要任务\n（一）壮大产业。到2027年，未来产业规模达到350亿元。（责任单位：市科技局）",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，全市未来产业规模达到300亿元。\n二、主要任务\n（一）壮大产业。到2030年，未来产业规模达到350亿元。（责任单位：市科技局）",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，全市未来产业规模达到300亿元、力争达到350亿元。",
    ),
    find=find,
)
