"""An edition of an invented plan: its outline, and its text with the place of every item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.builders.amendment_duties import Duty, duty_note, duty_orders, duty_title
from tests.builders.amendment_goals import Goal, goal_words

NUMERALS = tuple("一二三四五六七八九十") + tuple(f"十{each}" for each in "一二三四五六七八九") + ("二十",)


class Place(NamedTuple):
    """Where an item stands.

    Attributes:
        start: In code points of the text.
        end: One past the last code point of the heading or clause.
        path: Printed numbers of the headings from the chapter down; a task's own is the last.
        parent: Key of the heading or strand it stands under.
    """

    start: int
    end: int
    path: tuple[str, ...]
    parent: str


Sentences = list[list[str]]


@dataclass(slots=True)
class Section:
    """Headings with tasks, or a strand (——) with sentences of targets only."""

    key: str
    title: str
    opening: str = ""
    duties: list[str] = field(default_factory=list)
    sentences: Sentences = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """A chapter; its one section has no heading where *is_flat*."""

    key: str
    title: str
    sections: list[Section]
    is_flat: bool = False


@dataclass(slots=True)
class Edition:
    """Everything that one edition says; *is_running* where tasks are numbered through the whole plan."""

    title: str
    preamble: str
    idea: str
    strands: list[Section]
    chapters: list[Chapter]
    is_running: bool
    goals: dict[str, Goal] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    bodies: dict[str, Sentences] = field(default_factory=dict)

    def sections(self) -> list[Section]:
        """Sections with tasks, in order."""
        return [section for chapter in self.chapters for section in chapter.sections]

    def lists(self) -> list[Sentences]:
        """Every run of sentences with targets, in order.

        The last chapter, of safeguards, has none: what stands there may have no deadline, so that a target would change
        by being moved.
        """
        strands = [strand.sentences for strand in self.strands]
        return [*strands, *(self.bodies[duty] for section in self.sections()[:-1] for duty in section.duties)]


def printed(edition: Edition) -> tuple[str, dict[str, Place]]:
    """The text of *edition*, and where each goal and duty stands in it."""
    printer = _Printer(edition)
    printer.print_edition()
    return "".join(printer.parts), printer.places


class _Printer:
    """Text so far, and the places in it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.parts: list[str] = []
        self.length = 0
        self.places: dict[str, Place] = {}
        self.number = 0

    def put(self, words: str) -> int:
        """Appends *words*; where they end."""
        self.parts.append(words)
        self.length += len(words)
        return self.length

    def print_edition(self) -> None:
        edition = self.edition
        self.put(f"{edition.title}\n\n{edition.preamble}\n\n一、总体要求\n\n（一）总体思路。{edition.idea}\n\n")
        self.put("（二）主要目标。规划期内，未来产业发展格局基本形成，综合实力稳步提升。\n\n")
        for strand in edition.strands:
            self.put(f"——{strand.title}。{strand.opening}")
            self.print_sentences(strand.sentences, ("一", "（二）"), strand.key)
            self.put("\n\n")
        for order, chapter in enumerate(edition.chapters, start=1):
            self.print_chapter(chapter, NUMERALS[order])

    def print_chapter(self, chapter: Chapter, number: str) -> None:
        self.put(f"{number}、{chapter.title}\n\n")
        for order, section in enumerate(chapter.sections):
            path: tuple[str, ...] = (number,)
            if not chapter.is_flat:
                path = (number, f"（{NUMERALS[order]}）")
                self.put(f"{path[-1]}{section.title}\n\n")
            self.number = self.number if self.edition.is_running else 0
            for place, duty in enumerate(section.duties):
                self.number += 0 if chapter.is_flat else 1
                own = f"（{NUMERALS[place]}）" if chapter.is_flat else f"{self.number}."
                self.print_duty(duty, (*path, own), section.key)

    def print_duty(self, key: str, path: tuple[str, ...], parent: str) -> None:
        duty = self.edition.duties[key]
        start = self.length
        blank = " " if path[-1].endswith(".") else ""
        end = self.put(f"{path[-1]}{blank}{duty_title(duty)}")
        self.places[key] = Place(start, end, path, parent)
        self.put(f"。{duty_orders(duty)}")
        self.print_sentences(self.edition.bodies[key], path, key)
        self.put(f"{duty_note(duty)}\n\n")

    def print_sentences(self, sentences: Sentences, path: tuple[str, ...], parent: str) -> None:
        for sentence in sentences:
            for order, key in enumerate(sentence):
                start = self.put("，") if order else self.length
                end = self.put(goal_words(self.edition.goals[key], is_dated=not order))
                self.places[key] = Place(start, end, path, parent)
            self.put("。")
