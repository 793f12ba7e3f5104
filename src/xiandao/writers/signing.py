"""Ed25519 keys in files: made once, opened only while nobody else can read them, known by their fingerprint."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from xiandao.core.canonical import digest
from xiandao.core.errors import Refusal

ALGORITHM = "ed25519"
LARGEST = 64 * 1024
"""Bytes; a key has a few hundred."""
_PRIVATE_TO_OWNER = 0o600
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Ed25519Verifier:
    """A public key; a :class:`~xiandao.core.sealing.Verifier`.

    Attributes:
        key_id: SHA-256 of the key as SubjectPublicKeyInfo in DER, as ``openssl pkey -pubout -outform DER`` gives it.
    """

    key: Ed25519PublicKey
    key_id: str
    algorithm: str = ALGORITHM

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether *signature* was made over *data* with the private key."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def pem(self) -> bytes:
        """The public key as it is handed to others."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """A private key; a :class:`~xiandao.core.sealing.Signer`."""

    key: Ed25519PrivateKey
    verifier: Ed25519Verifier
    algorithm: str = ALGORITHM

    @property
    def key_id(self) -> str:
        """As its public key's."""
        return self.verifier.key_id

    def sign(self, data: bytes) -> bytes:
        """The signature over *data*, 64 bytes, always the same."""
        return self.key.sign(data)


def signer_of(key: Ed25519PrivateKey) -> Ed25519Signer:
    """*key* as a signer."""
    return Ed25519Signer(key, _verifier_of(key.public_key()))


def create_key(path: Path) -> Ed25519Signer:
    """A new key in the file *path*, readable by its owner alone; there whole or not at all, never over another.

    Raises:
        Refusal: ``key-exists``, ``key-unwritable``.
    """
    signer = signer_of(Ed25519PrivateKey.generate())
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(part, signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _put(part, path)
    except OSError as error:
        raise Refusal("key-unwritable", name=path, reason=error.strerror) from None
    return signer


def load_key(path: Path) -> Ed25519Signer:
    """The private key in the file *path*.

    Raises:
        Refusal: ``key-missing``, ``key-unreadable``, ``key-not-a-file``, ``key-open-to-others``, ``key-encrypted``,
            ``key-wrong-type`` or ``key-damaged``.
    """
    data = _bytes_of(path, private=True)
    try:
        key = load_pem_private_key(data, password=None)
    except TypeError:
        raise Refusal("key-encrypted", name=path) from None
    except (ValueError, UnsupportedAlgorithm):
        raise Refusal("key-wrong-type" if _is_public(data) else "key-damaged", name=path, found="PUBLIC KEY") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal("key-wrong-type", name=path, found=type(key).__name__)
    return signer_of(key)


def load_verifier(path: Path) -> Ed25519Verifier:
    """The public key in the file *path*.

    Raises:
        Refusal: ``key-missing``, ``key-unreadable``, ``key-not-a-file``, ``key-is-private``, ``key-wrong-type`` or
            ``key-damaged``.
    """
    return verifier_from(_bytes_of(path, private=False), path)


def verifier_from(data: bytes, name: object) -> Ed25519Verifier:
    """The public key that *data* is in PEM; *name* is what refusals call it.

    Raises:
        Refusal: ``key-is-private``, ``key-wrong-type`` or ``key-damaged``.
    """
    if b"PRIVATE KEY" in data:
        raise Refusal("key-is-private", name=name)
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise Refusal("key-damaged", name=name) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Refusal("key-wrong-type", name=name, found=type(key).__name__)
    return _verifier_of(key)


def load_trusted(folder: Path) -> dict[str, Ed25519Verifier]:
    """The public keys in the ``*.pem`` files of *folder*, by their id.

    Raises:
        Refusal: As :func:`load_verifier`; one bad file refuses all, since a key that is silently left out looks like
            a forger's.
    """
    keys = (load_verifier(path) for path in sorted(folder.glob("*.pem")))
    return {key.key_id: key for key in keys}


def _verifier_of(key: Ed25519PublicKey) -> Ed25519Verifier:
    return Ed25519Verifier(key, digest(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)))


def _is_public(data: bytes) -> bool:
    try:
        load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _write_private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # left by a process of the same number that was killed
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_TO_OWNER)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _put(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)  # a rename would replace a key that is already there
    except FileExistsError:
        raise Refusal("key-exists", name=path) from None
    finally:
        part.unlink(missing_ok=True)


def _bytes_of(path: Path, *, private: bool) -> bytes:
    try:
        # Without waiting: a pipe would keep us for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Refusal("key-missing", name=path) from None
    except OSError as error:
        raise Refusal("key-unreadable", name=path, reason=error.strerror) from None
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise Refusal("key-not-a-file", name=path)
        if private and mode & _OTHERS:
            raise Refusal("key-open-to-others", name=path, mode=f"{stat.S_IMODE(mode):04o}")
        data = os.read(handle, LARGEST + 1)
    finally:
        os.close(handle)
    if len(data) > LARGEST:
        raise Refusal("key-damaged", name=path)
    return data
