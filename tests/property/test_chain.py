"""Whatever is done to a chain whose end is signed, the audit finds it; nothing done, it finds nothing."""

from __future__ import annotations

from datetime import UTC, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders.seals import NOON, chain_of, heads, trusted

from xiandao.core.canonical import digest_of
from xiandao.core.chain import Deed, Head, Line, append
from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import head_from, head_line, heads_of
from xiandao.core.sealing import Seal

NAMES = st.sampled_from(("post:1", "post:2", "duty-assigned", "duty", "县"))
DIGESTS = st.one_of(st.none(), st.sampled_from(("sha256:aa", "sha256:bb")))
DETAILS = st.dictionaries(st.text(max_size=3), st.one_of(st.integers(), st.text(max_size=3), st.none()), max_size=2)
TIMES = st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds))
DEEDS = st.builds(Deed, TIMES, NAMES, NAMES, NAMES, NAMES, DETAILS, DIGESTS, DIGESTS)
CHAINS = st.lists(DEEDS, min_size=1, max_size=8).map(chain_of)


def audit(lines: list[Line], signed: list[Head]) -> Verdict:
    return verify(lines, signed, trusted(1))


def place(data: st.DataObject, lines: list[Line]) -> int:
    return data.draw(st.integers(0, len(lines) - 1))


def ends_of(data: st.DataObject, lines: list[Line]) -> list[Head]:
    """Heads at some places, at the end always."""
    return heads(lines, *sorted(data.draw(st.sets(st.integers(0, len(lines))))), len(lines))


@given(CHAINS, st.data())
def test_a_chain_as_it_was_written_is_sound(lines: list[Line], data: st.DataObject) -> None:
    assert audit(lines, ends_of(data, lines)) == Verdict((), (), 0, len(lines), len(lines))


@given(DEEDS, st.text(max_size=3))
def test_a_line_is_hashed_over_the_canonical_bytes_of_its_fields(deed: Deed, previous: str) -> None:
    line = append(Line(6, deed, "", previous), deed)
    assert line.hash == digest_of({**deed._asdict(), "seq": 7, "previous": previous})


@given(CHAINS, st.data(), DEEDS)
def test_any_edit_of_a_deed_is_found(lines: list[Line], data: st.DataObject, other: Deed) -> None:
    at, signed = place(data, lines), ends_of(data, lines)
    field = data.draw(st.sampled_from(Deed._fields))
    edited = lines[at].deed._replace(**{field: getattr(other, field)})
    assume(edited != lines[at].deed)
    assert audit([*lines[:at], lines[at]._replace(deed=edited), *lines[at + 1 :]], signed).faults


@given(CHAINS, st.data(), st.integers(-1, 10), st.sampled_from(("", "sha256:00", "sha256:" + "a" * 64)))
def test_any_edit_of_a_place_or_a_hash_is_found(lines: list[Line], data: st.DataObject, seq: int, text: str) -> None:
    at, signed = place(data, lines), ends_of(data, lines)
    line = lines[at]
    for edited in (line._replace(seq=seq), line._replace(previous=text), line._replace(hash=text)):
        if edited != line:
            assert audit([*lines[:at], edited, *lines[at + 1 :]], signed).faults


@given(CHAINS, st.data(), DEEDS)
def test_an_edit_with_a_hash_that_fits_is_found(lines: list[Line], data: st.DataObject, other: Deed) -> None:
    at, signed = place(data, lines), ends_of(data, lines)
    assume(other != lines[at].deed)
    edited = append(lines[at - 1] if at else None, other)
    assert audit([*lines[:at], edited, *lines[at + 1 :]], signed).faults


@given(CHAINS, st.data())
def test_any_removal_is_found(lines: list[Line], data: st.DataObject) -> None:
    signed = ends_of(data, lines)
    start = place(data, lines)
    end = data.draw(st.integers(start + 1, len(lines)))
    assert audit(lines[:start] + lines[end:], signed).faults


@given(CHAINS, st.data())
def test_any_other_order_is_found(lines: list[Line], data: st.DataObject) -> None:
    other = data.draw(st.permutations(lines))
    assume(other != lines)
    assert audit(other, ends_of(data, lines)).faults


