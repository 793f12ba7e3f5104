"""How far places have chosen the same fields: how many chose each, which two are most alike, and in what."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xiandao.alignment.levels_subjects import subject_of
from xiandao.core.quantity import base_of

Key = TypeVar("Key", bound=Hashable)
Floats = NDArray[np.float64]

_INCREMENT = re.compile(r"新增|新建|净增|新招引|新引进|新培育|新认定")
# As alike as makes no difference: sums of weights differ in their last digits by the order of summing.
_DIGITS = 12


class Crowd(NamedTuple):
    """How many places of one level chose a field.

    Attributes:
        node: The field.
        level: The level of the places counted.
        chosen: Places of that level that chose it, at least one.
        places: All places of that level.
    """

    node: str
    level: str
    chosen: int
    places: int

    @property
    def share(self) -> float:
        """Of the places of that level, in 0 to 1."""
        return self.chosen / self.places


class Pair(NamedTuple, Generic[Key]):
    """Two places that chose some of the same fields.

    Attributes:
        one: The place that was given first.
        other: The place that was given later.
        likeness: Weights of the shared fields over those of all that either chose, in 0 (excluded) to 1: 1 where both
            chose the same and nothing else.
        shared: The fields that both chose, the rarest first.
        either: How many fields at least one of them chose.
    """

    one: Key
    other: Key
    likeness: float
    shared: tuple[str, ...]
    either: int


class SubjectKey(NamedTuple):
    """What two targets must agree in before their amounts may stand in one row.

    Attributes:
        subject: The thing counted, without the words around it.
        unit: Base unit, without scale words: 万元 and 亿元 are both 元.
        frequency: How it is counted, ``annual`` or the like, as in :class:`xiandao.core.plan.Target`.
        per: For each of what it is promised; empty where it is one amount for all.
        is_increment: Whether what is added is counted (新增), not what there is then.
    """

    subject: str
    unit: str
    frequency: str
    per: str
    is_increment: bool


def crowding(choices: Mapping[Key, Collection[str]], levels: Mapping[Key, str]) -> tuple[Crowd, ...]:
    """Per level and field the places that chose it, the most crowded first.

    Args:
        choices: What each place chose; a place that chose nothing counts among the places of its level.
        levels: The level of each of those places.
    """
    places = Counter(levels[place] for place in choices)
    chosen = Counter((node, levels[place]) for place, nodes in choices.items() for node in set(nodes))
    found = (Crowd(node, level, count, places[level]) for (node, level), count in chosen.items())
    return tuple(sorted(found, key=lambda one: (-one.share, -one.chosen, one.level, one.node)))


def weights_of(choices: Collection[Collection[str]]) -> dict[str, float]:
    """How much a field tells of a place: ln(1 + places / places that chose it), above 0 for all."""
    counts = Counter(node for nodes in choices for node in set(nodes))
    return {node: math.log1p(len(choices) / count) for node, count in counts.items()}


def likest(
    choices: Mapping[Key, Collection[str]],
    groups: Mapping[Key, str],
    *,
    most: int,
    kin: Mapping[Key, str] | None = None,
) -> tuple[Pair[Key], ...]:
    """The pairs of places that are most alike in what they chose.

    Args:
        choices: What each place chose.
        groups: Only places of one group are held against each other: a city's fields are its districts' too.
        most: At most so many pairs.
        kin: The path of each place in the tree; of two places one above the other no pair is made.
    """
    keys = [key for key, nodes in choices.items() if nodes]
    weights = weights_of([choices[key] for key in keys])
    if len(keys) < 2:
        return ()
    likeness = _likeness([choices[key] for key in keys], weights)
    likeness[~_may_meet([groups[key] for key in keys])] = 0.0
    if kin is not None:
        _part_kin(likeness, [kin.get(key, "") for key in keys])
    return tuple(
        _pair(keys[row], keys[column], choices, weights, float(likeness[row, column]))
        for row, column in _highest(likeness, most)
    )


def _pair(
    one: Key, other: Key, choices: Mapping[Key, Collection[str]], weights: Mapping[str, float], likeness: float
) -> Pair[Key]:
    both, either = {*choices[one]} & {*choices[other]}, {*choices[one]} | {*choices[other]}
    shared = tuple(sorted(both, key=lambda node: (-weights[node], node)))
    return Pair(one, other, likeness, shared, len(either))


def _likeness(choices: Sequence[Collection[str]], weights: Mapping[str, float]) -> Floats:
    """Weight in common over weight of either, each place against each."""
    columns = {node: column for column, node in enumerate(weights)}
    at = [sorted(columns[node] for node in {*nodes}) for nodes in choices]
    starts = np.cumsum([0, *map(len, at)])
    indices = np.fromiter((column for of in at for column in of), np.int64, starts[-1])
    shape = (len(choices), len(columns))
    chosen = sparse.csr_array((np.ones(len(indices)), indices, starts), shape)
    weighed = sparse.csr_array((np.fromiter(weights.values(), np.float64)[indices], indices, starts), shape)
    common = np.asarray((weighed @ chosen.T).toarray(), np.float64)
    own = np.diag(common)
    found: Floats = np.round(common / (own[:, None] + own[None, :] - common), _DIGITS)
    return found


def _may_meet(groups: Sequence[str]) -> NDArray[np.bool_]:
    """Places of one group, each pair once."""
    known = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    numbers = np.asarray([known[group] for group in groups])
    meet: NDArray[np.bool_] = np.triu(numbers[:, None] == numbers[None, :], k=1)
    return meet


def _part_kin(likeness: Floats, paths: Sequence[str]) -> None:
    """Takes out the pairs of which one place lies in the other."""
    at: dict[str, list[int]] = {}
    for number, path in enumerate(paths):
        at.setdefault(path, []).append(number)
    for number, path in enumerate(paths):
        parts = path.strip("/").split("/")
        for depth in range(1, len(parts)):
            for above in at.get("/" + "/".join(parts[:depth]) + "/", ()):
                likeness[min(number, above), max(number, above)] = 0.0


def _highest(likeness: Floats, most: int) -> list[tuple[int, int]]:
    """Places of the *most* highest values above 0, the highest first, equal ones in the order given."""
    rows, columns = np.nonzero(likeness)
    values = likeness[rows, columns]
    if len(values) > most > 0:
        least = np.partition(values, -most)[-most]
        keep = values >= least
        rows, columns, values = rows[keep], columns[keep], values[keep]
    order = np.lexsort((columns, rows, -values))[:most]
    return [(int(rows[at]), int(columns[at])) for at in order]


def is_increment(words: str) -> bool:
    """Whether *words* count what is added (新增), not what there is then."""
    return bool(_INCREMENT.search(words))


def subject_key(
    subject: str, unit: str | None, *, frequency: str, per: str | None = None, is_added: bool = False
) -> SubjectKey:
    """The row that a target belongs to.

    Args:
        subject: What the target counts, in the document's words; other names of one field already made one.
        unit: As printed; ``None`` for bare counts.
        frequency: As in :class:`xiandao.core.plan.Target`.
        per: What it is promised for each of; ``None`` where for all together.
        is_added: Whether the words it rests on say 新增; where the subject itself does, that need not be told.
    """
    base = base_of(unicodedata.normalize("NFKC", unit or ""))[0]
    return SubjectKey(subject_of(subject), base, frequency, per or "", is_added or is_increment(subject))
