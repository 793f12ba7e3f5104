"""Measures that give the same thing to the same receivers: at two levels, or twice at one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio

from xiandao.core.policies import Vocabulary
from xiandao.reading.measures_objects import kinds_of

LIKE = 60.0
"""Of 100: how alike two receivers are called that are of no kind the vocabulary knows."""


class Placed(NamedTuple):
    """A measure as it is compared.

    Attributes:
        id: Of the measure. policy: Of its policy.
        path: Of its place, ``/0/990000/``: whatever lies below begins with it.
        topics: Codes. instrument: Code. object: As printed.
    """

    id: int
    policy: int
    path: str
    topics: tuple[str, ...]
    instrument: str
    object: str


class Overlap(NamedTuple):
    """Two measures that overlap: ``levels`` (one place lies in the other) or ``twice`` (one place)."""

    kind: str
    topic: str
    upper: int
    lower: int


def overlaps_of(measures: Iterable[Placed], vocabulary: Vocabulary) -> tuple[Overlap, ...]:
    """Every pair of measures with a topic, the instrument and the receivers in common, of different policies or articles."""
    groups: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for each in measures:
        for topic in each.topics:
            if each.instrument and each.object:
                groups[topic, each.instrument].append(each)
    found: dict[tuple[int, int], Overlap] = {}
    for (topic, _), listed in groups.items():
        for first, second in combinations(sorted(listed, key=lambda each: (each.path, each.id)), 2):
            kind = _kind(first, second)
            if kind and same_receivers(first.object, second.object, vocabulary):
                found.setdefault((first.id, second.id), Overlap(kind, topic, first.id, second.id))
    return tuple(found.values())


def _kind(first: Placed, second: Placed) -> str:
    if first.path == second.path:
        return "twice" if first.policy != second.policy else ""
    return "levels" if second.path.startswith(first.path) else ""


def same_receivers(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Whether two phrases name receivers of one kind; by their words where the vocabulary knows neither."""
    kinds = {*kinds_of(first, vocabulary)}, {*kinds_of(second, vocabulary)}
    if kinds[0] and kinds[1]:
        return bool(kinds[0] & kinds[1])
    return partial_ratio(first, second) >= LIKE
