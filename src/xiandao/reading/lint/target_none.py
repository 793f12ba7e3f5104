"""A plan without a single figure to be held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding, finding
from xiandao.reading.lint.draft import Draft, LintRule

_PLAN = re.compile(r"规划|计划|方案|纲要")


def find(draft: Draft) -> Iterator[Finding]:
    """Told once, for a text that sets out goals or orders tasks."""
    if not draft.plan.targets and _sets_goals(draft):
        yield finding("target-none")


def _sets_goals(draft: Draft) -> bool:
    """Whether the text is a plan by its title, or has a section of goals."""
    return bool(_PLAN.search(draft.plan.document.title or "")) or any(block.kind == "goals" for block in draft.blocks)


RULE = LintRule(
    id="target-none",
    note="全文没有一个量化目标。",
    reads=("江海市未来产业行动方案\n一、主要任务\n（一）建设园区。建设一批特色产业园区。（责任单位：市科技局）",),
    leaves=(
        "江海市未来产业行动方案\n一、主要任务\n（一）建设园区。到2027年，建设特色产业园区10个。（责任单位：市科技局）",
        "若干政策措施\n第一条　最高给予100万元补助。",
    ),
    find=find,
)
