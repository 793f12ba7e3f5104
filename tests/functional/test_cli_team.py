"""Work shared out among processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from xiandao.cli.team import AHEAD, shared_out


def slowly_doubled(number: int) -> int:
    time.sleep(0.002 * (number % 5))
    return 2 * number


def fatal_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("among", [1, 2, 5])
def test_results_come_in_the_order_of_the_work(among: int) -> None:
    assert list(shared_out(slowly_doubled, range(50), among=among, lost=int)) == [2 * i for i in range(50)]


def test_a_process_that_dies_loses_its_piece_and_no_other() -> None:
    results = list(shared_out(fatal_at_seven, range(20), among=2, lost=lambda piece: -piece))
    assert results == [-i if i == 7 else i for i in range(20)]


def test_ending_early_leaves_no_process_behind() -> None:
    with closing(shared_out(slowly_doubled, range(1000), among=3, lost=int)) as results:
        assert next(results) == 0
    assert multiprocessing.active_children() == []


def test_no_work_needs_no_process() -> None:
    assert list(shared_out(slowly_doubled, [], among=4, lost=int)) == []


def test_work_is_handed_out_only_a_little_ahead_of_what_is_taken() -> None:
    pieces = Counted(400)
    with closing(shared_out(slowly_doubled, pieces, among=2, lost=int)) as results:
        next(results)
        time.sleep(0.2)
        assert pieces.highest < 2 * AHEAD


class Counted(Sequence[int]):
    """The numbers below *size*, and the highest that was asked for."""

    def __init__(self, size: int) -> None:
        self.size, self.highest = size, -1

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - as Sequence has it
        self.highest = max(self.highest, at)
        return at
