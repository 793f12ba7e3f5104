"""Targets of an invented plan: what they promise, in which words, and the same in other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.builders.amendment_words import LEADS, SCOPES, TAILS

AT_LEAST = ("{n}以上", "不少于{n}", "至少{n}", "超过{n}")
REACH_AT_LEAST = ("达到{n}以上", "突破{n}", "超过{n}", "不低于{n}")
BOUNDS = {
    "=": ("{n}",),
    ">=": AT_LEAST,
    "~": ("{n}左右", "约{n}"),
    "range": ("{n}",),
}
REACHES = {
    "=": ("达到{n}", "提高到{n}", "提升至{n}"),
    ">=": REACH_AT_LEAST,
    "~": ("达到{n}左右", "达到约{n}"),
    "range": ("达到{n}", "提高到{n}"),
}
LOWERS = ("压减至{n}以内", "控制在{n}以内", "降至{n}以下", "压缩至{n}以内")
DATES = ("到{y}年，", "到{y}年底，", "{y}年底前，", "至{y}年末，", "到{y}年末，")
# The same amount in another unit is no change: 3000亿元, 0.3万亿元.
OTHER_UNITS = {"亿元": ("万亿元", 0.0001), "万平方米": ("平方米", 10_000.0), "人": ("万人", 0.0001)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """In which words a promise is made; a number chooses among words that say the same."""

    verb: int = 0
    name: int = 0
    is_turned: bool = False
    bound: int = 0
    date: int = 0
    lead: str = ""
    tail: str = ""
    scope: str = ""
    is_date_first: bool = False
    is_other_unit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One promise with a figure.

    Attributes:
        shape: ``count``, ``metric``, ``burden`` (less is better), ``steps`` (two years), ``pair`` (two places) or
            ``stretch`` (the higher aim behind another goal of its sentence).
        of: The sector, or the two places of a ``pair``.
        names: Names of the same thing.
        verbs: Verbs that say the same; empty where none is needed.
        limits: Smallest and largest amount of such things, and the decimals they are given with.
        comparator: ``>=``, ``~``, ``=``, ``range`` or ``<=``.
        value: In *unit*.
        upper: End of a range, the second year's or the second place's value; else ``None``.
        year: The deadline that the sentence says, or ``None``.
        base: What the value starts from, or ``None``.
        is_bare: Shares its sentence, so that it takes no clause before or behind it.
    """

    shape: str
    of: str
    names: tuple[str, ...]
    verbs: tuple[str, ...]
    unit: str
    limits: tuple[float, float, int]
    comparator: str
    value: float
    upper: float | None = None
    is_annual: bool = False
    year: int | None = None
    base: float | None = None
    is_bare: bool = False
    wording: Wording = Wording()


def goal_words(goal: Goal, *, is_dated: bool = True) -> str:
    """The clause that makes the promise; without its year where the sentence has said it."""
    if goal.shape == "stretch":
        return ("力争达到{n}", "努力达到{n}", "力争突破{n}")[goal.wording.verb].format(n=_number(goal, goal.value))
    date = DATES[goal.wording.date % len(DATES)].format(y=goal.year) if goal.year and is_dated else ""
    if goal.shape == "steps":
        date = ""
    lead = f"{goal.wording.lead}，" if goal.wording.lead else ""
    tail = f"，{goal.wording.tail}" if goal.wording.tail else ""
    opening = f"{date}{lead}" if goal.wording.is_date_first else f"{lead}{date}"
    return f"{opening}{_CORES[goal.shape](goal)}{tail}"


def _count(goal: Goal) -> str:
    every = "每年" if goal.is_annual else ""
    verb = goal.verbs[goal.wording.verb % len(goal.verbs)]
    amount = _pick(BOUNDS[goal.comparator], goal.wording.bound)
    # 建成25公里道路 is no way to say it.
    if goal.wording.is_turned and goal.unit != "公里" and goal.comparator in ("=", ">=", "range"):
        amount = amount if goal.comparator != ">=" else "{n}以上"
        return f"{every}{verb}{amount.format(n=_amount(goal))}{_name(goal)}"
    return f"{every}{verb}{_name(goal)}{amount.format(n=_amount(goal))}"


def _metric(goal: Goal) -> str:
    if goal.base is not None:
        words = ("由{b}提高到{n}", "从{b}提升到{n}")[goal.wording.verb % 2]
        return f"{goal.wording.scope}{_name(goal)}{words.format(b=_number(goal, goal.base), n=_amount(goal))}"
    amount = _pick(REACHES[goal.comparator], goal.wording.bound).format(n=_amount(goal))
    return f"{goal.wording.scope}{_name(goal)}{amount}"


def _burden(goal: Goal) -> str:
    amount = _pick(LOWERS, goal.wording.bound).format(n=_amount(goal))
    return f"{goal.wording.scope}{_name(goal)}{amount}"


def _steps(goal: Goal) -> str:
    assert goal.year is not None
    assert goal.upper is not None
    first, second = _number(goal, goal.value), _number(goal, goal.upper)
    reach = ("达到", "提高到")[goal.wording.verb % 2]
    return f"{goal.year - 1}年{_name(goal)}{reach}{first}，{goal.year}年{reach}{second}"


def _pair(goal: Goal) -> str:
    assert goal.upper is not None
    first, second = _number(goal, goal.value), _number(goal, goal.upper)
    return f"{_name(goal)}分别{('达到', '提高到')[goal.wording.verb % 2]}{first}和{second}"


