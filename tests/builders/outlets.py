"""A mail server and a text-message gateway for tests: real sockets, and everything they are given is kept."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Mailbox:
    """What a mail server took, and what it answers.

    Attributes:
        answers: Command (``RCPT``, ``DATA``) → the line it answers in place of yes.
        hangs: Set to let the server say nothing after it has taken a mail.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    wants_password: str = ""
    hangs: threading.Event | None = None
    taken: threading.Event = field(default_factory=threading.Event)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server that speaks enough of SMTP."""
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _converse(self, box)

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        box.port = port
        yield box


def _converse(to: socketserver.StreamRequestHandler, box: Mailbox) -> None:
    def say(line: str) -> None:
        to.wfile.write(f"{line}\r\n".encode())

    say("220 test")
    while line := to.rfile.readline():
        command = line.split()[0].upper().decode() if line.split() else ""
        if command in box.answers and command != "DATA":
            say(box.answers[command])
        elif command == "EHLO":
            say("250-test")
            say("250 AUTH PLAIN" if box.wants_password else "250 SIZE 10000000")
        elif command == "AUTH":
            say("535 5.7.8 wrong: " + line.decode().strip())
        elif command == "DATA":
            say("354 go on")
            body = b"".join(iter(to.rfile.readline, b".\r\n"))
            if "DATA" not in box.answers:
                box.mails.append(message_from_bytes(body, policy=default))
            box.taken.set()
            if box.hangs is not None:
                box.hangs.wait(30)
            say(box.answers.get("DATA", "250 2.0.0 taken"))
        elif command == "QUIT":
            say("221 bye")
            return
        else:
            say("250 yes")


@dataclass
class Gate:
    """What a gateway was asked, and what it answers."""

    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    answer: str = '{"code": 0}'
    location: str = ""


@contextmanager
def text_gateway() -> Iterator[Gate]:
    """A gateway that keeps what it is asked."""
    gate = Gate()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def do_GET(self) -> None:
            self.answer(b"")

        def answer(self, body: bytes) -> None:
            gate.asked.append({"path": self.path, "headers": dict(self.headers), "body": body.decode()})
            self.send_response(gate.status)
            if gate.location:
                self.send_header("Location", gate.location)
            self.end_headers()
            self.wfile.write(gate.answer.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        gate.port = port
        yield gate


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[int]:
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fields_of(asked: dict[str, Any]) -> dict[str, str]:
    """What a request in JSON says."""
    found: dict[str, str] = json.loads(asked["body"])
    return found
