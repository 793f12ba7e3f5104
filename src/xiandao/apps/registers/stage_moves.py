"""The legal moves of an entity, with the papers that each needs and what must be known before."""

from __future__ import annotations

from typing import NamedTuple

from xiandao.apps.registers.telling import name_in, property_name
from xiandao.core.kinds import STAGE, Kind, Transition
from xiandao.core.messages import Language
from xiandao.core.statements import Row


class Move(NamedTuple):
    """A legal move.

    Attributes:
        code: Of the stage entered. name: as it is called.
        papers: What papers it needs, each by name.
        lacking: Names of what must be known before and is not: such a move is not offered yet.
        is_end: Whether it is left by nobody.
    """

    code: str
    name: str
    papers: tuple[str, ...]
    lacking: tuple[str, ...]
    is_end: bool


def moves_of(kind: Kind, row: Row, language: Language) -> list[Move]:
    """The moves out of the stage in which the entity is."""
    here = next(iter(row.values.get(STAGE, ())), "")
    stages = {each.code: each for each in kind.stages}
    return [
        Move(
            each.target,
            name_in(stages[each.target], language),
            each.evidence,
            _lacking(kind, row, each, language),
            stages[each.target].end,
        )
        for each in kind.moves(here)
    ]


def _lacking(kind: Kind, row: Row, move: Transition, language: Language) -> tuple[str, ...]:
    return tuple(property_name(kind, code, language) for code in move.known if not row.values.get(code))