_CORES: dict[str, Callable[[Goal], str]] = {
    "count": _count,
    "metric": _metric,
    "burden": _burden,
    "steps": _steps,
    "pair": _pair,
}


def _pick(words: tuple[str, ...], index: int) -> str:
    return words[index % len(words)]


def _name(goal: Goal) -> str:
    return goal.of + goal.names[goal.wording.name % len(goal.names)]


def _amount(goal: Goal) -> str:
    if goal.comparator == "range" and goal.upper is not None:
        return f"{_digits(goal.value)}{('—', '至')[goal.wording.bound % 2]}{_digits(goal.upper)}{goal.unit}"
    return _number(goal, goal.value)


def _number(goal: Goal, value: float) -> str:
    if goal.wording.is_other_unit:
        unit, scale = OTHER_UNITS[goal.unit]
        return f"{_digits(round(value * scale, 6))}{unit}"
    return f"{_digits(value)}{goal.unit}"


def _digits(value: float) -> str:
    return f"{value:g}" if value < 100_000 else str(int(value))


def takes_other_unit(goal: Goal) -> bool:
    """Whether the amount may be said in another unit."""
    is_single = goal.shape in ("metric", "count") and goal.upper is None and goal.base is None
    return is_single and goal.unit in OTHER_UNITS and (goal.unit != "人" or goal.value >= 1000)


def reworded_goal(goal: Goal, rng: Random) -> Goal:
    """The same promise in other words: two things or more are said otherwise, so that it shows.

    For goals that have their sentence for themselves, since a clause may come before or behind.
    """
    facets = [name for name in _FACETS if name != "bound"]
    other = goal
    # Not every thing can be said otherwise of every goal.
    while _distance(goal, other) < 4:
        wording = goal.wording
        for facet in (*rng.sample(facets, rng.randint(2, 3)), *(["bound"] * rng.randint(0, 1))):
            wording = _FACETS[facet](wording, rng)
        other = replace(goal, wording=wording)
    return other


def _distance(goal: Goal, other: Goal) -> int:
    """How many characters one has that the other has not; order counts for little, as in a plain reader's eye."""
    first, second = goal_words(goal), goal_words(other)
    turns = (goal.wording.is_turned, goal.wording.is_date_first) != (
        other.wording.is_turned,
        other.wording.is_date_first,
    )
    return len(set(first) ^ set(second)) + (3 if turns and first != second else 0)


_FACETS: dict[str, Callable[[Wording, Random], Wording]] = {
    "verb": lambda wording, _: replace(wording, verb=wording.verb + 1),
    "name": lambda wording, _: replace(wording, name=wording.name + 1),
    "turn": lambda wording, _: replace(wording, is_turned=not wording.is_turned),
    "bound": lambda wording, rng: replace(wording, bound=wording.bound + rng.randint(1, 3)),
    "date": lambda wording, rng: replace(wording, date=wording.date + rng.randint(1, 4)),
    "lead": lambda wording, rng: replace(wording, lead="" if wording.lead else rng.choice(LEADS)),
    "tail": lambda wording, rng: replace(wording, tail="" if wording.tail else rng.choice(TAILS)),
    "order": lambda wording, _: replace(wording, is_date_first=not wording.is_date_first),
    "scope": lambda wording, rng: replace(wording, scope="" if wording.scope else rng.choice(SCOPES)),
}


def revalued_goal(goal: Goal, rng: Random) -> tuple[Goal, str]:
    """The promise with another amount, comparator, range or frequency, and which of them."""
    if goal.shape in ("steps", "pair"):
        return _revalued_double(goal, rng)
    ways = ["amount", "amount"]
    if goal.shape in ("count", "metric") and goal.base is None:
        ways += ["comparator", "range"]
    if goal.shape == "count":
        ways.append("frequency")
    way = rng.choice(ways)
    if way == "frequency":
        return replace(goal, is_annual=not goal.is_annual), way
    if way == "comparator":
        return replace(goal, comparator=_other_comparator(goal, rng), upper=None), way
    value = _other_amount(goal, goal.value, rng)
    if way == "range" or goal.comparator == "range":
        upper = round(value * 1.2 + 1, goal.limits[2])
        return replace(goal, comparator="range", value=value, upper=upper), "range"
    return replace(goal, value=value), way


def _revalued_double(goal: Goal, rng: Random) -> tuple[Goal, str]:
    assert goal.upper is not None
    if goal.shape == "pair" and rng.random() < 0.5:
        return replace(goal, value=goal.upper, upper=goal.value), "swapped places"
    upper = goal.upper
    while upper in (goal.upper, goal.value):
        upper = round(upper * rng.uniform(1.1, 1.5) + 1)
    return replace(goal, upper=upper), "one of two amounts"


def _other_comparator(goal: Goal, rng: Random) -> str:
    return rng.choice([each for each in ("=", ">=", "~") if each != goal.comparator])


def _other_amount(goal: Goal, value: float, rng: Random) -> float:
    low, high, decimals = goal.limits
    top = min(high, 99.0) if goal.unit == "%" else high * 1.5
    other = value
    while other in (value, goal.base) or (goal.base is not None and other < goal.base):
        other = round(min(max(value * rng.uniform(0.6, 1.7), low * 0.5), top) + rng.choice((0, 1)), decimals)
        other = other if decimals else float(int(other))
        other = max(other, 1.0) if not decimals else max(other, 0.1)
    return other


def redated_goal(goal: Goal, year: int) -> Goal:
    """The promise for another year."""
    return replace(goal, year=year)
