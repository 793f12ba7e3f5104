"""Says of every figure of a breakdown why it is what it is, as codes and values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xiandao.alignment.breakdown_amounts import difference, printed, total_of
from xiandao.alignment.breakdown_values import (
    Bound,
    BreakdownRequest,
    Method,
    Place,
    Proof,
    Reason,
    Ruling,
    reason,
)


class Sums(NamedTuple):
    """What the places of a request have together; those without a base or a weight are left out."""

    bases: Decimal
    weights: Decimal


def sums_of(request: BreakdownRequest) -> Sums:
    """Added up once for all places."""
    return Sums(
        total_of(place.base for place in request.places if place.base is not None),
        total_of(place.weight for place in request.places if place.weight is not None),
    )


class Part(NamedTuple):
    """How one place came by its amount; amounts in the unit of the request.

    Attributes:
        share: Its part of the whole by the method alone.
        ideal: That part of the amount handed down.
        bounded: Its amount with all limits kept.
        assigned: *bounded* on the step.
        bound: The limit that kept it from its proportional share.
        rate: What the places whose limits do not bind are given of their ideals; 1 where no limit binds anywhere.
        spread: Whether it is given what was left over when all places with a share stood at their caps.
        tied: Whether the order of the places decided which way it was rounded.
    """

    share: Fraction
    ideal: Fraction
    bounded: Fraction
    assigned: Fraction
    bound: Bound
    rate: Fraction
    spread: bool
    tied: bool


def notes_of(request: BreakdownRequest, proof: Proof) -> Iterator[Reason]:
    """What holds of the whole: nothing that is handed down beyond the target goes unsaid."""
    if request.handed_down > 1:
        yield reason(
            "breakdown-handed-over",
            ratio=_percent(Fraction(request.handed_down)),
            total=printed(proof.total),
            allotted=printed(proof.allotted),
            over=printed(difference(proof.allotted, proof.total)),
            unit=request.unit,
        )
    if proof.exact != proof.allotted:
        yield reason(
            "breakdown-handed-rounded",
            exact=printed(Fraction(proof.exact), 40),
            allotted=printed(proof.allotted),
            step=printed(request.step),
            unit=request.unit,
        )


def reasons_of(request: BreakdownRequest, sums: Sums, place: Place, part: Part) -> Iterator[Reason]:
    """Method, limit, opinions, rounding: in the order in which they took effect."""
    # Of a place whose amount is settled the base may be unknown; then there is no rate to tell.
    if request.method is not Method.GROWTH or place.base:
        yield _by_method(request, sums, place, part)
    yield from _by_limit(request, place, part)
    yield from (ruled(ruling, request.unit) for ruling in request.rulings if ruling.opinion.place == place.name)
    if part.assigned != part.bounded:
        code = "breakdown-rounded-up" if part.assigned > part.bounded else "breakdown-rounded-down"
        yield reason(code, exact=printed(part.bounded), assigned=printed(part.assigned, 40), unit=request.unit)
    if part.tied:
        yield reason("breakdown-tied")


def _by_method(request: BreakdownRequest, sums: Sums, place: Place, part: Part) -> Reason:
    values: dict[str, object] = {"share": _percent(part.share), "ideal": printed(part.ideal), "unit": request.unit}
    base, weight = printed(place.base or Fraction(0)), printed(place.weight or Fraction(0))
    match request.method:
        case Method.BASE:
            return reason("breakdown-by-base", base=base, bases=printed(sums.bases), **values)
        case Method.WEIGHT:
            return reason("breakdown-by-weight", weight=weight, weights=printed(sums.weights), **values)
        case Method.EQUAL:
            return reason("breakdown-by-equal", count=len(request.places), **values)
        case Method.GROWTH:
            grown = _percent(part.ideal / Fraction(place.base or 1) - 1)
            return reason("breakdown-by-growth", base=base, rate=grown, **values)
        case Method.MIXED:
            part_by_base = _percent(Fraction(request.base_share or 0))
            return reason("breakdown-by-mixed", part=part_by_base, base=base, weight=weight, **values)


def _by_limit(request: BreakdownRequest, place: Place, part: Part) -> Iterator[Reason]:
    unit = request.unit
    match part.bound:
        case Bound.FIXED:
            yield reason("breakdown-fixed", fixed=printed(place.fixed or Fraction(0)), unit=unit)
        case Bound.FLOOR:
            yield reason("breakdown-at-floor", floor=printed(place.floor or Fraction(0)), unit=unit)
        case Bound.CAP:
            yield reason("breakdown-at-cap", cap=printed(place.cap or Fraction(0)), unit=unit)
        case Bound.NONE if part.spread:
            yield reason("breakdown-left-over", amount=printed(part.bounded), unit=unit)
        case Bound.NONE if part.rate != 1 and part.ideal:
            yield reason("breakdown-rescaled", rate=_percent(part.rate), amount=printed(part.bounded), unit=unit)


def _percent(part: Fraction) -> str:
    return printed(part * 100, 2)


def ruled(ruling: Ruling, unit: str) -> Reason:
    """What became of an opinion, under a code for each wish and outcome: ``breakdown-adopted-floor``."""
    opinion = ruling.opinion
    return reason(
        f"breakdown-{'adopted' if ruling.adopted else 'declined'}-{opinion.wish.value}",
        value=printed(opinion.value),
        unit=unit,
        wanted_for=opinion.reason,
        ruled_for=ruling.reason,
    )
