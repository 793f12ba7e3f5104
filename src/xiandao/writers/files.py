"""A file is there whole or not at all: written under a passing name, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

PASSING, ENDING = ".xd-", ".part"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to, which becomes *path* when the block ends well and disappears when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _passing(path)
    try:
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):  # what went wrong before is what is to be told
            part.unlink(missing_ok=True)


@contextmanager
def passing_folder(path: Path) -> Iterator[Path]:
    """A folder beside *path* for what is needed only until the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = _passing(path, "folder")
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_bytes(path: Path, data: bytes) -> None:
    """*data* as the file *path*, whole or not at all."""
    with replacing(path) as part:
        part.write_bytes(data)


def _passing(path: Path, what: str = "file") -> Path:
    """Short however long the name of *path* is, and it says whose it is."""
    _sweep(path.parent, os.getpid())
    digest = sha256(f"{what} ".encode() + os.fsencode(path)).hexdigest()[:8]
    return path.parent / f"{PASSING}{os.getpid()}-{digest}{ENDING}"


@cache
def _sweep(folder: Path, _: int) -> None:
    """Removes what runs that were killed left in *folder*; looked for once a process."""
    for left in folder.glob(f"{PASSING}*{ENDING}"):
        if not _is_alive(left.name.removeprefix(PASSING).split("-")[0]):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _is_alive(process: str) -> bool:
    if not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
