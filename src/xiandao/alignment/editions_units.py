"""Whether two names of responsible bodies name the same body, and what changed between two lists of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_NOISE = re.compile(r"[\s()（）〔〕\[\]·等]+")
# Endings that mean the same; what is left is compared letter by letter.
_ENDINGS = (("委员会", "委"), ("人民政府", "政府"), ("办公室", "办"), ("办公厅", "办"), ("事务局", "局"))
_SHORTEST = 3
# An abbreviation keeps at least this share of letters; less is chance.
_LEAST_KEPT = 0.28


class OwnerChange(NamedTuple):
    """What changed between two lists of bodies.

    Attributes:
        gone: Names only before. came: Names only after.
        lead: The first body before and after, where it is another; else ``None``.
    """

    gone: tuple[str, ...]
    came: tuple[str, ...]
    lead: tuple[str, str] | None

    @property
    def is_change(self) -> bool:
        """Whether anything changed."""
        return bool(self.gone or self.came or self.lead)


@lru_cache(maxsize=16384)
def same_unit(one: str, other: str) -> bool:
    """Whether one name is the other or its abbreviation.

    >>> same_unit("市工业和信息化局", "市工信局")
    True
    >>> same_unit("市财政局", "市教育局")
    False
    """
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if short == long:
        return True
    if len(short) < _SHORTEST or short[-1] != long[-1] or len(short) < _LEAST_KEPT * len(long):
        return False
    # A place before the name must be the same on both sides, or be left out on one.
    if short[0] != long[0] and not long.endswith(short):
        return False
    return _is_drawn_from(short, long)


def owners_changed(before: Sequence[str], after: Sequence[str]) -> OwnerChange:
    """What changed from *before* to *after*, lead first; the order of those behind the lead is none."""
    left, came = list(before), []
    for name in after:
        twin = next((old for old in left if _plain(old) == _plain(name)), None)
        if twin is None:
            came.append(name)
        else:
            left.remove(twin)
    for name in list(came):
        twin = next((old for old in left if same_unit(old, name)), None)
        if twin is not None:
            left.remove(twin)
            came.remove(name)
    lead = (before[0], after[0]) if before and after and not same_unit(before[0], after[0]) else None
    return OwnerChange(tuple(left), tuple(came), lead)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    name = _NOISE.sub("", name)
    for long, short in _ENDINGS:
        if name.endswith(long):
            return name.removesuffix(long) + short
    return name


def _is_drawn_from(short: str, long: str) -> bool:
    """Whether the letters of *short* stand in *long* in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)
