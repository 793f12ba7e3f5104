"""年度目标轨迹表 of a plan as a file: numbered, marked and logged like everything that leaves the house."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import DEED, FORMS, Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.paper_leaving import leaving_of, paper_leave
from xiandao.apps.plans.selectors import edition_for
from xiandao.apps.plans.trajectory_models import ActualValue
from xiandao.apps.plans.trajectory_pages import Line, lines_of, said_of
from xiandao.apps.plans.trajectory_selectors import READ, Trajectory, converted, grants_of
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Footnote, Paper
from xiandao.writers.labels import label, number
from xiandao.writers.papers_trajectory import Row, trajectory_paper

WHAT = "trajectories"
"""Characters of a plan's title in the name of a file."""


def paper_of(person: Person, of: Edition) -> Paper:
    """Every live target of *of* by year; actual values where the person sees them."""
    years, lines = lines_of(of, person)
    sees = bool(grants_of(person, READ, of.plan))
    title = f"{of.plan.title}\n{wording('trajectory-table', 'zh')}"
    notes = [wording("trajectories-rule-note", "zh"), wording("trajectory-reading-caption", "zh")]
    return trajectory_paper(title, years, [_row(each, of, sees=sees) for each in lines], notes if lines else ())


def _row(line: Line, edition: Edition, *, sees: bool) -> Row:
    of, item = line.of, line.of.item
    source = Footnote(edition.plan.title, item.quote, edition.doc_no or None)
    is_told = bool(of.path.steps)
    return Row(
        item.fields["subject"], of.aim.unit, _base(of), label("pathrule", of.path.rule, "zh") if is_told else "—",
        line.cells, tuple(_value(row, of.aim.unit) for row in line.actuals),
        "".join(said_of(of, "zh")) if sees else "", source,
    )  # fmt: skip


def _base(of: Trajectory) -> str:
    if of.base is None:
        return "—" if of.aim.is_yearly else wording("base-none", "zh")
    return f"{number(float(of.base.value))}（{of.base.year}年）"


def _value(row: ActualValue | None, unit: str) -> Decimal | None:
    return converted(Decimal(row.value), row.unit, unit) if row else None


def paper_give(person: Person, pk: int, form: str, *, wish: Wish, at: dt.datetime) -> Given | Release:
    """The file, or what waits until two people have looked it through.

    Raises:
        Refusal: ``absent`` for a form that there is not, ``export-purpose``.
    """
    of = edition_for(person, pk, DEED)
    if form not in FORMS:
        raise Refusal("absent")
    paper = paper_of(person, of)
    rows = of.items.filter(kind="target").count()
    scope = Scope(of, (), of.plan.secrecy, is_sample(of), rows, (of.pk,))
    tab = wording("trajectory-table", "zh")
    leaving = leaving_of(of, scope, paper, ask=Ask(WHAT, form, of.pk, {}), tab=tab)
    return paper_leave(person, leaving, wish, at=at)
