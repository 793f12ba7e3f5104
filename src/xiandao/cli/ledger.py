"""The ledger of targets and the division of tasks of one document, as tables for a screen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiandao.cli.grid import Column, grid
from xiandao.core.messages import Language, wording
from xiandao.core.plan import Plan, Target, Task
from xiandao.writers.excerpts import printable
from xiandao.writers.labels import amount, checks, label, numbers_sentence, period, units
from xiandao.writers.run import Entry, Format, Sink
from xiandao.writers.sample import WATERMARK, is_sample


def render_ledger(entry: Entry, language: Language) -> str:
    """What is printed of one document."""
    screen = max(shutil.get_terminal_size((120, 24)).columns, 60)
    return printable("\n".join(ledger_lines(entry, language, screen))) + "\n\n"


def ledger_lines(entry: Entry, language: Language, screen: int) -> Iterator[str]:
    """Title, targets, tasks, and how the books stand."""
    plan = entry.plan
    yield plan.document.title or entry.file
    yield " · ".join(_said(entry, language))
    yield ""
    yield _heading("sheet-targets", len(plan.targets), language)
    if plan.targets:
        yield from grid(_target_columns(language), [_target(i, t, language) for i, t in _counted(plan)], screen)
    yield ""
    yield _heading("sheet-tasks", len(plan.tasks), language)
    if plan.tasks:
        yield from grid(_task_columns(language), [_task(task, language) for task in plan.tasks], screen)
    yield ""
    yield numbers_sentence(plan, language)
    yield wording("ledger-checks", language, checks=checks(plan))


def _said(entry: Entry, language: Language) -> Iterator[str]:
    data = entry.plan.document
    draft = wording("label-draft", language) if data.is_draft else None
    sample = WATERMARK if is_sample(entry.source.text) else None
    facts = (entry.file, draft, data.doc_no, data.place, label("level", data.level, language), period(data, language))
    yield from (fact for fact in (*facts, sample) if fact)


def _heading(code: str, count: int, language: Language) -> str:
    return f"{wording(code, language)}  {wording('ledger-count', language, count=count)}"


def _counted(plan: Plan) -> Iterator[tuple[int, Target]]:
    return enumerate(plan.targets, start=1)


def _target_columns(language: Language) -> tuple[Column, ...]:
    def head(code: str) -> str:
        return wording(f"col-{code}", language)

    return (
        Column(head=head("no"), is_figure=True),
        Column(head=head("subject"), least=16, lines=3),
        Column(head=head("amount"), is_figure=True, least=10, lines=2),
        Column(head=head("deadline"), is_figure=True, least=4),
        Column(head=head("basis"), least=10, is_spare=True),
        Column(head=head("frequency"), least=4, is_spare=True),
        Column(head=head("applies"), least=8, lines=2, is_spare=True),
        Column(head=head("confidence"), is_figure=True, is_spare=True),
    )


def _target(ordinal: int, target: Target, language: Language) -> tuple[str, ...]:
    return (
        str(ordinal),
        target.subject,
        amount(target),
        str(target.deadline_year or ""),
        label("basis", target.deadline_basis.value, language),
        label("frequency", target.frequency, language),
        target.applies_per or "",
        f"{target.words.confidence:.2f}",
    )


def _task_columns(language: Language) -> tuple[Column, ...]:
    return (
        Column(head=wording("col-number", language), least=8, lines=2),
        Column(head=wording("col-task", language), least=14, lines=2),
        Column(head=wording("col-lead", language), least=10, lines=2),
        Column(head=wording("col-units", language), least=20, lines=3),
    )


def _task(task: Task, language: Language) -> tuple[str, ...]:
    others = tuple(unit for unit in units(task) if unit not in task.lead)
    said = "、".join(others) if units(task) else wording("ui-no-units", language)
    return (task.number, task.title, "、".join(task.lead), said)


@contextmanager
def write_ledger(_: Path, __: Language) -> Iterator[Sink[str]]:
    """Prints what is rendered."""
    yield Sink(lambda _, text: print(text, end="", file=sys.stdout))


FORMAT = Format(render=render_ledger, write=write_ledger)
