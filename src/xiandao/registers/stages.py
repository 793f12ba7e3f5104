"""Stages that entities pass: which moves are legal, what each still needs, and who has stood still too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from xiandao.core.conditions import Answer, Condition, Under, all_of, answers, flat
from xiandao.core.findings import Finding, finding
from xiandao.core.kinds import STAGE, Kind, Ladder, Property, Rung, Transition
from xiandao.core.statements import Row


class Standing(NamedTuple):
    """Where an entity stands on a ladder.

    Attributes:
        rung: The highest whose rules all hold; ``None`` below the lowest.
        next: The rung above; ``None`` at the top.
        missing: Rules of the next rung that do not hold, or of which nothing is known, with which of the two it is.
    """

    rung: Rung | None
    next: Rung | None
    missing: tuple[tuple[Condition, Answer], ...]


def stage_of(row: Row) -> str:
    """Code of the stage that the entity is in; empty where it is in none."""
    return next(iter(row.values.get(STAGE, ())), "")


def move_faults(kind: Kind, row: Row, target: str, evidence: Collection[str]) -> tuple[Finding, ...]:
    """What keeps the entity from moving to *target* with the papers at hand; empty where it may.

    Codes: ``stage-unknown``, ``stage-move-illegal`` (with the stages it may move to), ``stage-evidence-missing``,
    ``stage-property-missing``.
    """
    names = {each.code: each.name for each in kind.stages}
    if target not in names:
        return (finding("stage-unknown", stage=target, kind=kind.name),)
    here = stage_of(row)
    move = next((each for each in kind.moves(here) if each.target == target), None)
    if move is None:
        legal = "、".join(names[each.target] for each in kind.moves(here))
        return (finding("stage-move-illegal", stage=names.get(here, "—"), target=names[target], legal=legal or "—"),)
    return (*_papers_missing(move, evidence), *_values_missing(kind, move, row))


def _papers_missing(move: Transition, evidence: Collection[str]) -> tuple[Finding, ...]:
    return tuple(finding("stage-evidence-missing", paper=each) for each in move.evidence if each not in evidence)


def _values_missing(kind: Kind, move: Transition, row: Row) -> tuple[Finding, ...]:
    lacking = (kind.property(code) for code in move.known if not row.values.get(code))
    return tuple(finding("stage-property-missing", property=each.name) for each in lacking if each)


def standing(ladder: Ladder, row: Row, *, under: Under = flat) -> Standing:
    """Where the entity stands on *ladder*, and what it lacks for the rung above."""
    told = [answers(rung.rules, row.values, under=under) for rung in ladder.rungs]
    reached = [place for place, each in enumerate(told) if all_of(each) is Answer.YES]
    place = reached[-1] if reached else -1
    rung = ladder.rungs[place] if reached else None
    if place + 1 >= len(ladder.rungs):
        return Standing(rung, None, ())
    above = ladder.rungs[place + 1]
    missing = tuple(
        (rule, found) for rule, found in zip(above.rules, told[place + 1], strict=True) if found is not Answer.YES
    )
    return Standing(rung, above, missing)


def stale_since(kind: Kind, row: Row, on: dt.date) -> dt.date | None:
    """Since which day the entity has stood too long in its stage; ``None`` where it has not, or may."""
    entered = row.since.get(STAGE)
    stage = next((each for each in kind.stages if each.code == stage_of(row)), None)
    if kind.stale_days is None or entered is None or stage is None or stage.end:
        return None
    due = entered + dt.timedelta(days=kind.stale_days)
    return due if due < on else None


def stale_properties(kind: Kind, row: Row, on: dt.date) -> tuple[Property, ...]:
    """Properties whose value is older than it may be, or of which it is not known how old it is."""
    return tuple(
        each
        for each in kind.properties
        if each.fresh_days is not None
        and row.values.get(each.code)
        and (each.code not in row.since or row.since[each.code] + dt.timedelta(days=each.fresh_days) < on)
    )
