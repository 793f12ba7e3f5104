"""Moves between stages, rungs of ladders, and what has grown old."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.builders.said import FIRM, OFFICE, moment, said

from xiandao.core.conditions import Answer, Condition
from xiandao.core.kinds import Ladder, Rung
from xiandao.core.statements import Row, Said
from xiandao.registers.fold import folded
from xiandao.registers.stages import move_faults, stale_properties, stale_since, standing


def row(*saids: Said, day: str = "2026-06-01") -> Row:
    return folded(saids, FIRM, on=dt.date.fromisoformat(day), known_at=moment("2030-01-01"))


PLANNED = said("2026-01-01", OFFICE, name="甲", stage="planned", since="2026-01-01")


@pytest.mark.parametrize(
    ("told", "target", "papers", "codes"),
    [
        ((PLANNED,), "running", ("验收意见",), ["stage-move-illegal"]),
        ((PLANNED,), "gone", (), ["stage-unknown"]),
        ((PLANNED,), "built", (), ["stage-evidence-missing", "stage-property-missing"]),
        ((PLANNED,), "built", ("立项批复",), ["stage-property-missing"]),
        ((PLANNED, said("2026-01-02", staff="5")), "built", ("立项批复",), []),
        ((said("2026-01-01", name="甲"),), "planned", (), []),
    ],
)
def test_a_move_needs_its_papers_its_values_and_a_way(
    told: tuple[Said, ...], target: str, papers: tuple[str, ...], codes: list[str]
) -> None:
    assert [each.code for each in move_faults(FIRM, row(*told), target, papers)] == codes


def test_an_illegal_move_names_the_legal_ones() -> None:
    (fault,) = move_faults(FIRM, row(PLANNED), "running", ())
    assert dict(fault.values)["legal"] == "在建"


def test_a_ladder_says_what_is_missing_and_what_is_only_not_known() -> None:
    many = Condition(property="staff", operator="at-least", values=("100",))
    rich = Condition(property="revenue", operator="at-least", values=("20000000",))
    ladder = Ladder(
        code="size",
        name="规模",
        rungs=(Rung(code="any", name="入库"), Rung(code="large", name="规上", rules=(many, rich))),
    )
    found = standing(ladder, row(PLANNED, said("2026-01-02", staff="20")))
    assert found.rung is not None
    assert found.rung.code == "any"
    assert found.missing == ((many, Answer.NO), (rich, Answer.UNKNOWN))


def test_who_stands_still_too_long_is_asked_about_but_not_at_an_end() -> None:
    assert stale_since(FIRM, row(PLANNED), dt.date(2026, 6, 1)) is None
    assert stale_since(FIRM, row(PLANNED, day="2026-12-01"), dt.date(2026, 12, 1)) == dt.date(2026, 6, 30)
    ended = said("2026-01-03", OFFICE, stage="running", since="2026-01-02")
    assert stale_since(FIRM, row(PLANNED, ended, day="2029-12-01"), dt.date(2029, 12, 1)) is None


def test_a_value_of_unknown_age_is_as_stale_as_an_old_one() -> None:
    fresh = row(PLANNED, said("2026-01-02", staff="20", since="2026-01-01"))
    undated = row(PLANNED, said("2026-01-02", staff="20"))
    assert stale_properties(FIRM, fresh, dt.date(2026, 6, 1)) == ()
    assert [each.code for each in stale_properties(FIRM, undated, dt.date(2026, 6, 1))] == ["staff"]
