"""What a breakdown cannot be asked for: each refusal names the place, the figure, and how far it is off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from xiandao.alignment.breakdown_amounts import amount_of, difference, in_steps, is_fit, printed, total_of
from xiandao.alignment.breakdown_values import BreakdownRequest, Method, Place
from xiandao.core.errors import Refusal

_BY_BASE = frozenset((Method.BASE, Method.GROWTH, Method.MIXED))
_BY_WEIGHT = frozenset((Method.WEIGHT, Method.MIXED))


class Limits(NamedTuple):
    """The least and the most a place may be given, in whole steps; *most* is ``None`` where nothing limits it."""

    least: int
    most: int | None


def refuse_unfit(request: BreakdownRequest) -> None:
    """Raise a refusal where *request* says nothing that can be reckoned.

    Raises:
        Refusal: ``breakdown-…``, the first that applies.
    """
    _refuse_places(request.places)
    _refuse_amounts(request)
    _refuse_measure(request)


def _refuse_places(places: Sequence[Place]) -> None:
    if not places:
        raise Refusal("breakdown-nobody")
    twice = [name for name, count in Counter(place.name for place in places).items() if count > 1]
    if twice:
        raise Refusal("breakdown-place-twice", places="、".join(twice))


def _refuse_amounts(request: BreakdownRequest) -> None:
    for place, field, value in _amounts(request):
        if not is_fit(value):
            raise Refusal("breakdown-amount-unfit", place=place, field=field, value=value)
        if value < 0 and field != "base":
            raise Refusal("breakdown-amount-negative", place=place, field=field, value=printed(value))
    if request.step == 0:
        raise Refusal("breakdown-step-zero")
    if request.handed_down < 1:
        raise Refusal("breakdown-ratio-below-one", ratio=printed(Fraction(request.handed_down) * 100))
    if in_steps(request.total, request.step).denominator != 1:
        raise Refusal(
            "breakdown-total-off-step", total=printed(request.total), step=printed(request.step), unit=request.unit
        )


def _amounts(request: BreakdownRequest) -> Iterator[tuple[str, str, Decimal]]:
    """Every figure of *request* with the place (empty for the whole) and the field where it stands."""
    yield "", "total", request.total
    yield "", "step", request.step
    yield "", "handed_down", request.handed_down
    if request.base_share is not None:
        yield "", "base_share", request.base_share
    for place in request.places:
        figures = (
            ("base", place.base),
            ("weight", place.weight),
            ("floor", place.floor),
            ("cap", place.cap),
            ("fixed", place.fixed),
        )
        yield from ((place.name, field, value) for field, value in figures if value is not None)


def _refuse_measure(request: BreakdownRequest) -> None:
    """Refuse what the method cannot measure shares by."""
    if request.method is Method.MIXED and (request.base_share is None or request.base_share > 1):
        raise Refusal("breakdown-mix", value="" if request.base_share is None else printed(request.base_share))
    if request.method in _BY_BASE:
        _refuse_bases(request)
    if request.method in _BY_WEIGHT:
        _refuse_weights(request.places)


def _refuse_bases(request: BreakdownRequest) -> None:
    # A place whose amount is settled needs no share, so it may grow from nothing.
    asked = [p for p in request.places if p.fixed is None] if request.method is Method.GROWTH else request.places
    _refuse_absent("breakdown-base-missing", [place.name for place in asked if place.base is None])
    _refuse_absent("breakdown-base-negative", [p.name for p in request.places if p.base is not None and p.base < 0])
    if request.method is Method.GROWTH:
        _refuse_absent("breakdown-growth-from-nothing", [place.name for place in asked if place.base == 0])
    if not any(place.base for place in request.places):
        raise Refusal("breakdown-base-zero")


def _refuse_weights(places: Sequence[Place]) -> None:
    _refuse_absent("breakdown-weight-missing", [place.name for place in places if place.weight is None])
    if not any(place.weight for place in places):
        raise Refusal("breakdown-weight-zero")


def _refuse_absent(code: str, names: list[str]) -> None:
    if names:
        raise Refusal(code, places="、".join(names))


def limits_of(request: BreakdownRequest) -> tuple[Limits, ...]:
    """The limits of each place in whole steps.

    Raises:
        Refusal: Where the limits of one place contradict each other, or a settled amount is no multiple of the step.
    """
    return tuple(_limits(place, request) for place in request.places)


def _limits(place: Place, request: BreakdownRequest) -> Limits:
    step, unit = request.step, request.unit
    least = ceil(in_steps(place.floor, step)) if place.floor is not None else 0
    most = floor(in_steps(place.cap, step)) if place.cap is not None else None
    if most is not None and least > most:
        _refuse_crossed(place, request)
    if place.fixed is None:
        return Limits(least, most)
    steps = in_steps(place.fixed, step)
    if steps.denominator != 1:
        raise Refusal(
            "breakdown-fixed-off-step", place=place.name, fixed=printed(place.fixed), step=printed(step), unit=unit
        )
    settled = int(steps)
    if place.floor is not None and settled < least:
        over = printed(difference(place.floor, place.fixed))
        raise Refusal(
            "breakdown-fixed-below-floor",
            place=place.name,
            fixed=printed(place.fixed),
            floor=printed(place.floor),
            over=over,
            unit=unit,
        )
    if place.cap is not None and most is not None and settled > most:
        over = printed(difference(place.fixed, place.cap))
        raise Refusal(
            "breakdown-fixed-above-cap",
            place=place.name,
            fixed=printed(place.fixed),
            cap=printed(place.cap),
            over=over,
            unit=unit,
        )
    return Limits(settled, settled)


def _refuse_crossed(place: Place, request: BreakdownRequest) -> None:
    low, high = place.floor or Decimal(0), place.cap or Decimal(0)
    values = {"place": place.name, "floor": printed(low), "cap": printed(high), "unit": request.unit}
    if low > high:
        raise Refusal("breakdown-floor-above-cap", **values, over=printed(difference(low, high)))
    raise Refusal("breakdown-between-steps", **values, step=printed(request.step))


def refuse_clash(request: BreakdownRequest, limits: Sequence[Limits], steps: int) -> None:
    """Raise a refusal where *steps* cannot be split within *limits*; it names the limits and says by how much.

    Raises:
        Refusal: ``breakdown-floors-exceed`` or ``breakdown-caps-short``.
    """
    lowest = sum(limit.least for limit in limits)
    if lowest > steps:
        binding = [(p.name, limit.least) for p, limit in zip(request.places, limits, strict=True) if limit.least]
        raise _clash("breakdown-floors-exceed", request, binding, steps)
    most = [limit.most for limit in limits]
    if all(limit is not None for limit in most):
        binding = [(p.name, limit or 0) for p, limit in zip(request.places, most, strict=True)]
        if sum(limit for _, limit in binding) < steps:
            raise _clash("breakdown-caps-short", request, binding, steps)


def _clash(code: str, request: BreakdownRequest, binding: list[tuple[str, int]], steps: int) -> Refusal:
    amounts = [(name, amount_of(limit, request.step)) for name, limit in binding]
    allotted, limited = amount_of(steps, request.step), total_of(amount for _, amount in amounts)
    return Refusal(
        code,
        places="、".join(f"{name}{printed(amount)}" for name, amount in amounts),
        limits=printed(limited),
        allotted=printed(allotted),
        over=printed(abs(Fraction(limited) - Fraction(allotted)), 40),
        unit=request.unit,
    )
