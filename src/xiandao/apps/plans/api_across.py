"""Plans side by side by API: sectors and places, targets of like subjects, editions of one plan, levels of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from ninja import Query, Router

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Paging
from xiandao.apps.plans import comparison, levels, matrix, matrix_targets, selectors, succession_said
from xiandao.apps.plans.across_schemas import (
    BesideAsked,
    ComparisonAsked,
    ComparisonOut,
    ConfirmedOut,
    GoesOnIn,
    HoldsIn,
    MatrixAsked,
    MatrixOut,
    OverlapOut,
    ProposedOut,
    SideAsked,
    SubjectsAsked,
    SubjectsOut,
    SuccessionOut,
)
from xiandao.apps.plans.by_token import classes_answered, words_answered
from xiandao.apps.plans.levels_schemas import (
    AlignmentAsked,
    AlignmentOut,
    BelowAsked,
    BondIn,
    BondOut,
    BondsOut,
    LatePage,
    UnfoundedPage,
)
from xiandao.apps.plans.matrix_columns import Asked as Question
from xiandao.apps.plans.matrix_columns import Column, Compared, asked_of, compared
from xiandao.apps.plans.matrix_kept import kept
from xiandao.apps.plans.models import Bond, Edition, Succession
from xiandao.core.errors import Refusal
from xiandao.core.papers import Value

router = Router(tags=["across"])


def stretch(rows: Sequence[Any], paging: Paging, total: int | None = None) -> dict[str, Any]:
    """A stretch of a list that is there as values, in the terms of every list; where it is one already, of *total*."""
    part = rows[part_of(paging)] if total is None else rows
    return {
        "total": len(rows) if total is None else total,
        "limit": paging.limit,
        "offset": paging.offset,
        "items": part,
    }


def part_of(paging: Paging) -> slice:
    """Which rows are asked for."""
    return slice(paging.offset, paging.offset + paging.limit)


def as_address(asked: Paging) -> dict[str, str]:
    """The question in the terms of a page's address, which says nothing of what is not asked for."""
    said = {name: value for name, value in asked.dict().items() if value not in (None, False, "")}
    return {name: "1" if value is True else str(value) for name, value in said.items()}


# ------------------------------------------------------------------------------------------ sectors and places


def _compared(request: Asked, asked: Paging) -> tuple[Compared, Question]:
    question = asked_of(as_address(asked), timezone.localdate())
    return compared(request.person, question, classes_answered(request)), question


@router.get("/matrix", response=MatrixOut, url_name="matrix", summary="Sectors and places")
def matrix_get(request: Asked, asked: Query[MatrixAsked]) -> dict[str, Any]:
    """Which place has chosen which sector, main or exploratory, and since when; empty cells are left out."""
    of, question = _compared(request, asked)
    found = kept("matrix", of, question, lambda: matrix.matrix_of(of, question))
    page = stretch(found.rows, asked)
    rows = [_sector_row(found, row) for row in page["items"]]
    return {**page, "items": rows, "places": _columns(found.columns), "scope": of.scope, "left_out": of.left_out}


def _sector_row(found: matrix.Matrix, row: matrix.Row) -> dict[str, Any]:
    cells = zip(found.columns, found.cells(row, found.columns), strict=True)
    told = [_cell(column.key, cell) for column, cell in cells if cell is not None]
    return {**row._asdict(), "branch": row.top, "cells": told}


def _cell(place: str, cell: matrix.Cell) -> dict[str, Any]:
    marks = [{**mark._asdict(), "role": mark.role, "is_live": mark.is_live} for mark in cell.marks]
    return {"place": place, "since": cell.since, "marks": marks}


def _columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [column._asdict() for column in columns]


@router.get("/overlap", response=OverlapOut, url_name="overlap", summary="Crowding and likeness")
def overlap_get(request: Asked, asked: Query[SideAsked]) -> dict[str, Any]:
    """How many places of a level chose each sector, and which two places chose most alike."""
    of, question = _compared(request, asked)
    found = kept("overlap", of, question, lambda: matrix.overlap_of(of, question))
    page = stretch(found.crowds, asked)
    crowds = [{**each._asdict(), "code": each.node, "name": matrix.node_name(each.node)} for each in page["items"]]
    likest = [
        {**each._asdict(), **each.pair._asdict(), "shared": [matrix.node_name(code) for code in each.pair.shared]}
        for each in found.likest
    ]
    return {**page, "items": crowds, "likest": likest, "places": _columns(list(found.columns.values()))}


