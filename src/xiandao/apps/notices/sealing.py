"""Addresses of people, sealed with a key of each person's own: who removes the key erases the address for good."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(user: int, words: str) -> str:
    """*words* as they may lie in the database; the key is made when it is first needed, outside of it."""
    return "fernet:" + Fernet(_key(user)).encrypt(words.encode()).decode("ascii")


def unseal(user: int, sealed: str) -> str | None:
    """The words, or ``None`` where the key is gone or is another: the person types them again."""
    file = _file(user)
    try:
        return Fernet(file.read_bytes()).decrypt(sealed.removeprefix("fernet:").encode()).decode()
    except (OSError, InvalidToken, ValueError):
        return None


def key_remove(user: int) -> None:
    """Erases what was sealed with the person's key, in every copy of the database too."""
    _file(user).unlink(missing_ok=True)


def _file(user: int) -> Path:
    data: Path = settings.DATA
    return data / "keys" / "people" / f"{user}.key"


def _key(user: int) -> bytes:
    file = _file(user)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{user}-{secrets.token_hex(8)}")  # two threads of one process make two
    if not file.exists():
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(Fernet.generate_key())
                out.flush()
                os.fsync(out.fileno())  # what is sealed with a key that power took is lost
            os.link(draft, file)  # whoever comes second takes the first one's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_bytes()
