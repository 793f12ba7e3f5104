"""Which items of two editions could be the same promise, and how much speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xiandao.alignment.editions_amounts import nearness
from xiandao.alignment.editions_grams import Floats, Grams, Ints, grams_of, likeness, nearest
from xiandao.alignment.editions_units import same_unit
from xiandao.alignment.editions_words import FIGURES, Face, masked
from xiandao.alignment.leaves import Leaf

CANDIDATES = 10
COMMONEST = 48
_STEPS = 6


class Edition(NamedTuple):
    """The items of one edition in the order of its text.

    Attributes:
        leaves: The items. faces: The same, as they are compared.
        hosts: Of each item the task in whose text it stands, -1 where there is none.
    """

    leaves: Sequence[Leaf]
    faces: Sequence[Face]
    hosts: Sequence[int]


class Beside(NamedTuple):
    """Two editions with all that is needed to compare their words.

    Attributes:
        before: The earlier edition. after: The later one.
        heads: The grams of all heads. texts: Of all texts. clauses: Of all figures' own.
    """

    before: Edition
    after: Edition
    heads: Grams
    texts: Grams
    clauses: Grams


class Pairs(NamedTuple):
    """Pairs of items that may belong together; every field has one entry a pair.

    Attributes:
        rows: Places in the earlier edition. columns: Places in the later one.
        head: How alike the heads are, 0 to 1. text: The words. home: The paragraphs.
        figure: How near the amounts are. year: 1 the same year, 0 another. owners: The share of bodies in common.
    """

    rows: Ints
    columns: Ints
    head: Floats
    text: Floats
    home: Floats
    figure: Floats
    year: Floats
    owners: Floats


def group_of(leaf: Leaf) -> str:
    """Kinds that may become each other share a group."""
    return kin_of(leaf.kind)


def kin_of(kind: str) -> str:
    """The group of a kind of items."""
    return "figure" if kind in FIGURES else kind


def hosts_of(leaves: Sequence[Leaf]) -> list[int]:
    """Of each item the last task that begins before it, as long as its text lasts."""
    hosts, open_task = [], -1
    for at, leaf in enumerate(leaves):
        if leaf.kind == "task":
            open_task = at
            hosts.append(-1)
            continue
        task = leaves[open_task] if open_task >= 0 else None
        hosts.append(open_task if task is not None and leaf.start <= task.end + len(task.body) else -1)
    return hosts


def beside(before: Edition, after: Edition) -> Beside:
    """Two editions made ready to be compared."""
    return Beside(
        before,
        after,
        heads=grams_of([face.head for face in before.faces], [face.head for face in after.faces]),
        texts=grams_of([face.text for face in before.faces], [face.text for face in after.faces]),
        clauses=grams_of(_clauses(before), _clauses(after)),
    )


def _clauses(edition: Edition) -> list[str]:
    """The words of each figure's own clause; of others nothing."""
    return [face.own if leaf.kind in FIGURES else "" for leaf, face in zip(edition.leaves, edition.faces, strict=True)]


def pairs_of(both: Beside, free: tuple[Sequence[int], Sequence[int]]) -> Pairs:
    """The likely pairs among the *free* items of both editions, kind by kind, with all that speaks for each."""
    found = [_found(both, *sides) for sides in _by_group(both, free)]
    empty = np.zeros(0, dtype=np.intp)
    rows = np.concatenate([empty, *(pair[0] for pair in found)])
    columns = np.concatenate([empty, *(pair[1] for pair in found)])
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    pairs = [
        (both.before.leaves[i], both.after.leaves[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return Pairs(
        rows=rows,
        columns=columns,
        head=likeness(both.heads, rows, columns),
        # What is said around a clause speaks for a pair, but not against it.
        text=np.maximum(likeness(both.texts, rows, columns), likeness(both.clauses, rows, columns)),
        home=_homes(both, rows, columns),
        figure=np.array([nearness(one.figure, other.figure) for one, other in pairs]),
        year=np.array([float(one.year == other.year) for one, other in pairs]),
        owners=np.array([_shared(one.owners, other.owners) for one, other in pairs]),
    )


def _by_group(both: Beside, free: tuple[Sequence[int], Sequence[int]]) -> list[tuple[list[int], list[int]]]:
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, (edition, places) in enumerate(zip((both.before, both.after), free, strict=True)):
        for at in places:
            groups[group_of(edition.leaves[at])][side].append(at)
    return [groups[name] for name in sorted(groups) if all(groups[name])]


def _found(both: Beside, rows: list[int], columns: list[int]) -> tuple[Ints, Ints]:
    """Likely pairs of one kind: by their words, by their heads, and of words that many share by their order."""
    commonest = max(COMMONEST, (len(rows) + len(columns)) // 25)
    ways = [nearest(grams.narrowed(rows, columns), CANDIDATES, commonest) for grams in (both.texts, both.heads)]
    ways.append(_in_step(both, rows, columns, commonest))
    firsts = np.concatenate([way[0] for way in ways])
    seconds = np.concatenate([way[1] for way in ways])
    pairs = np.unique(np.stack((np.array(rows)[firsts], np.array(columns)[seconds])), axis=1)
    return pairs[0].astype(np.intp), pairs[1].astype(np.intp)


def _in_step(both: Beside, rows: list[int], columns: list[int], commonest: int) -> tuple[Ints, Ints]:
    """Pairs of items whose equal words are too common to find each other by, at about the same place among them."""
    alike: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, (edition, places) in enumerate(((both.before, rows), (both.after, columns))):
        for at, place in enumerate(places):
            alike[edition.faces[place].head, edition.faces[place].text][side].append(at)
    pairs = [
        (one, other)
        for ones, others in alike.values()
        if len(ones) + len(others) > commonest
        for rank, one in enumerate(ones)
        for other in others[max(rank - _STEPS, 0) : rank + _STEPS + 1]
    ]
    table = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _homes(both: Beside, rows: Ints, columns: Ints) -> Floats:
    """How alike the paragraphs of each pair are, of tasks 0: theirs is their text.

    A paragraph is compared once, however many items it has.
    """
    if not len(rows):
        return np.zeros(0)
    needed = np.stack(
        (
            np.array([face.home for face in both.before.faces], dtype=np.intp)[rows],
            np.array([face.home for face in both.after.faces], dtype=np.intp)[columns],
        )
    )
    distinct, back = np.unique(needed, axis=1, return_inverse=True)
    grams = grams_of(*[[masked(body) for body in _distinct(side)] for side in (both.before, both.after)])
    result: Floats = likeness(grams, distinct[0], distinct[1])[back.ravel()]
    return result


def _distinct(edition: Edition) -> list[str]:
    bodies: dict[int, str] = {}
    for leaf, face in zip(edition.leaves, edition.faces, strict=True):
        bodies.setdefault(face.home, "" if leaf.kind == "task" else leaf.body)
    return [bodies[home] for home in range(len(bodies))]


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of bodies in common; half where neither names any."""
    if not one and not other:
        return 0.5
    common = sum(any(same_unit(name, twin) for twin in other) for name in one)
    return 2 * min(common, len(other)) / (len(one) + len(other))