@router.get("/targets", response=SubjectsOut, url_name="targets", summary="Targets side by side")
def targets_get(request: Asked, asked: Query[SubjectsAsked]) -> dict[str, Any]:
    """Targets of several places in one row where they count the same thing in the same unit."""
    of, question = _compared(request, asked)
    every = kept("targets", of, question, lambda: matrix_targets.subjects_of(of, question))
    page = stretch(every, asked)
    keys = {key for subject in page["items"] for key in subject.found}
    columns = [column for column in of.columns if column.key in keys]
    rows = [_subject(line, columns) for line in matrix_targets.lines_of(page["items"], columns)]
    return {**page, "items": rows, "places": _columns(columns), "scope": of.scope}


def _subject(line: matrix_targets.Line, columns: Sequence[Column]) -> dict[str, Any]:
    cells = [
        {"place": column.key, "amounts": [_amount(each) for each in entries]}
        for column, entries in zip(columns, line.cells, strict=True)
        if entries
    ]
    return {**line.subject.key._asdict(), "places": line.subject.places, "cells": cells}


def _amount(entry: matrix_targets.Entry) -> dict[str, Any]:
    item = entry.item
    own = {name: item.fields[name] for name in ("value", "value_max", "comparator")}
    told = {"item": item.pk, "is_live": item.is_live, "unit": item.unit, "year": item.year}
    return {**told, **own, "low": entry.low, "high": entry.high}


# -------------------------------------------------------------------------------------------------- editions


@router.get("/editions/{int:pk}/comparison", response=ComparisonOut, url_name="comparison", summary="Two editions")
def comparison_get(request: Asked, pk: int, asked: Query[ComparisonAsked]) -> dict[str, Any]:
    """What became of every item of an earlier edition, proposed by the comparison, confirmed by people; by token only of 无."""
    person, later = request.person, selectors.edition_for(request.person, pk)
    words_answered(request, later)
    earlier = comparison.earlier_of(person, later, asked.earlier)
    if earlier is None:
        none: dict[str, Any] = {
            "earlier": None,
            "counts": {},
            "waiting": 0,
            "quiet": 0,
            "may_compare": False,
            "alone": [],
        }
        return {**stretch((), asked), "later": pk, **none}
    page = comparison.comparison_page(person, later, earlier, as_address(asked), part_of(asked))
    rows = [
        {
            "link": row.succession,
            "earlier": _plain(row.earlier),
            "later": _plain(row.later),
            "may_be_joined": row.may_be_joined,
        }
        for row in page["rows"]
    ]
    told = {name: page[name] for name in ("waiting", "quiet", "may_compare", "alone")}
    beside = {"later": pk, "earlier": earlier.pk, "counts": dict(page["counts"])}
    return {**stretch(rows, asked, page["asked_for"]), **beside, **told}


def _plain(words: Value) -> str:
    """Words without the marks of what changed."""
    return "".join(run.text for run in words) if isinstance(words, tuple) else str(words or "")


def _beside(request: Asked, pk: int, said: BesideAsked) -> tuple[Edition, Edition]:
    later = selectors.edition_for(request.person, pk, comparison.DEED)
    earlier = comparison.earlier_of(request.person, later, said.earlier)
    if earlier is None:
        raise Refusal("compare-nothing")
    return later, earlier


@router.post("/editions/{int:pk}/comparison", response=ProposedOut, url_name="comparison", summary="Compare anew")
def comparison_again(request: Asked, pk: int, said: BesideAsked) -> dict[str, int]:
    """Proposes the links anew; what people have confirmed stays."""
    later, earlier = _beside(request, pk, said)
    return {"links": comparison.comparison_make(later, earlier, by=request.person, at=timezone.now())}


@router.post("/editions/{int:pk}/comparison/quiet", response=ConfirmedOut, url_name="comparison-quiet", summary="Confirm what stayed")  # fmt: skip
def comparison_quiet(request: Asked, pk: int, said: BesideAsked) -> dict[str, int]:
    """Confirms together what was kept or only moved."""
    later, earlier = _beside(request, pk, said)
    return {"confirmed": comparison.quiet_confirm(request.person, later.pk, earlier.pk, at=timezone.now())}


