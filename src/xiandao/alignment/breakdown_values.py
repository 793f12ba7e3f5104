"""What a breakdown of an upper target over places is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Method(StrEnum):
    """By what the shares of the places are measured.

    Attributes:
        BASE: 按基数, proportional to the base.
        WEIGHT: 按权重, proportional to the weight.
        EQUAL: 均分, the same for everybody.
        GROWTH: 同增速, every place grows from its base at one rate. The shares are those of ``BASE``; but the total is
            a level to be reached, and a place without a base is refused, because nothing grows from nothing.
        MIXED: one part by base, the rest by weight.
    """

    BASE = "base"
    WEIGHT = "weight"
    EQUAL = "equal"
    GROWTH = "growth"
    MIXED = "mixed"


class Bound(StrEnum):
    """Which of a place's own limits kept it from its proportional share."""

    NONE = "none"
    FLOOR = "floor"
    CAP = "cap"
    FIXED = "fixed"


class Wish(StrEnum):
    """What a place asks its amount to be: just this, at least this, at most this."""

    FIXED = "fixed"
    FLOOR = "floor"
    CAP = "cap"


class Reason(NamedTuple):
    """Why a figure is what it is, worded by the section ``text`` of ``messages.toml``.

    Attributes:
        code: ``breakdown-by-base`` for instance.
        values: What the wording's ``{names}`` stand for.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


def reason(code: str, **values: object) -> Reason:
    """A reason whose values are given as keywords."""
    return Reason(code, tuple((name, str(value)) for name, value in values.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that takes a part of the total; amounts are in the unit of the request.

    Attributes:
        name: Unique in its request.
        base: Where it starts from, last year's figure for instance; ``None`` where it is not known.
        weight: In no unit, never negative; ``None`` where it has none.
        floor: The least it may be given, ``None`` for nought. A floor between two steps binds at the step above.
        cap: The most it may be given, ``None`` for no limit. A cap between two steps binds at the step below.
        fixed: What it is given whatever the method says, a multiple of the step; ``None`` where nothing is settled.
    """

    name: str
    base: Decimal | None = None
    weight: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    fixed: Decimal | None = None


class Opinion(NamedTuple):
    """What a place answers to a breakdown: *wish* and *value* in the unit of the request, and why."""

    place: str
    wish: Wish
    value: Decimal
    reason: str


class Ruling(NamedTuple):
    """What became of an opinion: adopted or declined, and why; the reason is never empty."""

    opinion: Opinion
    adopted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownRequest:
    """A total to be split.

    Attributes:
        total: The upper target, a multiple of *step*, never negative.
        unit: As printed beside every figure (``家``, ``亿元``).
        places: In the order in which they are printed; where remainders are equal, the one named first goes first.
        step: The smallest piece that can be given: 1 for whole numbers, 0.1 for one decimal.
        handed_down: How much of the total is handed down, 1 or more: 1.05 is 105 %. The product is rounded to the step,
            half up, and the result says so.
        base_share: Of ``Method.MIXED`` only: the part from 0 to 1 that goes by base.
        name: Tells scenarios apart (``方案一``).
        rulings: On the opinions that made the limits of this request what they are.
    """

    total: Decimal
    unit: str
    places: tuple[Place, ...]
    method: Method
    step: Decimal = Decimal(1)
    handed_down: Decimal = Decimal(1)
    base_share: Decimal | None = None
    name: str = ""
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What one place is given, and why.

    Attributes:
        share: Its part of the whole by the method alone, 0 to 1.
        ideal: That part of the amount handed down, before limits and rounding, exactly.
        bounded: Its amount with all limits kept, before rounding, exactly.
        assigned: A multiple of the step.
        bound: The limit that kept it from its proportional share.
        burden: *assigned* over the base; ``None`` without a base above nought.
        reasons: In the order in which they took effect.
    """

    place: Place
    share: Fraction
    ideal: Fraction
    bounded: Fraction
    assigned: Decimal
    bound: Bound
    burden: Fraction | None
    reasons: tuple[Reason, ...]

    @property
    def growth(self) -> Fraction | None:
        """What is demanded above the base, as a part of it; ``None`` without a base above nought."""
        return None if self.burden is None else self.burden - 1


class Proof(NamedTuple):
    """That the parts make the whole, and that no other rounding lies nearer to the shares.

    Attributes:
        total: The upper target.
        handed_down: The ratio asked for.
        exact: *total* times the ratio, before rounding to the step.
        allotted: What was split: *exact* on the step.
        terms: What each place is given, in their order.
        sum: The terms added up, in decimal arithmetic without rounding.
        objective: The rounding's distance from the bounded shares, all places together, in steps, exactly.
        bound: What the solver proved no rounding can be below, in steps, rounded to six decimals.
    """

    total: Decimal
    handed_down: Decimal
    exact: Decimal
    allotted: Decimal
    terms: tuple[Decimal, ...]
    sum: Decimal
    objective: Fraction
    bound: Decimal

    @property
    def equation(self) -> str:
        """The sum as it is printed: ``30+20+55=105``."""
        return "+".join(f"{term:f}" for term in self.terms) + f"={self.sum:f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A total split over places, in the order of the request.

    Attributes:
        notes: What holds of the whole: more handed down than the target asks, a product rounded to the step.
    """

    request: BreakdownRequest
    assignments: tuple[Assignment, ...]
    proof: Proof
    notes: tuple[Reason, ...]
