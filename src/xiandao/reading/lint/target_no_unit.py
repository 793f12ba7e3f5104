"""A figure of which nobody knows what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

# Measures that have none.
_BARE = re.compile(r"指数|效率|系数|PUE|比例|评分|得分|排名")


def find(draft: Draft) -> Iterator[Finding]:
    """Targets whose amount has no unit."""
    for target in draft.plan.targets:
        if not target.unit and not _BARE.search(target.subject):
            yield draft.about("target-no-unit", target.words, subject=shown(target.subject))


RULE = LintRule(
    id="target-no-unit",
    note="指标的数没有计量单位。",
    reads=("关于加快发展的若干意见\n一、发展目标\n到2027年，高新技术企业总数达到3000以上，建设园区10个。",),
    leaves=("关于加快发展的若干意见\n一、发展目标\n到2027年，高新技术企业总数达到3000家以上，建设园区10个。",),
    find=find,
)
