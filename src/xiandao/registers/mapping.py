"""Which column of a table is which property: proposed from heads, units and values, with reasons; a person confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from xiandao.core.kinds import Property
from xiandao.registers.cells_numbers import Amount, fits
from xiandao.registers.mapping_heads import Likeness, is_number_of_rows, likeness, period_of, without_period
from xiandao.registers.mapping_values import Evidence, evidence
from xiandao.registers.tables import Column, Table

LEAST = 0.5
"""Below it nothing is proposed."""
SURE = 0.85
"""From here on a person may confirm without looking."""
_CLOSE = 0.06
_DOUBTED = 0.7


class Because(NamedTuple):
    """A reason for a proposal or a doubt about it: the code of a wording in the section ``text``, and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


class Link(NamedTuple):
    """A column and the property it is taken for.

    Attributes:
        column: In the table, counted from 0.
        code: Of the property.
        unit: In which its bare numbers are read; ``None`` for the property's own.
        period: ``2024``, ``2024Q1`` or ``2024-03`` where the head names one; else empty.
        score: From 0 to 1.
        reasons: For and against, the weightiest first.
    """

    column: int
    code: str
    unit: str | None
    period: str
    score: float
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed for a table.

    Attributes:
        links: By column from left to right; no column twice, and no property twice but for other periods.
        unused: Columns, counted from 0, that are taken for nothing.
        missing: Codes of required properties that no column is taken for.
    """

    links: tuple[Link, ...]
    unused: tuple[int, ...]
    missing: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether nothing required is missing and every link is beyond doubt."""
        return not self.missing and all(link.score >= SURE for link in self.links)


class _Fit(NamedTuple):
    score: float
    likeness: Likeness
    evidence: Evidence


def proposed(table: Table, wanted: Sequence[Property], kept: Mapping[str, str] | None = None) -> Proposal:
    """Columns for properties, one to one and the best together.

    Args:
        table: As :func:`~xiandao.registers.tables.tables_of` found it.
        wanted: The properties that a column may be.
        kept: What was confirmed before: :func:`head_key` → code, empty for a column that is to be left out.
    """
    known = {
        at: (kept or {})[head_key(each)] for at, each in enumerate(table.columns) if head_key(each) in (kept or {})
    }
    open_columns = [
        at for at, each in enumerate(table.columns) if at not in known and not is_number_of_rows(each.words)
    ]
    fits_of = {(at, n): _fit(table, table.columns[at], each) for at in open_columns for n, each in enumerate(wanted)}
    taken = {code for code in known.values() if code}
    pairs = _assigned(open_columns, [n for n, each in enumerate(wanted) if each.code not in taken], fits_of)
    links = [_link(table, at, wanted[n], fits_of, (wanted, open_columns, n)) for at, n in pairs]
    links += [_kept(table, at, each) for at, code in known.items() for each in wanted if each.code == code]
    links += _other_periods(table, wanted, links, open_columns, fits_of)
    links.sort(key=lambda link: link.column)
    used, codes = {link.column for link in links}, {link.code for link in links}
    return Proposal(
        links=tuple(links),
        unused=tuple(at for at in range(len(table.columns)) if at not in used),
        missing=tuple(each.code for each in wanted if each.required and each.code not in codes),
    )


def head_key(column: Column) -> str:
    """A head as it is known again: its words without the year or month that changes from form to form."""
    return "/".join(filter(None, map(without_period, column.words))) or column.name


def unit_of(table: Table, column: Column, wanted: Property) -> str | None:
    """In which unit bare numbers of *column* are read: its own, or the table's where that can be meant."""
    if column.unit is not None or table.unit is None or wanted.type not in {"money", "number"}:
        return column.unit
    return table.unit if fits(table.unit, Amount(wanted.type, wanted.unit)) else None


def _fit(table: Table, column: Column, wanted: Property) -> _Fit:
    like = likeness(column.words, wanted)
    said = evidence(column.sample, wanted, unit_of(table, column, wanted))
    score = max(like.score * (0.5 + 0.5 * said.taken), said.alone * 0.75)
    return _Fit(min(1.0, score), like, said)


