"""Zip archives that are the same byte for byte on every run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

STAMP = datetime(2025, 12, 1, 9, 0, 0, tzinfo=UTC)  # the date of everything that is built


def repacked(archive: bytes) -> bytes:
    """The same archive with a fixed time on every member."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return packed((name, old.read(name)) for name in old.namelist())


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
