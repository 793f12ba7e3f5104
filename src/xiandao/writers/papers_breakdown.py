"""目标任务分解表: which part of a target each place or unit takes, year by year, and what that makes in all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xiandao.core.papers import (
    Cell,
    Column,
    Footnote,
    Form,
    Kind,
    Paper,
    Paragraph,
    Run,
    Table,
    Watermark,
    paragraph,
    row,
)
from xiandao.writers.paper_figures import source_words


class Share(NamedTuple):
    """What one place or unit takes.

    Attributes:
        base: Where it starts from, in the unit of the target; ``None`` where it is not known.
        values: One for each year of the target; ``None`` where a year gives it nothing.
    """

    receiver: str
    values: tuple[Decimal | None, ...]
    base: Decimal | None = None
    remark: str | None = None


class Goal(NamedTuple):
    """A target that is broken down.

    Attributes:
        name: What is counted.
        unit: Of all its figures.
        years: ``2026``, ``2027``; at least one.
        totals: What was to be broken down, one for each year; ``None`` where a year has no total.
        shares: In the order in which they are printed.
        source: The sentence that sets the target.
        adds_up: Whether parts may be added; rates and shares may not, and have neither sum nor 分解率.
    """

    name: str
    unit: str
    years: tuple[int, ...]
    totals: tuple[Decimal | None, ...]
    shares: tuple[Share, ...]
    source: Footnote | None = None
    adds_up: bool = True


def breakdown_paper(title: str, goals: Sequence[Goal], *, watermark: Watermark | None = None) -> Paper:
    """目标任务分解表, one table a goal.

    Raises:
        ValueError: When figures and years of a goal are not of one number.
    """
    return Paper(title=title, parts=breakdown_parts(goals), watermark=watermark)


def breakdown_parts(goals: Sequence[Goal]) -> tuple[Table | Paragraph, ...]:
    """The tables, each with its source below it."""
    return tuple(part for number, goal in enumerate(goals, start=1) for part in _parts(goal, number, len(goals)))


def _parts(goal: Goal, number: int, of: int) -> tuple[Table | Paragraph, ...]:
    _require_years(goal)
    table = Table(
        caption=f"表{number}　{goal.name}" if of > 1 else goal.name,
        unit=goal.unit,
        columns=_columns(goal),
        rows=(*(_share(at, share, goal) for at, share in enumerate(goal.shares, start=1)), *_sums(goal)),
    )
    note = paragraph(f"注：目标依据{source_words(goal.source)}。", form=Form.NOTE) if goal.source else None
    return (table, note) if note else (table,)


def _require_years(goal: Goal) -> None:
    lengths = {len(goal.totals), *(len(share.values) for share in goal.shares)}
    if lengths != {len(goal.years)} or not goal.years:
        raise ValueError("a goal has a total for every year, and every share a value for every year")


def _has_bases(goal: Goal) -> bool:
    return any(share.base is not None for share in goal.shares)


def _columns(goal: Goal) -> tuple[Column, ...]:
    years = tuple(Column(f"{year}年", Kind.AMOUNT, 5.5, group="目标值") for year in goal.years)
    base = (Column("基数", Kind.AMOUNT, 5.5),) if _has_bases(goal) else ()
    return (
        Column("序号", width=3, centred=True),
        Column("责任地区（单位）", width=9),
        *base,
        *years,
        Column("备注", width=8),
    )


def _share(at: int, share: Share, goal: Goal) -> tuple[Cell, ...]:
    base = (share.base,) if _has_bases(goal) else ()
    return row(at, share.receiver, *base, *share.values, share.remark)


def _sums(goal: Goal) -> list[tuple[Cell, ...]]:
    """合计, what was to be broken down, and how much of it was: more than all of it is usual, and is said openly."""
    totals = _line("目标数", goal, goal.totals, [])
    if not goal.adds_up:
        return [totals] if any(total is not None for total in goal.totals) else []
    sums = [_sum([share.values[at] for share in goal.shares]) for at in range(len(goal.years))]
    made = [_line("合计", goal, sums, [share.base for share in goal.shares])]
    if any(total is not None for total in goal.totals):
        rates = [_rate(part, whole) for part, whole in zip(sums, goal.totals, strict=True)]
        made += [totals, _line("分解率", goal, rates, [])]
    return made


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _rate(part: Decimal | None, whole: Decimal | None) -> str | None:
    """105.0%; rounded half to even at one decimal, because it is only for the eye."""
    return f"{part / whole * 100:.1f}%" if part is not None and whole else None


def _line(
    name: str, goal: Goal, values: Sequence[Decimal | str | None], bases: Sequence[Decimal | None]
) -> tuple[Cell, ...]:
    base = (_sum(bases),) if _has_bases(goal) else ()
    return row(None, (Run(name, bold=True),), *base, *values, None)
