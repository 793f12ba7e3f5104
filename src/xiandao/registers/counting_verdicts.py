"""What a figure says of a target: reached, short, above the range, not due yet, or not to be measured."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

from xiandao.core.measures import Reason, reason
from xiandao.core.plan import Target
from xiandao.core.quantity import base_of
from xiandao.registers.counting_values import ALL, State, Tally

NEAR = Decimal("0.05")
"""左右 where nothing else is configured: five parts in a hundred to either side."""
PROGRESS_DIGITS = Decimal("0.01")


class Outcome(StrEnum):
    """How a figure stands to its target."""

    REACHED = "reached"
    SHORT = "short"
    ABOVE = "above"
    NOT_DUE = "not-due"
    UNMEASURED = "not-measurable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a target asks for, with every operator said.

    Attributes:
        comparator: ``>=``, ``>`` (突破, 超), ``<=``, ``~`` (左右), ``=`` or ``range``.
        value: In *unit*; the lower end of a range. high: its upper end, else ``None``.
        unit: As printed, with its scale word; empty where none is.
        deadline: The last calendar year; ``None`` where no year is in scope.
        yearly: Promised for every year anew.
        is_stretch: 争取, 力争: an aim and no duty, so that falling short of it is told as such.
        base: What it starts from, in *unit*; ``None`` where that is not said.
        near: The share of the value by which 左右 may differ, 0 to 1.
    """

    comparator: str
    value: Decimal
    high: Decimal | None = None
    unit: str = ""
    deadline: int | None = None
    yearly: bool = False
    is_stretch: bool = False
    base: Decimal | None = None
    near: Decimal = NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a figure stands to a goal, with the numbers used.

    Attributes:
        figure: In the goal's unit; ``None`` where there is none. unit: the goal's.
        low: The least that is enough, in *unit*; ``None`` where there is no such bound. high: the most.
        gap: What is missing to the value promised, or what is beyond the bound above; 0 where it is reached.
        progress: The way from base to value, in percent; ``None`` where no base is said.
        group, year: Of which part; as in :class:`~xiandao.registers.counting_values.Part`.
        may_rise: How much the things add of which it is not known whether they count; in things, not amounts.
        reasons: The verdict in words, and what it rests on.
    """

    outcome: Outcome
    goal: Goal
    figure: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    gap: Decimal = Decimal(0)
    progress: Decimal | None = None
    group: str = ALL
    year: int | None = None
    may_rise: int = 0
    reasons: tuple[Reason, ...] = ()


# ----------------------------------------------------------------------------------------------------------- goals


@cache
def _said(kind: str) -> re.Pattern[str]:
    raw = tomllib.loads(files("xiandao.registers.lexicon").joinpath("operators.toml").read_text("utf-8"))
    words = sorted((word for entry in raw["entry"] if entry["kind"] == kind for word in entry["words"]), key=len)
    return re.compile("|".join(map(re.escape, reversed(words))))


def goal_of(target: Target, *, before: str = "", near: Decimal = NEAR) -> Goal:
    """What *target* asks for.

    Args:
        target: Whether 突破 or 超 stands before its number is seen from its words, where it has any.
        before: The document's words in front of the quotation, in which 力争 or 争取 may govern its sentence.
        near: As :class:`Goal` says.
    """
    sentence = re.split(r"[。；;\n]", before)[-1] + target.words.quote
    strict = target.comparator == ">=" and _is_strict(target)
    return Goal(
        comparator=">" if strict else target.comparator,
        value=_exact(target.value),
        high=None if target.value_max is None else _exact(target.value_max),
        unit=target.unit or "",
        deadline=target.deadline_year,
        yearly=target.frequency == "annual",
        is_stretch=target.stretch_of is not None or bool(_said("stretch").search(sentence)),
        base=None if target.base_value is None else _exact(target.base_value),
        near=near,
    )


def _is_strict(target: Target) -> bool:
    """总产值突破5000亿元, but not 突破20项技术, where it says what is done and not how much."""
    quote = target.words.quote
    subject = quote.find(target.subject)
    found = re.finditer(rf"(?:{_said('strict').pattern})了?\s*(?=[\d一二三四五六七八九十百千万两])", quote)
    return any(0 <= subject < match.start() for match in found)


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))


# -------------------------------------------------------------------------------------------------------- verdicts


def verdicts(goal: Goal, counted: Tally) -> tuple[Verdict, ...]:
    """How every part of *counted* stands to *goal*: one alone, or one for each group and each year."""
    return tuple(_verdicts(goal, counted))


def _verdicts(goal: Goal, counted: Tally) -> Iterator[Verdict]:
    scale = scale_of(goal, counted)
    day, unknown = counted.moment.day, counted.of(State.UNKNOWN)
    if scale is None or (counted.figure is None and not counted.parts):
        yield _unmeasured(goal, counted)
        return
    for part in counted.parts:
        if part.figure is None:
            yield replace(_unmeasured(goal, counted), group=part.group, year=part.year)
            continue
        deadline = goal.deadline if part.year is None else part.year
        found = verdict(replace(goal, deadline=deadline), part.figure / scale, day)
        yield replace(
            found, group=part.group, year=part.year, may_rise=sum(part.group in (ALL, *each.groups) for each in unknown)
        )


def _unmeasured(goal: Goal, counted: Tally) -> Verdict:
    measure = counted.measure
    if not measure.is_counted:
        why = reason("verdict-reported", indicator=measure.indicator)
    elif counted.figure is None:
        why = reason("verdict-among-none")
    else:
        why = reason("verdict-unit", unit=goal.unit, counted=counted.unit)
    return Verdict(outcome=Outcome.UNMEASURED, goal=goal, unit=goal.unit, reasons=(why,))


def not_measurable(goal: Goal) -> Verdict:
    """The verdict on a target that nobody has given a measure: never a nought."""
    why = reason("verdict-no-measure")
    return Verdict(outcome=Outcome.UNMEASURED, goal=goal, unit=goal.unit, reasons=(why,))


def scale_of(goal: Goal, counted: Tally) -> Decimal | None:
    """How many units of *counted* one unit of *goal* is; ``None`` where the two are not of one sort."""
    base, scale = base_of(goal.unit.replace("％", "%"))
    is_amount = bool(_said("amount").fullmatch(base))
    if not counted.unit:
        return None if is_amount else Decimal(scale)
    return Decimal(scale) if base == counted.unit else None


def verdict(goal: Goal, figure: Decimal, day: dt.date) -> Verdict:
    """How *figure*, in the unit of *goal*, stands to it on *day*."""
    low, high = bounds(goal)
    short = low is not None and (figure <= low if goal.comparator == ">" else figure < low)
    above = high is not None and figure > high
    is_due = goal.deadline is None or day >= dt.date(goal.deadline, 12, 31)
    # More than a ceiling allows is told at once; less than was promised is no failure before its time.
    outcome = Outcome.ABOVE if above else Outcome.REACHED if not short else Outcome.SHORT if is_due else Outcome.NOT_DUE
    gap = goal.value - figure if short else figure - high if above and high is not None else Decimal(0)
    told = _told(goal, figure, gap, outcome, day)
    return Verdict(
        outcome=outcome,
        goal=goal,
        figure=figure,
        unit=goal.unit,
        low=low,
        high=high,
        gap=gap,
        progress=progress_of(goal, figure),
        reasons=(told, *_printed(goal, low, high)),
    )


def bounds(goal: Goal) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that is enough; an amount named without an operator has no upper end."""
    margin = abs(goal.value) * goal.near
    table: dict[str, tuple[Decimal | None, Decimal | None]] = {
        ">=": (goal.value, None),
        ">": (goal.value, None),
        "=": (goal.value, None),
        "<=": (None, goal.value),
        "~": (goal.value - margin, goal.value + margin),
        "range": (goal.value, goal.high),
    }
    return table[goal.comparator]


