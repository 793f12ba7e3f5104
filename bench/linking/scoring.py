"""Precision, recall and F1 of pairs, from cluster labels, in time linear in the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def pairwise(truth: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of records: same label in *truth* against same label in *found*.

    Labels are only compared with their like: 1 in *truth* has nothing to do with 1 in *found*. Nothing found is
    precision 1, nothing to be found recall 1; F1 is 0 where both are 0.
    """
    if len(truth) != len(found):
        raise ValueError("as many labels found as there are in truth")
    right = _pairs(Counter(zip(truth, found, strict=True)).values())
    claimed, real = _pairs(Counter(found).values()), _pairs(Counter(truth).values())
    precision = right / claimed if claimed else 1.0
    recall = right / real if real else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _pairs(sizes: Iterable[int]) -> int:
    """How many pairs there are within groups of *sizes*."""
    return sum(size * (size - 1) // 2 for size in sizes)
