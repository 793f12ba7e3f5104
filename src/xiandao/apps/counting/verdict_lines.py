"""How a figure stands to its target, as a line of a page: what is not measurable is said so and is never a nought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xiandao.apps.counting.figures import Shown
from xiandao.apps.counting.wordings import Teller, amount_told, why_told
from xiandao.core.kinds import Kind
from xiandao.registers.counting_values import ALL
from xiandao.registers.counting_verdicts import Outcome, Verdict

MARKS = {
    Outcome.REACHED: "good",
    Outcome.SHORT: "late",
    Outcome.ABOVE: "late",
    Outcome.NOT_DUE: "",
    Outcome.UNMEASURED: "",
}
FEW = 12
"""Groups whose verdicts a line of a list names."""


class Standing(NamedTuple):
    """One verdict in words.

    Attributes:
        outcome: One of :class:`Outcome`. mark: how it is coloured.
        figure, gap: With their unit; ``—`` where there is none.
        group: Empty where the figure is not parted. year: ``None`` where it is not yearly.
        may_rise: Things of which it is not known whether they count. progress: percent of the way, empty where unknown.
        said: The verdict and the numbers that it rests on.
    """

    outcome: str
    mark: str
    figure: str
    gap: str
    group: str
    year: int | None
    may_rise: int
    progress: str
    said: tuple[str, ...]


def standings_of(teller: Teller, shown: Shown, kind: Kind | None = None) -> tuple[Standing, ...]:
    """The verdicts of a target, one for each group and year."""
    return tuple(_standings(teller, shown, kind))


def _standings(teller: Teller, shown: Shown, kind: Kind | None) -> Iterator[Standing]:
    for each in shown.verdicts:
        yield Standing(
            outcome=str(each.outcome),
            mark=MARKS[each.outcome],
            figure=_figure(each, shown),
            gap=amount_told(each.gap, each.unit) if each.outcome not in (Outcome.UNMEASURED, Outcome.REACHED) else "",
            group="" if each.group == ALL else teller.names.get(each.group, each.group),
            year=each.year,
            may_rise=each.may_rise,
            progress="" if each.progress is None else amount_told(each.progress, "%"),
            said=tuple(why_told(teller, why, kind) for why in each.reasons),
        )


def _figure(of: Verdict, shown: Shown) -> str:
    """In the unit of the target; where that is another than what was counted, in the unit of the count."""
    if of.figure is not None:
        return amount_told(of.figure, of.unit)
    return amount_told(shown.tally.figure if shown.tally is not None else None, shown.tally.unit if shown.tally else "")


def summary_of(standings: tuple[Standing, ...]) -> tuple[tuple[str, str, int], ...]:
    """Of a figure in many parts: each outcome with its mark and how many parts have it."""
    found: dict[tuple[str, str], int] = {}
    for each in standings:
        found[each.outcome, each.mark] = found.get((each.outcome, each.mark), 0) + 1
    return tuple((outcome, mark, n) for (outcome, mark), n in found.items())
