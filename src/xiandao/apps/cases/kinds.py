"""The kinds of cases, and the order of their steps, as a table."""

from __future__ import annotations

from typing import NamedTuple

STATES = ("open", "answered", "ruled", "closed", "withdrawn")
RULINGS = ("adopted", "partly", "declined")
"""采纳, 部分采纳, 未采纳; all of them with a reason."""
SETTLED = ("ruled", "closed")
"""Somebody has decided; nothing waits any more."""


class Kind(NamedTuple):
    """What is particular to a kind.

    Attributes:
        rule_from: The states in which it may be ruled upon; where ``open`` is none of them, whoever it is put forward
            against must have answered first.
    """

    rule_from: tuple[str, ...]


KINDS = {
    "comment": Kind(rule_from=("open", "answered", "ruled")),
    "contest": Kind(rule_from=("answered", "ruled")),
    "objection": Kind(rule_from=("answered", "ruled")),
    "proposal": Kind(rule_from=("open", "answered", "ruled")),
}
"""意见, 异议 (against a figure or finding), 申诉 (against a list or a decision), 调整建议 (to what is in force)."""


class Step(NamedTuple):
    """One step: the states it leads out of, and the one it leads to; ``None`` where the kind says from which."""

    before: tuple[str, ...] | None
    after: str


STEPS = {
    "answer": Step(("open", "answered"), "answered"),
    "rule": Step(None, "ruled"),
    "withdraw": Step(("open", "answered"), "withdrawn"),
    "close": Step(("ruled",), "closed"),
}
"""Every way from one state to another; what is not here is refused."""


def states_before(kind: str, deed: str) -> tuple[str, ...]:
    """The states in which *deed* may be done to a case of *kind*."""
    before = STEPS[deed].before
    return KINDS[kind].rule_from if before is None else before
