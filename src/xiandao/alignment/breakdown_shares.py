"""Exact shares by a method, and the nearest to them that keeps every limit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from xiandao.alignment.breakdown_checks import Limits
from xiandao.alignment.breakdown_values import BreakdownRequest, Method


class Level(NamedTuple):
    """Amounts within their limits, in steps.

    Attributes:
        amounts: Exactly, in the order of the places.
        rate: Steps for each one of a place's measure: what every place whose limits do not bind is given.
        spread: The same for the places whose measure is nought, where all others stand at their caps; else nought.
    """

    amounts: tuple[Fraction, ...]
    rate: Fraction
    spread: Fraction


def measures(request: BreakdownRequest) -> tuple[int, ...]:
    """What the places are measured by, as the smallest whole numbers in the same proportion.

    *request* has been found fit (:func:`xiandao.alignment.breakdown_checks.refuse_unfit`).
    """
    places = request.places
    bases = [Fraction(place.base or 0) for place in places]
    weights = [Fraction(place.weight or 0) for place in places]
    match request.method:
        case Method.BASE | Method.GROWTH:
            return _whole(bases)
        case Method.WEIGHT:
            return _whole(weights)
        case Method.EQUAL:
            return (1,) * len(places)
        case Method.MIXED:
            part, all_bases, all_weights = Fraction(request.base_share or 0), sum(bases), sum(weights)
            return _whole(
                [
                    part * base / all_bases + (1 - part) * weight / all_weights
                    for base, weight in zip(bases, weights, strict=True)
                ]
            )


def _whole(values: Sequence[Fraction]) -> tuple[int, ...]:
    scale = lcm(*(value.denominator for value in values))
    numbers = [int(value * scale) for value in values]
    shared = gcd(*numbers)
    return tuple(number // shared for number in numbers)


def levelled(sizes: Sequence[int], limits: Sequence[Limits], steps: int) -> Level:
    """The split of *steps* within *limits* that deviates least from the shares.

    Least is the sum of squared deviations, each over its share: then all places whose limits do not bind keep their
    proportion to each other, and none can say that it alone paid for another's limit. Absolute deviations would be as
    small wherever the difference is put. That optimum is one common rate, cut off at the limits; the rate is found
    exactly, by going through the points where a limit begins to bind.

    Places measured by nought are given their floor; only when all others stand at their caps is what remains spread
    over them equally.

    *limits* leave room for *steps* (:func:`xiandao.alignment.breakdown_checks.refuse_clash`).
    """
    least = sum(limit.least for limit, size in zip(limits, sizes, strict=True) if size == 0)
    highest = [limit.most for limit, size in zip(limits, sizes, strict=True) if size]
    room = None if None in highest else sum(most or 0 for most in highest)
    rest = max(steps - least - room, 0) if room is not None else 0
    rate = _rate(sizes, limits, steps - least - rest)
    spread = _rate([int(size == 0) for size in sizes], limits, least + rest) if rest else Fraction(0)
    amounts = tuple(within(rate * size if size else spread, limit) for size, limit in zip(sizes, limits, strict=True))
    return Level(amounts, rate, spread)


def within(amount: Fraction, limit: Limits) -> Fraction:
    """*amount*, cut off at the limits."""
    raised = max(amount, Fraction(limit.least))
    return raised if limit.most is None else min(raised, Fraction(limit.most))


def _rate(sizes: Sequence[int], limits: Sequence[Limits], steps: int) -> Fraction:
    """The least rate at which the places that have a size are given *steps* together."""
    turns: list[tuple[Fraction, int, int]] = []
    given, slope, at = 0, 0, Fraction(0)
    for size, limit in zip(sizes, limits, strict=True):
        if size:
            given += limit.least
            turns.append((Fraction(limit.least, size), size, -limit.least))
            if limit.most is not None:
                turns.append((Fraction(limit.most, size), -size, limit.most))
    # Between two turns the sum grows along a line: *given* + *slope* times the rate.
    for turn, change, shift in sorted(turns):
        if given + slope * turn >= steps:
            break
        given, slope, at = given + shift, slope + change, turn
    return (steps - given) / Fraction(slope) if slope else at
