"""How much of one name stands in another in the same order, rare characters counting more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Codes = NDArray[np.uint32]
WIDTH = 40
"""So many characters of a name are compared; what stands behind them tells nothing more."""

RUN = 0.3
"""A character that follows one that is shared too counts so much more: 深科技 is rather 深科技 than 深圳…科学…技术."""

WHOLE = 0.4
"""Weight of how much of the longer name is covered, beside 1 for the name that is asked about."""

BATCH = 65_536


def weights_of(names: Sequence[str]) -> Floats:
    """For each code point of the basic plane how much it tells: the logarithm of how seldom a name of *names* holds it."""
    seen = Counter(character for name in names for character in set(name))
    weights = np.full(0x10000, np.log(len(names) + 1) + 0.1, dtype=np.float32)
    for character, times in seen.items():
        if ord(character) < 0x10000:
            weights[ord(character)] = np.log((len(names) + 1) / (times + 1)) + 0.1
    weights[0] = 0
    return weights


def codes_of(names: Sequence[str]) -> Codes:
    """The code points of folded names, one a row, 0 behind its end; beyond the basic plane all are one."""
    padded = "".join(name[:WIDTH].ljust(WIDTH, "\0") for name in names)
    codes: Codes = np.frombuffer(padded.encode("utf-32-le"), dtype=np.uint32).reshape(-1, WIDTH)
    return np.minimum(codes, 0xFFFF)


def overlaps(asked: Codes, listed: Codes, pairs: tuple[Ints, Ints], weights: Floats) -> Floats:
    """For pairs of rows the overlap, 0 to 1: 1 where both are the same, near 1 where the name asked stands in the other."""
    a, b = pairs
    whole_a, whole_b = _most(asked, weights), _most(listed, weights)
    out = np.zeros(len(a), dtype=np.float32)
    for start in range(0, len(a), BATCH):
        part = slice(start, start + BATCH)
        shared = _in_order(asked[a[part]], listed[b[part]], weights)
        out[part] = (shared / whole_a[a[part]] + WHOLE * shared / whole_b[b[part]]) / (1 + WHOLE)
    shares: Floats = np.minimum(out, 1)
    return shares


def _most(codes: Codes, weights: Floats) -> Floats:
    """The overlap of each row with itself before it is divided."""
    each = weights[codes]
    most: Floats = np.maximum(each.sum(axis=1) * (1 + RUN) - each[:, 0] * RUN, 1e-6)
    return most


def _in_order(a: Codes, b: Codes, weights: Floats) -> Floats:
    """The heaviest common subsequence of each pair of rows, with what runs of characters earn."""
    width_a, width_b = (int((codes != 0).any(axis=0).sum()) for codes in (a, b))
    before = np.zeros((width_b + 1, len(a)), dtype=np.float32)
    ran = np.zeros((width_b + 1, len(a)), dtype=np.bool_)
    right = np.ascontiguousarray(b.T)
    for i in range(width_a):
        now, runs = np.zeros_like(before), np.zeros_like(ran)
        here = np.ascontiguousarray(a[:, i])
        weight = weights[here]
        for j in range(width_b):
            equal = (here == right[j]) & (here != 0)
            best = np.maximum(before[j + 1], now[j])
            taken = before[j] + np.where(ran[j], weight * np.float32(1 + RUN), weight)
            runs[j + 1] = equal & (taken >= best)
            now[j + 1] = np.where(runs[j + 1], taken, best)
        before, ran = now, runs
    shared: Floats = before[width_b]
    return shared
