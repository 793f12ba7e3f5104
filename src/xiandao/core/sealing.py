"""Seals: who vouched for a digest and when, in a form that anybody with the public key can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xiandao.core.canonical import canonical_bytes
from xiandao.core.typed import as_record, as_time

FORMAT = "xiandao-seal/1"


class Signer(Protocol):
    """A private key that can sign."""

    @property
    def algorithm(self) -> str:
        """In small letters: ``ed25519``, ``sm2``."""

    @property
    def key_id(self) -> str:
        """Fingerprint of the public key, the same for everybody who has it."""

    def sign(self, data: bytes) -> bytes:
        """The signature over *data*."""


class Verifier(Protocol):
    """A public key that can check what its private key signed."""

    @property
    def algorithm(self) -> str:
        """As :attr:`Signer.algorithm`."""

    @property
    def key_id(self) -> str:
        """As :attr:`Signer.key_id`."""

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether *signature* was made over *data* with the private key; never raises for what it is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A signature over a digest, the time and the one who signed; change one of them and it is void.

    Attributes:
        algorithm: Of the key, ``ed25519`` for instance.
        key_id: Fingerprint of the key that signed.
        digest: What is sealed, with its algorithm's name: ``sha256:…``.
        at: When it was signed, by the signer's clock; aware.
        by: Id of who signed, a person or an installation.
        signature: In small hexadecimal.
    """

    algorithm: str
    key_id: str
    digest: str
    at: datetime
    by: str
    signature: str

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a seal's time needs a time zone")


class SealFault(StrEnum):
    """What may be wrong with a seal; each names a wording."""

    OTHER_CONTENT = "seal-other-content"
    UNKNOWN_KEY = "seal-key-unknown"
    OTHER_ALGORITHM = "seal-other-algorithm"
    FORGED = "seal-forged"


def seal(digest: str, signer: Signer, *, at: datetime, by: str) -> Seal:
    """*digest* sealed by *signer*; *at* is aware, *by* an id."""
    statement = _statement(signer.algorithm, signer.key_id, digest, at, by)
    signature = signer.sign(statement).hex()
    return Seal(algorithm=signer.algorithm, key_id=signer.key_id, digest=digest, at=at, by=by, signature=signature)


def seal_fault(given: Seal, digest: str, keys: Mapping[str, Verifier]) -> SealFault | None:
    """What is wrong with *given* as a seal on *digest*, or ``None``; *keys* are those trusted, by their id."""
    key = keys.get(given.key_id)
    if given.digest != digest:
        return SealFault.OTHER_CONTENT
    if key is None:
        return SealFault.UNKNOWN_KEY
    if key.algorithm != given.algorithm:
        return SealFault.OTHER_ALGORITHM
    signature = _bytes_from_hex(given.signature)
    statement = _statement(given.algorithm, given.key_id, given.digest, given.at, given.by)
    return None if signature and key.verify(statement, signature) else SealFault.FORGED


def seal_from(value: object) -> Seal:
    """The seal that was written with ``canonical_bytes`` and read with ``value_of``.

    Raises:
        ValueError: When *value* is none.
    """
    return as_record(Seal, value, {"at": as_time})


def _statement(algorithm: str, key_id: str, digest: str, at: datetime, by: str) -> bytes:
    """What is signed; the format in it keeps a seal from being taken for a signature over anything else."""
    return canonical_bytes(
        {"format": FORMAT, "algorithm": algorithm, "key_id": key_id, "digest": digest, "at": at, "by": by}
    )


def _bytes_from_hex(text: str) -> bytes | None:
    """The bytes, or ``None`` where *text* is not how we write any: the library takes blanks and capitals too."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return data if data.hex() == text else None
