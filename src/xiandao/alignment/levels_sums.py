"""What the places below promise together beside what was asked of them, and which of their dates are too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_subjects import (
    Amount,
    adds_up,
    amount_of,
    class_of,
    is_increment,
    is_part,
    is_per_each,
    is_stretch,
    subject_of,
)
from xiandao.alignment.levels_values import LateDate, LeftOut, Link, PlanLeaves, Sum, Summand

Differs = Callable[[Leaf, Leaf], bool]
LIMIT = "<="

# Why a lower target is no part of the upper one; the first that holds is told. Both have a figure.
LEFT_OUT: dict[str, Differs] = {
    "subject": lambda lower, upper: subject_of(lower.head) != subject_of(upper.head),
    "unit": lambda lower, upper: _amount(lower).unit != _amount(upper).unit,
    "frequency": lambda lower, upper: (
        lower.figure is not None and upper.figure is not None and lower.figure.frequency != upper.figure.frequency
    ),
    "per-each": lambda lower, upper: is_per_each(lower) != is_per_each(upper),
    "increment": lambda lower, upper: is_increment(lower) != is_increment(upper),
    "comparator": lambda lower, upper: _is_cap(lower) != _is_cap(upper),
    "year": lambda lower, upper: lower.year != upper.year,
    "part": lambda lower, upper: is_part(lower) != is_part(upper),
    "stretch": lambda lower, upper: is_stretch(lower) and not is_stretch(upper),
}
# Why a target that fits is left out beside another one: said again or further aims of the same plan, another plan
# of the same place.
REPEATED, SEVERAL, SAME_PLACE = "repeated", "several", "same-place"


def sums_of(upper: PlanLeaves, lowers: Sequence[PlanLeaves], links: Sequence[Link]) -> tuple[Sum, ...]:
    """For every upper target that adds up and has a part below, the sum over the places of each level."""
    linked: dict[tuple[str, str], set[str]] = {}
    for link in links:
        linked.setdefault((link.upper, link.plan), set()).add(link.lower)
    subjects = {plan.plan: _by_subject(plan) for plan in lowers}
    levels = tuple(dict.fromkeys(plan.level for plan in lowers if plan.level != upper.level))
    found: list[Sum] = []
    for target in upper.leaves:
        if target.kind == "target" and adds_up(target) and not is_per_each(target):
            for level in levels:
                plans = [plan for plan in lowers if plan.level == level]
                parts = [(plan, _near(target, plan, subjects, linked)) for plan in plans]
                found += _summed(target, level, parts)
    return tuple(found)


def _by_subject(plan: PlanLeaves) -> dict[str, list[Leaf]]:
    found: dict[str, list[Leaf]] = {}
    for leaf in plan.leaves:
        if leaf.kind == "target":
            found.setdefault(subject_of(leaf.head), []).append(leaf)
    return found


def _near(
    target: Leaf,
    plan: PlanLeaves,
    subjects: Mapping[str, Mapping[str, Sequence[Leaf]]],
    linked: Mapping[tuple[str, str], set[str]],
) -> list[Leaf]:
    """Targets of *plan* that are linked with *target* or count the same thing, in the order of the text."""
    same = {leaf.key for leaf in subjects[plan.plan].get(subject_of(target.head), ())}
    keys = same | linked.get((target.key, plan.plan), set())
    return [leaf for leaf in plan.leaves if leaf.key in keys and leaf.kind == "target"] if keys else []


def _summed(target: Leaf, level: str, parts: Sequence[tuple[PlanLeaves, Sequence[Leaf]]]) -> Iterator[Sum]:
    summed: list[Summand] = []
    left_out: list[LeftOut] = []
    for plan, leaves in parts:
        for leaf, why in _sorted_out(target, leaves):
            said = why or (SAME_PLACE if any(one.place == plan.place != "" for one in summed) else "")
            if said:
                left_out.append(LeftOut(plan.plan, plan.place, leaf.key, said))
            else:
                amount = _amount(leaf)
                summed.append(Summand(plan.plan, plan.place, leaf.key, amount.low, amount.high))
    if not summed:
        return
    parent, low, high = _amount(target), sum(one.low for one in summed), sum(one.high for one in summed)
    ratio = low / parent.low if parent.low else None
    is_cap = _is_cap(target)
    over = (high / parent.high if is_cap and parent.high else ratio or 0) - 1
    yield Sum(
        target.key, level, parent.unit, parent.low, parent.high, low, high,
        ratio, max(over, 0.0), is_cap, tuple(summed), tuple(left_out),
    )  # fmt: skip


def _sorted_out(target: Leaf, leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, str]]:
    """Every leaf with why it is left out, empty for the one of its plan that counts."""
    counted: Leaf | None = None
    for leaf in leaves:
        why = next((code for code, differs in LEFT_OUT.items() if differs(leaf, target)), "")
        if not why and counted is not None:
            why = REPEATED if _amount(leaf) == _amount(counted) else SEVERAL
        if not why:
            counted = leaf
        yield leaf, why


def late_dates(upper: PlanLeaves, lowers: Sequence[PlanLeaves], links: Sequence[Link]) -> tuple[LateDate, ...]:
    """Lower targets due after the upper one, where their plan has no linked target that is due in time.

    Only amounts of one kind in one unit are compared; yearly ones fall due every year and are never late.
    """
    above = {leaf.key: leaf for leaf in upper.leaves}
    below = {(plan.plan, leaf.key): leaf for plan in lowers for leaf in plan.leaves}
    found: list[LateDate] = []
    in_time: set[tuple[str, str]] = set()
    for link in links:
        target, leaf = above[link.upper], below[link.plan, link.lower]
        if not _comparable(leaf, target) or leaf.year is None or target.year is None:
            continue
        if leaf.year <= target.year:
            in_time.add((link.plan, link.upper))
        else:
            found.append(LateDate(link.upper, link.plan, link.lower, target.year, leaf.year, link.confidence))
    return tuple(one for one in found if (one.plan, one.upper) not in in_time)


def _comparable(lower: Leaf, upper: Leaf) -> bool:
    if lower.figure is None or upper.figure is None or lower.kind != "target" or upper.kind != "target":
        return False
    one_kind = subject_of(lower.head) == subject_of(upper.head) or (
        class_of(lower.head) is not None and class_of(lower.head) == class_of(upper.head)
    )
    units = _amount(lower).unit == _amount(upper).unit
    return one_kind and units and lower.figure.frequency == upper.figure.frequency == "total"


def _amount(leaf: Leaf) -> Amount:
    if leaf.figure is None:
        raise ValueError(f"{leaf.key} has no figure")
    return amount_of(leaf.figure)


def _is_cap(leaf: Leaf) -> bool:
    return leaf.figure is not None and leaf.figure.comparator == LIMIT
