"""The leaves of one plan that can be linked, with the texts by which they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_values import PlanLeaves

# What a lower item of a kind may take up above.
PARENTS: dict[str, frozenset[str]] = {
    "target": frozenset(("target", "task", "placement")),
    "task": frozenset(("task", "target", "placement", "sector")),
    "sector": frozenset(("sector", "placement")),
    "technology": frozenset(("sector", "technology")),
    "placement": frozenset(("placement", "sector")),
}
_BODY = 600  # code points of a task's text that are looked at: what follows is detail
_NAMED = frozenset(("sector", "technology", "placement"))


class Side(NamedTuple):
    """The leaves of one plan that can be linked, with the texts by which they are compared.

    Attributes:
        leaves: Those of a kind that can have a parent or be one.
        heads: What each is about. wholes: All that is said of it. topics: Its head with the words of its promise.
        contexts: The head of the task that a target stands in, else empty.
        names: What a sector, technology or placement is called, else empty.
        standing: Of tasks 0 for the plan's first to 1 for its last; -1 for what is none.
    """

    leaves: tuple[Leaf, ...]
    heads: tuple[str, ...]
    wholes: tuple[str, ...]
    topics: tuple[str, ...]
    contexts: tuple[str, ...]
    names: tuple[str, ...]
    standing: tuple[float, ...]

    def rows(self, start: int, stop: int) -> Side:
        """A part of it, in the same order."""
        part = slice(start, stop)
        return Side(
            self.leaves[part], self.heads[part], self.wholes[part], self.topics[part],
            self.contexts[part], self.names[part], self.standing[part],
        )  # fmt: skip


def side_of(plan: PlanLeaves) -> Side:
    """The linkable leaves of *plan* in their order, with their texts."""
    leaves = tuple(leaf for leaf in plan.leaves if leaf.kind in PARENTS)
    contexts = _contexts(leaves)
    heads = tuple(leaf.head for leaf in leaves)
    topics = tuple(leaf.head if leaf.kind == "task" else f"{leaf.head}，{leaf.words}" for leaf in leaves)
    wholes = tuple(
        f"{leaf.head}，{leaf.body[:_BODY]}" if leaf.kind in ("task", "sector") else f"{topic}，{context}"
        for leaf, topic, context in zip(leaves, topics, contexts, strict=True)
    )
    names = tuple(leaf.head if leaf.kind in _NAMED else "" for leaf in leaves)
    return Side(leaves, heads, wholes, topics, contexts, names, _standing(leaves))


def _contexts(leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """The head of the task in whose text each target stands."""
    found: list[str] = []
    task: Leaf | None = None
    for leaf in leaves:
        if leaf.kind == "task":
            task = leaf
        inside = leaf.kind == "target" and task is not None and leaf.words in task.words + task.body
        found.append(task.head if inside and task else "")
    return tuple(found)


def _standing(leaves: Sequence[Leaf]) -> tuple[float, ...]:
    count = sum(leaf.kind == "task" for leaf in leaves)
    places = iter(np.linspace(0, 1, count).tolist())
    return tuple(next(places) if leaf.kind == "task" else -1.0 for leaf in leaves)
