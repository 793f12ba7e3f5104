"""A target that no task works for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Plan, Target
from xiandao.reading.lint.draft import Draft, LintRule, shown

# Sums of everything: all tasks work for them.
_OVERALL = re.compile(
    r"规模|产值|营收|收入|增加值|占比|比重|强度|增速|增长|投入|率|贡献|比例|占|时间|时长|成本|能耗|价格|就业|产量|面积|排放|量$|里程|涨幅|强度|^不|^相当|每万"
)
_BRACKET = re.compile(r"[(（〔][^)）〕]*[)）〕]")
KEY = 2


def find(draft: Draft) -> Iterator[Finding]:
    """Counted things of the goals of which no task's heading or text speaks."""
    plan = draft.plan
    if not plan.tasks:
        return
    duties = "\n".join(draft.source.text[task.words.start : task.body_end] for task in plan.tasks)
    told: set[str] = set()
    for target in plan.targets:
        if target.subject in told:
            continue
        if (
            not _stands_in_task(target, plan)
            and not _OVERALL.search(target.subject)
            and not _is_served(target.subject, duties)
        ):
            told.add(target.subject)
            yield draft.about("target-no-task", target.words, subject=shown(target.subject))


def _stands_in_task(target: Target, plan: Plan) -> bool:
    return any(task.words.start <= target.words.start < task.body_end for task in plan.tasks)


def _is_served(subject: str, duties: str) -> bool:
    """Whether the tasks speak of the thing, judged by the last two characters of its name and of each part."""
    parts = [part for part in re.split(r"[、，,和及/]", _BRACKET.sub("", subject)) if len(part) >= KEY]
    return not parts or any(part[-KEY:] in duties or part[:4] in duties for part in parts)


RULE = LintRule(
    id="target-no-task",
    note="目标所计之物，各项任务都没有提到。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，引进独角兽20家。\n二、主要任务\n（一）建设平台。建设实验室和技术中心。（责任单位：市科技局）",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，引进独角兽20家。\n二、主要任务\n（一）培育企业。大力培育独角兽和领军企业。（责任单位：市科技局）",
    ),
    find=find,
)
