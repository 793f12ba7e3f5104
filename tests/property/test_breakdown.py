"""Promises of a breakdown that hold whatever is split, however it is limited."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hypothesis import assume, given
from hypothesis import strategies as st

from xiandao.alignment.breakdown import break_down
from xiandao.alignment.breakdown_opinions import handout_rows, with_opinions
from xiandao.alignment.breakdown_scenarios import compare_scenarios
from xiandao.alignment.breakdown_values import (
    Bound,
    BreakdownRequest,
    Method,
    Opinion,
    Place,
    Ruling,
    Wish,
)
from xiandao.core.errors import Refusal

STEPS = st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("0.05"), Decimal(10)])


@st.composite
def requests(
    draw: st.DrawFn, *, fewest: int = 1, most: int = 6, largest: int = 60, limited: bool = True
) -> BreakdownRequest:
    """Requests with a share for everybody; their limits, where they have some, may leave no room."""
    step = draw(STEPS)
    count = draw(st.integers(fewest, most))
    settled = st.none() | st.integers(0, largest).map(lambda steps: steps * step) if limited else st.none()
    limit = st.none() | st.integers(0, 2 * largest).map(lambda halves: halves * step / 2) if limited else st.none()
    places = tuple(
        Place(
            name=f"第{index}县",
            base=Decimal(draw(st.integers(1, 1000))) / 10,
            weight=Decimal(draw(st.integers(1, 9))),
            floor=draw(limit),
            cap=draw(limit),
            fixed=draw(settled) if draw(st.integers(0, 4)) == 0 else None,
        )
        for index in range(count)
    )
    return BreakdownRequest(
        total=draw(st.integers(0, largest * count)) * step,
        unit="家",
        places=places,
        method=draw(st.sampled_from(Method)),
        step=step,
        handed_down=draw(st.sampled_from([Decimal(1), Decimal("1.05"), Decimal("1.333")])),
        base_share=draw(st.sampled_from([Decimal(0), Decimal("0.3"), Decimal(1)])),
    )


@st.composite
def feasible(draw: st.DrawFn, *, most: int = 6, largest: int = 60) -> BreakdownRequest:
    """Requests whose limits were drawn around a split, so that there is one."""
    request = draw(requests(most=most, limited=False))
    split = [draw(st.integers(0, largest)) for _ in request.places]
    return replace(
        request,
        total=sum(split) * request.step,
        handed_down=Decimal(1),
        places=tuple(
            replace(
                place,
                floor=draw(st.none() | st.integers(0, 2 * amount).map(lambda halves: halves * request.step / 2)),
                cap=draw(
                    st.none() | st.integers(2 * amount, 2 * largest + 2).map(lambda halves: halves * request.step / 2)
                ),
                fixed=amount * request.step if draw(st.integers(0, 5)) == 0 else None,
            )
            for place, amount in zip(request.places, split, strict=True)
        ),
    )


def steps(amount: Decimal | Fraction | None, request: BreakdownRequest) -> Fraction:
    return Fraction(amount or 0) / Fraction(request.step)


def largest_remainders(shares: list[int], seats: int) -> list[int]:
    """The method of largest remainders in whole numbers, as the textbooks of apportionment have it."""
    quotas = [divmod(share * seats, sum(shares)) for share in shares]
    given_out = [whole for whole, _ in quotas]
    remainders = [left for _, left in quotas]
    for _ in range(seats - sum(given_out)):
        winner = remainders.index(max(remainders))
        given_out[winner] += 1
        remainders[winner] = -1
    return given_out


@given(feasible() | requests(limited=False))
def test_the_parts_make_the_whole_in_whole_steps_within_every_limit(request: BreakdownRequest) -> None:
    found = break_down(request)
    whole = Fraction(request.total) * Fraction(request.handed_down) / Fraction(request.step)
    assert sum(steps(part.assigned, request) for part in found.assignments) == floor(whole + Fraction(1, 2))
    assert sum(part.ideal for part in found.assignments) == Fraction(found.proof.allotted)
    for part in found.assignments:
        place = part.place
        assert steps(part.assigned, request).denominator == 1
        assert part.assigned >= (place.floor or 0)
        assert place.cap is None or part.assigned <= place.cap
        assert place.fixed is None or part.assigned == place.fixed
        assert (
            floor(steps(part.bounded, request)) <= steps(part.assigned, request) <= ceil(steps(part.bounded, request))
        )


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), st.integers(0, 10**6))
def test_without_limits_it_is_the_method_of_largest_remainders(bases: list[int], total: int) -> None:
    places = tuple(Place(name=str(index), base=Decimal(base)) for index, base in enumerate(bases))
    found = break_down(BreakdownRequest(total=Decimal(total), unit="家", places=places, method=Method.BASE))
    assert [int(part.assigned) for part in found.assignments] == largest_remainders(bases, total)


@given(st.integers(1, 30), st.integers(0, 500))
def test_equal_parts_differ_by_one_at_most_and_the_first_have_more(count: int, total: int) -> None:
    places = tuple(Place(name=str(index)) for index in range(count))
    found = break_down(BreakdownRequest(total=Decimal(total), unit="家", places=places, method=Method.EQUAL))
    assert [int(part.assigned) for part in found.assignments] == [
        total // count + (index < total % count) for index in range(count)
    ]


@given(feasible())
def test_places_without_a_binding_limit_keep_their_proportion(request: BreakdownRequest) -> None:
    found = break_down(request)
    free = {part.bounded / part.ideal for part in found.assignments if part.bound is Bound.NONE and part.ideal}
    assert len(free) <= 1
    # At the optimum a floor has raised its place above the common rate, and a cap held it below.
    for rate in free:
        for part in found.assignments:
            if part.bound is Bound.FLOOR:
                assert part.bounded > rate * part.ideal
            if part.bound is Bound.CAP:
                assert part.bounded < rate * part.ideal


@given(feasible(most=4, largest=4))
def test_no_other_split_within_the_limits_lies_nearer(request: BreakdownRequest) -> None:
    found = break_down(request)
    exact = [steps(part.bounded, request) for part in found.assignments]
    whole = steps(found.proof.allotted, request)
    ranges = [range(int(whole) + 1)] * len(exact)
    allowed = (
        split
        for split in product(*ranges)
        if sum(split) == whole
        and all(
            (place.floor is None or amount >= steps(place.floor, request))
            and (place.cap is None or amount <= steps(place.cap, request))
            and (place.fixed is None or amount == steps(place.fixed, request))
            for amount, place in zip(split, request.places, strict=True)
        )
    )
    least = min(sum(abs(amount - share) for amount, share in zip(split, exact, strict=True)) for split in allowed)
    assert found.proof.objective == least
    assert abs(Fraction(found.proof.bound) - least) < Fraction(1, 10**5)


@given(feasible(), st.data())
def test_moving_a_little_from_one_place_to_another_never_brings_it_nearer_to_the_shares(
    request: BreakdownRequest, data: st.DataObject
) -> None:
    found = break_down(request)
    parts = [part for part in found.assignments if part.place.fixed is None and part.ideal]
    assume(len(parts) > 1)
    giver, taker = data.draw(st.permutations(parts))[:2]
    moved = Fraction(data.draw(st.integers(1, 100)), 100) * Fraction(request.step)
    less, more = giver.bounded - moved, taker.bounded + moved
    lowest = ceil(steps(giver.place.floor, request)) * Fraction(request.step)
    cap = taker.place.cap
    highest = None if cap is None else floor(steps(cap, request)) * Fraction(request.step)
    assume(less >= lowest and (highest is None or more <= highest))
    before = sum((part.bounded - part.ideal) ** 2 / part.ideal for part in (giver, taker))
    after = (less - giver.ideal) ** 2 / giver.ideal + (more - taker.ideal) ** 2 / taker.ideal
    assert after > before


@given(requests())
def test_it_is_refused_exactly_where_the_limits_leave_no_room(request: BreakdownRequest) -> None:
    whole = floor(steps(request.total, request) * Fraction(request.handed_down) + Fraction(1, 2))
    lows = [ceil(steps(place.floor, request)) for place in request.places]
    highs = [whole if place.cap is None else floor(steps(place.cap, request)) for place in request.places]
    settled = [None if place.fixed is None else int(steps(place.fixed, request)) for place in request.places]
    crossed = any(
        (cap is not None and low > high) or (fixed is not None and (fixed < low or (cap is not None and fixed > high)))
        for low, high, fixed, cap in zip(lows, highs, settled, (place.cap for place in request.places), strict=True)
    )
    least = sum(low if fixed is None else fixed for low, fixed in zip(lows, settled, strict=True))
    most = sum(high if fixed is None else fixed for high, fixed in zip(highs, settled, strict=True))
    try:
        break_down(request)
        refused = False
    except Refusal:
        refused = True
    assert refused == (crossed or least > whole or most < whole)


@given(feasible(), st.integers(2, 1000))
def test_the_unit_of_the_bases_does_not_matter(request: BreakdownRequest, factor: int) -> None:
    found = break_down(request)
    scaled = replace(request, places=tuple(replace(p, base=(p.base or Decimal(0)) * factor) for p in request.places))
    assert break_down(scaled).proof.terms == found.proof.terms


@given(feasible())
def test_no_result_holds_a_floating_point_number(request: BreakdownRequest) -> None:
    found = break_down(request)
    assert list(floats((found, handout_rows(found), compare_scenarios([found, found])))) == []


def floats(value: object) -> list[float]:
    """Every float anywhere in *value*."""
    if isinstance(value, float):
        return [value]
    if is_dataclass(value):
        return [found for field in fields(value) for found in floats(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [found for part in value for found in floats(part)]
    return []


@given(requests(fewest=2, limited=False), st.data())
def test_adopted_opinions_are_kept_and_the_sum_still_holds(request: BreakdownRequest, data: st.DataObject) -> None:
    before = break_down(request)
    chosen = data.draw(st.sampled_from(before.assignments))
    wish = data.draw(st.sampled_from(Wish))
    value = data.draw(st.integers(0, int(steps(before.proof.allotted, request)))) * request.step
    ruling = Ruling(Opinion(chosen.place.name, wish, value, "说明"), adopted=True, reason="采纳")
    found = break_down(with_opinions(request, [ruling]))
    assert found.proof.sum == before.proof.sum
    kept = next(part.assigned for part in found.assignments if part.place.name == chosen.place.name)
    assert {Wish.FIXED: kept == value, Wish.FLOOR: kept >= value, Wish.CAP: kept <= value}[wish]
