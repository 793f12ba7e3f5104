"""Checking a draft costs no more than its length."""

from __future__ import annotations

import pytest
from tests.builders.cost import processor_seconds

from xiandao.reading.lint.sum_differs import _WHOLE

SECONDS = 0.5


@pytest.mark.parametrize("piece", ["5", "1.", "5O0", "1亿元", "12家", "12家其中"])
def test_a_whole_is_looked_for_once_in_every_run_of_digits(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert processor_seconds(lambda: sum(1 for _ in _WHOLE.finditer(text))) < SECONDS
