"""Everything seen of plans as papers, from rows to the bytes of a file and its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans import comparison, export_papers, levels, selectors
from xiandao.apps.plans.export_items import (
    CLAUSE,
    FIELDS,
    NUMBER,
    counted,
    items_table,
    layout_matrix,
    run_on,
    sectors_table,
)
from xiandao.apps.plans.export_scope import LIST, Ask, Scope, exporter, is_sample
from xiandao.apps.plans.export_sources import Sources
from xiandao.apps.plans.models import KINDS, Edition, Item
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, hint, message, wording
from xiandao.core.papers import Cell, Column, Footnote, Kind, Paper, Part, Sheet, Table, Watermark, row
from xiandao.writers.labels import label
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_sheets import sheets_of

LONGEST_NAME = 60
"""Characters of a plan's title in the name of a file: with 255 bytes a name is full."""

TABS = {
    "targets": "export-tab-targets",
    "division": "export-tab-division",
    "sectors": "export-tab-sectors",
    "layout": "export-tab-layout",
    "revision": "export-tab-revision",
    "alignment": "align-title",
    "findings": "plan-findings",
    LIST: "export-tab-plans",
}
"""What a paper is called on its tab, in its title, and in the name of its file."""


def tab_of(what: str, language: Language = "zh") -> str:
    """``目标清单``, ``任务分工表``; papers are Chinese, pages may not be."""
    if what in TABS:
        return wording(TABS[what], language)
    return wording("export-tab-items", language, kind=label("kind", what.removeprefix("items-"), language))


def paper_for(person: Person, ask: Ask, scope: Scope) -> Paper:
    """The paper, without a mark of its way out."""
    if scope.edition is None:
        fixed = {*scope.touched}
        listed = selectors.plan_list(exporter(person), ask.asked)
        return _listed([each for each in listed if each.pk in fixed], ask)
    return replace(MAKERS[ask.what](person, ask, scope), subtitle=_subtitle(scope.edition))


def bytes_of(paper: Paper, ask: Ask, mark: Watermark | None) -> bytes:
    """The file; the same rows and the same *mark* give the same bytes."""
    marked = replace(paper, watermark=mark)
    if ask.form == "docx":
        return docx_of(marked)
    return xlsx_of([_titled(sheet, marked, tab_of(ask.what)) for sheet in sheets_of(marked)])


def _titled(sheet: Sheet, paper: Paper, tab: str) -> Sheet:
    """A short name for the tab, the plan and its edition above the table."""
    below = paper.subtitle or ""
    if sheet.name == paper.title.replace("\n", ""):
        return replace(sheet, name=tab, title=f"{sheet.title}{below}")
    return replace(sheet, title=f"{paper.title.partition(chr(10))[0]}{sheet.title}{below}")


def name_of(ask: Ask, scope: Scope) -> str:
    """The name of the file in Chinese: the plan's title, its edition from the second on, what it is."""
    edition, tab = scope.edition, tab_of(ask.what)
    return f"{edition.plan.title[:LONGEST_NAME]}{_ordinal(edition)}{tab}.{ask.form}" if edition else f"{tab}.{ask.form}"


def _ordinal(edition: Edition) -> str:
    return wording("edition-ordinal", "zh", n=edition.ordinal).replace(" ", "") if edition.ordinal > 1 else ""


def _title(edition: Edition, ask: Ask) -> str:
    return f"{edition.plan.title}\n{tab_of(ask.what)}"


def _subtitle(edition: Edition) -> str | None:
    """（第2版，征求意见稿）: which edition it is, where that is not plain."""
    draft = label("edition", edition.state, "zh") if edition.state != "issued" else ""
    said = "，".join(filter(None, (_ordinal(edition), draft)))
    return f"（{said}）" if said else None


def _paper(scope: Scope, ask: Ask, *parts: Part) -> Paper:
    return Paper(title=_title(_of(scope), ask), parts=parts, landscape=True)


def _of(scope: Scope) -> Edition:
    if scope.edition is None:
        raise Refusal("absent")
    return scope.edition


def _rows(edition: Edition, kind: str) -> list[Item]:
    return list(edition.items.filter(kind=kind).exclude(state="rejected").order_by("start", "pk"))


