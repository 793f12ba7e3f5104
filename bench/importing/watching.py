"""A process that is watched from outside: what it prints at its end, and the most memory it and its children held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

EVERY = 0.2  # seconds


class Watched(NamedTuple):
    """What the process told in JSON, and its largest sum of memory (PSS) with its children, in MiB."""

    told: Mapping[str, Any]
    peak: float


def watched(script: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> Watched:
    """Runs a script of ours; what it prints last is a line of JSON.

    Raises:
        SystemExit: It failed.
    """
    child = subprocess.Popen(
        [sys.executable, str(script), *arguments], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    over = threading.Event()
    peaks = [0]

    def look() -> None:
        while not over.wait(EVERY):
            peaks.append(_memory(child.pid))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    printed, _ = child.communicate()
    over.set()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"{script.name}: {child.returncode}")
    return Watched(json.loads(printed.splitlines()[-1]), max(peaks) / 1024)


def _memory(pid: int) -> int:
    """KiB of the process and of everything below it; nothing where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
        below = [
            int(word)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for word in (task / "children").read_text("utf-8").split()
        ]
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return own + sum(map(_memory, below))
