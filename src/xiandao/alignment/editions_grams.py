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
# Above every letter's number; a pair is its letters' numbers in this base.
_PAIR = 1 << 21


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
    holders, codes = _codes(texts)
    names, places = np.unique(codes, return_inverse=True)
    matrix = sparse.csr_array((np.ones(len(codes)), (holders, places)), shape=(len(texts), max(len(names), 1)))
    # A gram counts once in a text, however often it stands there.
    matrix.data[:] = 1.0
    uses: Floats = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)
    kinds = np.where(names < 0, _WHOLE, np.where(names < _PAIR, _LETTER, 1.0)) if len(names) else np.zeros(1)
    weights = np.log1p(len(texts) / np.maximum(uses, 1.0)) * kinds
    partial = np.where(kinds == _WHOLE, 0.0, weights)
    return Grams(matrix[: len(before)], matrix[len(before) :], weights, partial, uses)


def _codes(texts: Sequence[str]) -> tuple[Ints, NDArray[np.int64]]:
    """Every gram of every text as a number, and the text that holds it: letters, pairs, and below zero whole texts."""
    whole = {text: -1 - at for at, text in enumerate(dict.fromkeys(texts))}
    lengths = np.array([len(text) for text in texts], dtype=np.intp)
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    holders = np.repeat(np.arange(len(texts), dtype=np.intp), lengths)
    joined = np.flatnonzero(holders[1:] == holders[:-1])
    pairs = (letters[joined] + 1) * _PAIR + letters[joined + 1]
    filled = np.flatnonzero(lengths)
    wholes = np.array([whole[texts[at]] for at in filled.tolist()], dtype=np.int64)
    return np.concatenate((holders, holders[joined], filled)), np.concatenate((letters, pairs, wholes))


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
    """For each text the *most* likely partners, found by grams that stand in at most *commonest* texts."""
    rare = np.where(grams.uses <= commonest, grams.weights, 0.0)
    shared = sparse.csr_array((grams.before * rare) @ grams.after.T)
    first, second = grams.before @ grams.weights, grams.after @ grams.weights
    shared.eliminate_zeros()
    coo = shared.tocoo()
    rows, columns = coo.row.astype(np.intp), coo.col.astype(np.intp)
    score = 2 * coo.data / np.maximum(first[rows] + second[columns], 1e-12)
    keep = (score >= _FAINT) & (_best(rows, columns, score, most) | _best(columns, rows, score, most))
    return rows[keep], columns[keep]


def _best(groups: Ints, others: Ints, score: Floats, most: int) -> NDArray[np.bool_]:
    """Which entries are among the *most* highest of their group; ties go to the earlier."""
    order = np.lexsort((others, -score, groups))
    grouped = groups[order]
    starts = np.searchsorted(grouped, grouped)
    kept = np.zeros(len(groups), dtype=np.bool_)
    kept[order[np.arange(len(order)) - starts < most]] = True
    return kept
