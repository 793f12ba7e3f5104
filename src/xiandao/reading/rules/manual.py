"""A page of the manual for a rule that reads more than one clause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """What a rule reads and what it leaves, for the manual and for its test.

    Attributes:
        id: The rule's id, as items carry it.
        note: When it applies, in one Chinese sentence.
        reads: Texts, of one line or several, in which it finds something.
        leaves: Texts in which it finds nothing.
    """

    id: str
    note: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
