"""How much an item wants to be looked at: what the rule trusts, the books, damage nearby, what it lacks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.findings import Finding
from xiandao.core.plan import Item, Plan, Target, Task

NEAR = 60
"""Code points around an item in which damage of the text makes it doubtful."""
LOW = 0.2
"""Items at or below this degree may be confirmed as a group, after a sample of them was looked at."""
FIRST_KINDS = ("target", "task")
"""Targets and responsible units take effect first and one by one."""
QUIET = frozenset({"sample-mark", "number-open"})

DAMAGE_NEAR, NUMBER_OPEN, NO_UNITS, NO_YEAR, TRUST_LOW = (
    "damage-near", "number-open", "no-units", "no-year", "trust-low",
)  # fmt: skip
STEPS = {DAMAGE_NEAR: 0.3, NUMBER_OPEN: 0.3, NO_UNITS: 0.1, NO_YEAR: 0.1, TRUST_LOW: 0.0}


class Risk(NamedTuple):
    """0 for none to 1, and why."""

    degree: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """What of one document casts doubt on the items beside it: places, in order."""

    damage: tuple[tuple[int, int], ...]
    open_numbers: tuple[tuple[int, int], ...]

    @classmethod
    def about(cls, plan: Plan) -> Doubts:
        """The doubts that reading *plan* left."""
        return cls(
            tuple(sorted((each.start, each.end) for each in plan.findings if _is_damage(each))),
            tuple(sorted((each.start, each.end) for each in plan.balance.open)),
        )

    def of(self, item: Item) -> Risk:
        """The risk of *item*: one minus the trust of its rule, and a step for every doubt."""
        start, end = item.words.start, item.words.end
        reasons = []
        if item.words.confidence < 0.75:
            reasons.append(TRUST_LOW)
        if _is_hit(self.damage, start - NEAR, end + NEAR):
            reasons.append(DAMAGE_NEAR)
        if _is_hit(self.open_numbers, start, end):
            reasons.append(NUMBER_OPEN)
        if isinstance(item, Task) and not (item.units or item.units_inherited):
            reasons.append(NO_UNITS)
        if isinstance(item, Target) and item.deadline_year is None:
            reasons.append(NO_YEAR)
        degree = 1 - item.words.confidence + sum(STEPS[reason] for reason in reasons)
        return Risk(round(min(max(degree, 0.0), 1.0), 4), tuple(reasons))


def _is_damage(found: Finding) -> bool:
    return found.end > found.start and found.code not in QUIET


def _is_hit(places: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    """Whether one of *places*, of which none reaches far, meets *start* to *end*."""
    at = max(bisect_left(places, (start,)) - 8, 0)
    while at < len(places) and places[at][0] < end:
        if places[at][1] > start:
            return True
        at += 1
    return False
