"""Writes a workspace into one file: every row, every kept file, the signed heads of its log."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction

from xiandao import __version__
from xiandao.apps.audit.keys import public_keys
from xiandao.apps.audit.places import heads_file
from xiandao.apps.files.services import place_of
from xiandao.core.errors import Refusal
from xiandao.web.backup_archive import (
    BLOBS,
    CHUNK,
    HEADS,
    MANIFEST,
    PRIVATE,
    SETTINGS,
    Manifest,
    Part,
    manifest_bytes,
)
from xiandao.web.backup_tables import Tables, in_order, lines_of, state_here, tables_of
from xiandao.writers.files import replacing

AUDIT = "audit.AuditLine"
FOLDER = "backups"
"""Where the workspace keeps the backups that it makes by itself."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100600 << 16
_UNIX = 3
_HERE_ONLY = re.compile(r"^\s*database_url\s*=.*\n?", re.MULTILINE)


def backup_write(out: Path, *, with_keys: bool = False) -> Manifest:
    """The workspace as it stands at one moment, as the file *out*: there whole or not at all, for its owner alone.

    Others go on working meanwhile. The same workspace gives the same bytes, whichever database holds it.

    Args:
        out: A file of that name is replaced.
        with_keys: Whether the private keys go into it, by which whoever has the file signs as this installation.

    Raises:
        Refusal: ``workspace-none``, ``workspace-newer``, ``backup-file-missing``, ``backup-file-altered``,
            ``out-not-writable``.
    """
    try:
        with replacing(out) as draft:
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            with os.fdopen(handle, "w+b") as file:
                manifest = _write(file, with_keys=with_keys)
                file.flush()
                os.fsync(handle)
    except OSError as error:
        raise Refusal("out-not-writable", name=out, reason=error.strerror or error) from None
    return manifest


def backup_keep(kind: str, *, with_keys: bool = False) -> Path:
    """A backup beside the data itself, named after *kind* and its content: the same workspace is kept once."""
    folder: Path = settings.DATA / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{kind}.zip"
    backup_write(draft, with_keys=with_keys)
    with draft.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    return draft.rename(folder / f"{kind}-{name}.zip")


def _write(file: IO[bytes], *, with_keys: bool) -> Manifest:
    # Heads are signed after their lines are committed: what the file holds now, the snapshot below holds too.
    signed = heads_file().stat().st_size if heads_file().exists() else None
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive, _snapshot():
        state = state_here()
        tables = tables_of(state)
        written, (lines, end) = _tables(archive, tables)
        files, size = _files(archive, tables)
        parts = dict(_parts(archive, signed, with_keys=with_keys))
        manifest = Manifest(
            version=__version__,
            migrations=state,
            tables=written,
            parts=parts,
            files=files,
            size=size,
            lines=lines,
            hash=end,
        )
        _member(archive, MANIFEST, iter((manifest_bytes(manifest),)))
    return manifest


@contextmanager
def _snapshot() -> Iterator[None]:
    """Everything read in the block is of one moment; nobody who writes waits for it."""
    if connection.in_atomic_block:  # whoever holds a transaction has the moment already
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own begins would keep writers out
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _tables(archive: zipfile.ZipFile, tables: Tables) -> tuple[dict[str, Part], tuple[int, str]]:
    """Every table, and the length and end of the audit chain as they were read."""
    written: dict[str, Part] = {}
    end: dict[str, Any] = {"seq": 0, "hash": ""}

    def lines(name: str) -> Iterator[bytes]:
        for row, line in lines_of(tables.models[name]):
            if name == AUDIT:
                end.update(seq=row["seq"], hash=row["hash"])
            yield line

    for name in tables.models:
        count, _, sha256 = _member(archive, f"tables/{name}.jsonl", lines(name))
        written[name] = Part(count, sha256)
    return written, (end["seq"], end["hash"])


def _files(archive: zipfile.ZipFile, tables: Tables) -> tuple[int, int]:
    """Every kept file, as its row says it is; how many, and their bytes."""
    count = total = 0
    for digest in in_order(tables.models[BLOBS]).values_list("sha256", flat=True).iterator():
        try:
            file = place_of(digest).open("rb")
        except FileNotFoundError:
            raise Refusal("backup-file-missing", path=place_of(digest)) from None
        with file:
            _, size, found = _member(archive, f"files/{digest}", iter(lambda: file.read(CHUNK), b""))  # noqa: B023
        if found != digest:
            raise Refusal("backup-file-altered", path=place_of(digest))
        count, total = count + 1, total + size
    return count, total


def _parts(archive: zipfile.ZipFile, signed: int | None, *, with_keys: bool) -> Iterator[tuple[str, Part]]:
    """What lies beside the database."""
    data: Path = settings.DATA
    if signed is not None:
        yield _part(archive, HEADS, _whole_lines(heads_file(), signed))
    if (text := settings_text(data / SETTINGS)) is not None:
        yield _part(archive, SETTINGS, iter((text.encode(),)))
    for key_id, key in sorted(public_keys().items()):
        yield _part(archive, f"keys/public/{key_id.rpartition(':')[2]}.pem", iter((key.pem(),)))
    for name in PRIVATE if with_keys else ():
        if (data / name).exists():
            yield _part(archive, name, iter(((data / name).read_bytes(),)))


def settings_text(file: Path) -> str | None:
    """``workspace.toml`` but for where the database lies: that is this machine's, and it may hold a password."""
    if not file.exists():
        return None
    text = file.read_text("utf-8-sig")
    bare = _HERE_ONLY.sub("", text)
    if tomllib.loads(bare) != {key: value for key, value in tomllib.loads(text).items() if key != "database_url"}:
        raise Refusal("backup-settings", path=file)
    return bare


def _whole_lines(file: Path, size: int) -> Iterator[bytes]:
    """The lines of the first *size* bytes, without one that is still being written."""
    with closing(file.open("rb")) as lines:
        for line in lines:
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            yield line


def _part(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> tuple[str, Part]:
    _, size, sha256 = _member(archive, name, pieces)
    return name, Part(size, sha256)


def _member(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> tuple[int, int, str]:
    """Writes a member piece by piece; how many pieces and bytes, and their digest."""
    about = zipfile.ZipInfo(name, _FIRST_DAY)
    about.create_system, about.external_attr = _UNIX, _MODE
    sha, count, size = hashlib.sha256(), 0, 0
    with archive.open(about, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)
            sha.update(piece)
            count, size = count + 1, size + len(piece)
    return count, size, sha.hexdigest()
