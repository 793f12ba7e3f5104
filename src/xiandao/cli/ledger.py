"""The ledgers of targets and tasks, as tables for a screen; of a long run the first ones, and a table of all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xiandao.cli.grid import Column, grid
from xiandao.cli.voice import say
from xiandao.core.messages import Language, wording
from xiandao.core.plan import Plan, Target, Task
from xiandao.writers.excerpts import printable
from xiandao.writers.labels import amount, checks, label, numbers_sentence, period, unit_parts
from xiandao.writers.run import Entry, Format, Sink
from xiandao.writers.sample import WATERMARK, is_sample

ID = 11
"""Screen columns of an item's id."""
WHOLE = 3
"""Documents whose ledgers are printed whole; of more, only a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document on the screen: its whole *ledger*, or its *row* of the table of documents."""

    ledger: str
    row: tuple[str, ...]


def render_ledger(entry: Entry, language: Language) -> Printed:
    """What is printed of one document."""
    plan = entry.plan
    figures = (len(plan.targets), len(plan.tasks), checks(plan, entry.source.text))
    return Printed(
        ledger=printable("\n".join(ledger_lines(entry, language, _screen()))) + "\n\n",
        row=(printable(plan.document.title or ""), *map(str, figures), printable(entry.file)),
    )


def _screen() -> int:
    return max(shutil.get_terminal_size((120, 24)).columns, 60)


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
        yield from grid(*_filled(_task_columns(language), [_task(task, language) for task in plan.tasks]), screen)
    yield ""
    yield numbers_sentence(plan, entry.source.text, language)
    yield wording("ledger-checks", language, checks=checks(plan, entry.source.text))


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
        Column(head=head("id"), least=ID, is_spare=True),
    )


def _target(ordinal: int, target: Target, language: Language) -> tuple[str, ...]:
    return (
        str(ordinal),
        target.subject,
        f"{wording('ui-stretch', language)} {amount(target)}" if target.stretch_of else amount(target),
        str(target.deadline_year or ""),
        label("basis", target.deadline_basis.value, language),
        label("frequency", target.frequency, language),
        target.applies_per or "",
        f"{target.words.confidence:.2f}",
        target.id,
    )


def _task_columns(language: Language) -> tuple[Column, ...]:
    return (
        Column(head=wording("col-number", language), least=7, lines=2),
        Column(head=wording("col-task", language), least=12, lines=2),
        Column(head=wording("col-lead", language), least=8, lines=2),
        Column(head=wording("col-support", language), least=10, lines=3),
        Column(head=wording("col-units", language), least=12, lines=3),
        Column(head=wording("col-id", language), least=ID, is_spare=True),
    )


def _task(task: Task, language: Language) -> tuple[str, ...]:
    lead, support, rest = ("、".join(part) for part in unit_parts(task))
    nobody = "" if lead or support or rest else wording("ui-no-units", language)
    return (task.number, task.title, lead, support, rest or nobody, task.id)


def _filled(columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> tuple[list[Column], list[list[str]]]:
    """Without the columns that no row fills."""
    kept = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    return [columns[i] for i in kept], [[row[i] for i in kept] for row in rows]


@contextmanager
def write_ledger(_: Path, language: Language) -> Iterator[Sink[Printed]]:
    """Prints the first ledgers as they come; where there are more documents, all of them as a table at the end."""
    rows: list[tuple[str, ...]] = []

    def add(_: str, printed: Printed) -> None:
        rows.append((str(len(rows) + 1), *printed.row))
        if len(rows) <= WHOLE:
            say(printed.ledger, to=sys.stdout, end="")

    yield Sink(add)
    if len(rows) > WHOLE:
        say("\n".join(overview_lines(rows, language, _screen())), to=sys.stdout)


def overview_lines(rows: Sequence[tuple[str, ...]], language: Language, screen: int) -> Iterator[str]:
    """All documents of a run with their figures, and the way to the ledgers that were not printed."""
    yield _heading("label-documents", len(rows), language)
    yield from grid(
        (
            Column(head=wording("col-no", language), is_figure=True, least=4),
            Column(head=wording("col-title", language), least=18, lines=2),
            *(
                Column(head=wording(f"label-{code}", language), is_figure=True, least=4)
                for code in ("targets", "tasks", "checks")
            ),
            Column(head=wording("col-file", language), least=12, is_spare=True),
        ),
        rows,
        screen,
    )
    yield ""
    yield wording("ledger-rest", language, whole=WHOLE, rest=len(rows) - WHOLE)


FORMAT = Format(render=render_ledger, write=write_ledger)
