"""Files enclosed with a case: searched for markings before any is kept, kept by their digest, gone when taken back.

They are read while whoever sends them waits: few pages of pictures, for a short time, one reading at a time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases.models import Case, Enclosure
from xiandao.apps.files.services import PASSING, draft_of, file_drop, file_keep
from xiandao.apps.jobs.documents import refuse_marked, short_name
from xiandao.core.errors import Refusal
from xiandao.core.text import Source
from xiandao.readers import Limits, read_source

MOST = 5
"""Files with one case."""
LIMITS = Limits(pages=50, seconds=10.0, whole=10.0, scans=3)
"""Of one file: fewer pages and less time than of an upload, which nobody waits for."""
TOGETHER = 20.0
"""Seconds for all files that are sent at once."""
AT_ONCE = 1
"""Readings at one time in a process: its other threads answer everybody else meanwhile."""
PATIENCE = 3.0
"""Seconds that files wait for their turn."""
_turns = BoundedSemaphore(AT_ONCE)

File = tuple[str, Iterable[bytes]]
"""A name and the bytes."""


class Enclosed(NamedTuple):
    """A file that bears no marking: where it lies until it is kept, what it is called, of what kind it is, its digest."""

    draft: Path
    name: str
    media_type: str
    sha256: str


@contextmanager
def enclosed_files(files: Iterable[File], *, by: Person, at: dt.datetime) -> Iterator[tuple[Enclosed, ...]]:
    """*files* read and searched, before the transaction that keeps them; their drafts go when it is over.

    Raises:
        Refusal: ``enclosures-many``, ``enclosure-busy``, ``enclosure-slow``, ``scans-too-many``, ``file-too-large``,
            ``state-secret``, and whatever an upload is refused for.
    """
    listed = list(files)
    if len(listed) > MOST:
        raise Refusal("enclosures-many", most=MOST)
    drafts: list[Path] = []
    try:
        yield _all_read(listed, drafts, by=by, at=at) if listed else ()
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _all_read(listed: Sequence[File], drafts: list[Path], *, by: Person, at: dt.datetime) -> tuple[Enclosed, ...]:
    """Each of them in its turn; of what is marked time, person and a case number alone are kept."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Refusal("enclosure-busy")
    end = time.monotonic() + TOGETHER
    try:
        return tuple(_enclosed(name, chunks, drafts, end) for name, chunks in listed)
    except Refusal as refused:
        if refused.code == "state-secret":
            with transaction.atomic():
                record("secret.refuse", "secret", refused.values["case"], by=by, at=at)
        raise
    finally:
        _turns.release()


def _enclosed(name: str, chunks: Iterable[bytes], drafts: list[Path], end: float) -> Enclosed:
    refuse_marked((name, Path(name).stem), name.encode())
    short = short_name(name)
    drafts.append(draft_of(_measured(short, chunks), prefix=PASSING))
    source = _read(drafts[-1], short, min(LIMITS.seconds, end - time.monotonic()))
    with drafts[-1].open("rb") as file:
        return Enclosed(drafts[-1], short, source.media_type, hashlib.file_digest(file, "sha256").hexdigest())


def _measured(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """*chunks* while they are written, no more of them than a file may have."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LIMITS.bytes:
            raise Refusal("file-too-large", name=name, limit=LIMITS.bytes // (1024 * 1024))
        yield chunk


def _read(draft: Path, name: str, seconds: float) -> Source:
    """The file, once all of its text was read under the name it came with."""
    folder = draft.with_name(f"{draft.name}-read")
    folder.mkdir(mode=0o700)
    named = folder / name
    try:
        named.hardlink_to(draft)
        return read_source(named, limits=replace(LIMITS, seconds=max(0.0, seconds), whole=max(0.0, seconds)))
    except Refusal as refused:
        if refused.code == "file-too-slow":
            raise Refusal("enclosure-slow", name=name) from None
        raise
    finally:
        named.unlink(missing_ok=True)
        folder.rmdir()


def enclosures_keep(case: Case, enclosed: Sequence[Enclosed], *, by: Person, at: dt.datetime) -> list[Enclosure]:
    """The files among the kept ones, each with its line in the log; in the transaction of the deed they come with.

    Raises:
        Refusal: ``enclosures-many``: with those that are there already.
    """
    if enclosed and case.enclosures.count() + len(enclosed) > MOST:
        raise Refusal("enclosures-many", most=MOST)
    return [_kept(case, each, by=by, at=at) for each in enclosed]


def _kept(case: Case, each: Enclosed, *, by: Person, at: dt.datetime) -> Enclosure:
    blob = file_keep(each.draft, at=at)
    row = Enclosure.objects.create(
        case=case, name=each.name, media_type=each.media_type, blob=blob, sha256=blob.sha256, size=blob.size,
        at=at, by_id=by.id,
    )  # fmt: skip
    record("case.attach", "case", case.pk, by=by, at=at, after=f"sha256:{row.sha256}", enclosure=row.pk, size=row.size)
    return row


def enclosures_drop(case: Case) -> None:
    """What was enclosed goes with the case that is taken back: the bytes, where nothing else needs them, never the row.

    The files are locked before anything else of the deed is (:func:`.files_lock`).
    """
    rows = list(case.enclosures.exclude(blob=None))
    case.enclosures.update(blob=None)
    for sha256 in sorted({row.sha256 for row in rows}):
        file_drop(sha256)
