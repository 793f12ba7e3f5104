"""One partner at most for each item: equal ones first, then the assignment with the highest sum of scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from xiandao.alignment.editions_grams import Floats, Ints
from xiandao.alignment.editions_pairs import Beside, Edition, Pairs, group_of, pairs_of

# Pairs below these are no pairs; set on amendments of the samples.
LEAST = {"figure": 0.5, "task": 0.4, "sector": 0.52, "technology": 0.58, "placement": 0.6, "bundle": 0.6, "cite": 0.6}
# What each kind is known by.
_WEIGHTS = {
    "figure": {"head": 0.32, "text": 0.32, "home": 0.08, "figure": 0.14, "year": 0.04, "context": 0.1},
    "task": {"head": 0.3, "text": 0.46, "owners": 0.1, "context": 0.14},
    "sector": {"head": 0.45, "home": 0.35, "context": 0.2},
    "placement": {"head": 0.35, "owners": 0.4, "home": 0.1, "context": 0.15},
}
_NAMES = {"head": 0.55, "text": 0.2, "home": 0.1, "context": 0.15}
# Words too short to be told from others by themselves.
_TELLING = 6
_OTHER_MEASURE, _OTHER_THING, _OTHER_HOST, _SAME_THING = 0.85, 0.85, 0.85, 0.66
_Key = Callable[[Edition, int], Hashable | None]
_NEIGHBOURS = (-2, -1, 1, 2)
_NEAR = 3


class Match(NamedTuple):
    """A pair of items that belong together, *row* before and *column* after; *score* 0 to 1."""

    row: int
    column: int
    score: float


class Matching(NamedTuple):
    """Partners one to one, by place, and the pairs that were weighed.

    Attributes:
        partners: By the place before, the pair.
        pairs: What was weighed beyond equal items. scores: Of each of these, 0 to 1.
    """

    partners: dict[int, Match]
    pairs: Pairs
    scores: Floats


def matched(both: Beside) -> Matching:
    """The partners of the items of two editions."""
    before, after = both.before, both.after
    fixed = _equal(before, after)
    taken = set(fixed.values())
    free = (
        [at for at in range(len(before.leaves)) if at not in fixed],
        [at for at in range(len(after.leaves)) if at not in taken],
    )
    pairs = pairs_of(both, free)
    partners = dict(fixed)
    scores = np.zeros(len(pairs.rows))
    chosen: list[int] = []
    # The second time every pair knows its neighbours' partners.
    for _ in range(2):
        scores = _scores(before, pairs, _context(pairs, partners), _under_others(both, pairs, partners))
        chosen = _assigned(before, pairs, scores)
        partners = fixed | {int(pairs.rows[at]): int(pairs.columns[at]) for at in chosen}
    best = {(int(pairs.rows[at]), int(pairs.columns[at])): float(scores[at]) for at in chosen}
    partners |= _in_order(before, after, partners, _all_but_place, even=False)
    matches = {row: Match(row, column, best.get((row, column), 1.0)) for row, column in sorted(partners.items())}
    return Matching(matches, pairs, scores)


def _equal(before: Edition, after: Edition) -> dict[int, int]:
    """Items that are equal, as often before as after: in everything, but for their place, in their telling words."""
    fixed: dict[int, int] = {}
    for key, most in ((_everything, None), (_all_but_place, None), (_telling_words, 1)):
        fixed |= _in_order(before, after, fixed, key, most=most)
    return fixed


def _in_order(
    before: Edition, after: Edition, fixed: Mapping[int, int], key: _Key, *, most: int | None = None, even: bool = True
) -> dict[int, int]:
    """Items not yet *fixed* with the same key, the first with the first.

    Keys that stand more than *most* times are left out, and *even* leaves out those that do not stand as often
    before as after.
    """
    taken = set(fixed.values())
    sides = [_by_key(before, set(fixed), key), _by_key(after, taken, key)]
    found: dict[int, int] = {}
    for name, rows in sides[0].items():
        columns = sides[1].get(name, [])
        if (most is None or len(rows) <= most) and (len(rows) == len(columns) or not even):
            found |= dict(zip(rows, columns, strict=False))
    return found


def _by_key(edition: Edition, done: AbstractSet[int], key: _Key) -> dict[Hashable, list[int]]:
    """Places by their key, in the order of the text."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at in range(len(edition.leaves)):
        if at not in done and (name := key(edition, at)) is not None:
            places[name].append(at)
    return places


