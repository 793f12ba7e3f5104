"""Decimal amounts counted in steps, exactly: whole numbers and fractions inside, decimals at the edge, floats nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from math import floor

# Digits on either side of the point: far beyond any budget, and still quick to reckon with.
MOST_DIGITS = 40
_EXACT = Context(prec=8 * MOST_DIGITS, traps=[Inexact, InvalidOperation])


def is_fit(value: Decimal) -> bool:
    """Whether *value* is a number that can be reckoned with.

    >>> is_fit(Decimal("1e12")), is_fit(Decimal("NaN")), is_fit(Decimal("1e999"))
    (True, False, False)
    """
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and exponent >= -MOST_DIGITS and len(digits) + exponent <= MOST_DIGITS


def in_steps(value: Decimal, step: Decimal) -> Fraction:
    """How many steps *value* is, exactly.

    >>> in_steps(Decimal("0.7"), Decimal("0.1"))
    Fraction(7, 1)
    """
    return Fraction(value) / Fraction(step)


def amount_of(steps: int, step: Decimal) -> Decimal:
    """*steps* times *step*, with the decimals of the step.

    >>> amount_of(7, Decimal("0.10")), amount_of(3, Decimal("1E+2"))
    (Decimal('0.70'), Decimal('300'))
    """
    with localcontext(_EXACT):
        return Decimal(f"{steps * step:f}")


def product(left: Decimal, right: Decimal) -> Decimal:
    """*left* times *right*, exactly."""
    with localcontext(_EXACT):
        return left * right


def difference(left: Decimal, right: Decimal) -> Decimal:
    """*left* less *right*, exactly."""
    with localcontext(_EXACT):
        return left - right


def total_of(terms: Iterable[Decimal]) -> Decimal:
    """The sum of *terms*, exactly: the precision of the caller's context is not asked."""
    with localcontext(_EXACT):
        return sum(terms, Decimal(0))


def half_up(value: Fraction) -> int:
    """The nearest whole number, the half away from nought.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(7, 3))
    (3, -3, 2)
    """
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(Fraction(1, 2) - value)


def rounded(value: Fraction, digits: int) -> Decimal:
    """*value* to *digits* decimals, half up; for printing only.

    >>> rounded(Fraction(1, 3), 2)
    Decimal('0.33')
    """
    return Decimal(f"{half_up(value * 10**digits)}E-{digits}")


def percent(value: Fraction, digits: int = 1) -> Decimal:
    """A part as a percentage to *digits* decimals, half up; for printing only.

    >>> percent(Fraction(1, 3))
    Decimal('33.3')
    """
    return rounded(value * 100, digits)


def printed(value: Decimal | Fraction, digits: int = 4) -> str:
    """A number in plain digits; a fraction to *digits* decimals, without noughts at the end.

    >>> printed(Decimal("1E+2")), printed(Fraction(5, 2)), printed(Fraction(200))
    ('100', '2.5', '200')
    """
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = f"{rounded(value, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