def _items(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition, kind = _of(scope), ask.what.removeprefix("items-")
    rows = list(selectors.items_listed(edition, kind, ask.asked))
    return _paper(scope, ask, *_with_notes(ask, kind, rows, edition))


def _targets(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition = _of(scope)
    rows = _rows(edition, "target")
    return _paper(scope, ask, *_with_notes(ask, "target", rows, edition))


def _with_notes(ask: Ask, kind: str, rows: Sequence[Item], edition: Edition) -> tuple[Part, ...]:
    table = items_table(kind, rows, Sources(edition), quoted=export_papers.SHOWN_QUOTES[ask.form])
    return (table, counted(rows), export_papers.said("export-trust-note"), *_filtered(ask))


def _filtered(ask: Ask) -> tuple[Part, ...]:
    """That the rows are not all rows, where a filter was set."""
    return (export_papers.said("export-filtered"),) if set(ask.asked) - {"sort", "with"} else ()


def _division(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition = _of(scope)
    rows = _rows(edition, "task")
    paper = export_papers.division(_title(edition, ask), rows, Sources(edition), ask.form)
    return replace(paper, parts=(*paper.parts, counted(rows)))


def _sectors(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition = _of(scope)
    sectors, directions = _rows(edition, "sector"), _rows(edition, "technology")
    listed = [(each, [item for item in directions if item.fields["sector"] == each.fields["name"]]) for each in sectors]
    names = {each.fields["name"] for each in sectors}
    others = [item for item in directions if item.fields["sector"] not in names]
    table = sectors_table([*listed, (None, others)], Sources(edition))
    return _paper(scope, ask, table, counted([*sectors, *directions]))


def _layout(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition = _of(scope)
    rows = _rows(edition, "placement")
    details = items_table("placement", rows, Sources(edition), quoted=export_papers.SHOWN_QUOTES[ask.form])
    if not rows:
        return _paper(scope, ask, details)
    details = replace(details, caption=wording("export-tab-details", "zh"))
    return _paper(scope, ask, layout_matrix(rows), export_papers.said("export-layout"), details, counted(rows))


def _revision(person: Person, ask: Ask, scope: Scope) -> Paper:
    later, (earlier, *_) = _of(scope), scope.beside
    page = comparison.comparison_page(exporter(person), later, earlier, ask.asked)
    sides = (Sources(earlier), Sources(later))
    paper = export_papers.revision(_title(later, ask), page["rows"], sides)
    kept = () if ask.asked.get("all") == "1" else (export_papers.said("export-kept-out"),)
    return replace(paper, parts=(*paper.parts, *kept, *_filtered(ask)))


def _alignment(person: Person, ask: Ask, scope: Scope) -> Paper:
    upper = _of(scope)
    page = levels.alignment_page(exporter(person), upper, ask.asked, scope.beside)
    sources = {each.pk: Sources(each) for each in (upper, *scope.beside)}
    all_ = not ask.asked.get("show") and not ask.asked.get("kind")
    paper = export_papers.alignment(_title(upper, ask), page, sources, all_=all_, with_open=ask.asked.get("all") == "1")
    return replace(paper, parts=(*paper.parts, *_filtered(ask)))


FINDINGS = (NUMBER, Column("问题", width=18), Column("建议", width=16), CLAUSE, Column("原文", width=18))


def _findings(person: Person, ask: Ask, scope: Scope) -> Paper:
    del person
    edition = _of(scope)
    sources = Sources(edition)
    rows = []
    for at, each in enumerate(edition.findings, start=1):
        found = Finding(code=each["code"], start=each["start"], end=each["end"], values=tuple(each["values"].items()))
        words = sources.sentence(found.start, found.end)
        clause = sources.clause_at(found.start) if words else None
        note = sources.at(words, clause)
        rows.append(row(at, Cell(message(found, "zh"), note), hint(found, "zh") or None, run_on(clause), words or None))
    return _paper(scope, ask, Table(columns=FINDINGS, rows=tuple(rows)))


PLANS = (
    NUMBER, Column("标题", width=18), Column("地区", width=6), Column("层级", width=4, centred=True),
    Column("版本", width=3, centred=True), Column("状态", width=5, centred=True), Column("文号", width=8),
    Column("发文机关", width=8), Column("印发日期", Kind.DATE, 7), Column("规划期", width=6, centred=True),
    Column("条目", Kind.AMOUNT, 4), Column("已确认", Kind.AMOUNT, 4), Column("待核", Kind.AMOUNT, 4),
    Column("公开属性", width=5, centred=True), Column("备注", width=7),
)  # fmt: skip
AT_ONCE = 500
"""Editions whose items are counted in one question."""


def _listed(every: Sequence[Edition], ask: Ask) -> Paper:
    rows = []
    for first in range(0, len(every), AT_ONCE):
        part = every[first : first + AT_ONCE]
        counts = selectors.state_counts([edition.pk for edition in part])
        rows += [_plan(at, each, counts[each.pk]) for at, each in enumerate(part, start=first + 1)]
    table = Table(columns=PLANS, rows=tuple(rows))
    parts = (table, export_papers.said("export-plans"), *_filtered(ask))
    return Paper(title=tab_of(LIST), parts=parts, landscape=True)


def _plan(at: int, edition: Edition, counts: Mapping[str, int]) -> tuple[Cell, ...]:
    plan, first, last = edition.plan, edition.period_first, edition.period_last
    remarks = [
        said
        for said, holds in (
            (wording("sample-mark", "zh"), is_sample(edition)),
            (wording("plans-reference", "zh"), plan.is_reference),
            (wording("plans-facts", "zh"), edition.reading == "facts"),
            (label("secrecy", plan.secrecy, "zh"), plan.secrecy != "none"),
        )
        if holds
    ]
    return row(
        at,
        Cell(plan.title, Footnote(plan.title, number=edition.doc_no or None)),
        plan.place.name if plan.place else None,
        label("level", plan.level, "zh") or None,
        edition.ordinal,
        label("edition", edition.state, "zh"),
        edition.doc_no or None,
        edition.issuer or None,
        edition.issued_on,
        f"{first or ''}—{last}" if last else None,
        counts["all"],
        counts["live"],
        counts["open"],
        label("openness", plan.openness, "zh"),
        "、".join(remarks) or None,
    )


MAKERS: Mapping[str, Callable[[Person, Ask, Scope], Paper]] = {
    **{f"items-{kind}": _items for kind in KINDS if kind in FIELDS},
    "targets": _targets,
    "division": _division,
    "sectors": _sectors,
    "layout": _layout,
    "revision": _revision,
    "alignment": _alignment,
    "findings": _findings,
}
"""What may be exported of an edition."""
