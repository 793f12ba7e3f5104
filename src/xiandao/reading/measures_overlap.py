"""Measures that give the same thing to the same receivers: at two levels, or twice at one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio

from xiandao.core.policies import Vocabulary
from xiandao.reading.measures_objects import kinds_of

LIKE = 60.0
"""Of 100: how alike two receivers are called that are of no kind the vocabulary knows."""
MOST_COMPARED = 100_000
"""Pairs of receivers, as printed, that are compared at most; what stands behind them is left out, and that is said."""


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


class Overlaps(NamedTuple):
    """Pairs of measures.

    Attributes:
        pairs: By topic and instrument, from the uppermost place down; each once, however many topics it shares.
        is_whole: Whether these are all there are.
    """

    pairs: tuple[Overlap, ...]
    is_whole: bool


class _Full(Exception):  # noqa: N818 - an end, no fault
    """So much was compared that the rest is left out."""


class _Receivers:
    """Whom measures are given to, and whether two of them are the same; each question is answered once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = cache(lambda words: frozenset(kinds_of(words, vocabulary)))
        self._known: dict[tuple[str, str], bool] = {}

    def same(self, first: str, second: str) -> bool:
        """Of one kind; by their words where the vocabulary knows either of them not.

        Raises:
            _Full: after :data:`MOST_COMPARED` questions.
        """
        key = (first, second)
        if key not in self._known:
            if len(self._known) >= MOST_COMPARED:
                raise _Full
            kinds = self._kinds(first), self._kinds(second)
            self._known[key] = bool(kinds[0] & kinds[1]) if all(kinds) else partial_ratio(first, second) >= LIKE
        return self._known[key]


Places = Mapping[str, Sequence[Placed]]
"""The measures of each place."""


def overlaps_of(measures: Iterable[Placed], vocabulary: Vocabulary, *, most: int | None = None) -> Overlaps:
    """Pairs with a topic, the instrument and the receivers in common, of one place or of one above the other.

    Only measures of one topic, one instrument and one line of places are ever put beside each other, and never two
    articles of one policy at one place.

    Args:
        measures: Those that are compared.
        vocabulary: Which receivers are of one kind.
        most: How many pairs are wanted; ``None`` for all.
    """
    found: dict[tuple[int, int], Overlap] = {}
    try:
        for each in _pairs(measures, _Receivers(vocabulary)):
            if (each.upper, each.lower) not in found and len(found) == most:
                return Overlaps(tuple(found.values()), is_whole=False)
            found.setdefault((each.upper, each.lower), each)
    except _Full:
        return Overlaps(tuple(found.values()), is_whole=False)
    return Overlaps(tuple(found.values()), is_whole=True)


def _pairs(measures: Iterable[Placed], receivers: _Receivers) -> Iterator[Overlap]:
    """Every pair, once for each topic that it shares."""
    for topic, places in _groups(measures).items():
        for path in sorted(places):
            for above in _line(path, places):
                kind = "twice" if above == path else "levels"
                for upper, lower in _beside(places[above], places[path], receivers, is_one=above == path):
                    yield Overlap(kind, topic[0], upper.id, lower.id)


def _groups(measures: Iterable[Placed]) -> dict[tuple[str, str], dict[str, list[Placed]]]:
    """Topic and instrument → place → its measures, by number; those without instrument or receivers are in none."""
    groups: dict[tuple[str, str], dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for each in sorted(measures, key=lambda each: each.id):
        for topic in each.topics if each.instrument and each.object else ():
            groups[topic, each.instrument][each.path].append(each)
    return groups


def _line(path: str, places: Places) -> list[str]:
    """The places of *places* from the uppermost above *path* down to itself."""
    steps = accumulate(f"{code}/" for code in path.split("/")[1:-1])
    return [above for above in (f"/{step}" for step in steps) if above in places]


def _beside(
    uppers: Sequence[Placed], lowers: Sequence[Placed], receivers: _Receivers, *, is_one: bool
) -> Iterator[tuple[Placed, Placed]]:
    """Pairs with the same receivers; at one place (*is_one*) of two policies, each once."""
    by_words = _by_words(lowers)
    for words, named in _by_words(uppers).items():
        for other, beside in by_words.items():
            if receivers.same(words, other):
                for upper, lower in product(named, beside):
                    if not is_one or (upper.id < lower.id and upper.policy != lower.policy):
                        yield upper, lower


def _by_words(measures: Sequence[Placed]) -> dict[str, list[Placed]]:
    """Receivers, as printed → the measures for them."""
    found: dict[str, list[Placed]] = defaultdict(list)
    for each in measures:
        found[each.object].append(each)
    return found
