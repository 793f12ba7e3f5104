"""Goals that promise by adverb alone: 创新能力显著增强."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

_ADVERB = re.compile(
    r"(?P<adverb>显著|大幅(?:度)?|明显|进一步|不断|持续|全面|稳步|有效|更加)(?:提升|增强|提高|加强|改善|优化|扩大|壮大|完善|增长|跃升|凸显|集聚|健全|深化|推进|引进)"
)


def find(draft: Draft) -> Iterator[Finding]:
    """—— goals with such a predicate and without a figure, in a plan that does set figures elsewhere."""
    if not draft.plan.targets:
        return
    starts = sorted(target.words.start for target in draft.plan.targets)
    for block in draft.blocks:
        if not block.is_bullet or block.kind != "goals" or block.end - block.start < 4:
            continue
        first, last = draft.view.span(block.start, block.end)
        at = bisect_left(starts, first)
        found = _ADVERB.search(draft.text, block.start, block.end)
        if found and not (at < len(starts) and starts[at] < last):
            title = draft.text[block.start : block.end].lstrip("—-· ").partition("。")[0]
            yield draft.at("adverb-only", found.start(), found.end(), adverb=found["adverb"], goal=shown(title))


RULE = LintRule(
    id="adverb-only",
    note="分项目标只有“显著”“不断”等副词，没有可核对的数。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n——产业规模。到2027年，未来产业规模达到300亿元。\n——开放生态不断完善。构建融合发展的产业生态。",
    ),
    leaves=("关于加快发展的若干意见\n一、发展目标\n——产业能级不断提升。到2027年，未来产业规模达到300亿元。",),
    find=find,
)