def progress_of(goal: Goal, figure: Decimal) -> Decimal | None:
    """How much of the way from base to value is done, in percent; beyond 100 where more is."""
    if goal.base is None or goal.base == goal.value:
        return None
    done = 100 * (figure - goal.base) / (goal.value - goal.base)
    return done.quantize(PROGRESS_DIGITS, rounding=ROUND_HALF_UP)


def _told(goal: Goal, figure: Decimal, gap: Decimal, outcome: Outcome, day: dt.date) -> Reason:
    said = {"figure": _plain(figure), "unit": goal.unit, "value": _plain(goal.value), "gap": _plain(gap)}
    high = _plain(goal.high) if goal.high is not None else _plain(goal.value)
    if outcome is Outcome.REACHED:
        return reason("verdict-reached", **said)
    if outcome is Outcome.NOT_DUE:
        return reason("verdict-not-due", **said, deadline=goal.deadline, day=day)
    if outcome is Outcome.ABOVE:
        return reason("verdict-above", **said, high=high)
    return reason("verdict-stretch-short", **said) if goal.is_stretch else reason("verdict-short", **said)


def _printed(goal: Goal, low: Decimal | None, high: Decimal | None) -> Iterator[Reason]:
    """What the verdict rests on and the target does not say itself."""
    if goal.comparator == "~" and low is not None and high is not None:
        said = {"low": _plain(low), "high": _plain(high), "unit": goal.unit, "percent": _plain(goal.near * 100)}
        yield reason("verdict-near", **said)
    if goal.comparator == ">":
        yield reason("verdict-strict", value=_plain(goal.value), unit=goal.unit)
    if goal.comparator == "=":
        yield reason("verdict-named", value=_plain(goal.value), unit=goal.unit)
    if goal.base is not None:
        yield reason("verdict-base", base=_plain(goal.base), unit=goal.unit)


def _plain(value: Decimal) -> str:
    """Without exponent and trailing noughts."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
