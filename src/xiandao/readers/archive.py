"""Zip containers of documents: parts are read in memory, within limits, and never written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from xiandao.core.errors import Refusal
from xiandao.readers.limits import MIB, Limits

_END_OF_DIRECTORY = b"PK\x05\x06"
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError, KeyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one container.

    Attributes:
        kind: What a person calls the format.
        archive: The opened container.
        entries: Each part's entry by its name in lower case, with ``/`` and no leading one.
    """

    kind: str
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes | None:
        """Bytes of the part called *name*, or ``None`` when there is no such part or it is spoilt."""
        entry = self.entries.get(plain_name(name))
        if entry is None:
            return None
        try:
            return self.archive.read(entry)
        except _BROKEN:
            return None

    def needed(self, name: str) -> bytes:
        """Bytes of a part without which there is no document.

        Raises:
            Refusal: ``file-damaged``.
        """
        data = self.read(name)
        if data is None:
            raise Refusal("file-damaged", kind=self.kind)
        return data


def parts_of(data: bytes, kind: str, limits: Limits) -> Parts:
    """The parts of the zip container in *data*.

    Raises:
        Refusal: ``file-truncated``, ``file-damaged``, ``file-encrypted`` or ``zip-bomb``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _BROKEN:
        cut = _END_OF_DIRECTORY not in data[-66_000:]
        raise Refusal("file-truncated" if cut else "file-damaged", kind=kind) from None
    _refuse_bombs(entries, kind, limits)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refusal("file-encrypted", kind=kind)
    return Parts(kind=kind, archive=archive, entries={plain_name(entry.filename): entry for entry in entries})


def plain_name(name: str) -> str:
    """*name* as parts are looked up: no leading slash, no backslashes, no ``..``, no capitals."""
    steps: list[str] = []
    for step in name.replace("\\", "/").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps).lower()


def _refuse_bombs(entries: list[zipfile.ZipInfo], kind: str, limits: Limits) -> None:
    total = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > MIB and entry.file_size > limits.ratio * max(1, entry.compress_size) for entry in entries
    )
    if len(entries) > limits.entries:
        raise Refusal("zip-bomb", kind=kind, what=len(entries))
    if total > limits.unpacked or swollen:
        raise Refusal("zip-bomb", kind=kind, what=f"{total // MIB} MB")
