"""The reading process: one file after another under limits of memory, without network, writing nothing."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

from xiandao.core.errors import Refusal
from xiandao.readers.extract import Extract, Task, reader
from xiandao.readers.limits import Limits
from xiandao.readers.shown import Shown, row_of_shown

HEADER = 8
"""Bytes that say how long the next message on a pipe is."""
FORBIDDEN = (
    # the network
    "socket.",
    # other programs
    "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "pty.",
    # what changes files without opening them
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.lchmod", "os.chflags", "os.lchflags", "os.utime", "os.setxattr", "os.removexattr", "os.chdir", "os.fchdir",
    "os.kill", "os.killpg", "shutil.", "tempfile.", "ftplib.", "http.", "smtplib.", "urllib.",
)  # fmt: skip
"""Beginnings of the audit events that end in an error; opening a file for writing is another."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Read files until the other end of the pipe is closed."""
    requests, replies = _private_pipes()
    _shut_in()
    while (request := _receive(requests)) is not None:
        data = _receive(requests)
        if data is None:
            return
        if not _serve(json.loads(request), data, lambda reply: _send(replies, reply)):
            return


def _serve(request: dict[str, Any], data: bytes, reply: Callable[[dict[str, Any]], None]) -> bool:
    """Answer one request; false when the process should not be used again."""
    limits = Limits(**request["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.RLIM_INFINITY))
    asked = {name: request[name] for name in ("ocr", "page", "scale")}
    task = Task(data=data, limits=limits, alive=lambda: reply({"alive": True}), **asked)
    try:
        answer = _answer(reader(request["reader"])(task))
    except Refusal as refusal:
        reply({"refusal": refusal.code, "values": refusal.values})
        return True
    except Exception as error:  # noqa: BLE001 - the outermost loop: a file must not end the run
        reply({"refusal": "file-crashed-reader", "values": {"reason": type(error).__name__}, "spent": True})
        return False
    reply(answer)
    return True


def _answer(extract: Extract | Shown) -> dict[str, Any]:
    if isinstance(extract, Shown):
        return row_of_shown(extract)
    answer = asdict(extract)
    answer["findings"] = [(found.code, found.start, found.end, found.values) for found in extract.findings]
    return answer


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of libraries that print."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _shut_in() -> None:
    """No core dumps (they would hold the document), no large files, no network, no other programs."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    sys.setrecursionlimit(2_000)
    sys.dont_write_bytecode = True
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN) or (event == "open" and _is_for_writing(*arguments)):
        raise PermissionError(event)


def _is_for_writing(_: object, mode: str | None = None, flags: int = 0) -> bool:
    """``open`` has a mode and flags, ``os.open`` flags only."""
    return bool(flags & _WRITING) or bool(set(mode or "") & set("wax+"))


def _receive(pipe: BinaryIO) -> bytes | None:
    header = pipe.read(HEADER)
    if len(header) < HEADER:
        return None
    return pipe.read(int.from_bytes(header, "big"))


def _send(pipe: BinaryIO, reply: dict[str, Any]) -> None:
    payload = json.dumps(reply, ensure_ascii=True).encode()
    pipe.write(len(payload).to_bytes(HEADER, "big"))
    pipe.write(payload)
    pipe.flush()


if __name__ == "__main__":
    main()
