"""Breakdowns of one target beside each other: what each asks of a place, who gains, how evenly the burden lies."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xiandao.alignment.breakdown_amounts import difference
from xiandao.alignment.breakdown_values import Breakdown
from xiandao.core.errors import Refusal


class ScenarioCell(NamedTuple):
    """One place in one scenario.

    Attributes:
        assigned: In the unit of the request.
        change: *assigned* less that of the first scenario.
        burden: *assigned* over the base; ``None`` without a base above nought.
        rank: Of the burden among the places of the scenario, 1 the heaviest, equal ones alike; ``None`` without it.
    """

    assigned: Decimal
    change: Decimal
    burden: Fraction | None
    rank: int | None


class ScenarioRow(NamedTuple):
    """One place in all scenarios.

    Attributes:
        cells: In the order of the scenarios.
        widest: The most it is given in any scenario less the least.
        least: The scenarios, counted from 0, that give it least; all of them where *widest* is nought.
        most: Those that give it most.
    """

    place: str
    cells: tuple[ScenarioCell, ...]
    widest: Decimal
    least: tuple[int, ...]
    most: tuple[int, ...]


class Scenario(NamedTuple):
    """One scenario as a whole.

    Attributes:
        name: The request's.
        allotted: What it splits.
        eased: The places that are asked for less than in the first scenario: those who gain.
        pressed: Those that are asked for more.
        gini: How unevenly the burdens lie, from 0 (all places alike) towards 1; ``None`` where no place has a burden.
        heaviest: The places whose burden ranks first.
    """

    name: str
    allotted: Decimal
    eased: tuple[str, ...]
    pressed: tuple[str, ...]
    gini: Fraction | None
    heaviest: tuple[str, ...]


class Comparison(NamedTuple):
    """A table, place by scenario; rows in the order of the places, cells in the order of the scenarios."""

    unit: str
    scenarios: tuple[Scenario, ...]
    rows: tuple[ScenarioRow, ...]


def compare_scenarios(breakdowns: Sequence[Breakdown]) -> Comparison:
    """*breakdowns* beside each other, the first being what the others are held against.

    Raises:
        Refusal: ``comparison-nothing`` without any; ``comparison-units-differ`` and ``comparison-places-differ`` where
            the same places, in the same order, in the same unit are not what all of them split.
    """
    if not breakdowns:
        raise Refusal("comparison-nothing")
    for breakdown in breakdowns[1:]:
        _refuse_unlike(breakdowns[0], breakdown)
    ranks = [_ranks([assignment.burden for assignment in breakdown.assignments]) for breakdown in breakdowns]
    rows = tuple(_row(breakdowns, ranks, index) for index in range(len(breakdowns[0].assignments)))
    return Comparison(
        breakdowns[0].request.unit,
        tuple(_scenario(breakdown, rows, index) for index, breakdown in enumerate(breakdowns)),
        rows,
    )


def _refuse_unlike(first: Breakdown, other: Breakdown) -> None:
    name, units = other.request.name, (first.request.unit, other.request.unit)
    if units[0] != units[1]:
        raise Refusal("comparison-units-differ", name=name, first=units[0], second=units[1])
    places, others = ([place.name for place in side.request.places] for side in (first, other))
    if places != others:
        apart = sorted(set(places) ^ set(others)) or others
        raise Refusal("comparison-places-differ", name=name, places="、".join(apart))


def _ranks(burdens: Sequence[Fraction | None]) -> list[int | None]:
    known = sorted((burden for burden in burdens if burden is not None), reverse=True)
    return [None if burden is None else known.index(burden) + 1 for burden in burdens]


def _row(breakdowns: Sequence[Breakdown], ranks: Sequence[Sequence[int | None]], index: int) -> ScenarioRow:
    column = [breakdown.assignments[index] for breakdown in breakdowns]
    amounts = [assignment.assigned for assignment in column]
    low, high = min(amounts), max(amounts)
    return ScenarioRow(
        column[0].place.name,
        tuple(
            ScenarioCell(found.assigned, difference(found.assigned, amounts[0]), found.burden, rank[index])
            for found, rank in zip(column, ranks, strict=True)
        ),
        difference(high, low),
        tuple(scenario for scenario, amount in enumerate(amounts) if amount == low),
        tuple(scenario for scenario, amount in enumerate(amounts) if amount == high),
    )


def _scenario(breakdown: Breakdown, rows: Sequence[ScenarioRow], index: int) -> Scenario:
    cells = [(row.place, row.cells[index]) for row in rows]
    return Scenario(
        breakdown.request.name,
        breakdown.proof.allotted,
        tuple(place for place, cell in cells if cell.change < 0),
        tuple(place for place, cell in cells if cell.change > 0),
        gini([cell.burden for _, cell in cells if cell.burden is not None]),
        tuple(place for place, cell in cells if cell.rank == 1),
    )


def gini(burdens: Sequence[Fraction]) -> Fraction | None:
    """Half the mean difference between any two of *burdens*, over their mean; ``None`` of none.

    >>> gini([Fraction(1), Fraction(1)]), gini([Fraction(0), Fraction(1)])
    (Fraction(0, 1), Fraction(1, 2))
    """
    if not burdens:
        return None
    total, count = sum(burdens, Fraction(0)), len(burdens)
    # Sorted, each burden is larger than those before it and smaller than those behind.
    apart = sum((burden * (2 * place - count + 1) for place, burden in enumerate(sorted(burdens))), Fraction(0))
    return apart / (count * total) if total else Fraction(0)
