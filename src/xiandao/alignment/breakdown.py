"""Breaks an upper target down over places (指标分解): exact shares, limits kept, parts that make the whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xiandao.alignment.breakdown_amounts import amount_of, half_up, in_steps, product, total_of
from xiandao.alignment.breakdown_checks import Limits, limits_of, refuse_clash, refuse_unfit
from xiandao.alignment.breakdown_reasons import Part, Sums, notes_of, reasons_of, sums_of
from xiandao.alignment.breakdown_rounding import Rounding, made_whole
from xiandao.alignment.breakdown_shares import Level, levelled, measures
from xiandao.alignment.breakdown_values import Assignment, Bound, Breakdown, BreakdownRequest, Place, Proof


def break_down(request: BreakdownRequest) -> Breakdown:
    """Split the total of *request* over its places.

    Three steps, each exact: the shares by the method; the split nearest to them that keeps all limits
    (:func:`xiandao.alignment.breakdown_shares.levelled`); its rounding to the step with the sum kept
    (:func:`xiandao.alignment.breakdown_rounding.made_whole`). Without limits this is the method of largest remainders.

    Raises:
        Refusal: When *request* cannot be reckoned or its limits leave no room; it says which and by how much.
    """
    refuse_unfit(request)
    exact = product(request.total, request.handed_down)
    steps = half_up(in_steps(exact, request.step))
    limits = limits_of(request)
    refuse_clash(request, limits, steps)
    sizes = measures(request)
    level = levelled(sizes, limits, steps)
    rounding = made_whole(level.amounts, limits)
    amounts = tuple(amount_of(amount, request.step) for amount in rounding.amounts)
    proof = _proof(request, exact, amount_of(steps, request.step), amounts, rounding)
    sums = sums_of(request)
    parts = _parts(request, sizes, limits, level, rounding)
    return Breakdown(
        request=request,
        assignments=tuple(
            _assignment(request, sums, place, part, amount)
            for place, part, amount in zip(request.places, parts, amounts, strict=True)
        ),
        proof=proof,
        notes=tuple(notes_of(request, proof)),
    )


def _proof(
    request: BreakdownRequest, exact: Decimal, allotted: Decimal, terms: tuple[Decimal, ...], rounding: Rounding
) -> Proof:
    """The sum, reckoned once more from the decimals that are shown.

    Raises:
        ArithmeticError: When it is not what was to be split, which must not happen and is never made good silently.
    """
    added = total_of(terms)
    if added != allotted:
        raise ArithmeticError(f"the parts make {added}, not {allotted}")
    return Proof(request.total, request.handed_down, exact, allotted, terms, added, rounding.objective, rounding.bound)


def _parts(
    request: BreakdownRequest, sizes: tuple[int, ...], limits: tuple[Limits, ...], level: Level, rounding: Rounding
) -> Iterator[Part]:
    step, whole, steps = Fraction(request.step), sum(sizes), sum(rounding.amounts)
    for index, (place, size, limit) in enumerate(zip(request.places, sizes, limits, strict=True)):
        share = Fraction(size, whole)
        yield Part(
            share=share,
            ideal=share * steps * step,
            bounded=level.amounts[index] * step,
            assigned=rounding.amounts[index] * step,
            bound=_bound(place, size, limit, level),
            rate=level.rate * whole / steps if steps else Fraction(1),
            spread=size == 0 and level.spread > 0,
            tied=rounding.tied[index],
        )


def _bound(place: Place, size: int, limit: Limits, level: Level) -> Bound:
    if place.fixed is not None:
        return Bound.FIXED
    wanted = level.rate * size if size else level.spread
    if wanted < limit.least:
        return Bound.FLOOR
    # What is spread over places without a share was refused by the caps of all others.
    if limit.most is not None and (wanted > limit.most or (size and level.spread)):
        return Bound.CAP
    return Bound.NONE


def _assignment(request: BreakdownRequest, sums: Sums, place: Place, part: Part, amount: Decimal) -> Assignment:
    return Assignment(
        place=place,
        share=part.share,
        ideal=part.ideal,
        bounded=part.bounded,
        assigned=amount,
        bound=part.bound,
        burden=part.assigned / Fraction(place.base) if place.base is not None and place.base > 0 else None,
        reasons=tuple(reasons_of(request, sums, place, part)),
    )
