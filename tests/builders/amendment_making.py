"""Inventing targets and tasks, none twice."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.builders.amendment_duties import UNITS, Duty, Order
from tests.builders.amendment_goals import Goal, Wording
from tests.builders.amendment_words import (
    BURDENS,
    DUTY_VERBS,
    FAMILIES,
    LEADS,
    MANNERS,
    METRICS,
    OBJECTS,
    ORDER_AIMS,
    ORDER_OBJECTS,
    ORDER_VERBS,
    SCOPES,
    SECTORS,
    TAILS,
    ZONES,
    Family,
)

SHAPES = ("count",) * 62 + ("metric",) * 25 + ("burden",) * 5 + ("steps",) * 3 + ("pair",) * 5
COMPARATORS = ("=",) * 40 + (">=",) * 40 + ("~",) * 12 + ("range",) * 8


class Maker:
    """Invents goals and duties, none twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.start = rng.randint(2024, 2027)
        self.end = self.start + rng.randint(3, 5)
        self.sectors = rng.sample(SECTORS, 32)
        self.used: set[str] = set()
        self.counter = 0

    def key(self, letter: str) -> str:
        """A key that is new."""
        self.counter += 1
        return f"{letter}{self.counter:04d}"

    def goal(self, *, shape: str = "", is_bare: bool = False, year: int | None = None) -> Goal:
        """A target of a thing that no other target is of."""
        shape = shape or self.rng.choice(SHAPES)
        made = self._family_goal() if shape == "count" else self._measured_goal(shape)
        if shape == "steps":
            made = replace(made, year=self.rng.randint(self.start + 2, self.end))
        elif shape != "pair":
            made = replace(made, year=year or (self.some_year() if not is_bare and self.rng.random() < 0.3 else None))
        return replace(made, is_bare=is_bare, wording=self._wording(made, is_bare))

    def some_year(self) -> int:
        """A year of the plan's period, but the first."""
        return self.rng.randint(self.start + 1, self.end)

    def _wording(self, goal: Goal, is_bare: bool) -> Wording:
        rng = self.rng
        is_open = not is_bare and goal.shape != "steps"
        return Wording(
            verb=rng.randint(0, 1),
            name=rng.randint(0, 1),
            is_turned=rng.random() < 0.25,
            bound=rng.randint(0, 3),
            date=rng.randint(0, 4),
            lead=rng.choice(LEADS) if is_open and rng.random() < 0.3 else "",
            tail=rng.choice(TAILS) if is_open and rng.random() < 0.25 else "",
            is_date_first=rng.random() < 0.4,
            scope=rng.choice(SCOPES) if goal.shape in ("metric", "burden") and rng.random() < 0.2 else "",
        )

    def _new(self, of: str, names: tuple[str, ...]) -> bool:
        new = self.used.isdisjoint(of + name for name in names)
        self.used.update(of + name for name in names)
        return new

    def _family_goal(self) -> Goal:
        while True:
            family = self.rng.choice(FAMILIES)
            names = tuple(self.rng.choice(family.things.split()).split("|"))
            of = self.rng.choice(self.sectors) if self.rng.random() < 0.88 else ""
            if self._new(of, names):
                return self.counted(family, of, names)

    def counted(self, family: Family, of: str, names: tuple[str, ...]) -> Goal:
        """A goal of *family*; amounts below a hundred are any, larger ones round."""
        rng = self.rng
        value = _rounded(family.low * (family.high / family.low) ** rng.random())
        comparator = rng.choice(COMPARATORS)
        return Goal(
            shape="count",
            of=of,
            names=names,
            verbs=tuple(rng.choice(family.verbs.split()).split("|")),
            unit=family.unit,
            limits=(family.low, family.high, 0),
            comparator=comparator,
            value=value,
            upper=_rounded(value * 1.3 + 1) if comparator == "range" else None,
            is_annual=rng.random() < 0.14 and family.unit not in ("亩", "公里", "座"),
        )

    def _measured_goal(self, shape: str) -> Goal:
        rng = self.rng
        while True:
            rows = METRICS[:12] if shape in ("pair", "steps") else BURDENS if shape == "burden" else METRICS
            row = rng.choice(rows).split()
            names = tuple(row[0].split("|"))
            of = "、".join(rng.sample(ZONES, 2)) if shape == "pair" else rng.choice(self.sectors)
            if self._new(of, names):
                break
        low, high, decimals = float(row[2]), float(row[3]), int(row[4])
        value = (
            _rounded(low * (high / low) ** rng.random()) if not decimals else round(rng.uniform(low, high), decimals)
        )
        comparator = "<=" if shape == "burden" else rng.choice(COMPARATORS) if shape == "metric" else "="
        has_base = shape == "metric" and row[1] == "%" and rng.random() < 0.4
        upper = _rounded(value * rng.uniform(1.2, 1.9) + 1) if shape in ("pair", "steps") else None
        if comparator == "range":
            upper = round(value * 1.1 + 1, decimals)
        return Goal(
            shape=shape,
            of=of,
            names=names,
            verbs=(),
            unit=row[1],
            limits=(low, high, decimals),
            comparator="=" if has_base else comparator,
            value=value,
            upper=None if has_base else upper,
            base=round(value * rng.uniform(0.5, 0.9), 1) if has_base else None,
        )

    def whole_goal(self, *, is_bare: bool) -> tuple[Goal, tuple[Goal, ...]]:
        """A goal of several things or sectors, and the goals of each; the amounts add up."""
        rng = self.rng
        while True:
            family = rng.choice(FAMILIES[:12])
            count = 3 if rng.random() < 0.25 else 2
            things = tuple(each.split("|")[0] for each in rng.sample(family.things.split(), count))
            sectors = rng.sample(self.sectors, count)
            kinds = [(sectors[0], thing) for thing in things]
            if rng.random() < 0.4:
                kinds = [(sector, things[0]) for sector in sectors]
            if all(self._new(of, (name,)) for of, name in kinds):
                break
        first = replace(
            self.counted(family, "", ("",)), comparator=rng.choice(("=", ">=")), upper=None, is_annual=False
        )
        pieces = tuple(
            replace(first, of=of, names=(name,), value=float(max(2, first.value // (order + 2))), is_bare=is_bare)
            for order, (of, name) in enumerate(kinds)
        )
        wording = Wording(verb=rng.randint(0, 1), bound=rng.randint(0, 3))
        value = sum(piece.value for piece in pieces)
        of, names = (
            _joined(list(dict.fromkeys(of for of, _ in kinds))),
            _joined(list(dict.fromkeys(n for _, n in kinds))),
        )
        whole = replace(first, of=of, names=(names,), value=value, is_bare=is_bare, wording=wording)
        return whole, tuple(replace(piece, wording=wording) for piece in pieces)

    def duty(self, *, objects: int = 1) -> Duty:
        """A task of a matter that no other task is of."""
        rng = self.rng
        while True:
            names = [tuple(each.split("|")) for each in rng.sample(OBJECTS, objects)]
            of = rng.choice(self.sectors) if rng.random() < 0.75 else ""
            if all(self._new(of, each) for each in names):
                break
        units = rng.sample(UNITS, rng.randint(2, 5))
        return Duty(
            of=of,
            objects=tuple(names),
            verb=rng.randrange(len(DUTY_VERBS)),
            orders=tuple(self._order() for _ in range(max(objects, rng.randint(1, 3)))),
            units=tuple(units),
            has_lead=rng.random() < 0.5,
            note=rng.randint(0, 11),
            name=rng.randint(0, 1),
            manner=rng.choice(MANNERS) if rng.random() < 0.25 else "",
        )

    def _order(self) -> Order:
        verb, thing, aim = (self.rng.choice(words) for words in (ORDER_VERBS, ORDER_OBJECTS, ORDER_AIMS))
        return Order(verb=verb, thing=thing, aim=aim, is_turned=self.rng.random() < 0.3)

    def whole_duty(self) -> tuple[Duty, tuple[Duty, ...]]:
        """A task of two matters, and the tasks of each."""
        whole = self.duty(objects=2)
        first, second = whole.objects
        return whole, (
            replace(whole, objects=(first,), orders=whole.orders[:1]),
            replace(whole, objects=(second,), orders=whole.orders[1:]),
        )

    def sentence(self) -> list[Goal]:
        """One sentence of one target, of two, or of a target with a higher aim."""
        chance = self.rng.random()
        return [self.goal()] if chance < 0.7 else self.double() if chance < 0.92 else self.with_stretch()

    def double(self, year: int | None = None) -> list[Goal]:
        """Two targets in one sentence, in one *year* or without."""
        shape = self.rng.choice(("count", "count", "metric"))
        return [self.goal(shape=shape, is_bare=True, year=year) for _ in range(2)]

    def with_stretch(self) -> list[Goal]:
        """A target and the higher aim beside it."""
        base = replace(self.goal(shape="metric", is_bare=True), base=None, upper=None, comparator=">=")
        return [base, stretch_of(base, self.rng)]

    def convertible(self) -> list[Goal]:
        """An amount of money large enough to be said in another unit."""
        while True:
            goal = replace(self.goal(shape="pair"), shape="metric", of=self.rng.choice(self.sectors), upper=None)
            if self._new(goal.of, goal.names):
                break
        return [replace(goal, value=goal.value + 100)]


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else "、".join(words[:-1]) + "和" + words[-1]


def _rounded(value: float) -> float:
    step = 1 if value < 60 else 5 if value < 300 else 10 if value < 1000 else 100
    return float(max(1, round(value / step) * step))


def stretch_of(base: Goal, rng: Random) -> Goal:
    """The higher aim beside *base*."""
    decimals = base.limits[2]
    value = round(base.value * rng.uniform(1.1, 1.3) + (1 if not decimals else 0.1), decimals)
    if base.unit == "%":
        value = min(value, 100.0) if base.value < 99 else base.value + 0.5
    wording = replace(base.wording, verb=rng.randint(0, 2), is_other_unit=False)
    return replace(
        base, shape="stretch", comparator="=", value=value, upper=None, base=None, year=None, wording=wording
    )
