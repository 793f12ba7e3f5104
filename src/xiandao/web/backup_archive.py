"""A backup as a file: a zip of fixed layout, checked to the last byte before anything is made of it."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from xiandao.core.canonical import canonical_bytes
from xiandao.core.errors import Refusal

FORMAT = "xiandao-backup/1"
MANIFEST, HEADS, SETTINGS = "manifest.json", "audit/heads.jsonl", "workspace.toml"
PRIVATE = ("keys/installation.key", "keys/session.key")
"""Only in a backup that was asked for with its keys."""
BLOBS = "files.Blob"
"""The table that names every kept file."""
CHUNK = 1 << 20
LARGEST_MANIFEST = 16 << 20
_PLACES = re.compile(
    r"(?P<table>tables/(?P<name>\w+\.\w+)\.jsonl)|(?P<file>files/(?P<digest>[0-9a-f]{64}))"
    rf"|{re.escape(MANIFEST)}|{re.escape(HEADS)}|{re.escape(SETTINGS)}"
    rf"|{'|'.join(map(re.escape, PRIVATE))}|keys/public/[0-9a-f]{{64}}\.pem"
)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, LookupError, TypeError, ValueError, OSError)
"""What is raised for bytes that are no backup of ours."""


class Part(NamedTuple):
    """A member of the zip: what is counted in it (rows of a table, bytes of anything else), and its SHA-256."""

    amount: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself; nothing in it depends on when or where it was made.

    Attributes:
        version: Of the program that wrote it.
        migrations: App → its applied migrations.
        tables: Name of a table → its rows and digest.
        parts: Other members but files, likewise.
        files: How many files are kept.
        size: Bytes of all of them.
        lines: Lines of the audit chain.
        hash: Of the last of them; empty for none.
    """

    version: str
    migrations: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Part]
    parts: Mapping[str, Part]
    files: int
    size: int
    lines: int
    hash: str

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.amount for part in self.tables.values())

    @property
    def has_keys(self) -> bool:
        """Whether it holds the private key by which the installation signs."""
        return PRIVATE[0] in self.parts


