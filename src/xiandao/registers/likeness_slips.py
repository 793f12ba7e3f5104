"""Slips of the pen: names that differ by one character typed wrong, dropped, doubled or swapped outside the core."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from xiandao.registers.likeness_facets import Facets, Ints

SHORTEST, LONGEST = 5, 28
"""Code points of place, core, trade and branch together; shorter names tell too little, longer ones are seldom."""

CLOSE = 6
"""So many rows with the same key are compared with each other."""

Keys = NDArray[np.uint64]
STEP = np.uint64(0x9E3779B97F4A7C15)


def slips(facets: Facets) -> tuple[Ints, Ints]:
    """Pairs of rows that one slip parts, each pair once.

    A wrong character counts where one of the two rows has a known word there and the other has not: 苏州恒翼科技 and
    苏州恒翼科枝. One character of the core that differs is another name (双利, 双柳), never a slip.
    """
    texts, spans = _texts(facets)
    lengths = np.array([len(text) for text in texts])
    chosen = np.flatnonzero((lengths >= SHORTEST) & (lengths <= LONGEST))
    codes = _codes([texts[row] for row in chosen.tolist()])
    salt = _salt(facets)[chosen]
    found: list[tuple[int, int]] = []
    for a, b in _candidates(codes, lengths[chosen], spans[chosen], salt):
        pairs = zip(chosen[a].tolist(), chosen[b].tolist(), strict=True)
        found.extend((x, y) for x, y in pairs if is_slip(texts[x], spans[x], texts[y], spans[y]))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    both = np.unique(np.sort(np.array(found, dtype=np.int64), axis=1), axis=0)
    return both[:, 0], both[:, 1]


def is_slip(a: str, a_core: Ints, b: str, b_core: Ints) -> bool:
    """Whether two texts are parted by one slip; the cores are given by where they begin and end.

    A wrong or missing character inside what both take for their core is none; a doubled one is, and in cores of three
    and more two that are swapped.
    """
    if len(a) > len(b):
        a, a_core, b, b_core = b, b_core, a, a_core
    head = 0
    while head < len(a) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < len(a) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    both_core = _inside(head, a_core) and _inside(head, b_core)
    if len(left) == 2 and left == right[::-1]:
        return not both_core or a_core[1] - a_core[0] > 2
    if len(right) != 1 or len(left) > 1:
        return False
    if left:
        return _inside(head, a_core) != _inside(head, b_core)
    doubled = right in (b[head - 1 : head], b[head + 1 : head + 2])
    return doubled or not (_inside(head, b_core) and a_core[0] <= head <= a_core[1])


def _inside(at: int, span: Ints) -> bool:
    return bool(span[0] <= at < span[1])


def _texts(facets: Facets) -> tuple[list[str], Ints]:
    """Of each row its narrowest place, core, trade and branch in one, and where its core stands in it."""
    cores, trades, _, branches, _, stems = facets.words
    named = (*stems, "")
    finest = facets.places.max(axis=1, initial=-1, where=_narrowest(facets.places))
    where = [named[place] for place in finest.tolist()]
    core = [cores[at] for at in facets.cores.tolist()]
    rest = zip(facets.trades.tolist(), facets.branches.tolist(), strict=True)
    texts = [a + b + trades[t] + branches[r] for a, b, (t, r) in zip(where, core, rest, strict=True)]
    starts = np.array([len(each) for each in where], dtype=np.int64)
    ends = starts + np.array([len(each) for each in core], dtype=np.int64)
    return texts, np.stack([starts, ends], axis=1)


def _narrowest(places: Ints) -> NDArray[np.bool_]:
    """Where the narrowest place of each row stands."""
    said = places >= 0
    narrowest: NDArray[np.bool_] = said & (np.cumsum(said[:, ::-1], axis=1)[:, ::-1] == 1)
    return narrowest


def _salt(facets: Facets) -> Keys:
    """What must be equal in both: numbers and 集团."""
    return (facets.numbers.astype(np.uint64) * np.uint64(2) + facets.groups.astype(np.uint64)) * STEP


def _codes(texts: list[str]) -> NDArray[np.uint32]:
    """The code points, one text a row, 0 behind its end."""
    padded = "".join(text.ljust(LONGEST, "\0") for text in texts)
    return np.frombuffer(padded.encode("utf-32-le"), dtype=np.uint32).reshape(-1, LONGEST)


def _candidates(codes: NDArray[np.uint32], lengths: Ints, spans: Ints, salt: Keys) -> Iterator[tuple[Ints, Ints]]:
    """Rows that are equal when one character is left out of one or of both, by the length that stays."""
    for length in range(SHORTEST - 1, LONGEST + 1):
        whole = np.flatnonzero(lengths == length)
        longer = np.flatnonzero(lengths == length + 1)
        keys, rows = [_hash(codes[whole, :length]) + salt[whole]], [whole]
        for at in range(length + 1):
            # Short cores are not worth a key: what differs there is another name.
            inside = (spans[longer, 0] <= at) & (at < spans[longer, 1])
            wanted = longer[~inside | (spans[longer, 1] - spans[longer, 0] > 3)]
            if len(wanted):
                left = np.delete(codes[wanted, : length + 1], at, axis=1)
                keys.append(_hash(left) + salt[wanted])
                rows.append(wanted)
        yield from _equal(np.concatenate(keys), np.concatenate(rows))


def _hash(codes: NDArray[np.uint32]) -> Keys:
    out = np.zeros(len(codes), dtype=np.uint64)
    for column in range(codes.shape[1]):
        mixed = (out ^ codes[:, column].astype(np.uint64)) * STEP
        out = mixed ^ (mixed >> np.uint64(29))
    return out


def _equal(keys: Keys, rows: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows with equal keys, of each key the nearest few."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    for step in range(1, CLOSE + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            return
        a, b = rows[same], rows[same + step]
        unlike = a != b
        yield a[unlike], b[unlike]
