"""Personal values, sealed under a key for each person outside the database: who removes the key erases them everywhere.

The same value of the same property gives the same sealed text, so that rows are folded, compared and counted without
being opened, and an erased one stays in the counts.
"""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from xiandao.core.kinds import Property

SEALED = "sealed:"
_KEY = re.compile(r"[0-9a-f]{32}")


def is_personal(prop: Property | None) -> bool:
    """Whether values of the property are kept sealed."""
    return prop is not None and prop.personal != "none"


def sealed(entity: str, code: str, value: str) -> str:
    """*value* as it may lie in the database; the person's key is made where there is none."""
    if value.startswith(SEALED):
        return value
    return SEALED + base64.urlsafe_b64encode(AESSIV(_key(entity)).encrypt(value.encode(), [code.encode()])).decode()


def unsealed(entity: str, code: str, value: str) -> str | None:
    """The value; ``None`` where its key is gone: it was erased."""
    if not value.startswith(SEALED):
        return value
    try:
        token = base64.urlsafe_b64decode(value.removeprefix(SEALED))
        return AESSIV(_file(entity).read_bytes()).decrypt(token, [code.encode()]).decode()
    except (OSError, InvalidTag, ValueError):
        return None


def erase(entity: str) -> bool:
    """Removes the key of a person; whether there was one."""
    file = _file(entity)
    if not file.exists():
        return False
    file.unlink()
    return True


def _key(entity: str) -> bytes:
    file = _file(entity)
    if file.exists():
        return file.read_bytes()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = AESSIV.generate_key(512)
    draft = file.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())  # what is sealed with a key that power took is lost
    try:
        os.link(draft, file)  # whoever is first makes the key
    except FileExistsError:
        return file.read_bytes()
    finally:
        draft.unlink(missing_ok=True)
    return key


def _file(entity: str) -> Path:
    if not _KEY.fullmatch(entity):
        raise ValueError(entity)
    data: Path = settings.DATA
    return data / "keys" / "people" / f"{entity}.key"
