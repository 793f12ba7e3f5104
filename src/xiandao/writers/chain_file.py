"""The file of signed heads on a disk: one head appended after another, by one process at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from xiandao.core.chain import Head
from xiandao.core.chain_heads import head_line

_LONGEST_LINE = 64 * 1024


def append_head(path: Path, head: Head) -> None:
    """*head* as the last line of the file *path*, on the disk when this returns.

    A last line without its line break was cut by a crash, and is taken away first: glued to the next it would spoil
    both. The file is made, readable by its owner alone, when it is not there.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(handle, fcntl.LOCK_EX)  # given back when the file is closed
        end = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, end - _LONGEST_LINE))
        whole = start + file.read().rfind(b"\n") + 1
        file.seek(whole)
        file.truncate()
        file.write(head_line(head))
        file.flush()
        os.fsync(handle)
