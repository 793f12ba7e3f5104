"""What actual values say of a target: the value at the deadline at the current rate, and the rate that is required."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from xiandao.monitoring.aims import Aim, Point, bounded, gap_of, is_met, quantum_of, rounded

LEAST = 2
"""Years of actual values below which nothing is said of the rate."""
WINDOW = 3
"""Of how many of the last values the current rate is the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What can be said.

    Attributes:
        state: ``achieved`` the last value meets the target; ``over`` the deadline is past and it does not;
            ``on-pace``, ``behind`` the projected value does, does not; ``unknown`` too few years; ``none`` no value;
            ``open`` no deadline.
        rule: ``increment`` the mean yearly increment of the last values goes on; ``mean`` the mean of the last values of
            what is promised every year; empty where nothing is projected.
        last: The last actual value.
        since: The first year the rate is taken from.
        rate: A year, in the unit; of ``mean`` the mean itself.
        projected: At the deadline, within the bounds of the unit; ``None`` where it cannot be told.
        gap: What the projected (over: the last) value lacks; 0 where it is enough.
        required: What every year from the last value on must add, at least (of ``down``: take away); ``None`` where
            nothing is left to do or no year is left.
        years_left: From the last value to the deadline.
        missing: Years of values that are still needed before a rate can be told.
    """

    state: str
    rule: str = ""
    last: Point | None = None
    since: int | None = None
    rate: Decimal | None = None
    projected: Decimal | None = None
    gap: Decimal | None = None
    required: Decimal | None = None
    years_left: int = 0
    missing: int = 0


def reading_of(aim: Aim, actuals: Sequence[Point]) -> Reading:
    """The reading of *actuals*, one value a year for whole years, in the unit of *aim* and in any order."""
    values = sorted(actuals)
    missing = max(LEAST - len(values), 0)
    if aim.deadline is None:
        return Reading(state="open", last=values[-1] if values else None, missing=missing)
    values = [each for each in values if each.year <= aim.deadline]
    if not values:
        return Reading(state="none", missing=LEAST)
    quantum = quantum_of(aim.unit, tuple(each.value for each in (*values, Point(0, aim.goal))))
    if aim.is_yearly:
        return _yearly(aim, values, quantum)
    last, left = values[-1], aim.deadline - values[-1].year
    required = _required(aim, last, left, quantum)
    if is_met(aim, last.value) or not left:
        state = "achieved" if is_met(aim, last.value) else "over"
        return Reading(state=state, last=last, gap=gap_of(aim, last.value), years_left=left)
    if len(values) < LEAST:
        return Reading(state="unknown", last=last, required=required, years_left=left, missing=missing)
    first = values[-WINDOW:][0]
    rate = (last.value - first.value) / (last.year - first.year)
    projected = bounded(aim, rounded(last.value + rate * left, quantum))
    return Reading(
        state="on-pace" if is_met(aim, projected) else "behind", rule="increment", last=last, since=first.year,
        rate=rounded(rate, min(quantum, Decimal("0.01"))), projected=projected, gap=gap_of(aim, projected),
        required=required, years_left=left,
    )  # fmt: skip


def _required(aim: Aim, last: Point, left: int, quantum: Decimal) -> Decimal | None:
    """The yearly step from *last* that is enough, rounded so that it is never too small."""
    if is_met(aim, last.value) or left <= 0:
        return None
    return rounded(abs(aim.goal - last.value) / left, quantum, ROUND_CEILING)


def _yearly(aim: Aim, values: list[Point], quantum: Decimal) -> Reading:
    """What is promised for every year: the mean of the last values beside the amount promised."""
    deadline = aim.deadline or 0
    last, left = values[-1], deadline - values[-1].year
    if not left:
        state = "achieved" if is_met(aim, last.value) else "over"
        return Reading(state=state, last=last, gap=gap_of(aim, last.value))
    if len(values) < LEAST:
        return Reading(state="unknown", last=last, years_left=left, missing=LEAST - len(values))
    window = values[-WINDOW:]
    mean = bounded(aim, rounded(sum((each.value for each in window), Decimal(0)) / len(window), quantum))
    return Reading(
        state="on-pace" if is_met(aim, mean) else "behind", rule="mean", last=last, since=window[0].year, rate=mean,
        projected=mean, gap=gap_of(aim, mean), years_left=left,
    )  # fmt: skip
