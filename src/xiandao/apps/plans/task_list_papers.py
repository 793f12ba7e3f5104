"""年度工作任务清单 as a file: numbered, marked and logged like everything that leaves the house."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import FORMS, Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given
from xiandao.apps.plans.paper_leaving import Leaving, paper_leave
from xiandao.apps.plans.task_list_models import TaskList, TaskListLine, TaskListVersion
from xiandao.apps.plans.task_list_selectors import (
    EXPORT,
    editions_of,
    lines_of,
    list_of,
    place_for,
    secrecy_of,
    version_of,
)
from xiandao.apps.plans.task_lists import Which
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Footnote, Paper
from xiandao.writers.papers_tasks import Row, tasks_paper

WHAT = "task-list"


def paper_give(
    person: Person, which: Which, form: str, *, wish: Wish, at: dt.datetime, ordinal: int | None = None
) -> Given | Release:
    """The version of number *ordinal* (``None``: the last), or what waits until two people have looked it through.

    Raises:
        Refusal: ``absent``, ``export-purpose``.
    """
    of = list_of(person, place_for(person, which.place, EXPORT), which.sector, which.year, EXPORT)
    version = version_of(of, ordinal) if of else None
    if of is None or version is None or form not in FORMS:
        raise Refusal("absent")
    lines = lines_of(version)
    editions, taken = editions_of(lines), [line for line in lines if line.state == "taken"]
    paper, tab = _paper(of, version, taken), wording("task-list", "zh")
    sample = of.place.is_invented or any(is_sample(each) for each in editions)
    touched = tuple(each.pk for each in editions)
    scope = Scope(
        editions[0] if editions else None, tuple(editions[1:]), secrecy_of(editions), sample, len(taken), touched
    )
    leaving = Leaving(
        ask=Ask(WHAT, form, scope.edition.pk if scope.edition else None, {}),
        scope=scope,
        paper=paper,
        tab=tab,
        of=of.place.name,
        name=f"{of.place.name}{of.year}年{of.sector}{tab}",
        touched=touched,
        log={"tasklist": of.pk, "version": version.ordinal},
    )
    return paper_leave(person, leaving, wish, at=at)


def _paper(of: TaskList, version: TaskListVersion, lines: list[TaskListLine]) -> Paper:
    title = f"{of.place.name}{of.year}年{of.sector}\n{wording('task-list', 'zh')}"
    said = wording("task-list-version", "zh", n=version.ordinal)
    return tasks_paper(title, f"（{said}）", [_row(line) for line in lines])


def _row(line: TaskListLine) -> Row:
    source, clause = None, line.clause
    if line.edition is not None:
        plan = line.edition.plan.title
        source = Footnote(plan, line.quote, line.edition.doc_no or None, line.clause or None)
        clause = f"《{plan}》{line.clause}"
    return Row(line.title, line.measure, line.units, line.due, clause, source)
