"""What a target asks of a figure: when it is met, by how much it is missed, which values it can take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from xiandao.core.quantity import base_of

NEAR = Decimal("0.05")
"""左右: five parts in a hundred of the value are still it."""
COUNTED = frozenset("个家项条支只种类件座所台套辆架艘处片区批期款场例篇部门张颗枚户栋宗起组对届班人名位次")
"""What the last character of a unit says where whole things are counted."""
RATES = ("%", "％", "‰", "百分点", "个百分点")
MORE_DIGITS = 2
"""Decimals of a planned value beyond those of what the plan states."""


class Point(NamedTuple):
    """A value at the end of a year, in the unit of the target."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is to be reached.

    Attributes:
        comparator: ``>=``, ``<=``, ``~``, ``=`` or ``range``, as in :class:`xiandao.core.plan.Target`.
        value: In *unit*; the lower end of a range.
        value_max: The upper end of a range, else ``None``.
        deadline: The last year; ``None`` where no year is in scope.
        direction: ``up`` or ``down``.
        is_yearly: Whether it is promised for every year anew (每年), so that years do not add up.
        unit: As printed, with its scale word; empty where none is.
        low: No value lies below; ``None`` for no such bound. high: nor above.
    """

    comparator: str
    value: Decimal
    value_max: Decimal | None = None
    deadline: int | None
    direction: str = "up"
    is_yearly: bool = False
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def goal(self) -> Decimal:
        """The value a path leads to: of a range the end that is met first."""
        return self.value_max if self.direction == "down" and self.value_max is not None else self.value

    @property
    def least(self) -> Decimal:
        """The value from which it is met: :attr:`goal`, less (or plus) the tolerance of 左右."""
        if self.comparator != "~":
            return self.goal
        return self.goal + abs(self.goal) * (NEAR if self.direction == "down" else -NEAR)


def is_met(aim: Aim, value: Decimal) -> bool:
    """Whether *value* is enough; more than was promised is enough too."""
    return value <= aim.least if aim.direction == "down" else value >= aim.least


def gap_of(aim: Aim, value: Decimal) -> Decimal:
    """How much is missing from *value* to the printed amount; 0 where it is met."""
    return Decimal(0) if is_met(aim, value) else abs(aim.goal - value)


def quantum_of(unit: str, values: tuple[Decimal, ...]) -> Decimal:
    """The smallest step of a planned value: one thing where things are counted, else two digits beyond *values*.

    >>> quantum_of("家", (Decimal(40),))
    Decimal('1')
    >>> quantum_of("亿元", (Decimal("300.5"),))
    Decimal('0.001')
    """
    finest = min((_exponent(each) for each in values), default=0)
    base, scale = base_of(unit)
    if base not in RATES and base[-1:] in COUNTED:
        one = Decimal(1).scaleb(-len(str(scale)) + 1)
        return min(one, Decimal(1).scaleb(finest)) if scale > 1 else (one if finest == 0 else Decimal(1).scaleb(finest))
    return Decimal(1).scaleb(finest - MORE_DIGITS)


def _exponent(value: Decimal) -> int:
    """−2 for 3.25; 0 for whole numbers."""
    exponent = value.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def rounded(value: Decimal, quantum: Decimal, how: str = ROUND_HALF_UP) -> Decimal:
    """*value* in whole steps of *quantum*."""
    return value.quantize(quantum, rounding=how)


def bounded(aim: Aim, value: Decimal) -> Decimal:
    """*value* where it can lie."""
    low, high = aim.low, aim.high
    value = max(value, low) if low is not None else value
    return min(value, high) if high is not None else value
