"""Telephone numbers of contacts, each sealed with a key outside the database: who removes the key erases the number."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def sealed(words: str) -> tuple[str, str]:
    """The name of a new key, and *words* as they may lie in the database."""
    name, key = secrets.token_hex(16), Fernet.generate_key()
    file = _file(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())  # what is sealed with a key that power took is lost
    return name, "fernet:" + Fernet(key).encrypt(words.encode()).decode("ascii")


def unsealed(name: str, said: str) -> str:
    """The number; empty where there is none, or its key is gone."""
    if not name or not said:
        return ""
    try:
        return Fernet(_file(name).read_bytes()).decrypt(said.removeprefix("fernet:").encode()).decode()
    except (OSError, InvalidToken, ValueError):
        return ""


def key_remove(name: str) -> None:
    """Erases the number, in every copy of the database too."""
    if name:
        _file(name).unlink(missing_ok=True)


def masked(number: str) -> str:
    """``138****0001``: enough to tell two apart, too little to call."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****"


def _file(name: str) -> Path:
    data: Path = settings.DATA
    return data / "keys" / "contacts" / f"{name}.key"
