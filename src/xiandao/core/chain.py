"""The audit chain: one line a deed, each holding the hash of the one before, and signed heads kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from xiandao.core.canonical import DIGESTS, SHA256, Digest, canonical_text, digest, digest_of, matches
from xiandao.core.sealing import Seal, Signer, seal

START = ""
"""What stands for the hash of the line before the first, and for the hash of a chain without lines."""
HEAD_FORMAT = "xiandao-head/1"


class Deed(NamedTuple):
    """What somebody did to something.

    Attributes:
        at: When; aware.
        actor: Id of the person, post or job that did it.
        deed: The verb, ``duty-assigned`` for instance.
        object_kind: The kind of thing it was done to.
        object_id: Which one.
        detail: What else is worth keeping, as JSON knows it: text, numbers, lists, mappings. Ids and digests, no
            personal data, since a line stays for ever.
        before: Digest of the thing before, or ``None`` where there was none.
        after: Digest of the thing after, or ``None`` where there is none any more.
    """

    at: datetime
    actor: str
    deed: str
    object_kind: str
    object_id: str
    detail: Mapping[str, object]
    before: str | None = None
    after: str | None = None


_FORM = "{" + ",".join(f'"{name}":%s' for name in sorted((*Deed._fields, "previous", "seq"))) + "}"


class Line(NamedTuple):
    """A deed with its place in the chain.

    Attributes:
        seq: Counted from 1, without gaps.
        deed: What was done.
        previous: Hash of the line before, ``START`` for the first.
        hash: Digest of everything else in the line.
    """

    seq: int
    deed: Deed
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement, kept outside the database, of how the chain ended.

    Attributes:
        count: How many lines there were; 0 when the chain was set up.
        hash: Of the last of them, ``START`` for none.
        seal: Over both, with the time and the installation that signed.
    """

    count: int
    hash: str
    seal: Seal


def append(previous: Line | None, deed: Deed, *, by: Digest = SHA256) -> Line:
    """The line of *deed* behind *previous*, or the first line where that is ``None``.

    Raises:
        ValueError, TypeError: When the deed holds what has no canonical bytes, a naive time for instance.
    """
    seq, before = (1, START) if previous is None else (previous.seq + 1, previous.hash)
    return Line(seq, deed, before, digest(_line_bytes(seq, deed, before), by=by))


def is_whole(line: Line, *, known: Mapping[str, Digest] = DIGESTS) -> bool:
    """Whether the line is as it was when it got its hash."""
    try:
        return matches(_line_bytes(line.seq, line.deed, line.previous), line.hash, known=known)
    except (ValueError, TypeError):  # what was never canonical was never appended
        return False


def head(last: Line | None, signer: Signer, *, at: datetime, by: str) -> Head:
    """The head of a chain that ends with *last*; sign one with ``None`` when the chain is set up."""
    count, end = (0, START) if last is None else (last.seq, last.hash)
    return Head(count, end, seal(head_digest(count, end), signer, at=at, by=by))


def head_digest(count: int, end: str) -> str:
    """What the seal of a head is over."""
    return digest_of({"format": HEAD_FORMAT, "count": count, "hash": end})


def _line_bytes(seq: int, deed: Deed, previous: str) -> bytes:
    """The canonical bytes of all fields of a line but its hash, which this writes faster: a chain is long."""
    at, actor, verb, kind, object_id, detail, before, after = deed
    in_order = (actor, after, at, before, verb, detail, object_id, kind, previous, seq)
    return (_FORM % tuple(map(canonical_text, in_order))).encode("utf-8", "surrogatepass")
