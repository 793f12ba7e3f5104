"""Leaves: the items of a plan in the one shape in which plans are compared."""

from __future__ import annotations

from functools import partial
from typing import Literal, NamedTuple

from xiandao.core.plan import Bundle, Cite, Fact, Item, Placement, Plan, Sector, Target, Task, Technology

Kind = Literal["target", "fact", "task", "sector", "technology", "placement", "bundle", "cite"]


class Figure(NamedTuple):
    """The amount of a target or fact, in the terms of :class:`xiandao.core.plan.Target`."""

    comparator: str
    value: float
    value_max: float | None
    unit: str | None
    frequency: str


class Leaf(NamedTuple):
    """One item of a plan, corrected by people or as read.

    Attributes:
        key: The item's id, unique in its plan.
        kind: What kind of item it is.
        head: What it is about: subject, title or name, in the document's words.
        words: The words it rests on, ``text[start:end]``.
        body: The text that carries it out (a task's own text), or its whole paragraph.
        start: In code points of the document's text.
        end: One past the last code point of *words*.
        path: The printed headings it stands under (``三/（一）``), of tasks only; else empty.
        figure: The amount of a target or fact, else ``None``.
        year: The deadline of a target, the year of a fact, else ``None``.
        owners: Responsible units, lead first; the place of a placement.
        within: What it belongs to: the sector of a technology or placement, the parent of a sector; else empty.
    """

    key: str
    kind: Kind
    head: str
    words: str
    body: str
    start: int
    end: int
    path: str = ""
    figure: Figure | None = None
    year: int | None = None
    owners: tuple[str, ...] = ()
    within: str = ""


def leaves_of(plan: Plan, text: str) -> tuple[Leaf, ...]:
    """Every item of *plan*, read from *text*, in the order of the text."""
    items: tuple[Item, ...] = (
        *plan.targets, *plan.facts, *plan.tasks, *plan.sectors,
        *plan.technologies, *plan.placements, *plan.bundles, *plan.cites,
    )  # fmt: skip
    return tuple(sorted((leaf_of(item, text) for item in items), key=lambda leaf: (leaf.start, leaf.end, leaf.key)))


def leaf_of(item: Item, text: str) -> Leaf:
    """*item* as a leaf."""
    words = item.words
    plain = partial(Leaf, key=item.id, words=words.quote, start=words.start, end=words.end, body=_paragraph(item, text))
    match item:
        case Target():
            return plain(kind="target", head=item.subject, figure=_figure(item), year=item.deadline_year)
        case Fact():
            return plain(kind="fact", head=item.subject, figure=_figure(item), year=item.year)
        case Task():
            return plain(kind="task", head=item.title, path=item.number, owners=item.units or item.units_inherited)
        case Sector():
            return plain(kind="sector", head=item.name, within=item.parent or "")
        case Technology():
            return plain(kind="technology", head=item.name, within=item.sector)
        case Placement():
            return plain(kind="placement", head=item.sector, owners=(item.place,), within=item.sector)
        case Bundle():
            return plain(kind="bundle", head=item.name)
        case Cite():
            return plain(kind="cite", head=item.title)


def _figure(item: Target | Fact) -> Figure:
    return Figure(item.comparator, item.value, item.value_max, item.unit, item.frequency)


def _paragraph(item: Item, text: str) -> str:
    """The lines that *item* stands on; of a task its own text."""
    if isinstance(item, Task):
        return text[item.body_start : item.body_end]
    end = text.find("\n", item.words.end)
    return text[text.rfind("\n", 0, item.words.start) + 1 : end if end >= 0 else len(text)]
