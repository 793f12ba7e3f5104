"""An industry of the goals that no section and no task takes up."""

from __future__ import annotations

from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Sector
from xiandao.reading.lint.draft import Draft, LintRule, shown


def find(draft: Draft) -> Iterator[Finding]:
    """Sectors named in the goals, and nowhere else in the document."""
    if not draft.plan.tasks:
        return
    goals = [(block.start, block.end) for block in draft.blocks if block.kind == "goals"]
    for sector in draft.plan.sectors:
        if goals and sector.parent is None and _only_in(draft, sector, goals):
            yield draft.about("sector-no-task", sector.words, sector=shown(sector.name))


def _only_in(draft: Draft, sector: Sector, goals: list[tuple[int, int]]) -> bool:
    """Whether every mention stands in the goals."""
    at, found = draft.text.find(sector.name), False
    while at >= 0:
        if not any(start <= at < end for start, end in goals):
            return False
        found, at = True, draft.text.find(sector.name, at + 1)
    return found


RULE = LintRule(
    id="sector-no-task",
    note="目标部分点到的产业，后文没有任何一处落实。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n重点发展氢能、量子科技、元宇宙等未来产业，到2027年建设园区3个。\n二、主要任务\n（一）发展氢能。建设氢能园区，发展元宇宙。（责任单位：市科技局）\n",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n重点发展氢能、元宇宙等未来产业，到2027年建设园区3个。\n二、主要任务\n（一）发展氢能。建设氢能园区，发展元宇宙。（责任单位：市科技局）\n",
    ),
    find=find,
)
