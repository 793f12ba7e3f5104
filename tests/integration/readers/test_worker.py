"""What the reading process may not do, held by its audit hook."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHUT_IN = "from xiandao.readers.worker import _shut_in\nimport os, socket, shutil, subprocess, tempfile\n_shut_in()\n"
FORBIDDEN = (
    "open('new', 'w')",
    "open('old', 'r+')",
    "os.open('new', os.O_CREAT | os.O_WRONLY)",
    "os.open('old', os.O_RDWR)",
    "os.remove('old')",
    "os.rename('old', 'new')",
    "os.mkdir('new')",
    "os.rmdir('folder')",
    "os.truncate('old', 0)",
    "os.link('old', 'new')",
    "os.symlink('old', 'new')",
    "os.chmod('old', 0o777)",
    "os.utime('old')",
    "shutil.copyfile('old', 'new')",
    "shutil.rmtree('folder')",
    "tempfile.mkstemp(dir='.')",
    "os.fork()",
    "os.system('true')",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.spawnv(os.P_WAIT, '/bin/true', ['true'])",
    "os.execv('/bin/true', ['true'])",
    "subprocess.run(['true'])",
    "os.kill(os.getppid(), 0)",
    "socket.socket()",
    "socket.getaddrinfo('localhost', 80)",
    "socket.create_connection(('127.0.0.1', 9))",
)


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_the_reading_process_is_shut_in(tmp_path: object, deed: str) -> None:
    script = (
        "import sys, os\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "open('old', 'w').close(); os.mkdir('folder')\n"
        f"{SHUT_IN}"
        f"try:\n    {deed}\nexcept PermissionError as error:\n    sys.exit(0 if error.errno is None else 4)\n"
        "sys.exit(3)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_the_reading_process_may_read() -> None:
    script = f"{SHUT_IN}open(os.__file__, 'rb').read(10); os.close(os.open(os.__file__, os.O_RDONLY)); import decimal"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
