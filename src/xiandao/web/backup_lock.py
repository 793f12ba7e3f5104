"""One process at a time sets up, upgrades or restores a workspace."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = ".upgrade.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Waits for its turn; the lock goes with whoever holds it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data / FILE, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
