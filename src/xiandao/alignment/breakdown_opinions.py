"""Opinions on a breakdown, what is ruled on them, and the rows of the table that is handed down (目标任务分解表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xiandao.alignment.breakdown_amounts import percent, printed, total_of
from xiandao.alignment.breakdown_reasons import ruled
from xiandao.alignment.breakdown_values import Bound, Breakdown, BreakdownRequest, Place, Reason, Ruling
from xiandao.core.errors import Refusal

# The heads of the columns, worded by the section ``text``: 序号 单位 基数 下达目标 增长 占比 备注.
HANDOUT_COLUMNS = (
    "handout-number",
    "handout-place",
    "handout-base",
    "handout-assigned",
    "handout-growth",
    "handout-share",
    "handout-remarks",
)
HANDOUT_TOTAL = "handout-total"
# What of the reasons belongs on paper that goes to every place; the rest of the reckoning stays with the office.
_REMARKS = {Bound.FIXED: "breakdown-fixed", Bound.FLOOR: "breakdown-at-floor", Bound.CAP: "breakdown-at-cap"}


class HandoutRow(NamedTuple):
    """A row of the table; amounts in the unit of the request.

    Attributes:
        number: Counted from 1; ``None`` for the row of the total.
        place: Empty for the row of the total, which is named by :data:`HANDOUT_TOTAL`.
        base: ``None`` where it is not known; for the total, where it is not known of every place.
        assigned: What is handed down.
        growth: Per cent above the base to one decimal, half up; ``None`` without a base above nought.
        share: Per cent of the amount handed down, to one decimal, half up: rounded shares need not make 100.0.
            ``None`` where nothing is handed down.
        remarks: Limits that bind and opinions ruled on; for the total what is said of the whole.
    """

    number: int | None
    place: str
    base: Decimal | None
    assigned: Decimal
    growth: Decimal | None
    share: Decimal | None
    remarks: tuple[Reason, ...]


def with_opinions(request: BreakdownRequest, rulings: Sequence[Ruling]) -> BreakdownRequest:
    """*request* with the adopted wishes as limits of their places, and all rulings on record.

    A wish takes the place of an earlier limit of its kind only: a floor adopted for a place whose amount is fixed below
    it is refused when the request is broken down, as any other contradiction is.

    Raises:
        Refusal: ``opinion-place-unknown``, ``ruling-without-reason``, or ``opinion-adopted-twice`` when two adopted
            wishes of one kind for one place differ.
    """
    for ruling in rulings:
        _refuse_unfounded(ruling, request)
    _refuse_twice(rulings)
    return replace(
        request,
        places=tuple(_with_wishes(place, rulings) for place in request.places),
        rulings=(*request.rulings, *rulings),
    )


def _refuse_unfounded(ruling: Ruling, request: BreakdownRequest) -> None:
    name = ruling.opinion.place
    if name not in {place.name for place in request.places}:
        raise Refusal("opinion-place-unknown", place=name)
    if not ruling.reason.strip():
        raise Refusal("ruling-without-reason", place=name)


def _refuse_twice(rulings: Sequence[Ruling]) -> None:
    adopted: dict[tuple[str, str], Decimal] = {}
    for opinion in (ruling.opinion for ruling in rulings if ruling.adopted):
        earlier = adopted.setdefault((opinion.place, opinion.wish), opinion.value)
        if earlier != opinion.value:
            raise Refusal(
                "opinion-adopted-twice", place=opinion.place, first=printed(earlier), second=printed(opinion.value)
            )


def _with_wishes(place: Place, rulings: Sequence[Ruling]) -> Place:
    wishes = {
        ruling.opinion.wish.value: ruling.opinion.value
        for ruling in rulings
        if ruling.adopted and ruling.opinion.place == place.name
    }
    return replace(
        place,
        fixed=wishes.get("fixed", place.fixed),
        floor=wishes.get("floor", place.floor),
        cap=wishes.get("cap", place.cap),
    )


def handout_rows(breakdown: Breakdown) -> tuple[HandoutRow, ...]:
    """The rows of 目标任务分解表 in the order of the request, the total last."""
    return (*_place_rows(breakdown), _total_row(breakdown))


def _place_rows(breakdown: Breakdown) -> Iterator[HandoutRow]:
    allotted = Fraction(breakdown.proof.allotted)
    rulings = breakdown.request.rulings
    for number, assignment in enumerate(breakdown.assignments, 1):
        place = assignment.place
        yield HandoutRow(
            number,
            place.name,
            place.base,
            assignment.assigned,
            None if assignment.growth is None else percent(assignment.growth),
            percent(Fraction(assignment.assigned) / allotted) if allotted else None,
            (
                *(found for found in assignment.reasons if found.code == _REMARKS.get(assignment.bound)),
                *(ruled(ruling, breakdown.request.unit) for ruling in rulings if ruling.opinion.place == place.name),
            ),
        )


def _total_row(breakdown: Breakdown) -> HandoutRow:
    bases = [place.base for place in breakdown.request.places]
    known = [base for base in bases if base is not None]
    base, allotted = total_of(known) if len(known) == len(bases) else None, breakdown.proof.allotted
    growth = percent(Fraction(allotted) / Fraction(base) - 1) if base is not None and base > 0 else None
    return HandoutRow(None, "", base, allotted, growth, percent(Fraction(1)) if allotted else None, breakdown.notes)
