"""What the installation's own key hides and blinds: secrets at rest, and names that nobody here bears."""

from __future__ import annotations

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from xiandao.apps.audit.keys import installation_key
from xiandao.core.errors import Refusal

NONCE = 12
FACTOR, NAMES, CODES = b"xiandao/second-factor/1", b"xiandao/names/1", b"xiandao/recovery-codes/1"


def _key(purpose: bytes) -> bytes:
    """A key for one purpose, from the private key that lies outside the database."""
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(installation_key().key.private_bytes_raw())


def sealed(secret: bytes, owner: int) -> str:
    """*secret* encrypted (AES-256-GCM), bound to its owner so that it is of no use in another's row."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(_key(FACTOR)).encrypt(nonce, secret, str(owner).encode())).decode("ascii")


def opened(text: str, owner: int) -> bytes:
    """What was sealed.

    Raises:
        Refusal: The installation has another key now, as after a restore without it.
    """
    data = base64.b64decode(text)
    try:
        return AESGCM(_key(FACTOR)).decrypt(data[:NONCE], data[NONCE:], str(owner).encode())
    except InvalidTag:
        raise Refusal("factor-unreadable") from None


def blinded(name: str) -> str:
    """What the log keeps of a name that is nobody's: it may be a password typed into the wrong field."""
    return hmac.digest(_key(NAMES), name.encode("utf-8", "replace"), "sha256").hex()[:32]


def code_digest(code: str, owner: int) -> str:
    """What is kept of a recovery code; without the key it cannot be tried out."""
    return hmac.digest(_key(CODES), f"{owner}:{code}".encode(), "sha256").hex()
