"""``xiandao serve`` as an office runs it, in a process group of its own that can be killed like a machine that loses power."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Yunlan-2026!"  # noqa: S105 - of an invented person
PATIENCE = 60.0
"""Seconds until the server must answer."""
GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
"""What asking a server that was killed ends in."""
_APART = ("XIANDAO_DATA", "XIANDAO_LANG", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")


class Served:
    """One workspace and the server on it; started and killed as often as a test likes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.token = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def account(self, username: str) -> None:
        """A person of the task force's office with a key to the API."""
        told = self.run("user", "create", username, "--token", "--password-stdin", typed=PASSWORD)
        self.token = next(word for word in told.split() if word.startswith("xd_"))

    def run(self, *words: str | Path, status: int = 0, typed: str = "") -> str:
        """What a command of ours prints when *typed* comes in.

        Raises:
            AssertionError: It ended otherwise than with *status*.
        """
        command = [sys.executable, "-m", "xiandao.cli", *map(str, words), "--data", str(self.data)]
        done = subprocess.run(command, env=_environment(), input=typed, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout

    def start(self, *, wait: bool = True) -> None:
        """Starts the server; with *wait* until it answers.

        Raises:
            TimeoutError: It does not.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        command = [sys.executable, "-m", "xiandao.cli", "serve", "--data", str(self.data), "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, env=_environment(), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while wait:
            with suppress(*GONE), urllib.request.urlopen(f"http://127.0.0.1:{self._port}/health", timeout=5):
                return
            if time.monotonic() > until:
                raise TimeoutError("the server does not answer")
            time.sleep(0.1)

    def kill(self) -> None:
        """Ends the server, its workers and whoever does its jobs, at once and without a word."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def ask(self, method: str, address: str, body: Mapping[str, Any] | bytes | None = None, kind: str = "") -> Any:  # noqa: ANN401 - JSON
        """What the API answers.

        Raises:
            OSError, http.client.HTTPException: One of :data:`GONE` when the server is not there any more.
            AssertionError: It refuses.
        """
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind or "application/json"}
        address = f"http://127.0.0.1:{self._port}/api/v1{address}"
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - our own address
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise AssertionError(refused.read().decode()) from None

    def send(self, name: str, text: str) -> int:
        """Uploads a file; the number of its job."""
        edge = "edge-of-a-part"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        body = f"{head}Content-Type: text/plain\r\n\r\n{text}\r\n--{edge}--\r\n".encode()
        (job,) = self.ask("POST", "/plans", body, f"multipart/form-data; boundary={edge}")["items"]
        return int(job["id"])


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _APART}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}
