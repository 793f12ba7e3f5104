"""A PostgreSQL for tests, started once a run by ``tools/postgres.py``; register it with ``pytest_plugins``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

TOOL = Path(__file__).resolve().parents[2] / "tools" / "postgres.py"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server with nothing in it: ``DATABASE_URL`` where that is set, else a throwaway one."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    command = [sys.executable, str(TOOL)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tool:
        assert tool.stdin is not None
        assert tool.stdout is not None
        url = tool.stdout.readline().strip()
        assert url, "PostgreSQL does not run on this machine"
        yield url
        tool.stdin.close()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database, gone after the test."""
    name = f"workspace_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
        yield urlsplit(postgres_url)._replace(path=f"/{name}").geturl()
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
