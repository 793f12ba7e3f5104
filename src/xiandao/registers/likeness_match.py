"""The likeliest organisations of one list for each organisation of another, with verdicts and reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from xiandao.core.findings import finding
from xiandao.registers.likeness import CEILING, Entry, Likeness, likeness
from xiandao.registers.likeness_overlap import Codes, Floats, codes_of, overlaps, weights_of
from xiandao.registers.names import name_of, places_in
from xiandao.registers.names_places import Places

Ints = NDArray[np.int64]
CANDIDATES = 60
"""So many names by shared characters and pairs of characters are looked at closely."""

BATCH = 512
LEAST = 0.35
"""Below so much overlap nothing is a match, whatever a credit code does not say."""


class Match(NamedTuple):
    """One answer: the place in the other list, and what is thought of the pair."""

    at: int
    likeness: Likeness


class Names(NamedTuple):
    """All names of a list, further names behind the first ones, as they are looked up.

    Attributes:
        owner: For each name, whose it is. plain: The names folded.
    """

    owner: Ints
    plain: tuple[str, ...]


def matches(
    asked: Sequence[Entry], listed: Sequence[Entry], *, top: int, taught: Sequence[str] = ()
) -> Iterator[tuple[Match, ...]]:
    """For each of *asked*, in order, at most *top* of *listed*, the likeliest first; nothing where none is like it.

    *taught* are further names from which places are learned, those of a list that is not asked about for instance.
    """
    places = places_in([*(entry.name for entry in (*asked, *listed)), *taught])
    a, b = _names(asked, places), _names(listed, places)
    codes_a, codes_b = codes_of(a.plain), codes_of(b.plain)
    weights = weights_of(b.plain)
    by_code = {entry.code: at for at, entry in reversed(list(enumerate(listed))) if entry.code}
    found = _overlapping(a, b, (codes_a, codes_b), weights)
    for at, scores in found:
        entry = asked[at]
        if entry.code in by_code:
            scores[by_code[entry.code]] = 1.0
        yield _ranked(entry, listed, scores, places, top)


def _ranked(
    entry: Entry, listed: Sequence[Entry], scores: dict[int, float], places: Places, top: int
) -> tuple[Match, ...]:
    """The best by overlap, judged; an equal credit code leads, and two that fit alike are for a person."""
    near = sorted(scores, key=lambda at: (-scores[at], at))[: max(top, 2) + 3]
    judged = [Match(at, likeness(entry, listed[at], scores[at], places)) for at in near]
    judged.sort(key=lambda match: (match.likeness.score < 1, -scores[match.at], match.at))
    sure = [match for match in judged if match.likeness.verdict == "same"]
    if len(sure) > 1 and sure[0].likeness.score < 1:
        judged = [_unsure(match) if match in sure else match for match in judged]
    return tuple(judged[:top])


def _unsure(match: Match) -> Match:
    score = min(match.likeness.score, CEILING["review"])
    reasons = (finding("likeness-several"), *match.likeness.reasons)
    return Match(match.at, Likeness(verdict="review", score=score, reasons=reasons))


def _names(entries: Sequence[Entry], places: Places) -> Names:
    written = [(at, each) for at, entry in enumerate(entries) for each in (entry.name, *entry.former)]
    plain = tuple(name_of(each, places).plain for _, each in written)
    return Names(np.array([at for at, _ in written], dtype=np.int64), plain)


def _overlapping(
    a: Names, b: Names, codes: tuple[Codes, Codes], weights: Floats
) -> Iterator[tuple[int, dict[int, float]]]:
    """For each asked its candidates with their overlap; several names of one side count with their best."""
    vocabulary, rarity = _vocabulary(b.plain)
    listed = _grams(b.plain, vocabulary, rarity)
    # Long names share much with everything: that is taken back, by half as the square root does.
    sizes = np.sqrt(np.maximum(listed.multiply(listed).sum(axis=1), 1e-9)) ** 0.5
    turned = (csr_array((1 / sizes, (np.arange(len(sizes)),) * 2)) @ listed).T.tocsr() if len(sizes) else listed.T
    held: dict[int, float] = {}
    last = 0
    for start in range(0, len(a.plain), BATCH):
        part = slice(start, start + BATCH)
        shared = (_grams(a.plain[part], vocabulary, rarity) @ turned).tocsr()
        left, right = _best(shared)
        scores = overlaps(codes[0][part], codes[1], (left, right), weights)
        ends = np.searchsorted(left, np.arange(min(BATCH, len(a.plain) - start) + 1))
        for row, (low, high) in enumerate(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)):
            owner = int(a.owner[start + row])
            if owner != last:
                yield last, held
                last, held = owner, {}
            for at, score in zip(b.owner[right[low:high]].tolist(), scores[low:high].tolist(), strict=True):
                if score >= LEAST:
                    held[at] = max(held.get(at, 0.0), score)
    if len(a.plain):
        yield last, held


def _best(shared: csr_array) -> tuple[Ints, Ints]:
    """Of each row the columns that share most, rows in order."""
    rows, columns = [], []
    for row, (low, high) in enumerate(zip(shared.indptr[:-1], shared.indptr[1:], strict=True)):
        found = shared.indices[low:high]
        if len(found) > CANDIDATES:
            found = found[np.argpartition(-shared.data[low:high], CANDIDATES)[:CANDIDATES]]
        rows.append(np.full(len(found), row, dtype=np.int64))
        columns.append(np.sort(found).astype(np.int64))
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *columns])


def _pieces(name: str) -> set[str]:
    return set(name) | {name[at : at + 2] for at in range(len(name) - 1)}


def _vocabulary(names: Sequence[str]) -> tuple[dict[str, int], NDArray[np.float64]]:
    seen = Counter(piece for name in names for piece in _pieces(name))
    vocabulary = {piece: at for at, piece in enumerate(seen)}
    return vocabulary, np.log(max(len(names), 1) / np.array(list(seen.values()), dtype=np.float64)) + 0.1


def _grams(names: Sequence[str], vocabulary: dict[str, int], rarity: NDArray[np.float64]) -> csr_array:
    columns: list[int] = []
    ends = [0]
    for name in names:
        columns.extend(vocabulary[piece] for piece in sorted(_pieces(name)) if piece in vocabulary)
        ends.append(len(columns))
    at = np.array(columns, dtype=np.int64)
    return csr_array((rarity[at], at, np.array(ends)), shape=(len(names), len(vocabulary)))
