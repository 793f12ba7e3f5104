"""A short run of ``bench/fuzz.py``: whatever the text, a plan comes out, and it holds together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from fuzzing.faults import kernel_faults, plan_faults
from fuzzing.texts import MAKERS, document, genre, joined, long_line, mutated, senseless, text_made
from xiandao.core.text import Source
from xiandao.reading import read_plan

SHARES: dict[Callable[[Random], str], int] = {
    genre: 110,
    document: 80,
    senseless: 70,
    long_line: 2,
    mutated: 90,
    joined: 40,
}


def test_the_short_run_has_every_maker_of_texts() -> None:
    assert set(SHARES) == set(MAKERS)


@pytest.mark.parametrize("make", SHARES, ids=lambda make: make.__name__)
def test_a_plan_comes_out_of_every_text_and_holds_together(make: Callable[[Random], str]) -> None:
    faults = {}
    for number in range(SHARES[make]):
        chance = Random(f"short/{make.__name__}/{number}")
        if found := kernel_faults(make(chance), chance):
            faults[number] = found
    assert not faults


def test_the_same_chance_makes_the_same_text() -> None:
    assert [text_made(Random(f"{number}")) for number in range(20)] == [
        text_made(Random(f"{number}")) for number in range(20)
    ]


def test_a_plan_that_says_what_the_text_does_not_is_found_out() -> None:
    plan = read_plan(Source(name="plan.txt", media_type="text/plain", text="到2027年，培育企业30家以上。"))
    assert list(plan_faults(plan, "到2027年，培育企业30家以上。")) == []
    assert len(list(plan_faults(plan, "到2028年，建设平台55个。"))) >= 1
