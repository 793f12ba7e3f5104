"""The only writer of the audit chain and of its signed heads."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from typing import Protocol

from django.db import connection, transaction

from xiandao.apps.audit.keys import installation_key
from xiandao.apps.audit.mappers import line_of_row, row_of_line
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.core.chain import Deed, Line, append, head
from xiandao.core.chain_heads import head_line

LOCK = 0x7869616E  # one writer at a time: the chain has one end
NOBODY = "-"
"""The actor of what the installation does by itself."""


class Actor(Protocol):
    """Whoever does something: known to the log by an id."""

    @property
    def actor(self) -> str:
        """The id."""


def chain_lock() -> None:
    """Takes the end of the chain until the transaction around it ends.

    Whoever locks rows and then writes a line calls this first: two who take both in another order wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a deed and its line belong in one transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def record(deed: str, kind: str, object_id: object, *, by: Actor | None, at: dt.datetime, **detail: object) -> Line:
    """Writes what was done into the chain, in the transaction around it: both stand, or neither.

    *detail* holds ids, digests and codes, never personal data: a line stays for ever. ``before`` and ``after`` in it
    are the digests of the thing.
    """
    chain_lock()
    last = AuditLine.objects.order_by("-seq").first()
    before, after = detail.pop("before", None), detail.pop("after", None)
    line = append(
        line_of_row(last) if last else None,
        Deed(
            at=at,
            actor=by.actor if by else NOBODY,
            deed=deed,
            object_kind=kind,
            object_id=str(object_id),
            detail=detail,
            before=str(before) if before else None,
            after=str(after) if after else None,
        ),
    )
    row_of_line(line).save(force_insert=True)
    # The deed stands whether or not its head could be written: the next head vouches for both.
    transaction.on_commit(lambda: head_sign(line, at), robust=True)
    return line


def head_sign(line: Line | None, at: dt.datetime) -> None:
    """Appends the signed head of the chain to its file, outside the database.

    When the process dies between the deed and its head, the next head vouches for both.
    """
    file = heads_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    signed = head_line(head(line, installation_key(), at=at, by="installation"))
    handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _end_line(handle)
        os.write(handle, signed)
    finally:
        os.close(handle)


def _end_line(handle: int) -> None:
    """A line that a crash cut short is closed, so that the next one stands on its own."""
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        os.ftruncate(handle, size - _tail(handle, size))


def _tail(handle: int, size: int) -> int:
    block = os.pread(handle, min(size, 4096), max(size - 4096, 0))
    return len(block) - (block.rfind(b"\n") + 1)
