"""The audit of a chain: lines against their hashes, one another and the signed heads, in one pass."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xiandao.core.canonical import DIGESTS, Digest
from xiandao.core.chain import START, Head, Line, head_digest, is_whole
from xiandao.core.findings import Finding, finding
from xiandao.core.sealing import Verifier, seal_fault

NOTICES = frozenset(("audit-tail-unsigned", "audit-head-cut"))
"""Findings that a crash explains; all others are faults."""
OUT_OF_TURN = 1_024
"""How many heads may overtake one: processes that write at the same time sign in any order."""


class Verdict(NamedTuple):
    """What an audit found.

    Attributes:
        faults: The first ones, in the order of the chain; empty when the chain is sound.
        notices: What a person should know though nothing is wrong.
        unlisted: How many more faults there are than are listed.
        lines: How many lines stand in unbroken order.
        signed: Up to which line signed heads vouch for the chain as it is.
    """

    faults: tuple[Finding, ...]
    notices: tuple[Finding, ...]
    unlisted: int
    lines: int
    signed: int


@dataclass(slots=True)
class _Books:
    """What the pass has seen so far."""

    most: int
    faults: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)
    unlisted: int = 0
    seq: int = 0
    before: int = -1
    hash: str = START
    agreed: int = 0
    covered: int = -1
    is_rebuilt: bool = False

    def note(self, found: Finding) -> None:
        if found.code in NOTICES:
            self.notices.append(found)
        elif len(self.faults) < self.most:
            self.faults.append(found)
        else:
            self.unlisted += 1


def verify(
    lines: Iterable[Line],
    heads: Iterable[Head | Finding],
    keys: Mapping[str, Verifier],
    *,
    most: int = 100,
    known: Mapping[str, Digest] = DIGESTS,
) -> Verdict:
    """Whether the chain is as it was written.

    Finds lines that were changed, removed, repeated, put elsewhere or inserted; a tail that was cut; and a chain that
    was written anew with hashes that fit, since it ends otherwise than its signed heads say. Lines behind the last
    head are a notice: a crash between a deed and its head leaves them. Memory does not grow with the chain.

    Args:
        lines: In the order in which they are stored.
        heads: As ``chain_heads.heads_of`` yields them, in the order of the file. Without a single one that *keys*
            confirm nothing is proved, hence the head of an empty chain.
        keys: The public keys trusted, by their id.
        most: How many faults are listed.
        known: The digest algorithms accepted.
    """
    books = _Books(most)
    waiting = _authentic(heads, keys, books)
    signed = _compare(next(waiting, None), waiting, books)
    for line in lines:
        if _take(line, books):
            if not is_whole(line, known=known):
                books.note(finding("audit-line-changed", first=line.seq))
            if signed is not None and signed.count <= line.seq:
                signed = _compare(signed, waiting, books)
    _close(signed, waiting, books)
    signed_to = min(books.agreed, books.seq)
    return Verdict(tuple(books.faults), tuple(books.notices), books.unlisted, books.seq, signed_to)


def _take(line: Line, books: _Books) -> bool:
    """Whether *line* goes on with the chain; what is wrong with its place is noted."""
    if line.seq <= books.seq:
        books.note(finding("audit-line-repeated" if line.seq == books.seq else "audit-line-misplaced", first=line.seq))
        return False
    if line.seq > books.seq + 1:
        books.note(finding("audit-lines-missing", first=books.seq + 1, last=line.seq - 1))
    elif line.previous != books.hash:
        books.note(finding("audit-link-broken", first=line.seq))
    books.before, books.seq, books.hash = books.seq, line.seq, line.hash
    return True


def _compare(signed: Head | None, waiting: Iterator[Head], books: _Books) -> Head | None:
    """Puts the heads that are due against the line reached; the first that is not due yet."""
    while signed is not None and signed.count <= books.seq:
        books.covered = max(books.covered, signed.count)
        if signed.count <= books.before:
            books.note(finding("audit-head-misplaced", first=signed.count))
        elif signed.count == books.seq and signed.hash == books.hash:
            books.agreed = books.agreed if books.is_rebuilt else signed.count
        elif signed.count == books.seq and not books.is_rebuilt:
            books.is_rebuilt = True  # every later head says the same again
            books.note(finding("audit-rebuilt", first=books.agreed + 1, last=signed.count))
        signed = next(waiting, None)
    return signed


def _close(signed: Head | None, waiting: Iterator[Head], books: _Books) -> None:
    """What only the end shows: a tail that is gone, or one that nobody signed."""
    end = books.seq
    while signed is not None:
        books.covered = max(books.covered, signed.count)
        signed = next(waiting, None)
    if books.covered > end:
        books.note(finding("audit-tail-missing", first=end + 1, last=books.covered))
    elif books.covered < 0:
        books.note(finding("audit-heads-none"))
    elif books.covered < end:
        books.note(finding("audit-tail-unsigned", first=books.covered + 1, last=end))


def _authentic(heads: Iterable[Head | Finding], keys: Mapping[str, Verifier], books: _Books) -> Iterator[Head]:
    """The heads whose signatures are good, by what they count; the others are noted."""
    turn: list[tuple[int, int, Head]] = []
    for number, each in enumerate(heads):
        if isinstance(each, Finding):
            books.note(each)
        elif fault := seal_fault(each.seal, head_digest(each.count, each.hash), keys):
            books.note(finding("audit-head-forged", first=each.count, reason=fault))
        else:
            heapq.heappush(turn, (each.count, number, each))
        if len(turn) > OUT_OF_TURN:
            yield heapq.heappop(turn)[2]
    while turn:
        yield heapq.heappop(turn)[2]
