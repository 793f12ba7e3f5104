"""The audit of a chain names what was done to it, and where."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import datetime

import pytest
from tests.builders.seals import NOON, chain, chain_of, deed, heads, signer, trusted

from xiandao.core.canonical import DIGESTS, Digest
from xiandao.core.chain import START, Head, Line, append, is_whole
from xiandao.core.chain_audit import OUT_OF_TURN, Verdict, verify
from xiandao.core.chain_heads import head_from, head_line, heads_of, sparse
from xiandao.core.findings import Finding


def audit(lines: Iterable[Line], signed: Iterable[Head | Finding]) -> Verdict:
    return verify(lines, signed, trusted(1))


def told(found: tuple[Finding, ...]) -> list[tuple[str, ...]]:
    return [(each.code, *(value for _, value in each.values)) for each in found]


LINES = chain(9)
HEADS = heads(LINES, 0, 3, 6, 9)


def test_a_changed_line_is_found() -> None:
    lines = list(LINES)
    lines[4] = lines[4]._replace(deed=lines[4].deed._replace(actor="post:8"))
    assert told(audit(lines, HEADS).faults) == [("audit-line-changed", "5")]


def test_a_changed_line_with_a_hash_that_fits_breaks_the_link_behind_it() -> None:
    lines = list(LINES)
    lines[4] = append(lines[3], deed(99))
    assert told(audit(lines, HEADS).faults) == [("audit-link-broken", "6")]


def test_removed_lines_are_found() -> None:
    assert told(audit(LINES[:3] + LINES[5:], HEADS).faults) == [("audit-lines-missing", "4", "5")]


def test_a_removed_first_line_is_found() -> None:
    assert told(audit(LINES[1:], HEADS).faults) == [("audit-lines-missing", "1", "1")]


def test_lines_that_changed_places_are_found() -> None:
    lines = [*LINES[:3], LINES[4], LINES[3], *LINES[5:]]
    assert told(audit(lines, HEADS).faults) == [("audit-lines-missing", "4", "4"), ("audit-line-misplaced", "4")]


def test_a_line_that_stands_twice_is_found() -> None:
    assert told(audit([*LINES[:4], LINES[3], *LINES[4:]], HEADS).faults) == [("audit-line-repeated", "4")]


def test_a_cut_tail_is_found() -> None:
    assert told(audit(LINES[:7], HEADS).faults) == [("audit-tail-missing", "8", "9")]


def test_an_emptied_chain_is_found() -> None:
    assert told(audit([], HEADS).faults) == [("audit-tail-missing", "1", "9")]


def test_a_chain_written_anew_with_hashes_that_fit_is_found_by_its_heads() -> None:
    deeds = [line.deed for line in LINES]
    deeds[4] = deed(99)
    verdict = audit(chain_of(deeds), HEADS)
    assert told(verdict.faults) == [("audit-rebuilt", "4", "6")]
    assert (verdict.lines, verdict.signed) == (9, 3)


def test_a_chain_written_anew_from_its_first_line_is_found() -> None:
    assert told(audit(chain_of(deed(100 + number) for number in range(9)), HEADS).faults) == [
        ("audit-rebuilt", "1", "3")
    ]


def test_a_chain_without_any_head_proves_nothing() -> None:
    assert told(audit(LINES, []).faults) == [("audit-heads-none",)]


def test_a_head_signed_with_a_strangers_key_is_no_head() -> None:
    strange = heads(chain_of(map(deed, range(50, 59))), 9, number=2)
    verdict = audit(LINES, [*HEADS, *strange])
    assert told(verdict.faults) == [("audit-head-forged", "9", "seal-key-unknown")]


@pytest.mark.parametrize("change", [{"count": 8}, {"hash": LINES[3].hash}])
def test_a_head_that_was_changed_is_no_head(change: dict[str, object]) -> None:
    kept = {"count": 9, "hash": HEADS[-1].hash, "seal": HEADS[-1].seal} | change
    verdict = audit(LINES, [*HEADS[:-1], Head(**kept)])  # type: ignore[arg-type]
    assert [each.code for each in verdict.faults] == ["audit-head-forged"]
    assert told(verdict.notices) == [("audit-tail-unsigned", "7", "9")]


def test_a_damaged_head_in_the_middle_of_the_file_is_a_fault_and_at_its_end_a_notice() -> None:
    lines = [head_line(each) for each in HEADS]
    lines[1] = lines[1][:-9]
    lines[3] = lines[3][:40]
    verdict = audit(LINES[:6], heads_of(lines))
    assert told(verdict.faults) == [("audit-head-damaged", "2")]
    assert told(verdict.notices) == [("audit-head-cut", "4")]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"\x00" * 40,
        head_line(HEADS[1]).replace(b'"count":3', b'"count":-3'),
        head_line(HEADS[1]).replace(b'"count":3', b'"count":true'),
        head_line(HEADS[1]).replace(b'"by":"province"', b'"by":7'),
        head_line(HEADS[1]).replace(b"12:00:00Z", b"12:00:00"),
        head_line(HEADS[1]).replace(b'"by"', b'"by2"'),
        head_line(HEADS[1]).replace(b'"by":', b'"by": '),
        b" " + head_line(HEADS[1]),
    ],
)
def test_a_line_that_holds_no_head_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own messages differ
        head_from(line)


def test_a_deed_without_a_time_zone_is_never_appended() -> None:
    with pytest.raises(ValueError, match="time zone"):
        append(None, deed(1)._replace(at=datetime(2026, 1, 1)))  # noqa: DTZ001 - naive on purpose


def test_a_line_that_could_never_have_been_appended_is_not_whole() -> None:
    assert not is_whole(LINES[0]._replace(deed=deed(1, x=b"bytes")))


def test_a_line_hashed_by_an_algorithm_that_is_not_accepted_is_a_fault() -> None:
    known: dict[str, Digest] = {}
    assert len(verify(LINES, HEADS, trusted(1), known=known).faults) == len(LINES)


def test_many_faults_are_counted_and_the_first_are_listed() -> None:
    lines = [line._replace(deed=line.deed._replace(actor="x")) for line in LINES]
    verdict = verify(lines, HEADS, trusted(1), most=2)
    assert told(verdict.faults) == [("audit-line-changed", "1"), ("audit-line-changed", "2")]
    assert verdict.unlisted == 7


def test_a_sound_chain_has_neither_faults_nor_notices() -> None:
    assert audit(LINES, HEADS) == Verdict((), (), 0, 9, 9)


def test_a_new_chain_is_sound_with_the_head_of_no_lines() -> None:
    assert HEADS[0].hash == START
    assert audit([], HEADS[:1]) == Verdict((), (), 0, 0, 0)


def test_lines_behind_the_last_head_are_a_notice() -> None:
    verdict = audit(LINES, HEADS[:3])
    assert verdict.faults == ()
    assert told(verdict.notices) == [("audit-tail-unsigned", "7", "9")]
    assert verdict.signed == 6


def test_heads_that_were_signed_out_of_turn_are_no_fault() -> None:
    assert audit(LINES, [HEADS[0], HEADS[2], HEADS[1], HEADS[3]]) == Verdict((), (), 0, 9, 9)


def test_a_head_that_comes_far_too_late_is_a_fault() -> None:
    lines = chain(3)
    late = [*heads(lines, 0), *heads(lines, 3) * (OUT_OF_TURN + 2), *heads(lines, 2)]
    verdict = audit(lines, late)
    assert told(verdict.faults) == [("audit-head-misplaced", "2")]
    assert verdict.signed == 3


def test_a_chain_may_change_its_digest_algorithm() -> None:
    sm3 = DIGESTS.get("sm3", DIGESTS["sha256"])
    lines = [*LINES, append(LINES[-1], deed(10), by=sm3)]
    assert audit(lines, [*HEADS, *heads(lines, 10)]).faults == ()


def test_heads_are_read_as_they_were_written() -> None:
    assert list(heads_of(head_line(each) for each in HEADS)) == HEADS
    assert HEADS[1].seal.at == NOON
    assert HEADS[1].seal.key_id == signer().key_id


def test_thinned_heads_keep_some_all_findings_and_the_latest() -> None:
    lines = chain(30)
    signed = heads(lines, *range(31))
    damaged = Finding(code="audit-head-damaged")
    kept = list(sparse([*signed[:9], damaged, *signed[9:]], every=10, recent=3))
    assert damaged in kept
    counts = [each.count for each in kept if isinstance(each, Head)]
    assert counts == [0, 10, 20, 28, 29, 30]
    assert audit(lines, [each for each in kept if each != damaged]) == Verdict((), (), 0, 30, 30)


def test_the_audit_of_a_long_chain_keeps_no_more_than_that_of_a_short_one() -> None:
    def lines(length: int) -> Iterator[Line]:
        last = None
        for number in range(length):
            last = append(last, deed(number))
            yield last

    peaks = []
    for length in (2_000, 8_000):
        tracemalloc.start()
        assert audit(lines(length), HEADS[:1]).lines == length
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 20_000