class Archive(NamedTuple):
    """A backup that was found whole."""

    path: Path
    manifest: Manifest
    zip: zipfile.ZipFile

    def lines(self, table: str) -> Iterator[bytes]:
        """The lines of a table."""
        with self.zip.open(f"tables/{table}.jsonl") as stream:
            yield from stream

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member."""
        with self.zip.open(name) as stream:
            yield from _chunks(stream)

    def digests(self) -> Iterator[str]:
        """The files kept in it."""
        for line in self.lines(BLOBS):
            yield str(json.loads(line)["sha256"])


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return canonical_bytes(
        {
            "format": FORMAT,
            "version": manifest.version,
            "migrations": manifest.migrations,
            "tables": {name: {"rows": part.amount, "sha256": part.sha256} for name, part in manifest.tables.items()},
            "parts": {name: {"bytes": part.amount, "sha256": part.sha256} for name, part in manifest.parts.items()},
            "files": {"count": manifest.files, "bytes": manifest.size},
            "audit": {"lines": manifest.lines, "hash": manifest.hash},
        }
    )


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup in the file *path*; every digest in it has been checked when the block begins.

    Raises:
        Refusal: ``restore-unreadable``, ``restore-not-backup`` or ``restore-damaged``.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refusal("restore-unreadable", path=path, problem=error.strerror) from None
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN:
            raise Refusal("restore-not-backup", path=path) from None
        with archive:
            yield Archive(path, _checked(path, archive), archive)


def _checked(path: Path, archive: zipfile.ZipFile) -> Manifest:
    at = MANIFEST
    try:
        manifest = _manifest(path, archive)
        members = {each.filename: each for each in archive.infolist()}
        at = _stranger(archive, manifest) or at
        if at != MANIFEST:
            _damaged(path, at)
        for name, part in manifest.tables.items():
            at = f"tables/{name}.jsonl"
            _hold(path, at, part, _rows(archive, at))
        for name, part in manifest.parts.items():
            at = name
            _hold(path, at, part, _bytes(archive, at))
        kept = dict(_blobs(archive))
        present = {
            name.removeprefix("files/"): each.file_size for name, each in members.items() if name[:6] == "files/"
        }
        if other := _differing(kept, present):
            _damaged(path, f"files/{other}")
        for digest, size in kept.items():
            at = f"files/{digest}"
            _hold(path, at, Part(size, digest), _bytes(archive, at))
        if (manifest.files, manifest.size) != (len(kept), sum(kept.values())):
            _damaged(path, MANIFEST)
    except _BROKEN:
        _damaged(path, at)
    return manifest


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        about = archive.getinfo(MANIFEST)
        if about.file_size > LARGEST_MANIFEST or about.compress_type != zipfile.ZIP_STORED:
            raise ValueError(MANIFEST)
        said = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise ValueError(FORMAT)
        return _manifest_from(said)
    except (AttributeError, *_BROKEN):
        raise Refusal("restore-not-backup", path=path) from None


def _manifest_from(said: Mapping[str, Any]) -> Manifest:
    return Manifest(
        version=str(said["version"]),
        migrations={app: tuple(names) for app, names in said["migrations"].items()},
        tables={name: Part(int(each["rows"]), str(each["sha256"])) for name, each in said["tables"].items()},
        parts={name: Part(int(each["bytes"]), str(each["sha256"])) for name, each in said["parts"].items()},
        files=int(said["files"]["count"]),
        size=int(said["files"]["bytes"]),
        lines=int(said["audit"]["lines"]),
        hash=str(said["audit"]["hash"]),
    )


def _stranger(archive: zipfile.ZipFile, manifest: Manifest) -> str | None:
    """A member that should not be there, or should and is not; files are compared with their table later."""
    names = archive.namelist()
    wanted = {MANIFEST, *manifest.parts, *(f"tables/{name}.jsonl" for name in manifest.tables), f"tables/{BLOBS}.jsonl"}
    twice = sorted(name for name in {*names} if names.count(name) > 1) if len({*names}) < len(names) else []
    packed = [each.filename for each in archive.infolist() if each.compress_type != zipfile.ZIP_STORED]
    found = {name for name in names if not (_PLACES.fullmatch(name) and name.startswith("files/"))}
    misnamed = [name for name in wanted if not _PLACES.fullmatch(name)]
    return next(iter((*twice, *packed, *sorted(found ^ wanted), *misnamed)), None)


def _differing(kept: Mapping[str, int], present: Mapping[str, int]) -> str | None:
    """The first file that one of them lacks, or has in another size."""
    return next((each for each in sorted({*kept, *present}) if kept.get(each) != present.get(each)), None)


def _blobs(archive: zipfile.ZipFile) -> Iterator[tuple[str, int]]:
    with archive.open(f"tables/{BLOBS}.jsonl") as lines:
        for line in lines:
            said = json.loads(line)
            yield str(said["sha256"]), int(said["size"])


def _hold(path: Path, name: str, said: Part, found: Part) -> None:
    if said != found:
        _damaged(path, name)


def _damaged(path: Path, name: str) -> NoReturn:
    raise Refusal("restore-damaged", path=path, part=name) from None


def _rows(archive: zipfile.ZipFile, name: str) -> Part:
    sha, count = hashlib.sha256(), 0
    with archive.open(name) as lines:
        for line in lines:
            sha.update(line)
            count += 1
    return Part(count, sha.hexdigest())


def _bytes(archive: zipfile.ZipFile, name: str) -> Part:
    sha, count = hashlib.sha256(), 0
    with archive.open(name) as stream:
        for chunk in _chunks(stream):
            sha.update(chunk)
            count += len(chunk)
    return Part(count, sha.hexdigest())


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
