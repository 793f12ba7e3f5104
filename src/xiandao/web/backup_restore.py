"""Makes a workspace of a backup: all of it or nothing, also when the process is killed in the middle."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from xiandao.apps.audit.keys import public_keys
from xiandao.apps.audit.mappers import line_of_row
from xiandao.apps.audit.places import heads_file
from xiandao.apps.audit.selectors import verdict_of
from xiandao.apps.audit.services import LOCK
from xiandao.apps.files.services import draft_of, place_of
from xiandao.core.chain_audit import Verdict
from xiandao.core.errors import Refusal
from xiandao.web.backup import AUDIT, FOLDER, backup_keep
from xiandao.web.backup_archive import HEADS, SETTINGS, Archive, Manifest
from xiandao.web.backup_lock import alone
from xiandao.web.backup_tables import (
    Tables,
    in_order,
    is_set_up,
    links_check,
    names_in_database,
    rows_empty,
    rows_load,
    state_here,
    state_newest,
    tables_of,
    targets,
)
from xiandao.writers.signing import load_trusted

STAGE = ".restore"
"""Folder of what is put into place once the database has taken the rows."""
MARK = "mark"
"""File in it with a word that the database holds too, from the moment on in which it has taken them."""
TABLE = "workspace_restore"
ROOT_ONLY = "places.Place"


class Restored(NamedTuple):
    """What came of it.

    Attributes:
        manifest: Of the backup.
        verdict: On the audit chain as it stands now.
        kept: Where the workspace is that stood here before, or ``None`` for an empty one.
    """

    manifest: Manifest
    verdict: Verdict
    kept: Path | None


def restore(archive: Archive, *, force: bool = False) -> Restored:
    """The workspace in a backup, in place of the one that is here.

    Rows go in by one transaction; what lies beside the database is ready by then and is put into place afterwards,
    by whoever opens the workspace next if this process dies.

    Args:
        archive: The backup, which has been checked to the last byte.
        force: Whether a workspace that is used may be replaced; a backup of it is kept.

    Raises:
        Refusal: ``restore-newer``, ``restore-other-state``, ``restore-used``, ``restore-row``, ``restore-links``. No
            row has changed then.
    """
    data: Path = settings.DATA
    with alone(data):
        settle()
        _fits(archive.manifest)
        is_taken = is_set_up() and is_used()
        if is_taken and not force:
            raise Refusal("restore-used", path=data)
        kept = backup_keep("replaced", with_keys=True) if is_taken else None
        if not is_set_up():
            _set_up(archive.manifest)
        _files_place(archive)
        word = _stage(archive)
        try:
            verdict = _rows_replace(archive, word)
        except BaseException:
            shutil.rmtree(data / STAGE, ignore_errors=True)
            raise
        settle()
    return Restored(archive.manifest, verdict, kept)


def is_used() -> bool:
    """Whether anything stands in the workspace but what setting it up leaves there."""
    tables = tables_of(state_here())
    for name, model in tables.models.items():
        rows = in_order(model)
        if (rows.exclude(parent=None) if name == ROOT_ONLY else rows).exists():
            return True
    return False


def _fits(manifest: Manifest) -> None:
    """Refuses a backup whose tables this version cannot hold, or not here."""
    known = state_newest()
    if any({*names} - {*known.get(app, ())} for app, names in manifest.migrations.items()):
        raise Refusal("restore-newer", version=manifest.version)
    if {*tables_of(manifest.migrations).models} != {*manifest.tables}:
        raise Refusal("restore-newer", version=manifest.version)
    if is_set_up() and state_here() != manifest.migrations:
        raise Refusal("restore-other-state", version=manifest.version, path=settings.DATA)


def _set_up(manifest: Manifest) -> None:
    """The tables as they were where the backup was made; whoever opens the workspace then brings them up to date."""
    executor = MigrationExecutor(connection)
    is_newest = manifest.migrations == state_newest()
    executor.migrate(executor.loader.graph.leaf_nodes() if is_newest else targets(manifest.migrations))


def _files_place(archive: Archive) -> None:
    """Every file under its digest; one that is kept already, whole, stays. Without rows they are in nobody's way."""
    for digest in archive.digests():
        place = place_of(digest)
        draft = draft_of(archive.chunks(f"files/{digest}"))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.replace(place)
        _settle_folder(place.parent)


