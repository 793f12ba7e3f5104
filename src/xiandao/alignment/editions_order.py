"""Which items left their order: all but the longest run that both editions have in the same order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def out_of_order(places: Sequence[int]) -> set[int]:
    """The indices outside a longest run of *places* that never falls.

    >>> out_of_order([0, 3, 1, 2])
    {1}
    """
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for at, place in enumerate(places):
        length = bisect_right(ends, place)
        back.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(at)
        else:
            ends[length], last[length] = place, at
    kept: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        kept.add(at)
        at = back[at]
    return set(range(len(places))) - kept
