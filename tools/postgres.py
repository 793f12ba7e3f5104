"""A throwaway PostgreSQL: made in a folder of its own, gone when whoever asked for it is done.

python tools/postgres.py              prints its address and runs until standard input is closed
python tools/postgres.py COMMAND ...  runs the command with DATABASE_URL set, then ends with the command's status
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

PROGRAMS = ("initdb", "postgres", "pg_isready")
PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")
OWNERS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; root lets one of these run it."""
USER = "xiandao"
QUICK = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60",
    "shared_buffers": "1GB",
}  # fmt: skip
"""Nothing in it outlives the run, so nothing need reach the disk; the last as ``docs/how-to/run-as-a-service`` advises."""
PATIENCE = 60.0
"""Seconds until it must be ready."""


def main(arguments: list[str]) -> int:
    """Runs a cluster for a command, or for as long as somebody holds standard input open."""
    signal.signal(signal.SIGTERM, _end)
    bin_folder = programs()
    if bin_folder is None:
        print("no PostgreSQL here: apt-get install postgresql", file=sys.stderr)
        return 2
    try:
        with cluster(bin_folder) as url:
            if arguments:
                return subprocess.run(arguments, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
            print(url, flush=True)
            sys.stdin.read()
    except KeyboardInterrupt:
        return 130
    return 0


def programs() -> Path | None:
    """The folder that holds the server's programs, the newest where there are several; ``None`` for none."""
    if found := shutil.which("initdb"):
        folder = Path(found).resolve().parent
        if _is_complete(folder):
            return folder
    folders = (folder for place in PLACES for folder in Path(place).glob("*/bin") if _is_complete(folder))
    return max(folders, key=lambda folder: int("".join(filter(str.isdecimal, folder.parent.name)) or 0), default=None)


def _is_complete(folder: Path) -> bool:
    return all((folder / program).exists() for program in PROGRAMS)


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """The address of a server that runs while the block does: UTF-8, locale C, reached on the loopback only."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="xiandao-postgres-"))
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        word = _initialise(bin_folder, folder, owner)
        port = _free_port()
        with _running(bin_folder, folder, port, owner):
            yield f"postgresql://{USER}:{word}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in OWNERS if name in known)


def _initialise(bin_folder: Path, folder: Path, owner: pwd.struct_passwd | None) -> str:
    """Makes the cluster; the password of its one user."""
    word, file = secrets.token_hex(16), folder / "word"
    file.touch(mode=0o600)
    file.write_text(word, "ascii")
    if owner:
        os.chown(file, owner.pw_uid, owner.pw_gid)
    command = [
        str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), "--username", USER, "--encoding", "UTF8",
        "--locale", "C", "--auth", "scram-sha-256", "--pwfile", str(file), "--no-sync",
    ]  # fmt: skip
    made = _started(command, owner)
    said, _ = made.communicate()
    if made.returncode:
        raise SystemExit(f"initdb: {said}")
    return word


@contextmanager
def _running(bin_folder: Path, folder: Path, port: int, owner: pwd.struct_passwd | None) -> Iterator[None]:
    """The server of the cluster in *folder*, ready when the block begins, ended when it does."""
    settings = {**QUICK, "port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    server = _started([str(bin_folder / "postgres"), "-D", str(folder / "data"), *options], owner)
    try:
        _await(bin_folder, port, server)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # clients are sent away, nothing is waited for
        server.communicate()


def _await(bin_folder: Path, port: int, server: subprocess.Popen[str]) -> None:
    ready = [str(bin_folder / "pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    until = time.monotonic() + PATIENCE
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit("postgres did not begin to serve")
        time.sleep(0.05)


def _started(command: list[str], owner: pwd.struct_passwd | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "initdb" in command[0] else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        start_new_session=True,  # Ctrl-C is ours to pass on
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(_: int, __: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
