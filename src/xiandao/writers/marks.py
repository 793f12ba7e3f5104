"""Marks over a text: which words each item claims, and how marks that overlap are laid over one another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from xiandao.core.messages import Language, message, wording
from xiandao.core.plan import Plan, Task
from xiandao.core.text import Source
from xiandao.writers.labels import items, name, open_numbers, other_findings, reason

LANES = 3
"""Underlines drawn one below the other; marks beyond share the last."""
DEPTH = 16
"""Marks that may lie over the same word; a text made to pile up more is drawn without the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words that something rests on.

    Attributes:
        kind: ``targets`` for instance; ``units``, ``finding``, ``open`` and ``aside`` besides the kinds of items.
        key: Anchor of what the words lead to (``i-t1…``); empty where they lead nowhere.
        title: What a pointer resting on the words is told.
        is_first: Whether the way back from the item leads here.
    """

    start: int
    end: int
    kind: str
    key: str
    title: str
    is_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the text under the same marks throughout, the longest first, each with its lane."""

    start: int
    end: int
    marks: tuple[tuple[Mark, int], ...]


def marks_of(plan: Plan, source: Source, language: Language) -> list[Mark]:
    """Every claimed word: of items, of the notes of tasks, of findings, of numbers."""
    found = [
        Mark(
            start=item.words.start,
            end=item.words.end,
            kind=kind,
            key=f"i-{item.id}",
            title=f"{label_of(kind, language)}：{name(item)}",
        )
        for kind, item in items(plan)
    ]
    found += [mark for task in plan.tasks for mark in _note_marks(task, source.text, language)]
    found += [
        Mark(start=each.start, end=each.end, kind="finding", key=f"i-f{i}", title=message(each, language))
        for i, each in enumerate(other_findings(plan))
    ]
    found += [
        Mark(start=each.start, end=each.end, kind="open", key=f"i-n{i}", title=label_of("open", language))
        for i, each in enumerate(open_numbers(plan, source.text))
    ]
    found += [
        Mark(start=each.start, end=each.end, kind="aside", key="", title=reason(each.reason, language))
        for each in plan.balance.claims
        if each.reason
    ]
    size = len(source.text)
    return [mark for mark in found if 0 <= mark.start < mark.end <= size]


def label_of(kind: str, language: Language) -> str:
    """What a kind of mark is called."""
    return wording(f"label-{kind}", language)


def stretches(marks: Iterable[Mark]) -> list[Stretch]:
    """The marked parts of the text in order; cost grows with the marks and with how many lie over one another."""
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    lanes = _lanes(ordered)
    cuts = sorted({place for mark in ordered for place in (mark.start, mark.end)})
    open_marks: dict[int, Mark] = {}
    found, following = [], 0
    for start, end in pairwise(cuts):
        open_marks = {i: mark for i, mark in open_marks.items() if mark.end > start}
        while following < len(ordered) and ordered[following].start == start:
            if len(open_marks) < DEPTH:
                open_marks[following] = ordered[following]
            following += 1
        if open_marks:
            over = sorted(open_marks.items(), key=lambda pair: (pair[1].start - pair[1].end, pair[0]))
            found.append(Stretch(start=start, end=end, marks=tuple((mark, lanes[i]) for i, mark in over)))
    return found


def within(found: Sequence[Stretch], start: int, end: int) -> list[Stretch]:
    """What of *found* lies between *start* and *end*."""
    at = max(bisect_left(found, start, key=lambda stretch: stretch.start) - 1, 0)
    inside = []
    while at < len(found) and found[at].start < end:
        each = found[at]
        if each.end > start:
            inside.append(Stretch(start=max(each.start, start), end=min(each.end, end), marks=each.marks))
        at += 1
    return inside


def _note_marks(task: Task, text: str, language: Language) -> list[Mark]:
    found, after = [], task.words.end
    for note in (task.units_raw or "").splitlines():
        start = text.find(note, after, max(task.body_end, after)) if note.strip() else -1
        if start >= 0:
            after = start + len(note)
            title = f"{label_of('units', language)}：{task.title}"
            found.append(Mark(start=start, end=after, kind="units", key=f"i-{task.id}", title=title, is_first=False))
    return found


def _lanes(ordered: Sequence[Mark]) -> list[int]:
    """For each mark the lowest lane that is free where it begins."""
    busy: list[tuple[int, int]] = []
    free = list(range(LANES))
    lanes = []
    for mark in ordered:
        if mark.kind == "aside":
            lanes.append(0)
            continue
        while busy and busy[0][0] <= mark.start:
            heappush(free, heappop(busy)[1])
        lane = heappop(free) if free else LANES - 1
        if len(busy) < LANES:
            heappush(busy, (mark.end, lane))
        lanes.append(lane)
    return lanes
