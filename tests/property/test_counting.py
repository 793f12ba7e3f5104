"""The figures that were planted are the figures that are counted, whatever happened to the register in between."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.planted import FIRST, FOURTH, SECOND, THIRD, Note, Planted, placed, plant

from xiandao.core.canonical import canonical_bytes
from xiandao.core.kinds import Registry
from xiandao.core.measures import Measure, measure_from, measure_text
from xiandao.core.plan import Plan
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_registers import KINDS
from xiandao.registers.binding import proposals
from xiandao.registers.counting import tally
from xiandao.registers.counting_values import Moment
from xiandao.registers.history import History
from xiandao.writers.plan_json import plan_from_dict

ROOT = Path(__file__).resolve().parents[2]
PLANS = ("xishan", "yangzhou", "suzhou", "nantong", "jiangsu")
DAYS = tuple(dt.date(*day) for day in ((2023, 12, 31), (2024, 12, 31), (2025, 6, 30), (2026, 12, 31), (2030, 1, 1)))
KNOWN = (FIRST, SECOND, THIRD, FOURTH)
moments = st.builds(Moment, st.sampled_from(DAYS), st.sampled_from(KNOWN))


@cache
def registry() -> Registry:
    loaded = load_pack(ROOT / "packs" / "kinds", KINDS)
    assert loaded.value is not None
    return loaded.value


def plan(name: str) -> Plan:
    facts = json.loads((ROOT / "samples" / "facts" / f"{name}.json").read_text("utf-8"))
    return plan_from_dict({**facts, "source": {"name": name, "media_type": "text/plain"}})


@cache
def measures(name: str) -> tuple[Measure, ...]:
    """The first measure proposed for each target, each at a place of its own."""
    read = plan(name)
    offered = (proposals(each, read.document, registry()) for each in read.targets)
    return tuple(placed(each[0].measure, number) for number, each in enumerate(offered) if each)


@cache
def planted(name: str, seed: int) -> Planted:
    return plant(measures(name), registry(), seed)


@cache
def register(name: str, seed: int, known_at: dt.datetime) -> tuple[History, ...]:
    return planted(name, seed).histories(registry(), known_at)


def total(notes: Iterable[Note]) -> Decimal:
    return sum((each.amount for each in notes), Decimal(0))


@pytest.mark.parametrize("name", PLANS)
@given(seed=st.integers(0, 3), moment=moments)
def test_the_targets_of_the_real_plans_give_exactly_the_planted_figures(name: str, seed: int, moment: Moment) -> None:
    truth = planted(name, seed)
    histories = register(name, seed, moment.known_at)
    for measure in measures(name):
        counted = tally(measure, histories, moment)
        if not measure.is_counted:
            assert counted.figure is None
            continue
        wanted = truth.counting(measure.place, *moment)
        assert [each.entity for each in counted.members] == sorted(each.entity for each in wanted)
        assert counted.figure == total(wanted)
        for part in counted.parts:
            within = [each for each in wanted if part.group in ("", each.group)]
            assert part.figure == total(each for each in within if part.year in (None, each.day.year))


@given(moment=moments, later=st.sampled_from(KNOWN))
def test_what_is_learned_later_changes_no_byte_of_what_was_counted(moment: Moment, later: dt.datetime) -> None:
    truth = planted("xishan", 0)
    then = truth.histories(registry(), moment.known_at)
    said_by_then = [
        History(
            key=history.key,
            kind=history.kind,
            saids=tuple(each for each in history.saids if each.at <= max(moment.known_at, later)),
        )
        for history in reversed(then)
    ]
    for measure in measures("xishan"):
        one, other = (tally(measure, histories, moment) for histories in (then, said_by_then))
        assert canonical_bytes(one.parts) == canonical_bytes(other.parts)
        assert canonical_bytes([*one.members]) == canonical_bytes([*other.members])


@pytest.mark.parametrize("name", PLANS)
def test_every_member_and_every_other_says_why(name: str) -> None:
    truth = planted(name, 1)
    for measure in measures(name):
        counted = tally(measure, truth.histories(registry(), FOURTH), Moment(DAYS[-1], FOURTH))
        assert all(each.reasons for each in counted.entries)
        assert {each.entity for each in counted.entries} >= {
            each.entity for each in truth.notes.get(measure.place, ()) if each.unknown is None
        }


@pytest.mark.parametrize("name", PLANS)
def test_a_measure_is_the_same_after_a_file(name: str) -> None:
    for measure in measures(name):
        text = measure_text(measure)
        assert measure_from(text) == measure
        assert measure_text(measure_from(text)) == text
