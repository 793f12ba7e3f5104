"""Enumerations that were dissolved: 高技能人才和工程师83名 told again as 高技能人才50名 and 工程师33名."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from xiandao.alignment.editions_amounts import measure_of
from xiandao.alignment.editions_pairs import group_of
from xiandao.alignment.editions_words import FIGURES, masked
from xiandao.alignment.leaves import Leaf

_BETWEEN = re.compile("[、，,]|以及|[和及与或]")
# A member is told apart by this many letters at least.
_SHORTEST = 2
# A member that stands in the heads of more items than these tells none of them apart.
_COMMONEST = 40
# What a piece says beyond its member stands in the whole, but for this share.
_STRANGE = 0.34
# Items that stand together are this near each other.
_NEAR = 12

_Starts = Mapping[tuple[str, str], Sequence[int]]


def members_of(head: str) -> tuple[str, ...]:
    """The members of an enumeration, masked; one where there is none.

    >>> members_of("算法工程师、产业教授和首席技师")
    ('算法工程师', '产业教授', '首席技师')
    """
    return tuple(member for part in _BETWEEN.split(head) if (member := masked(part)))


def starts_of(leaves: Sequence[Leaf], places: Sequence[int]) -> _Starts:
    """By kind and two letters in a row, the *places* in whose head they stand."""
    starts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in places:
        head = masked(leaves[at].head)
        for pair in dict.fromkeys(pairwise(head)):
            starts[group_of(leaves[at]), "".join(pair)].append(at)
    return starts


def dissolved(whole: Leaf, leaves: Sequence[Leaf], starts: _Starts, own: Sequence[int]) -> tuple[int, ...] | None:
    """The places of the items that tell each member of *whole*, one for one; ``None`` where a member has none.

    Args:
        whole: What enumerates.
        leaves: The items of the other edition.
        starts: Of those that are free, as :func:`starts_of` gives them.
        own: The place of the partner of *whole*, if it has one.
    """
    members = members_of(whole.head)
    if len(members) < 2 or min(map(len, members)) < _SHORTEST:
        return None
    fits: list[tuple[bool, int, int, int]] = []
    for rank, member in enumerate(members):
        near = starts.get((group_of(whole), member[:2]), ())
        if len(near) > _COMMONEST:
            return None
        for at in (*own, *near):
            rest = _beyond(member, masked(leaves[at].head))
            if rest is not None and _alike(whole, leaves[at]) and _is_told(rest, masked(whole.head)):
                # Members stay together: what stands far from the whole's partner comes second.
                fits.append((bool(own) and abs(at - own[0]) > _NEAR, len(rest), rank, at))
    chosen: dict[int, int] = {}
    for *_, rank, at in sorted(fits):
        if rank not in chosen and at not in chosen.values():
            chosen[rank] = at
    return tuple(sorted(chosen.values())) if len(chosen) == len(members) else None


def _beyond(member: str, head: str) -> str | None:
    """What *head* says beyond *member*; ``None`` where it does not say it."""
    return head.replace(member, "", 1) if member in head else None


def _alike(whole: Leaf, piece: Leaf) -> bool:
    """Whether amounts of one measure are promised on both sides; of tasks always."""
    if whole.kind not in FIGURES or whole.figure is None or piece.figure is None:
        return whole.kind == piece.kind
    return (
        measure_of(whole.figure.unit)[0] == measure_of(piece.figure.unit)[0]
        and whole.figure.frequency == piece.figure.frequency
    )


def _is_told(rest: str, head: str) -> bool:
    """Whether the letters of *rest* stand in *head* in their order, but for a few."""
    told, strange = head, 0
    for letter in rest:
        at = told.find(letter)
        if at < 0:
            strange += 1
        else:
            told = told[at + 1 :]
    return strange <= _STRANGE * len(rest)
