"""Files whose parsers may be led astray are read by a process of its own, kept for the next file."""

from __future__ import annotations

import atexit
import json
import math
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.readers.extract import Extract, Task
from xiandao.readers.limits import Limits
from xiandao.readers.shown import Shown, shown_of_row
from xiandao.readers.worker import HEADER

_FILES_A_PROCESS = 2_000


class _Stuck(Exception):  # noqa: N818 - says what happened to the process, and is never shown
    """The process gave no news in time."""


class _Gone(Exception):  # noqa: N818 - says what happened to the process, and is never shown
    """The process ended, killed by its limits or by the file."""


class Worker:
    """One reading process and the pipe to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.files = 0
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-m", "xiandao.readers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    def answer(self, reader: str, task: Task) -> dict[str, Any]:
        """What the process says about one file.

        Raises:
            _Stuck: It gave no news, or did not come to its end, for as long as the task's limits allow.
            _Gone: It ended without an answer.
        """
        self.files += 1
        asked = {"reader": reader, "ocr": task.ocr, "page": task.page, "scale": task.scale}
        request = json.dumps({**asked, "limits": asdict(task.limits)}).encode()
        try:
            self._send(request)
            self._send(task.data)
        except OSError:
            raise _Gone from None
        end = time.monotonic() + (math.inf if task.limits.whole is None else task.limits.whole)
        while True:
            reply: dict[str, Any] = json.loads(self._receive(min(task.limits.seconds, end - time.monotonic())))
            if "alive" not in reply:
                return reply
            task.alive()

    def close(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                _close_quietly(pipe)
        self._process.wait()

    def _send(self, payload: bytes) -> None:
        assert self._process.stdin  # noqa: S101 - we asked for the pipe
        self._process.stdin.write(len(payload).to_bytes(HEADER, "big"))
        self._process.stdin.write(payload)
        self._process.stdin.flush()

    def _receive(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        length = int.from_bytes(self._exactly(HEADER, deadline), "big")
        return self._exactly(length, deadline)

    def _exactly(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout  # noqa: S101 - we asked for the pipe
        pipe = self._process.stdout.fileno()
        received = bytearray()
        while len(received) < length:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise _Stuck
            piece = os.read(pipe, length - len(received))
            if not piece:
                raise _Gone
            received += piece
        return bytes(received)


class _Post:
    """The place of this process's one worker; threads queue for it, a forked process starts its own."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Nobody waits and nobody works here: so it starts, and so it is in a forked process."""
        self.lock = threading.Lock()
        self.worker: Worker | None = None

    def ready(self) -> Worker:
        if self.worker is not None and (self.worker.owner != os.getpid() or self.worker.files >= _FILES_A_PROCESS):
            self.dismiss()
        if self.worker is None:
            self.worker = Worker()
        return self.worker

    def dismiss(self) -> None:
        """End our worker; one inherited by forking belongs to the parent and is only let go."""
        if self.worker is not None and self.worker.owner == os.getpid():
            self.worker.close()
        self.worker = None


_POST, _WINDOW = _Post(), _Post()
"""Files are read at the one; pages are shown at the other, so that nobody who looks at a page waits for a scan."""
for _each in (_POST, _WINDOW):
    atexit.register(_each.dismiss)
    os.register_at_fork(after_in_child=_each.begin)


def extract_apart(reader: str, task: Task) -> Extract:
    """What *reader* takes out of *task*'s file, in the reading process.

    Raises:
        Refusal: The reader's own, ``file-too-slow``, or ``file-crashed-reader``.
    """
    return _extract(_answered(_POST, reader, task))


def shown_apart(reader: str, task: Task) -> Shown:
    """The page that *task* asks for, as *reader* shows it, in a process like the reading one.

    Raises:
        Refusal: The reader's own, ``file-too-slow``, or ``file-crashed-reader``.
    """
    return shown_of_row(_answered(_WINDOW, reader, task))


def _answered(post: _Post, reader: str, task: Task) -> dict[str, Any]:
    with post.lock:
        try:
            reply = post.ready().answer(reader, task)
        except _Stuck:
            post.dismiss()
            raise Refusal("file-too-slow", seconds=round(_longest(task.limits))) from None
        except _Gone:
            post.dismiss()
            raise Refusal("file-crashed-reader") from None
        except BaseException:
            post.dismiss()
            raise
        if reply.get("spent"):
            post.dismiss()
    if "refusal" in reply:
        raise Refusal(reply["refusal"], **reply["values"])
    return reply


def _longest(limits: Limits) -> float:
    """Seconds without news that are borne."""
    return limits.seconds if limits.whole is None else min(limits.seconds, limits.whole)


def _extract(reply: dict[str, Any]) -> Extract:
    return Extract(
        text=reply["text"],
        pages=tuple(reply["pages"]),
        findings=tuple(_findings(reply["findings"])),
        asides=tuple(reply["asides"]),
    )


def _findings(rows: list[list[Any]]) -> Iterator[Finding]:
    for code, start, end, values in rows:
        yield Finding(code=code, start=start, end=end, values=tuple((name, value) for name, value in values))


def _environment() -> dict[str, str]:
    """Enough to find our modules, one thread for every computing library, and no proxies."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "0"}


def _close_quietly(pipe: Any) -> None:  # noqa: ANN401 - either end of a pipe
    try:
        pipe.close()
    except OSError:
        return
