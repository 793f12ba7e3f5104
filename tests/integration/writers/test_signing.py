"""Keys in files: never over another, never readable by others, never of another kind."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from tests.builders.seals import NOON

from xiandao.core.canonical import digest
from xiandao.core.errors import Refusal
from xiandao.core.sealing import seal, seal_fault
from xiandao.writers.signing import create_key, load_key, load_trusted, load_verifier


def pem(key: object, how: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how or NoEncryption())  # type: ignore[attr-defined,no-any-return]


def private_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    create_key(path)
    kept = path.read_bytes()
    with pytest.raises(Refusal, match="key-exists"):
        create_key(path)
    assert path.read_bytes() == kept
    assert [each.name for each in tmp_path.iterdir()] == ["signing.pem"]


def test_a_key_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refusal, match="key-unwritable"):
        create_key(tmp_path / "file" / "signing.pem")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f".signing.pem.{os.getpid()}.part").write_bytes(b"half a key")
    assert create_key(tmp_path / "signing.pem").key_id == load_key(tmp_path / "signing.pem").key_id
    assert [each.name for each in tmp_path.iterdir()] == ["signing.pem"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "signing.pem"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(Refusal, match="key-open-to-others") as refusal:
        load_key(path)
    assert refusal.value.values["mode"] == f"{mode:04o}"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key-damaged"),
        (b"\x00" * 100, "key-damaged"),
        (pem(Ed25519PrivateKey.generate())[:60], "key-damaged"),
        (b"x" * 70_000, "key-damaged"),
        (pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"secret")), "key-encrypted"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "key-wrong-type"),
        (pem(x25519.X25519PrivateKey.generate()), "key-wrong-type"),
        (
            Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "key-wrong-type",
        ),
    ],
    ids=["empty", "zeros", "cut", "long", "encrypted", "elliptic", "exchange", "public"],
)
def test_a_file_that_holds_no_key_of_ours_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        load_key(private_file(tmp_path / "signing.pem", data))


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path, code in (
        (tmp_path / "nowhere", "key-missing"),
        (tmp_path, "key-not-a-file"),
        (tmp_path / "pipe", "key-not-a-file"),
        (tmp_path / ("x" * 300), "key-unreadable"),
    ):
        with pytest.raises(Refusal, match=code):
            load_key(path)


def test_a_private_key_handed_over_as_a_public_one_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path / "signing.pem")
    with pytest.raises(Refusal, match="key-is-private"):
        load_verifier(tmp_path / "signing.pem")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"-----BEGIN PUBLIC KEY-----\n", "key-damaged"),
        (
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "key-wrong-type",
        ),
    ],
)
def test_one_bad_public_key_refuses_the_folder(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.pem").write_bytes(create_key(tmp_path / "private").verifier.pem())
    (tmp_path / "b.pem").write_bytes(data)
    with pytest.raises(Refusal, match=code):
        load_trusted(tmp_path)


def test_a_key_is_readable_by_its_owner_alone_and_signs_the_same_after_loading(tmp_path: Path) -> None:
    made = create_key(tmp_path / "keys" / "signing.pem")
    loaded = load_key(tmp_path / "keys" / "signing.pem")
    assert stat.S_IMODE((tmp_path / "keys" / "signing.pem").stat().st_mode) == 0o600
    assert loaded.key_id == made.key_id
    assert loaded.sign(b"x") == made.sign(b"x")


def test_what_one_signs_another_checks_with_the_public_key_alone(tmp_path: Path) -> None:
    signer = create_key(tmp_path / "signing.pem")
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "city.pem").write_bytes(signer.verifier.pem())
    keys = load_trusted(tmp_path / "trusted")
    assert seal_fault(seal(digest(b"x"), signer, at=NOON, by="city"), digest(b"x"), keys) is None


def test_the_id_of_a_key_is_the_digest_of_the_public_key_as_rfc_8410_writes_it(tmp_path: Path) -> None:
    signer = create_key(tmp_path / "signing.pem")
    prefix = bytes.fromhex("302a300506032b6570032100")
    assert signer.key_id == digest(prefix + signer.verifier.key.public_bytes_raw())
