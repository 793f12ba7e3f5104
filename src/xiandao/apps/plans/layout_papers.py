"""产业空间布局表 and its sheet of changes as files: numbered, marked and logged like everything that leaves the house."""

from __future__ import annotations

import datetime as dt

from xiandao.alignment.layouts import FIELDS, Line
from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import FORMS, Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutVersion
from xiandao.apps.plans.layout_selectors import (
    EXPORT,
    Told,
    changes_between,
    editions_of,
    layout_for,
    lines_of,
    secrecy_of,
    version_numbered,
)
from xiandao.apps.plans.paper_leaving import Leaving, paper_leave
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Footnote, Paper
from xiandao.writers.labels import label
from xiandao.writers.papers_layout import Changed, Row, changes_paper, layout_paper


def paper_give(  # noqa: PLR0913 - all of it is what a paper is
    person: Person, pk: int, form: str, *, ordinal: int | None, before: int | None, wish: Wish, at: dt.datetime
) -> Given | Release:
    """The version of number *ordinal* (``None``: the last); with *before* what changed since that one.

    Raises:
        Refusal: ``absent``, ``export-purpose``.
    """
    layout = layout_for(person, pk, EXPORT)
    version = layout.versions.last() if ordinal is None else version_numbered(layout, ordinal)
    earlier = version_numbered(layout, before)
    if form not in FORMS or version is None or (before is not None and earlier is None):
        raise Refusal("absent")
    paper, tab = (
        (_table(layout, version), wording("layout-table", "zh"))
        if earlier is None
        else (_changes(layout, earlier, version), wording("layout-changes", "zh"))
    )
    editions = editions_of(layout)
    sample = any(is_sample(each) for each in editions) or layout.place.is_invented
    scope = Scope(
        editions[0] if editions else None, tuple(editions[1:]), secrecy_of(editions), sample, version.lines.count()
    )
    leaving = Leaving(
        ask=Ask(
            "layout-table" if earlier is None else "layout-diff", form, scope.edition.pk if scope.edition else None, {}
        ),
        scope=scope,
        paper=paper,
        tab=tab,
        of=layout.place.name,
        name=f"{layout.place.name}{tab}{wording('layout-version', 'zh', n=version.ordinal).replace(' ', '')}",
        touched=tuple(each.pk for each in editions),
        log={"layout": layout.pk, "version": version.ordinal},
    )
    return paper_leave(person, leaving, wish, at=at)


def _subtitle(version: LayoutVersion) -> str:
    day = version.in_force_from.isoformat()
    return f"（{wording('layout-version', 'zh', n=version.ordinal)}，{wording('layout-since', 'zh', day=day)}）"


def _table(layout: Layout, version: LayoutVersion) -> Paper:
    title = f"{layout.place.name}\n{wording('layout-table', 'zh')}"
    rows = [
        Row(
            line.name, line.sector, label("layoutrole", line.role, "zh"), line.carrier, line.direction, line.reason,
            _source(line),
        )
        for line in lines_of(version)
    ]  # fmt: skip
    return layout_paper(title, _subtitle(version), rows)


def _source(line: LayoutLine) -> Footnote | None:
    """The sentence of a row, as it stood when the row was made."""
    if line.edition is None:
        return None
    return Footnote(line.edition.plan.title, line.quote, line.edition.doc_no or None, line.clause or None)


def _changes(layout: Layout, before: LayoutVersion, after: LayoutVersion) -> Paper:
    title = f"{layout.place.name}\n{wording('layout-changes', 'zh')}"
    said = wording("layout-from-to", "zh", before=before.ordinal, after=after.ordinal)
    return changes_paper(title, f"（{said}）", [_changed(each) for each in changes_between(before, after)])


def _changed(told: Told) -> Changed:
    change = told.change
    reasons = [f"{each.case.proposer}：{each.case.text}（{each.case.reason}）" for each in told.proposals]
    verdicts = [f"{year}年{label('layoutverdict', verdict, 'zh')}" for year, verdict, _ in told.verdicts]
    words = [reason for _, _, reason in told.verdicts if reason]
    evidence = next((each for each in told.proposals if each.edition is not None), None)
    source = None
    if evidence is not None and evidence.edition is not None:
        source = Footnote(evidence.edition.plan.title, evidence.quote, evidence.edition.doc_no or None)
    return Changed(
        change.line.place, change.line.sector, label("layoutchange", change.kind, "zh"), _said(change.before),
        _said(change.after), "；".join(verdicts), "；".join(dict.fromkeys([*reasons, *words])), source,
    )  # fmt: skip


def _said(line: Line | None) -> str:
    """定位, 载体, 主攻方向 in one cell."""
    if line is None:
        return ""
    values = {name: getattr(line, name) for name in FIELDS}
    return "；".join(filter(None, (label("layoutrole", values["role"], "zh"), values["carrier"], values["direction"])))
