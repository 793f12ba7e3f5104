"""年度目标轨迹: the planned value of every year, from the base through the stages that the plan states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from xiandao.core.errors import Refusal
from xiandao.monitoring.aims import Aim, Point, quantum_of, rounded

RULES = ("equal", "growth", "entered")
"""等额: the same amount every year; 等比: the same growth every year; as entered: a person's checkpoints."""
DIGITS = 40
"""Significant digits of what lies between; far more than any value has."""
LONGEST = 60
"""Years that a path may last."""


class Step(NamedTuple):
    """One year of a path; *origin* is ``base``, ``stated``, ``entered`` or ``rule``."""

    year: int
    value: Decimal
    origin: str


class Path(NamedTuple):
    """A path, the earliest year first; *lacks* says why there is none: ``base``, ``deadline``."""

    rule: str
    steps: tuple[Step, ...]
    lacks: str = ""

    def at(self, year: int) -> Decimal | None:
        """What is planned for *year*; ``None`` outside the path."""
        return next((step.value for step in self.steps if step.year == year), None)


def path_of(
    aim: Aim,
    rule: str,
    *,
    base: Point | None = None,
    stages: Sequence[Point] = (),
    entered: Sequence[Point] = (),
    first: int | None = None,
) -> Path:
    """The planned path of *aim*.

    Args:
        aim: The target itself, the last fixed point.
        rule: One of :data:`RULES`; years that nobody entered lie in equal steps between those entered.
        base: What it starts from; ``None`` leaves the years before the first stage without a value.
        stages: What the plan states for other years; fixed points, like the target.
        entered: Checkpoints of a person; with another rule they are left aside.
        first: The first year of what is promised every year.

    Raises:
        Refusal: ``path-rule``; ``path-growth`` where growth cannot be told (from or to 0, or across it);
            ``path-fixed`` where a checkpoint stands at a fixed point or outside; ``path-turns`` where it turns back.
    """
    if rule not in RULES:
        raise Refusal("path-rule")
    if aim.deadline is None:
        return Path(rule, (), "deadline")
    if aim.is_yearly:
        years = range(min(first or aim.deadline, aim.deadline), aim.deadline + 1)
        return Path(rule, tuple(Step(year, aim.goal, "stated") for year in years))
    fixed = _fixed(aim, base, stages)
    lacks = "" if base is not None and base.year < aim.deadline else "base"
    if fixed[-1].year - fixed[0].year > LONGEST:
        raise Refusal("path-long", most=LONGEST)
    marks = _with_entered(fixed, entered) if rule == "entered" else fixed
    quantum = quantum_of(aim.unit, tuple(each.value for each in marks))
    steps = [marks[0]]
    for one, other in pairwise(marks):
        steps += [*_between(one, other, rule, quantum), other]
    return Path(rule, tuple(steps), lacks)


def _fixed(aim: Aim, base: Point | None, stages: Iterable[Point]) -> list[Step]:
    """Base, stages and target in order of years, one a year; the target's own word counts first."""
    deadline = aim.deadline or 0
    found = {deadline: Step(deadline, aim.goal, "stated")}
    start = base.year if base else 0
    for each in stages:
        if start < each.year:
            found.setdefault(each.year, Step(each.year, each.value, "stated"))
    if base is not None and base.year < deadline:
        found[base.year] = Step(base.year, base.value, "base")
    return [found[year] for year in sorted(found)]


def _with_entered(fixed: list[Step], entered: Sequence[Point]) -> list[Step]:
    known = {step.year for step in fixed}
    for each in entered:
        if each.year in known or not fixed[0].year < each.year < fixed[-1].year:
            raise Refusal("path-fixed", year=each.year)
        known.add(each.year)
    marks = sorted([*fixed, *(Step(*each, "entered") for each in entered)])
    for before, step in pairwise(fixed):
        part = [each for each in marks if before.year <= each.year <= step.year]
        rises = step.value >= before.value
        for one, other in pairwise(part):
            if one.value != other.value and (other.value > one.value) is not rises:
                raise Refusal("path-turns", year=other.year if other.origin == "entered" else one.year)
    return marks


def _between(one: Step, other: Step, rule: str, quantum: Decimal) -> list[Step]:
    """The years strictly between two marks, each rounded to whole steps of *quantum* and never beyond the marks."""
    years = other.year - one.year
    if rule == "growth" and years > 1 and (one.value == 0 or other.value == 0 or (one.value > 0) != (other.value > 0)):
        raise Refusal("path-growth", one=one.year, other=other.year)
    low, high = sorted((one.value, other.value))
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        for year in range(one.year + 1, other.year):
            share = Decimal(year - one.year) / years
            exact = one.value + (other.value - one.value) * share
            if rule == "growth":
                exact = one.value * (other.value / one.value) ** share
            found.append(Step(year, min(max(rounded(exact, quantum), low), high), "rule"))
    return found


def steps_of(path: Path) -> tuple[tuple[int, Decimal], ...]:
    """What every year adds to the one before it; their sum is exactly last less first."""
    return tuple((other.year, other.value - one.value) for one, other in pairwise(path.steps))