def _assigned(
    columns: Sequence[int], properties: Sequence[int], fits_of: Mapping[tuple[int, int], _Fit]
) -> list[tuple[int, int]]:
    if not columns or not properties:
        return []
    scores = np.array([[fits_of[at, n].score for n in properties] for at in columns])
    scores[scores < LEAST] = 0.0
    rows, found = linear_sum_assignment(scores, maximize=True)
    return [
        (columns[row], properties[at])
        for row, at in zip(rows.tolist(), found.tolist(), strict=True)
        if scores[row, at] > 0
    ]


def _link(
    table: Table,
    at: int,
    wanted: Property,
    fits_of: Mapping[tuple[int, int], _Fit],
    among: tuple[Sequence[Property], Sequence[int], int],
) -> Link:
    fit = fits_of[at, among[2]]
    column = table.columns[at]
    reasons = [*_reasons(fit, column, wanted), *_doubts(table, column, wanted, fit)]
    score = fit.score
    rival = _rival(at, fits_of, among)
    if rival is not None:
        score = min(score, _DOUBTED)
        reasons.append(Because("column-close", (("other", rival),)))
    return Link(
        at, wanted.code, unit_of(table, column, wanted), period_of(column.words), round(score, 3), tuple(reasons)
    )


def _rival(
    at: int, fits_of: Mapping[tuple[int, int], _Fit], among: tuple[Sequence[Property], Sequence[int], int]
) -> str | None:
    """The name of another property that this column could be nearly as well."""
    wanted, _, chosen = among
    best = fits_of[at, chosen].score
    close = [
        (fits_of[at, n].score, each.name)
        for n, each in enumerate(wanted)
        if n != chosen and fits_of[at, n].score >= max(LEAST, best - _CLOSE)
    ]
    return max(close)[1] if close else None


def _reasons(fit: _Fit, column: Column, wanted: Property) -> list[Because]:
    said = (
        [Because(f"column-{fit.likeness.how}", (("head", column.name), ("name", wanted.name)))]
        if fit.likeness.how
        else []
    )
    if fit.evidence.tried and fit.evidence.telling:
        share = f"{round(fit.evidence.taken * 100)}%"
        fitting = fit.evidence.taken >= 0.8
        said.append(Because("column-values-fit" if fitting else "column-values-unfit", (("share", share),)))
    return said


def _doubts(table: Table, column: Column, wanted: Property, fit: _Fit) -> list[Because]:
    unit = unit_of(table, column, wanted)
    doubts = []
    if wanted.type in {"money", "number"} and column.unit and not fits(column.unit, Amount(wanted.type, wanted.unit)):
        doubts.append(Because("column-unit-other", (("unit", column.unit), ("wanted", wanted.unit or "元"))))
    if wanted.type == "money" and unit is None and fit.evidence.bare:
        doubts.append(Because("column-unit-missing"))
    if wanted.type == "percent" and unit is None and fit.evidence.below_one:
        doubts.append(Because("column-fraction"))
    return doubts


def _kept(table: Table, at: int, wanted: Property) -> Link:
    column = table.columns[at]
    reasons = (Because("column-kept"), *_doubts(table, column, wanted, _fit(table, column, wanted)))
    return Link(at, wanted.code, unit_of(table, column, wanted), period_of(column.words), 1.0, reasons)


def _other_periods(
    table: Table,
    wanted: Sequence[Property],
    links: Sequence[Link],
    columns: Sequence[int],
    fits_of: Mapping[tuple[int, int], _Fit],
) -> list[Link]:
    """Further columns of a property that holds during a period: the same head under another year."""
    used = {link.column for link in links}
    numbers = {each.code: n for n, each in enumerate(wanted)}
    more = []
    for link in links:
        each = wanted[numbers[link.code]]
        if each.holds != "during" or not link.period:
            continue
        periods = {link.period}
        for at in columns:
            column = table.columns[at]
            period = period_of(column.words)
            alike = head_key(column) == head_key(table.columns[link.column])
            if at not in used and alike and period and period not in periods:
                periods.add(period)
                used.add(at)
                found = fits_of.get((at, numbers[link.code]))
                score = round(min(found.score if found else link.score, 1.0), 3)
                reasons = (Because("column-period", (("period", period),)),)
                more.append(Link(at, link.code, unit_of(table, column, each), period, score, reasons))
    return more