@given(CHAINS, st.data())
def test_any_repetition_is_found(lines: list[Line], data: st.DataObject) -> None:
    at, to = place(data, lines), data.draw(st.integers(0, len(lines)))
    assert audit([*lines[:to], lines[at], *lines[to:]], ends_of(data, lines)).faults


@given(CHAINS, st.data(), DEEDS)
def test_an_inserted_line_is_found_and_behind_the_last_head_is_noticed(
    lines: list[Line], data: st.DataObject, other: Deed
) -> None:
    at, signed = data.draw(st.integers(0, len(lines))), ends_of(data, lines)
    added = append(lines[at - 1] if at else None, other)
    verdict = audit([*lines[:at], added, *lines[at:]], signed)
    assert verdict.faults or [each.code for each in verdict.notices] == ["audit-tail-unsigned"]
    assert verdict.faults or at == len(lines)


@given(CHAINS, st.data(), DEEDS)
def test_a_chain_written_anew_from_anywhere_is_found(lines: list[Line], data: st.DataObject, other: Deed) -> None:
    at, signed = place(data, lines), ends_of(data, lines)
    deeds = [line.deed for line in lines]
    change = data.draw(st.sampled_from(("edit", "insert", "remove")))
    deeds[at : at + (change != "insert")] = [] if change == "remove" else [other]
    assume(deeds != [line.deed for line in lines])
    verdict = audit(chain_of(deeds), signed)
    assert verdict.faults
    assert verdict.signed <= at


@given(CHAINS, st.data())
def test_lines_behind_the_last_head_are_no_fault(lines: list[Line], data: st.DataObject) -> None:
    signed = data.draw(st.integers(0, len(lines) - 1))
    verdict = audit(lines, heads(lines, signed))
    assert (verdict.faults, verdict.signed) == ((), signed)
    assert [each.values for each in verdict.notices] == [(("first", str(signed + 1)), ("last", str(len(lines))))]


@given(CHAINS, st.data())
def test_a_file_of_heads_cut_by_a_crash_loses_its_last_head_alone(lines: list[Line], data: st.DataObject) -> None:
    signed = heads(lines, *range(len(lines) + 1))
    written = [head_line(each) for each in signed]
    written[-1] = written[-1][: data.draw(st.integers(1, len(written[-1]) - 2))]
    verdict = verify(lines, heads_of(written), trusted(1))
    assert verdict.faults == ()
    assert [each.code for each in verdict.notices] == ["audit-head-cut", "audit-tail-unsigned"]


@given(CHAINS, st.data())
def test_any_changed_byte_in_the_file_of_heads_is_found(lines: list[Line], data: st.DataObject) -> None:
    signed = b"".join(head_line(each) for each in heads(lines, 0, len(lines), len(lines)))
    at = data.draw(st.integers(0, len(signed) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != signed[at]))
    changed = signed[:at] + bytes([byte]) + signed[at + 1 :]
    verdict = verify(lines, heads_of(changed.splitlines(keepends=True)), trusted(1))
    assert verdict.faults or verdict.notices or changed.split() == signed.split()


HEADS = st.builds(
    Head,
    st.integers(0, 10**20),
    st.text(max_size=3),
    st.builds(
        Seal,
        algorithm=st.text(max_size=3),
        key_id=st.text('a"\\é\n', max_size=3),
        digest=st.text(max_size=3),
        at=st.datetimes(timezones=st.just(UTC)),
        by=st.text(max_size=3),
        signature=st.text(max_size=3),
    ),
)


@given(HEADS)
def test_any_head_is_read_as_it_was_written(head: Head) -> None:
    assert head_from(head_line(head)) == head


@given(HEADS, st.data())
def test_a_line_is_read_as_a_head_only_where_it_is_written_as_one(head: Head, data: st.DataObject) -> None:
    line = head_line(head)
    at = data.draw(st.integers(0, len(line) - 2))
    changed = line[:at] + data.draw(st.sampled_from((b"", b" ", b"0", b"a", b'"', b"\\", b"\xff"))) + line[at + 1 :]
    try:
        found = head_from(changed)
    except ValueError:
        return
    assert head_line(found) == changed
