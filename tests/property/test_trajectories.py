"""Planned paths: fixed points are met exactly, nothing turns back, steps add up to the last decimal."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xiandao.monitoring.aims import Aim, Point
from xiandao.monitoring.paths import path_of, steps_of
from xiandao.monitoring.readings import reading_of

units = st.sampled_from(["家", "亿元", "%", "万人", "", "个"])
values = st.integers(1, 5_000_000).map(lambda n: Decimal(n) / 10)
years = st.integers(1, 25)


@st.composite
def aims(draw: st.DrawFn) -> tuple[Aim, Point, list[Point]]:
    """A target, its base, and a stage or two between, in the direction of the target."""
    unit = draw(units)
    numbers = sorted(draw(st.lists(values, min_size=2, max_size=4, unique=True)))
    spans = draw(st.lists(years, min_size=len(numbers), max_size=len(numbers)))
    is_down = draw(st.booleans())
    numbers = numbers[::-1] if is_down else numbers
    at, found = 2000, []
    for number, span in zip(numbers, spans, strict=True):
        at += min(span, 14)
        found.append(Point(at, number))
    aim = Aim(
        comparator="<=" if is_down else ">=", value=found[-1].value, deadline=found[-1].year, unit=unit,
        direction="down" if is_down else "up", low=Decimal(0),
    )  # fmt: skip
    return aim, found[0], found[1:-1]


@given(aims(), st.sampled_from(["equal", "growth", "entered"]))
def test_a_path_meets_its_fixed_points_never_turns_and_adds_up(made: tuple[Aim, Point, list[Point]], rule: str) -> None:
    aim, base, stages = made
    path = path_of(aim, rule, base=base, stages=stages)
    assert [step.year for step in path.steps] == list(range(base.year, (aim.deadline or 0) + 1))
    for point in (base, *stages, Point(aim.deadline or 0, aim.value)):
        assert path.at(point.year) == point.value
    steps = [step for _, step in steps_of(path)]
    assert all(step <= 0 for step in steps) if aim.direction == "down" else all(step >= 0 for step in steps)
    assert sum(steps, Decimal(0)) == aim.value - base.value


@given(aims())
def test_counts_stay_whole_between_whole_points(made: tuple[Aim, Point, list[Point]]) -> None:
    aim, base, _ = made
    whole = Aim(comparator=aim.comparator, value=Decimal(int(aim.value)), deadline=aim.deadline, unit="家")
    path = path_of(whole, "equal", base=Point(base.year, Decimal(int(base.value))))
    assert all(step.value == int(step.value) for step in path.steps)


@given(aims(), st.integers(0, 1000), st.integers(0, 1000))
def test_what_is_required_is_enough(made: tuple[Aim, Point, list[Point]], one: int, other: int) -> None:
    aim, base, _ = made
    deadline = base.year + 5
    aim = Aim(comparator=aim.comparator, value=aim.value, deadline=deadline, unit=aim.unit, direction=aim.direction)
    found = reading_of(aim, [Point(base.year, Decimal(one)), Point(base.year + 1, Decimal(other))])
    if found.required is not None:
        sign = -1 if aim.direction == "down" else 1
        reached = Decimal(other) + sign * found.required * found.years_left
        assert reached <= aim.value if sign < 0 else reached >= aim.value
    else:
        assert found.state == "achieved"


@given(aims())
def test_neighbouring_years_of_equal_steps_differ_by_at_most_a_rounding(made: tuple[Aim, Point, list[Point]]) -> None:
    aim, base, _ = made
    steps = [step for _, step in steps_of(path_of(aim, "equal", base=base))]
    assert all(abs(one - other) <= 2 for one, other in pairwise(steps))
