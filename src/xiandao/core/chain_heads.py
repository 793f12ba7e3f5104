"""The file of signed heads: JSON Lines, one head a line, only ever appended to."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime

from xiandao.core.canonical import canonical_bytes, value_of
from xiandao.core.chain import Head
from xiandao.core.findings import Finding, finding
from xiandao.core.sealing import Seal, seal_from
from xiandao.core.typed import as_count, as_record

# Nearly every head is of this form, exactly as it is written, and is read in less than half the time by it.
_TEXT = rb'"([^"\\\x00-\x1f\x7f-\xff]*)"'
_TIME = rb'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(?!0{6})\d{6})?Z)"'
_PLAIN = re.compile(
    rb'\{"count":(0|[1-9]\d{0,17}),"hash":' + _TEXT + rb',"seal":\{"algorithm":' + _TEXT + rb',"at":' + _TIME
    + rb',"by":' + _TEXT + rb',"digest":' + _TEXT + rb',"key_id":' + _TEXT + rb',"signature":' + _TEXT + rb"\}\}\n?"
)  # fmt: skip


def head_line(head: Head) -> bytes:
    """*head* as a line of the file, its line break included."""
    return canonical_bytes(head) + b"\n"


def heads_of(lines: Iterable[bytes]) -> Iterator[Head | Finding]:
    """The heads of a file, read line by line.

    A line that holds no head is the finding ``audit-head-damaged``; the last one, which a crash may have cut, only
    ``audit-head-cut``.
    """
    last = None
    for number, line in enumerate(lines, 1):
        if isinstance(last, int):
            yield finding("audit-head-damaged", line=last)
        try:
            yield head_from(line)
            last = None
        except ValueError:
            last = number
    if last is not None:
        yield finding("audit-head-cut", line=last)


def head_from(line: bytes) -> Head:
    """The head that *line* holds.

    Raises:
        ValueError: When it holds none.
    """
    plain = _PLAIN.fullmatch(line)
    if plain is not None:
        return _head(*map(bytes.decode, plain.groups()))
    found = as_record(Head, value_of(line), {"count": as_count, "seal": seal_from})
    if head_line(found).rstrip() != line.rstrip(b"\n"):
        raise ValueError("not a head as it is written")
    return found


def _head(count: str, end: str, *sealed: str) -> Head:
    algorithm, at, by, digest, key_id, signature = sealed
    when = datetime.fromisoformat(at)
    return Head(
        int(count),
        end,
        Seal(algorithm=algorithm, at=when, by=by, digest=digest, key_id=key_id, signature=signature),
    )


def sparse(heads: Iterable[Head | Finding], *, every: int = 1_000, recent: int = 1_000) -> Iterator[Head | Finding]:
    """Each *every*-th head and the *recent* last ones, with all findings.

    A head vouches for every line before it, so that the last alone proves the chain; the others tell where it was
    broken. To check a signature takes longer than to check a line, hence this where there is a head for every deed.
    """
    held: deque[Head] = deque()
    passed = 0
    for each in heads:
        if isinstance(each, Finding):
            yield each
            continue
        held.append(each)
        if len(held) > recent:
            oldest = held.popleft()
            if passed % every == 0:
                yield oldest
            passed += 1
    yield from held