# ------------------------------------------------------------------------------------------------------- beside


def _stage(archive: Archive) -> str:
    """What lies beside the database, complete on the disk; the word that says whether it counts."""
    stage: Path = settings.DATA / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    for name in archive.manifest.parts:
        to = stage / "parts" / name.replace("keys/public/", "keys/trusted/")
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(to, archive.chunks(name))
    if SETTINGS in archive.manifest.parts:
        _own_database(stage / "parts" / SETTINGS)
    word = secrets.token_hex(16)
    stage.mkdir(mode=0o700, exist_ok=True)
    _write(stage / MARK, (word.encode(),))
    return word


def _own_database(staged: Path) -> None:
    """Where the database lies is this machine's to say, not the backup's."""
    url = settings.INSTALLATION.database_url
    here: Path = settings.DATA / SETTINGS
    if url and here.exists() and "database_url" in here.read_text("utf-8-sig"):
        line = next(
            line for line in here.read_text("utf-8-sig").splitlines() if line.lstrip().startswith("database_url")
        )
        _write(staged, (f"{line}\n".encode(), staged.read_bytes()))


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(handle)


def settle() -> None:
    """Ends what a restore left: forward where the database has taken the rows, back where it has not.

    Safe to do twice; call it alone.
    """
    data: Path = settings.DATA
    stage = data / STAGE
    if not stage.exists():
        return
    if _is_taken(stage):
        parts = stage / "parts"
        for part in sorted(path for path in parts.rglob("*") if path.is_file()):
            _put(part, data / part.relative_to(parts))
    shutil.rmtree(stage)
    if is_set_up():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def _is_taken(stage: Path) -> bool:
    try:
        word = (stage / MARK).read_text("ascii")
    except FileNotFoundError:
        return False
    if not is_set_up() or TABLE not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word FROM {TABLE}")  # noqa: S608 - our own name
        return bool(cursor.fetchone() == (word,))


def _put(part: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if to == heads_file() and to.exists() and to.stat().st_size > part.stat().st_size:
        _heads_keep(to)
    part.replace(to)
    _settle_folder(to.parent)


def _heads_keep(heads: Path) -> None:
    """Heads of a longer chain than the one restored tell what is gone: they are evidence."""
    folder: Path = settings.DATA / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signed = heads.read_bytes()
    _write(folder / f"heads-{hashlib.sha256(signed).hexdigest()[:12]}.jsonl", (signed,))


def _settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ------------------------------------------------------------------------------------------------------- rows


def _rows_replace(archive: Archive, word: str) -> Verdict:
    """All rows out, all rows in, by one transaction; what the chain in it is worth."""
    tables = tables_of(archive.manifest.migrations)
    with transaction.atomic():
        _keep_out(tables)
        rows_empty(tables)
        for name, model in tables.models.items():
            rows_load(name, model, archive.lines(name))
        links_check(tables)
        verdict = _verdict(tables)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(f"CREATE TABLE {TABLE} (word varchar(32))")
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [word])  # noqa: S608 - our own name
    return verdict


def _keep_out(tables: Tables) -> None:
    """Nobody writes in between; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    names = ", ".join(map(connection.ops.quote_name, names_in_database(tables)))
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _verdict(tables: Tables) -> Verdict:
    parts: Path = settings.DATA / STAGE / "parts"
    staged = load_trusted(parts / "keys" / "trusted")
    rows = in_order(tables.models[AUDIT]).iterator(chunk_size=2_000)
    return verdict_of(map(line_of_row, rows), parts / HEADS, {**public_keys(), **staged})