@router.post("/successions/{int:pk}", response=SuccessionOut, url_name="succession", summary="Yes or no to a link")
def succession_judge(request: Asked, pk: int, said: HoldsIn) -> Succession:
    """Yes: the later items go on with the history of the earlier. No: they are kept apart. Said once."""
    return comparison.succession_judge(request.person, pk, holds=said.holds, at=timezone.now())


@router.post(
    "/successions/{int:pk}/join", response=SuccessionOut, url_name="succession-join", summary="Put two items together"
)
def succession_join(request: Asked, pk: int, said: GoesOnIn) -> Succession:
    """Says that the later item of a link, which stands alone, goes on from an earlier one: confirmed at once."""
    return succession_said.succession_join(request.person, pk, said.before, at=timezone.now())


# ---------------------------------------------------------------------------------------------------- levels


def _laid(request: Asked, pk: int, asked: Paging) -> tuple[Edition, levels.Laid]:
    upper = selectors.edition_for(request.person, pk)
    of = levels.laid(request.person, upper, as_address(asked))
    words_answered(request, upper, *of.chosen)
    return upper, of


@router.get("/editions/{int:pk}/alignment", response=AlignmentOut, url_name="alignment", summary="上下衔接对照表")
def alignment_get(request: Asked, pk: int, asked: Query[AlignmentAsked]) -> dict[str, Any]:
    """The upper plan's items with what carries them out below, coverage by place, and sums of what was handed down.

    By token only where all of these plans are 无: `plan` names one of those below.
    """
    upper, of = _laid(request, pk, asked)
    page = stretch(of.lines, asked)
    rows = [_above(row) for row in levels.rows_of(upper, page["items"], most=asked.links)]
    coverage = of.found.coverage if of.found else ()
    chosen = {str(each.pk): each for each in of.chosen}
    told = [_coverage(each, chosen) for each in coverage]
    return {**page, "items": rows, "counts": of.counts, "coverage": told, "unfounded": _count(of, "unfounded")}


def _count(of: levels.Laid, name: str) -> int:
    return len(getattr(of.found, name)) if of.found else 0


def _above(row: levels.Above) -> dict[str, Any]:
    below = [{**each.link._asdict(), "item": each.item, "verdict": each.verdict} for each in row.below]
    return {**row._asdict(), "below": below}


def _coverage(each: Any, chosen: Mapping[str, Edition]) -> dict[str, Any]:
    of = chosen[each.plan]
    counted = {"automatic": len(each.automatic), "likely": len(each.likely)}
    return {**each._asdict(), **counted, "edition": of.pk, "title": of.plan.title}


@router.get("/editions/{int:pk}/alignment/unfounded", response=UnfoundedPage, url_name="alignment-unfounded", summary="无依据条目")  # fmt: skip
def alignment_unfounded(request: Asked, pk: int, asked: Query[BelowAsked]) -> dict[str, Any]:
    """Lower tasks and targets that nothing in the upper plan asks for."""
    _, of = _laid(request, pk, asked)
    rows = [{"item": item, "orphan": orphan} for item, orphan in levels.unfounded_of(of, part_of(asked))]
    return stretch(rows, asked, _count(of, "unfounded"))


@router.get("/editions/{int:pk}/alignment/late", response=LatePage, url_name="alignment-late", summary="Late dates")
def alignment_late(request: Asked, pk: int, asked: Query[BelowAsked]) -> dict[str, Any]:
    """Lower targets that fall due after the upper ones which they take up."""
    upper, of = _laid(request, pk, asked)
    found = levels.late_of(upper, of, part_of(asked))
    rows = [{**late._asdict(), "upper": above, "lower": below} for above, below, late in found]
    return stretch(rows, asked, _count(of, "late"))


@router.post("/bonds", response=BondOut, url_name="bonds", summary="Yes or no to an alignment")
def bond_judge(request: Asked, said: BondIn) -> Bond:
    """A person's yes or no to a lower item carrying out an upper one; it may be said anew."""
    deed = {"holds": said.holds, "note": said.note, "at": timezone.now()}
    return levels.bond_judge(request.person, said.upper, said.lower, **deed)  # type: ignore[arg-type]


@router.get("/items/{int:pk}/bonds", response=BondsOut, url_name="item-bonds", summary="What was said of its links")
def item_bonds(request: Asked, pk: int) -> dict[str, Any]:
    """What people said of the links of one item, upwards and downwards."""
    return {"items": levels.bonds_of(request.person, pk)}
