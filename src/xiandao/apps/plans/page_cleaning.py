"""Pictures of pages that nobody has asked for in a while: removed; whoever looks again has them made anew."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from xiandao.apps.jobs.services import every

KEPT = 30 * 24 * 3600
"""Seconds since a picture was made."""


@every(3600)
def pages_clean() -> None:
    """What the worker does every hour."""
    pages_sweep(before=time.time() - KEPT)


def pages_sweep(*, before: float) -> int:
    """Removes what was made before then, in seconds since 1970; how many files."""
    data: Path = settings.DATA
    count = 0
    for file in (data / "pages").glob("*/*"):
        try:
            if file.stat().st_mtime < before:
                file.unlink()
                count += 1
        except FileNotFoundError:  # another worker was quicker
            continue
    return count
