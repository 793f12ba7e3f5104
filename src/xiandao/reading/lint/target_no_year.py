"""A target that nobody could ever call late."""

from __future__ import annotations

from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown


def find(draft: Draft) -> Iterator[Finding]:
    """Targets without a deadline; what is due every year needs none."""
    for target in draft.plan.targets:
        if target.deadline_year is None and target.frequency != "annual":
            yield draft.about("target-no-year", target.words, subject=shown(target.subject))


RULE = LintRule(
    id="target-no-year",
    note="指标没有完成年份。",
    reads=("关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色产业园区10个以上。（责任单位：市科技局）",),
    leaves=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。到2027年，建设特色产业园区10个以上。（责任单位：市科技局）",
    ),
    find=find,
)
