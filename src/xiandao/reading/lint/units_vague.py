"""Responsible units that name nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

_VAGUE = re.compile(
    r"(?:[省市区县州]级?|各)?(?:有关|相关|各|各有关|各相关)(?:部门|单位|职能部门|委办局|方面|责任单位|部门和单位|部门单位)"
)


def find(draft: Draft) -> Iterator[Finding]:
    """Tasks of which every unit is 有关部门 or the like."""
    for task in draft.plan.tasks:
        if task.units and all(_VAGUE.fullmatch(unit) for unit in task.units):
            yield draft.about(
                "units-vague",
                task.words,
                number=task.number.lstrip("/"),
                title=shown(task.title),
                units="、".join(task.units),
            )


RULE = LintRule(
    id="units-vague",
    note="责任单位只写“有关部门”，落不到具体单位。",
    reads=("关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市有关部门）\n",),
    leaves=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局、市有关部门）\n",
    ),
    find=find,
)
