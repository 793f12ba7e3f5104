"""The edition that an amendment works on, and the book of what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.builders.amendment_first import Stock
from tests.builders.amendment_goals import (
    Goal,
)
from tests.builders.amendment_making import Maker
from tests.builders.amendment_outline import Edition, Section, Sentences


@dataclass(slots=True)
class Edits:
    """The book of an amendment.

    Attributes:
        changes: What was done to an item, by the key it has in the second edition (``added``, ``dropped``, ``split``
            and ``merged`` show from the editions themselves, ``moved`` mostly).
        cases: What makes it hard, by key.
        lineages: Keys before and keys after, of what was split or merged.
        touched: Keys that no other edit may take.
    """

    changes: dict[str, set[str]] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    lineages: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


class Desk:
    """The second edition while it is worked on."""

    def __init__(self, edition: Edition, stock: Stock, maker: Maker, scale: float) -> None:
        self.edition, self.stock, self.maker, self.scale = edition, stock, maker, scale
        self.rng: Random = maker.rng
        self.edits = Edits()

    def times(self, usual: int, least: int) -> range:
        """How often a thing is done in a plan of this size."""
        return range(max(least, round(usual * self.scale)))

    def mark(self, key: str, *changes: str, case: str = "") -> None:
        self.edits.changes.setdefault(key, set()).update(changes)
        self.edits.touched.add(key)
        if case:
            self.edits.cases[key] = case

    def free_sentence(self, fits: Callable[[list[Goal]], bool]) -> list[str]:
        """A sentence that nothing was done to and whose goals fit."""
        goals, touched = self.edition.goals, self.edits.touched
        reserved = {key for twins in self.stock.twins for key in twins}
        reserved |= {key for whole in self.stock.merges for key in whole.pieces}
        reserved |= {whole.whole for whole in self.stock.splits}
        choices = [
            sentence
            for sentences in self.edition.lists()
            for sentence in sentences
            if touched.isdisjoint(sentence) and reserved.isdisjoint(sentence) and fits([goals[key] for key in sentence])
        ]
        return self.rng.choice(choices)

    def free_single(self, fits: Callable[[Goal], bool] = lambda _: True) -> str:
        """A goal that has its sentence for itself."""
        return self.free_sentence(lambda goals: len(goals) == 1 and fits(goals[0]))[0]

    def free_duty(self, fits: Callable[[str], bool] = lambda _: True) -> str:
        """A task that nothing was done to."""
        reserved = {key for whole in self.stock.merges for key in whole.pieces}
        reserved |= {whole.whole for whole in self.stock.splits} | self.edits.touched
        return self.rng.choice([key for key in self.placed_duties() if key not in reserved and fits(key)])

    def placed_duties(self) -> list[str]:
        return [duty for section in self.edition.sections() for duty in section.duties]

    def sentences_with(self, key: str) -> tuple[Sentences, list[str]]:
        """The run and the sentence that *key* stands in."""
        return next((run, each) for run in self.edition.lists() for each in run if key in each)

    def section_with(self, duty: str) -> Section:
        return next(section for section in self.edition.sections() if duty in section.duties)

    def take_out(self, key: str) -> None:
        """Takes a goal out of its sentence, and the sentence away where nothing is left of it."""
        run, sentence = self.sentences_with(key)
        sentence.remove(key)
        if not sentence:
            run.remove(sentence)

    def put_in(self, keys: list[str], run: Sentences) -> None:
        """A sentence without a year stands before those with one, so that it inherits none."""
        goals = self.edition.goals
        undated = [place for place in range(len(run) + 1) if all(not goals[each[0]].year for each in run[:place])]
        run.insert(len(run) if goals[keys[0]].year else self.rng.choice(undated), keys)

    def new_sentence(self) -> tuple[str, Goal]:
        key = self.maker.key("g")
        self.edition.goals[key] = self.maker.goal()
        return key, self.edition.goals[key]

    def change_goal(self, key: str, goal: Goal) -> None:
        self.edition.goals[key] = goal
