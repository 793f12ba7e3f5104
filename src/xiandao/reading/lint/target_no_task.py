"""A target that no task works for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Plan, Target
from xiandao.reading.lint.draft import Draft, LintRule, shown

# Sums of everything: all tasks work for them.
_OVERALL = re.compile(
    r"规模|产值|营收|收入|增加值|占比|比重|强度|增速|增长|投入|率|贡献|比例|占|时间|时长|成本|能耗|价格|就业|产量|面积|排放|量$|里程|涨幅|强度|均|覆盖|满意|寿命|降低|资金|投资$|基金|集群|^不|^相当|每万"
)
_COUNTED = re.compile(r"(?:总?数量?|个数|家数|总量)$")
_BRACKET = re.compile(r"[(（〔][^)）〕]*[)）〕]")
KEY = 2
HEAD = 4


def find(draft: Draft) -> Iterator[Finding]:
    """Counted things of the goals of which no task's heading or text speaks."""
    plan = draft.plan
    if not plan.tasks:
        return
    duties = [draft.said(task.words.start, task.body_end) for task in plan.tasks]
    told: set[str] = set()
    for target in plan.targets:
        if target.subject in told:
            continue
        if (
            not _stands_in_task(target, plan)
            and not _OVERALL.search(subject := _plain(draft, target))
            and not _is_served(subject, duties)
        ):
            told.add(target.subject)
            yield draft.about("target-no-task", target.words, subject=shown(target.subject))


def _plain(draft: Draft, target: Target) -> str:
    """The subject in the view's forms, where its words stand together."""
    at = target.words.quote.find(target.subject)
    start = target.words.start + at
    return draft.said(start, start + len(target.subject)) if at >= 0 else target.subject


def _stands_in_task(target: Target, plan: Plan) -> bool:
    return any(task.words.start <= target.words.start < task.body_end for task in plan.tasks)


def _is_served(subject: str, duties: list[str]) -> bool:
    """Whether a task speaks of the thing, or of one of its parts."""
    bare = _BRACKET.sub("", subject)
    parts = [_COUNTED.sub("", part) for part in (bare, *re.split(r"[、，,和及/]", bare))]
    parts = [part for part in parts if len(part) >= KEY]
    return not parts or any(_speaks_of(duty, part) for part in parts for duty in duties)


def _speaks_of(duty: str, part: str) -> bool:
    """Whether a task names the thing's last two characters, four of its characters in a row, or most of its pairs."""
    if part[-KEY:] in duty or any(part[at : at + HEAD] in duty for at in range(max(1, len(part) - HEAD + 1))):
        return True
    pairs = {part[at : at + 2] for at in range(len(part) - 1)}
    return 2 * sum(pair in duty for pair in pairs) > len(pairs)


RULE = LintRule(
    id="target-no-task",
    note="目标所计之物，各项任务都没有提到。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，引进独角兽20家。\n二、主要任务\n（一）建设平台。建设实验室和技术中心。（责任单位：市科技局）",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，引进独角兽20家。\n二、主要任务\n（一）培育企业。大力培育独角兽和领军企业。（责任单位：市科技局）",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，5G基站数达到900个。\n二、主要任务\n（一）建设网络。新建5G-A基站。（责任单位：市通管办）",
        "關於加快產業發展的若干意見\n一、發展目標\n到2027年，實現創新應用，引進獨角獸企業20家。\n二、主要任務\n（一）培育企業。大力培育獨角獸企業。（責任單位：市科技局）",
    ),
    find=find,
)
