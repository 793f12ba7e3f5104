"""The file of heads keeps every head that was written whole."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.builders.seals import chain, heads, trusted

from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import head_line, heads_of
from xiandao.writers.chain_file import append_head

LINES = chain(6)
HEADS = heads(LINES, *range(7))


@pytest.mark.parametrize("left", [1, 20, -1])
def test_a_head_cut_by_a_crash_does_not_spoil_the_next(tmp_path: Path, left: int) -> None:
    path = tmp_path / "heads.jsonl"
    append_head(path, HEADS[0])
    with path.open("ab") as file:
        file.write(head_line(HEADS[1])[:left])
    append_head(path, HEADS[2])
    with path.open("rb") as file:
        assert list(heads_of(file)) == [HEADS[0], HEADS[2]]


def test_a_file_that_holds_nothing_but_a_cut_head_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_bytes(head_line(HEADS[0])[:-1])
    append_head(path, HEADS[1])
    assert path.read_bytes() == head_line(HEADS[1])


def test_heads_written_at_the_same_time_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda head: append_head(path, head), HEADS))
    with path.open("rb") as file:
        assert verify(LINES, heads_of(file), trusted(1)) == Verdict((), (), 0, 6, 6)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
