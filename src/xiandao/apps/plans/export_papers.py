"""The papers of offices made of rows: 分工表, 修订对照表, 上下衔接对照表, each row with its state and its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from xiandao.apps.plans.comparison import Row
from xiandao.apps.plans.export_items import STATE, state
from xiandao.apps.plans.export_sources import Sources, joined
from xiandao.apps.plans.levels import Above, Below
from xiandao.apps.plans.models import Item
from xiandao.core.messages import wording
from xiandao.core.papers import Cell, Column, Footnote, Form, Paper, Part, Table, paragraph
from xiandao.writers.labels import label
from xiandao.writers.papers_alignment import Pair, alignment_paper
from xiandao.writers.papers_division import COLUMNS as DUTY_COLUMNS
from xiandao.writers.papers_division import Duty, division_paper
from xiandao.writers.papers_revision import Revision, revision_paper

VERDICT = Column("核对", width=5, centred=True)
SHOWN_QUOTES = {"docx": False, "xlsx": True}
"""Whether rows show their sentence: on a sheet people sort and filter by it, on paper the footnote below gives it."""


class Extra(NamedTuple):
    """What a row gets beside what its paper gives it: the state in a column of its own, sources by column."""

    state: str
    notes: Mapping[int, Footnote | None]


def division(title: str, tasks: Sequence[Item], sources: Sources, form: str) -> Paper:
    """分工表: where nobody is said to lead, those who are responsible stand under lead, and the paper says so."""
    notes = [sources.note(task) for task in tasks]
    duties = [_duty(task, note, sources, form) for task, note in zip(tasks, notes, strict=True)]
    extras = [Extra(state(task), {len(DUTY_COLUMNS) - 1: note}) for task, note in zip(tasks, notes, strict=True)]
    paper = with_states(division_paper(title, duties), STATE, extras)
    return replace(paper, parts=(*paper.parts, said("export-division")))


def _duty(task: Item, note: Footnote, sources: Sources, form: str) -> Duty:
    fields = task.fields
    units, support = tuple(fields["units"] or fields["units_inherited"]), tuple(fields["support"])
    lead = tuple(fields["lead"]) or tuple(unit for unit in units if unit not in support)
    shown = note if SHOWN_QUOTES[form] else note._replace(quote="")
    return Duty(fields["title"], lead, support, source=shown, section=sources.chapter(task))


def revision(title: str, rows: Sequence[Row], sides: tuple[Sources, Sources]) -> Paper:
    """修订对照表: what people have not confirmed yet says so."""
    revisions = [
        Revision(_words(row.before), _words(row.after), tuple(map(str, row.succession.changes))) for row in rows
    ]
    extras = [
        Extra(
            label("verdict", row.succession.verdict, "zh"),
            {1: _noted(row.before, sides[0]), 2: _noted(row.after, sides[1])},
        )
        for row in rows
    ]
    paper = with_states(revision_paper(title, revisions), VERDICT, extras)
    return replace(paper, parts=(*paper.parts, said("export-revision")))


def _words(items: Iterable[Item]) -> str | None:
    return "\n".join(item.quote or item.head for item in items) or None


def _noted(items: Iterable[Item], sources: Sources) -> Footnote | None:
    return joined(sources.note(item) for item in items)


class Side(NamedTuple):
    """One row of 上下衔接对照表 before it is a paper: both items, what joins them, what is to be known of it."""

    upper: Item | None
    lower: Item | None
    relation: str
    verdict: str
    remark: str | None


def alignment(
    title: str,
    page: Mapping[str, Any],
    sources: Mapping[int, Sources],
    *,
    all_: bool,
    with_open: bool = False,
) -> Paper:
    """上下衔接对照表 of what the page shows.

    Args:
        title: Of the paper.
        page: What :func:`levels.alignment_page` gives.
        sources: Of every edition on it, by number.
        all_: With the lower items that nothing above asks for.
        with_open: Whether items that wait for a person are on the page too.
    """
    rows: Sequence[Above] = page["rows"]
    late = {(upper.pk, lower.pk): each for upper, lower, each in page["late"]}
    sides = [side for above in rows for side in _sides(above, late)]
    unfounded = [_unfounded(item, is_doubtful=orphan.is_doubtful) for item, orphan in page["unfounded"]] if all_ else []
    sides = [_marked(side) for side in (*sides, *unfounded)]
    paper = alignment_paper(title, [_pair(side, sources) for side in sides])
    extras = [
        Extra(
            side.verdict,
            {2: _of(side.upper, sources), 4: _of(side.lower, sources)},
        )
        for side in sides
    ]
    met = sum(bool(above.below) for above in rows)
    unmet = sum(above.orphan is not None for above in rows)
    counted = wording("export-aligned", "zh", all=len(rows), met=met, unmet=unmet, unfounded=len(unfounded))
    cut = (said("align-cut", n=len(page["lowers"])),) if page.get("is_cut") else ()
    parts = (
        paragraph(counted),
        *cut,
        *with_states(paper, VERDICT, extras).parts[1:],
        said("export-alignment-all" if with_open else "export-alignment"),
    )
    return replace(paper, parts=parts)


def _marked(side: Side) -> Side:
    """Whatever is still 待核 says so beside it."""
    waits = [
        wording(code, "zh")
        for code, item in (("export-upper-open", side.upper), ("export-lower-open", side.lower))
        if item is not None and item.state == "candidate"
    ]
    return side._replace(remark="；".join(filter(None, (*waits, side.remark))) or None)


def _pair(side: Side, sources: Mapping[int, Sources]) -> Pair:
    """Both items by name: several of them may stand in one sentence, which their footnotes give."""
    return Pair(_named(side.upper, sources), _named(side.lower, sources), side.relation, side.remark)


def _named(item: Item | None, sources: Mapping[int, Sources]) -> Footnote | None:
    if item is None:
        return None
    year = f"（{item.year}年）" if item.year else ""
    return sources[item.edition_id].note(item, quoted=False)._replace(quote=f"{item.head}{year}")


def _of(item: Item | None, sources: Mapping[int, Sources]) -> Footnote | None:
    return sources[item.edition_id].note(item) if item else None


def _sides(above: Above, late: Mapping[tuple[int, int], Any]) -> Iterator[Side]:
    """What is not asked of any plan on the page has no row: it is neither carried out nor missing."""
    if not above.below and above.orphan is not None:
        doubts = [
            wording(code, "zh")
            for code, holds in (
                ("align-doubtful", above.orphan.is_doubtful),
                ("align-beyond", above.orphan.is_beyond),
            )
            if holds
        ]
        yield Side(above.item, None, "", "", "；".join(doubts) or None)
    for each in above.below:
        yield Side(above.item, each.item, label("link", each.link.kind.value, "zh"), *_standing(above, each, late))


def _standing(above: Above, below: Below, late: Mapping[tuple[int, int], Any]) -> tuple[str, str]:
    """Who vouches for the link, and how sure the rules are; a lower item that is due later says by what."""
    link, dates = below.link, late.get((above.item.pk, below.item.pk))
    trust = wording("export-trust", "zh", percent=f"{link.confidence:.0%}")
    after = wording("align-late-row", "zh", upper=dates.upper_year, lower=dates.lower_year) if dates else ""
    if below.verdict == "yes":
        return label("verdict", "yes", "zh"), after
    verdict = wording("export-firm", "zh") if link.is_automatic else label("item", "candidate", "zh")
    return verdict, "；".join(filter(None, (trust, after)))


def _unfounded(item: Item, *, is_doubtful: bool) -> Side:
    return Side(None, item, "", "", wording("align-doubtful", "zh") if is_doubtful else None)


def said(code: str, **values: object) -> Part:
    """A note below a table: how it is to be read."""
    return paragraph(wording(code, "zh", **values), form=Form.NOTE)


def with_states(paper: Paper, column: Column, extras: Sequence[Extra]) -> Paper:
    """*paper* whose one table has a column more, and sources on its cells; rows that only name others span it."""
    waiting = iter(extras)

    def table(of: Table) -> Table:
        rows = tuple(_with_state(cells, waiting) for cells in of.rows)
        return replace(of, columns=(*of.columns, column), rows=rows)

    return replace(paper, parts=tuple(table(part) if isinstance(part, Table) else part for part in paper.parts))


def _with_state(cells: tuple[Cell, ...], waiting: Iterator[Extra]) -> tuple[Cell, ...]:
    if cells[0].across == len(cells):
        return (cells[0]._replace(across=len(cells) + 1), *cells[1:], Cell())
    extra = next(waiting)
    noted = (cell._replace(footnote=extra.notes.get(at, cell.footnote)) for at, cell in enumerate(cells))
    return (*noted, Cell(extra.state or None))