def _everything(edition: Edition, at: int) -> Hashable | None:
    leaf, host = edition.leaves[at], edition.hosts[at]
    under = edition.leaves[host].head if host >= 0 else ""
    return (*_identity(edition, at), leaf.body if leaf.kind != "task" else "", under)


def _all_but_place(edition: Edition, at: int) -> Hashable | None:
    return _identity(edition, at)


def _identity(edition: Edition, at: int) -> tuple[Hashable, ...]:
    leaf, face = edition.leaves[at], edition.faces[at]
    return (leaf.kind, face.head, face.text, face.numbers, leaf.figure, leaf.year, leaf.within, leaf.owners)


def _telling_words(edition: Edition, at: int) -> Hashable | None:
    leaf, face = edition.leaves[at], edition.faces[at]
    if leaf.kind not in ("target", "fact", "task") or len(face.head) < _TELLING:
        return None
    return (group_of(leaf), face.head, face.text)


def _scores(before: Edition, pairs: Pairs, context: Floats, under_others: NDArray[np.bool_]) -> Floats:
    """The weighed sum of what speaks for each pair."""
    kinds = np.array([group_of(leaf) for leaf in before.leaves])[pairs.rows] if len(pairs.rows) else np.array([])
    scores = np.zeros(len(pairs.rows))
    for kind in LEAST:
        here = kinds == kind
        for field, weight in _WEIGHTS.get(kind, _NAMES).items():
            scores[here] += weight * (context if field == "context" else getattr(pairs, field))[here]
    figures = kinds == "figure"
    # Amounts of another measure are seldom the same promise, nor is another amount of another thing.
    scores[figures & (pairs.figure == 0.0)] *= _OTHER_MEASURE
    scores[figures & (pairs.figure < 1.0) & (pairs.head < _SAME_THING)] *= _OTHER_THING
    scores[figures & (pairs.figure < 1.0) & under_others] *= _OTHER_HOST
    return scores


def _context(pairs: Pairs, partners: dict[int, int]) -> Floats:
    """The share of the items around each pair that are partners of items around the other; half where none is."""
    result = np.full(len(pairs.rows), 0.5)
    for at, (row, column) in enumerate(zip(pairs.rows.tolist(), pairs.columns.tolist(), strict=True)):
        around = [partners[row + step] - column for step in _NEIGHBOURS if row + step in partners]
        if around:
            result[at] = sum(0 < abs(distance) <= _NEAR for distance in around) / len(around)
    return result


def _under_others(both: Beside, pairs: Pairs, partners: Mapping[int, int]) -> NDArray[np.bool_]:
    """Which pairs stand in the texts of tasks that are no partners, or one of them in a task's and the other not."""
    hosts = zip(pairs.rows.tolist(), pairs.columns.tolist(), strict=True)
    return np.array(
        [partners.get(both.before.hosts[row], -1) != both.after.hosts[column] for row, column in hosts], dtype=np.bool_
    )


def _assigned(before: Edition, pairs: Pairs, scores: Floats) -> list[int]:
    """Which pairs make the assignment with the highest sum of scores above what their kind asks for."""
    least = np.array([LEAST[group_of(leaf)] for leaf in before.leaves])
    gain = scores - (least[pairs.rows] if len(pairs.rows) else 0.0)
    fit = np.flatnonzero(gain > 0)
    blocks: dict[int, list[int]] = defaultdict(list)
    for at, block in zip(fit.tolist(), _blocks(pairs.rows[fit], pairs.columns[fit]), strict=True):
        blocks[block].append(at)
    return sorted(at for block in blocks.values() for at in _best_of(block, pairs, gain))


def _blocks(rows: Ints, columns: Ints) -> list[int]:
    """Of each pair the block of pairs that it can compete with."""
    if not len(rows):
        return []
    shift = int(rows.max()) + 1
    size = shift + int(columns.max()) + 1
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns + shift)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return [int(label) for label in labels[rows]]


def _best_of(block: Sequence[int], pairs: Pairs, gain: Floats) -> list[int]:
    if len(block) == 1:
        return list(block)
    rows = {row: at for at, row in enumerate(sorted({int(pairs.rows[at]) for at in block}))}
    columns = {column: at for at, column in enumerate(sorted({int(pairs.columns[at]) for at in block}))}
    table = np.zeros((len(rows), len(columns)))
    entry: dict[tuple[int, int], int] = {}
    for at in block:
        place = rows[int(pairs.rows[at])], columns[int(pairs.columns[at])]
        table[place] = gain[at] + 1e-3
        entry[place] = at
    chosen = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return [entry[place] for place in ((int(i), int(j)) for i, j in chosen) if place in entry]
