"""The key with which this installation signs, made when it is first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xiandao.apps.audit.places import key_file
from xiandao.core.errors import Refusal
from xiandao.writers.signing import Ed25519Signer, create_key, load_key


def installation_key() -> Ed25519Signer:
    """The installation's private key."""
    return _key(key_file())


@cache
def _key(file: Path) -> Ed25519Signer:
    if file.exists():
        return load_key(file)
    try:
        return create_key(file)
    except Refusal:  # another process was quicker
        return load_key(file)
