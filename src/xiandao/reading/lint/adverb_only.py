"""Goals that promise by adverb alone: 创新能力显著增强."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

_ADVERB = re.compile(
    r"(?P<adverb>显著|大幅(?:度)?|明显|进一步|不断|持续|全面|稳步|有效|更加)(?:提升|增强|提高|加强|改善|优化|扩大|壮大|完善|增长|增加|增多|上升|下降|降低|减少|缩短|跃升|凸显|集聚|健全|深化|推进|引进)"
)


# A thing that can be counted, and is not: 企业数量显著增加.
_COUNTABLE = re.compile(
    r"(?P<goal>[一-鿿]{0,16}(?:数量|总量|规模|家数|人数|面积|产值|产量|收入|营收|占比|比重|比例|覆盖率|投入))(?:实现|得到|均|都)?"
    + _ADVERB.pattern
    + r"(?=[,。;\n]|$)"
)


def find(draft: Draft) -> Iterator[Finding]:
    """—— goals with such a predicate and without a figure, in a plan that does set figures elsewhere."""
    if not draft.plan.targets:
        return
    yield from _countable(draft)
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


def _countable(draft: Draft) -> Iterator[Finding]:
    """Sentences of the goals that speak of a number, a size or a share and name none."""
    for block in draft.blocks:
        if block.kind != "goals" or block.is_bullet:
            continue
        start = block.start
        for sentence in re.split(r"(?<=[。;])", draft.text[block.start : block.end]):
            found = (
                None
                if re.search(r"\d|[一二三四五六七八九十百千万亿]成|百分之|翻番|倍", sentence)
                else _COUNTABLE.search(sentence)
            )
            if found:
                yield draft.at(
                    "adverb-only",
                    start + found.start("adverb"),
                    start + found.end(),
                    adverb=found["adverb"],
                    goal=shown(found["goal"]),
                )
            start += len(sentence)


RULE = LintRule(
    id="adverb-only",
    note="分项目标只有“显著”“不断”等副词，没有可核对的数。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n——产业规模。到2027年，未来产业规模达到300亿元。\n——开放生态不断完善。构建融合发展的产业生态。",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，未来产业规模达到300亿元。低空企业数量显著增加。",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n——产业能级不断提升。到2027年，未来产业规模达到300亿元。",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，未来产业规模达到300亿元。企业数量显著增加，达到50家。创新能力显著增强。",
    ),
    find=find,
)
