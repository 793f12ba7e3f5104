"""Exact amounts made whole with their sum kept, and a solver's proof that nothing lies nearer.

The rounding that deviates least from the exact amounts (in absolute terms, and by every other power as well) is that of
the largest remainders; it is found exactly, and equal remainders go by the order of the places. HiGHS works in floating
point and cannot see a difference of 1 in 10^20, so it does not decide: it is given the same model with its limits and no
hint, and its proven bound stands beside the result. Were it to find anything nearer, that would be a fault of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, inf
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from xiandao.alignment.breakdown_checks import Limits

# What a solver that works in floating point may be off for each place, in steps.
TOLERANCE = 1e-5


class Rounding(NamedTuple):
    """Whole amounts.

    Attributes:
        amounts: In steps, in the order of the places.
        tied: Whether a place's remainder was equal to another's that went the other way, so that the order decided.
        objective: The sum of absolute deviations, in steps, exactly.
        bound: What the solver proved that no rounding can be below, in steps, rounded to six decimals.
    """

    amounts: tuple[int, ...]
    tied: tuple[bool, ...]
    objective: Fraction
    bound: Decimal


def made_whole(amounts: Sequence[Fraction], limits: Sequence[Limits]) -> Rounding:
    """*amounts* as whole numbers with the same sum, which is whole, each within its *limits*, as *amounts* are."""
    lower = [floor(amount) for amount in amounts]
    parts = [amount - low for amount, low in zip(amounts, lower, strict=True)]
    left_over = int(sum(parts, Fraction(0)))
    order = sorted(range(len(parts)), key=lambda index: (-parts[index], index))
    chosen = frozenset(order[:left_over])
    objective = sum((1 - part if index in chosen else part for index, part in enumerate(parts)), Fraction(0))
    # A limit is whole, so a part above nought has room above it.
    return Rounding(
        tuple(low + (index in chosen) for index, low in enumerate(lower)),
        _tied(parts, order, left_over),
        objective,
        _proved(parts, [_room(limit, low) for limit, low in zip(limits, lower, strict=True)], objective),
    )


def _tied(parts: Sequence[Fraction], order: Sequence[int], left_over: int) -> tuple[bool, ...]:
    if left_over == 0 or parts[order[left_over - 1]] != parts[order[left_over]]:
        return (False,) * len(parts)
    return tuple(part == parts[order[left_over]] for part in parts)


def _room(limit: Limits, low: int) -> tuple[float, float]:
    """How far a whole amount may lie from *low*, as the solver sees it; limits far away are no limits."""
    return float(max(limit.least - low, -(2**20))), float(2**20 if limit.most is None else min(limit.most - low, 2**20))


def _proved(parts: Sequence[Fraction], room: Sequence[tuple[float, float]], objective: Fraction) -> Decimal:
    """The solver's lower bound for the sum of deviations; nought, which always holds, where it proves nothing.

    Raises:
        ArithmeticError: When the solver has a rounding nearer than *objective*, which must not happen.
    """
    if objective == 0:
        return Decimal("0.000000")
    found, bound = _least_deviation(parts, room)
    if found < float(objective) - TOLERANCE * len(parts):
        raise ArithmeticError(f"the solver finds {found}, the rounding has {float(objective)}")
    return Decimal(f"{max(bound, 0.0):.6f}")


def _least_deviation(parts: Sequence[Fraction], room: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Minimise the sum of deviations over all whole amounts within their room that make the parts' sum.

    How far an amount lies from its part is told by three whole numbers: whether it goes one step up from below the part
    (which costs 1 - 2 part), how many steps further up and how many down it goes (which cost 1 each).

    Returns:
        What the solver found and what it proved, infinity and nought where it came to no end.
    """
    shares, (least, most) = np.array([float(part) for part in parts]), np.array(room).T
    one, left_over = np.ones(len(parts)), int(sum(parts, Fraction(0)))
    answer = milp(
        np.concatenate([1 - 2 * shares, one, one]),
        integrality=np.ones(3 * len(parts), dtype=np.int64),
        bounds=Bounds(
            np.zeros(3 * len(parts)), np.concatenate([np.minimum(most, 1), np.maximum(most - 1, 0), np.abs(least)])
        ),
        constraints=LinearConstraint(np.concatenate([one, one, -one]), left_over, left_over),
        options={"mip_rel_gap": 0.0},
    )
    from_below = float(shares.sum())
    return (from_below + answer.fun, from_below + answer.mip_dual_bound) if answer.status == 0 else (inf, 0.0)
