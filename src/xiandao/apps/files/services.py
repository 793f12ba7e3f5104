"""Keeps files: whole or not at all, each once."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError

from xiandao.apps.files.models import Blob

LOCK = 0x7869666C  # keeping a file and dropping one do not meet
PASSING = "passing-"
"""How drafts are called that no job waits for: they are over with whoever made them."""


def place_of(sha256: str) -> Path:
    """Where a kept file lies."""
    data: Path = settings.DATA
    return data / "files" / sha256[:2] / sha256


def files_lock(*, shared: bool) -> None:
    """Until the transaction ends no file is dropped while one is kept; *shared* for whoever keeps.

    Whoever keeps or drops a file and writes a line of the log calls this before anything is locked, the end of the chain
    among it: two who take both in another order wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("files are locked in a transaction")
    _lock(shared=shared)


def draft_of(chunks: Iterable[bytes], *, prefix: str = "tmp") -> Path:
    """*chunks* in a file of their own, which nobody else sees yet and the caller must remove; none when they break off."""
    folder: Path = settings.DATA / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=prefix)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def file_keep(draft: Path, *, at: dt.datetime) -> Blob:
    """The file *draft* among the kept ones, before its row is written: a row never points at nothing.

    The draft stays: whoever made it removes it after their transaction, so that work that was killed can begin anew.
    """
    _lock(shared=True)
    with draft.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    kept = place_of(sha256)
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(draft, kept)
        _settle(kept.parent)
    blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": draft.stat().st_size, "kept_at": at})
    return blob


def file_drop(sha256: str) -> bool:
    """Removes a kept file that no row needs any more; whether it did. To be called in a transaction.

    The row goes with the transaction, the file within it: a process that is killed in between leaves a row whose file
    is gone, and the next call ends what it began.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a file is dropped in a transaction")
    if not sha256:
        raise ValueError("a file is dropped by its digest")
    _lock(shared=False)
    try:
        with transaction.atomic():
            Blob.objects.filter(pk=sha256).delete()
    except ProtectedError:
        return False
    place_of(sha256).unlink(missing_ok=True)
    return True


def _lock(*, shared: bool) -> None:
    """Until the transaction ends no file is dropped while one is kept; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}(%s)", [LOCK])


def _settle(folder: Path) -> None:
    """The folder's entries are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drafts_sweep(*, keep: Collection[str], before: float, passing: float) -> int:
    """Removes drafts last written before *before* (seconds since the epoch), but those called as *keep* says; how many.

    Those that no job waits for go when they were last written before *passing*.
    """
    folder: Path = settings.DATA / "drafts"
    found = folder.iterdir() if folder.is_dir() else ()
    stale = [path for path in found if path.name not in keep and _is_older(path, before, passing)]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(stale)


def _is_older(path: Path, before: float, passing: float) -> bool:
    """A draft that goes meanwhile is nobody's concern any more."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < (passing if path.name.startswith(PASSING) else before)
    return False
