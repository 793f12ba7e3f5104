"""What a comparison of two editions yields: links between their items, the changes on each, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Change(StrEnum):
    """What became of an item between two editions; the order here is the order in every link."""

    ADDED = "added"
    DROPPED = "dropped"
    SPLIT = "split"
    MERGED = "merged"
    KIND = "kind"
    VALUE = "value"
    DATE = "date"
    OWNER = "owner"
    REWORDED = "reworded"
    MOVED = "moved"
    KEPT = "kept"


class Reason(NamedTuple):
    """One thing that speaks for a link or shows a change.

    Attributes:
        code: Names the wording, ``head-alike`` for instance.
        values: What the wording's ``{names}`` stand for; shares are written with two digits, 0 to 1.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


_ALONE = frozenset((Change.ADDED, Change.DROPPED, Change.KEPT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Items of the earlier edition, and what they became in the later one.

    Attributes:
        before: Keys in the earlier edition, in the order of its text; empty exactly for what was added.
        after: Keys in the later edition, in the order of its text; empty exactly for what was dropped.
        changes: In the order of :class:`Change`, never empty; ``added``, ``dropped`` and ``kept`` stand alone.
        score: How alike the two sides are, 0 to 1; of added and dropped items how unlike the nearest free item is.
        reasons: Why they are linked and what shows each change.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    changes: tuple[Change, ...]
    score: float
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not self.changes or list(self.changes) != sorted(set(self.changes), key=list(Change).index):
            raise ValueError("changes stand once each, in their order")
        if len(self.changes) > 1 and _ALONE & set(self.changes):
            raise ValueError("added, dropped and kept stand alone")
        if not (self.before or self.after):
            raise ValueError("a link has a side")
        if (not self.before) != (Change.ADDED in self.changes) or (not self.after) != (Change.DROPPED in self.changes):
            raise ValueError("what has one side is added or dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDiff:
    """Two editions side by side, in the order of the later text; what was dropped stands where it would follow.

    Attributes:
        links: Every item of either edition stands in exactly one.
    """

    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        for side in (
            [key for link in self.links for key in link.before],
            [k for link in self.links for k in link.after],
        ):
            if len(side) != len(set(side)):
                raise ValueError("an item stands in one link")
