"""Texts as weighed sets of letters and letter pairs, and how much of one stands in another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# A single letter tells less than a pair.
_LETTER = 0.4
_WHOLE = 2.0
# Texts that share less than this of their weight are strangers.
_FAINT = 0.03
# A partner that shares less than this of what the nearest one does is none.
_FAR = 0.25
# Each text may meet as many others by way of the grams in common, counted once for each gram.
_MEETINGS = 1000
# Above every letter's code.
_CODES = 0x110000
# A table has at most this many places for each entry; where it would have more, sorting is quicker.
_SPARSE = 8


class Grams(NamedTuple):
    """Two lists of texts over one set of grams.

    Attributes:
        before: One row a text, 1 where it has the gram. after: The same.
        weights: Of each gram: rare ones weigh more. A whole text is a gram too, so that equal texts find each other.
        partial: The same, where whole texts weigh nothing.
        uses: In how many texts of both lists each gram stands.
    """

    before: sparse.csr_array
    after: sparse.csr_array
    weights: Floats
    partial: Floats
    uses: Floats

    def narrowed(self, rows: Sequence[int], columns: Sequence[int]) -> Grams:
        """Only some of the texts, weighed as among all."""
        return self._replace(before=self.before[list(rows)], after=self.after[list(columns)])

    def turned(self) -> Grams:
        """The two lists the other way round."""
        return self._replace(before=self.after, after=self.before)

    def by_parts(self) -> Grams:
        """The same, where whole texts weigh nothing."""
        return self._replace(weights=self.partial)


def grams_of(before: Sequence[str], after: Sequence[str]) -> Grams:
    """The grams of both lists."""
    texts = [*before, *after]
    holders, places, kinds = _places(texts)
    matrix = sparse.csr_array((np.ones(len(places)), (holders, places)), shape=(len(texts), max(len(kinds), 1)))
    # A gram counts once in a text, however often it stands there.
    matrix.data[:] = 1.0
    uses = _uses(matrix)
    weights = np.log1p(len(texts) / np.maximum(uses, 1.0)) * (kinds if len(kinds) else np.zeros(1))
    partial = np.where(kinds == _WHOLE, 0.0, weights) if len(kinds) else weights
    return Grams(matrix[: len(before)], matrix[len(before) :], weights, partial, uses)


def _places(texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
    """The text that holds each gram, the gram's number, and by number what its kind weighs: letters, pairs, texts."""
    whole = {text: at for at, text in enumerate(dict.fromkeys(text for text in texts if text))}
    lengths = np.array([len(text) for text in texts], dtype=np.intp)
    joint = "".join(texts).encode("utf-32-le", "surrogatepass")
    letters, alphabet = _numbered(np.frombuffer(joint, dtype=np.uint32).astype(np.intp), _CODES)
    holders = np.repeat(np.arange(len(texts), dtype=np.intp), lengths)
    joined = np.flatnonzero(holders[1:] == holders[:-1])
    pairs, count = _numbered(letters[joined] * alphabet + letters[joined + 1], alphabet * alphabet)
    filled = np.flatnonzero(lengths)
    wholes = np.array([whole[texts[at]] for at in filled.tolist()], dtype=np.intp)
    return (
        np.concatenate((holders, holders[joined], filled)),
        np.concatenate((letters, alphabet + pairs, alphabet + count + wholes)),
        np.repeat((_LETTER, 1.0, _WHOLE), (alphabet, count, len(whole))),
    )


def _numbered(codes: Ints, size: int) -> tuple[Ints, int]:
    """Codes below *size* numbered from 0 without gaps, in their order, and how many there are."""
    if size > _SPARSE * len(codes):
        names, numbers = np.unique(codes, return_inverse=True)
        return numbers.astype(np.intp), len(names)
    seen = np.zeros(size, dtype=np.bool_)
    seen[codes] = True
    ranks: Ints = np.cumsum(seen, dtype=np.intp)
    return ranks[codes] - 1, int(ranks[-1]) if size else 0


def overlaps(grams: Grams, rows: Ints, columns: Ints) -> tuple[Floats, Floats, Floats]:
    """Of each pair: the weight in common, the weight of the first, the weight of the second."""
    first, second = grams.before @ grams.weights, grams.after @ grams.weights
    common = np.zeros(len(rows))
    for start in range(0, len(rows), 20_000):
        part = slice(start, start + 20_000)
        common[part] = (grams.before[rows[part]].multiply(grams.after[columns[part]])) @ grams.weights
    return common, first[rows], second[columns]


def likeness(grams: Grams, rows: Ints, columns: Ints) -> Floats:
    """Of each pair the weighed share in common, 0 to 1."""
    common, first, second = overlaps(grams, rows, columns)
    return 2 * common / np.maximum(first + second, 1e-12)


def nearest(grams: Grams, most: int, commonest: int) -> tuple[Ints, Ints]:
    """For each text the *most* likely partners, found by grams that stand in at most *commonest* texts.

    Where that would be too many meetings of texts, only the rarest of these grams are asked.
    """
    asked = sparse.csr_array(grams.before * np.where(_affordable(grams, commonest), grams.weights, 0.0))
    asked.eliminate_zeros()
    shared = sparse.csr_array(asked @ grams.after.T)
    first, second = grams.before @ grams.weights, grams.after @ grams.weights
    coo = shared.tocoo()
    rows, columns = coo.row.astype(np.intp), coo.col.astype(np.intp)
    score = 2 * coo.data / np.maximum(first[rows] + second[columns], 1e-12)
    clear = np.flatnonzero(score >= _FAINT)
    rows, columns, score = rows[clear], columns[clear], score[clear]
    keep = _best(rows, columns, score, most) | _best(columns, rows, score, most)
    return rows[keep], columns[keep]


def _affordable(grams: Grams, commonest: int) -> NDArray[np.bool_]:
    """Which grams stand in at most *commonest* texts, the rarest first, as long as there is room for their meetings."""
    meetings = _uses(grams.before) * _uses(grams.after)
    order = np.argsort(meetings, kind="stable")
    allowed = np.zeros(len(meetings), dtype=np.bool_)
    room = _MEETINGS * (grams.before.shape[0] + grams.after.shape[0])
    allowed[order[np.cumsum(meetings[order]) <= room]] = True
    result: NDArray[np.bool_] = allowed & (grams.uses <= commonest)
    return result


def _uses(matrix: sparse.csr_array) -> Floats:
    return np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)


def _best(groups: Ints, others: Ints, score: Floats, most: int) -> NDArray[np.bool_]:
    """Which entries are among the *most* highest of their group and not far below the first; ties go to the earlier."""
    order = np.lexsort((others, -score, groups))
    grouped = groups[order]
    starts = np.searchsorted(grouped, grouped)
    near = score[order] >= _FAR * score[order[starts]]
    kept = np.zeros(len(groups), dtype=np.bool_)
    kept[order[(np.arange(len(order)) - starts < most) & near]] = True
    return kept
