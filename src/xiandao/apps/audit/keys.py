"""The key with which this installation signs, made when it is first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xiandao.apps.audit.places import key_file, trusted_folder
from xiandao.core.errors import Refusal
from xiandao.writers.signing import Ed25519Signer, Ed25519Verifier, create_key, load_key, load_trusted


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


def public_keys() -> dict[str, Ed25519Verifier]:
    """The public keys whose signatures count here, by their id; none is made.

    Raises:
        Refusal: As ``load_key`` and ``load_trusted``.
    """
    own = (load_key(key_file()).verifier,) if key_file().exists() else ()
    return {**load_trusted(trusted_folder()), **{key.key_id: key for key in own}}
