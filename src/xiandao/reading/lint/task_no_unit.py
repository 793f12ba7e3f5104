"""A task that nobody is responsible for."""

from __future__ import annotations

from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown


def find(draft: Draft) -> Iterator[Finding]:
    """Each such task; told once where no task of the plan names anybody."""
    tasks = draft.plan.tasks
    bare = [task for task in tasks if not task.units and not task.units_inherited]
    if bare and len(bare) == len(tasks):
        yield draft.about("tasks-no-unit", bare[0].words, count=len(bare))
        return
    for task in bare:
        yield draft.about("task-no-unit", task.words, number=task.number.lstrip("/"), title=shown(task.title))


RULE = LintRule(
    id="task-no-unit",
    note="任务没有责任单位；全文都没有的只提示一次。",
    reads=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局）\n（二）培育企业。培育领军企业。\n",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局）\n（二）培育企业。培育领军企业。（责任单位：市工信局）\n",
    ),
    find=find,
)
