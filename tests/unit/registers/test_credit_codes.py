"""Credit codes by the million get the verdicts that one code gets alone."""

from __future__ import annotations

import numpy as np
import pytest

from xiandao.core.identifiers_credit import check_credit_code, credit_code_check, organisation_code_check
from xiandao.registers import credit_codes
from xiandao.registers.credit_codes import CHUNK, VERDICTS, credit_code_verdicts, invalid_codes

GOOD = "91350100M000100Y43"
DIRTY = [
    "",
    "无",
    "9.13201E+17",
    "9.132011234567E+17",  # as long as a code, and none
    GOOD,
    f" {GOOD} ",
    GOOD.lower(),
    "９１３５０１００Ｍ０００１００Ｙ４３",
    GOOD[:-1],
    GOOD * 1000,
    "B" + GOOD[1:],
    "91990Y00M000100Y43",
    "91350100M000100Y53",
    "91350100M000100Y44",
    "9135O1OOMOOO1OOY43",
    "\ud800" * 18,
    "🀄" * 18,
    "\x00" * 18,
]


def test_no_codes_have_no_verdicts() -> None:
    assert credit_code_verdicts([]).tolist() == []
    assert list(invalid_codes([GOOD])) == []


def test_verdicts_are_those_of_one_code_alone() -> None:
    alone = [next((fault.code for fault in check_credit_code(code).faults), "") for code in DIRTY]
    assert [VERDICTS[verdict] for verdict in credit_code_verdicts(DIRTY)] == alone
    assert set(VERDICTS) - set(alone) == set()


def test_codes_keep_their_places_over_chunks() -> None:
    codes = [GOOD] * (CHUNK + 3)
    codes[CHUNK - 1], codes[CHUNK + 1] = GOOD[:-1], "91350100M000100Y44"
    assert list(invalid_codes(codes)) == [(CHUNK - 1, "credit-code-length"), (CHUNK + 1, "credit-code-check")]


def test_verdicts_do_not_depend_on_the_size_of_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = credit_code_verdicts(DIRTY)
    monkeypatch.setattr(credit_codes, "CHUNK", 4)
    assert np.array_equal(credit_code_verdicts(DIRTY), whole)


def test_of_all_swaps_of_unequal_neighbours_none_passes() -> None:
    body = "913201007M3KTX41"
    body += organisation_code_check(body[8:])
    code = body + credit_code_check(body)
    swapped = [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1) if code[at] != code[at + 1]
    ]
    assert len(swapped) > 10
    assert credit_code_verdicts(swapped).all()
    assert not credit_code_verdicts([code]).any()
