"""Packages between installations: nothing is taken over that a known sender did not sign for us, as it was signed."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders.seals import NOON, signer, trusted

from xiandao.core.canonical import canonical_bytes, digest, digest_of
from xiandao.core.errors import Refusal
from xiandao.core.exchange import (
    MANIFEST,
    RECEIPT_FORMAT,
    SIGNATURE,
    Cover,
    Kind,
    Outcome,
    RejectedRow,
    Standing,
    manifest_bytes,
    manifest_for,
    receipt_for,
    standing,
)
from xiandao.core.exchange_zip import zip_bytes
from xiandao.core.sealing import seal
from xiandao.readers.sealed import Trusted, read_receipt, unpack
from xiandao.writers.sealed import pack, receipt_bytes

CITY, PROVINCE, OTHER = "place:990200", "place:990000", "place:990300"
COVER = Cover(kind=Kind.LIST, number="2026-17", sender=CITY, recipient=PROVINCE, created_at=NOON)
FILES = {"培育库.jsonl": '{"名称":"甲"}\n'.encode() * 50, "附件/说明.txt": b"x" * 300}
TRUSTED: Trusted = {CITY: trusted(1), PROVINCE: trusted(2)}
PACKED = pack(COVER, FILES, signer(1))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


ENTRIES = opened(PACKED)


def signed_anew(manifest: bytes, files: Mapping[str, bytes], number: int = 1, by: str = CITY) -> bytes:
    """A package with a manifest as given, signed properly: what a hostile sender with a trusted key could send."""
    signature = canonical_bytes(seal(digest(manifest), signer(number), at=NOON, by=by))
    return zip_bytes([(MANIFEST, manifest), (SIGNATURE, signature), *files.items()])


def foreign(write: Callable[[zipfile.ZipFile], object], how: int = zipfile.ZIP_STORED) -> bytes:
    """The package written by another program, and what *write* adds."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, data in ENTRIES.items():
            archive.writestr(name, data)
        write(archive)
    return file.getvalue()


def link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("files/link")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("files/zeros", b"\0" * 30_000_000, zipfile.ZIP_DEFLATED)


def encrypted(data: bytes) -> bytes:
    """The same with the flag of encryption on every entry."""
    flagged = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x01\x08")
    assert flagged != data
    return flagged


def overlapping() -> bytes:
    """A directory that names one stretch of bytes under many names, to swell without compression."""
    data = b"\0" * 1_000_000
    whole = zip_bytes([("files/0", data)])
    start = whole.rindex(b"PK\x01\x02")
    entry = whole[start : whole.rindex(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"files/0", b"files/" + bytes([65 + at])) for at in range(60))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 60, 60, len(directory), start, 0)
    return whole[:start] + directory + end


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-truncated"),
        (b"PK\x03\x04 and so on", "file-truncated"),
        (PACKED[:-30], "file-truncated"),
        (PACKED[:100] + PACKED[-22:], "file-damaged"),
        (b"x" * 60_000_000, "file-too-large"),
        (encrypted(PACKED), "file-encrypted"),
        (foreign(bomb), "zip-bomb"),
        (overlapping(), "zip-bomb"),
        (zip_bytes((f"files/{at}", b"") for at in range(1_100)), "zip-bomb"),
        (foreign(lambda _: None, zipfile.ZIP_DEFLATED), "package-compressed"),
        (foreign(lambda archive: archive.writestr("../../etc/cron.d/x", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.writestr("/etc/passwd", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.writestr("files\\..\\x", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.writestr("C:x", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.writestr("files/a\nb", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.writestr("files/\u202egnp.exe", "x")), "package-path-unsafe"),
        (foreign(lambda archive: archive.mkdir("files/folder")), "package-path-unsafe"),
        (foreign(link), "package-link"),
        (foreign(lambda archive: archive.writestr("manifest.json", "{}")), "package-name-twice"),
        (foreign(lambda archive: archive.writestr("Manifest.JSON", "{}")), "package-name-twice"),
        (foreign(lambda archive: archive.writestr("files/more.txt", "x")), "package-entry-unlisted"),
        (foreign(lambda archive: archive.writestr("more.txt", "x")), "package-entry-unlisted"),
        (foreign(lambda _: None), "package-not-as-written"),
        (foreign(lambda archive: setattr(archive, "comment", b"hidden")), "package-not-as-written"),
        (PACKED + b"hidden", "package-trailing-data"),
        (b"#!/bin/sh\n" + PACKED, "package-not-as-written"),
        (zip_bytes(reversed(list(ENTRIES.items()))), "package-not-as-written"),
        (zip_bytes([("word/document.xml", b"<x/>")]), "package-not-one"),
        (zip_bytes([(MANIFEST, ENTRIES[MANIFEST])]), "package-not-one"),
        (zip_bytes((ENTRIES | {MANIFEST: b"{"}).items()), "package-manifest-damaged"),
        (zip_bytes((ENTRIES | {MANIFEST: b"[]"}).items()), "package-manifest-damaged"),
        (zip_bytes((ENTRIES | {MANIFEST: b" " * 3_000_000}).items()), "package-manifest-damaged"),
        (zip_bytes((ENTRIES | {MANIFEST: b"{}"}).items()), "package-format-unknown"),
        (zip_bytes((ENTRIES | {SIGNATURE: b"{}"}).items()), "package-signature-damaged"),
        (zip_bytes((ENTRIES | {SIGNATURE: b" " + ENTRIES[SIGNATURE]}).items()), "package-signature-damaged"),
        (zip_bytes((ENTRIES | {"files/培育库.jsonl": b"x"}).items()), "package-file-changed"),
        (zip_bytes((ENTRIES | {"files/附件/说明.txt": b"y" * 300}).items()), "package-file-changed"),
        (zip_bytes(list(ENTRIES.items())[:-1]), "package-entry-missing"),
        (PACKED.replace(b"x" * 300, b"y" * 300), "package-entry-damaged"),
    ],
)  # fmt: skip
def test_a_hostile_or_damaged_package_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        unpack(data, TRUSTED, PROVINCE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b'"number":"2026-17"', b'"number":"2026-18"'), "package-manifest-damaged"),
        ((b'"kind":"list"', b'"kind":"money"'), "package-manifest-damaged"),
        ((b'"kind":"list"', b'"kind":"list","more":"x"'), "package-manifest-damaged"),
        ((b'"kind":"list"', b'"kind": "list"'), "package-manifest-damaged"),
        ((b'"size":300', b'"size":-1'), "package-manifest-damaged"),
        ((b"xiandao-package/1", b"xiandao-package/2"), "package-format-unknown"),
        ((b"12:00:00Z", b"12:00:01Z"), "package-signature-void"),
    ],
)
def test_a_manifest_that_is_not_as_we_write_it_is_refused_though_it_is_signed(
    change: tuple[bytes, bytes], code: str
) -> None:
    manifest = ENTRIES[MANIFEST].replace(*change)
    assert manifest != ENTRIES[MANIFEST]
    files = {name: data for name, data in ENTRIES.items() if name.startswith("files/")}
    with pytest.raises(Refusal, match=code):
        unpack(signed_anew(manifest, files), TRUSTED, PROVINCE)


def test_a_changed_manifest_voids_its_signature() -> None:
    later = manifest_bytes(manifest_for(replace(COVER, recipient=OTHER), FILES))
    with pytest.raises(Refusal, match="package-signature-void"):
        unpack(zip_bytes((ENTRIES | {MANIFEST: later}).items()), TRUSTED, OTHER)


def test_a_package_from_an_unknown_sender_or_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(Refusal, match="package-sender-unknown") as refusal:
        unpack(PACKED, {PROVINCE: trusted(2)}, PROVINCE)
    assert refusal.value.values == {"sender": CITY}
    with pytest.raises(Refusal, match="package-key-unknown") as refusal:
        unpack(pack(COVER, FILES, signer(3)), TRUSTED, PROVINCE)
    assert refusal.value.values == {"sender": CITY, "key": signer(3).key_id}


def test_one_trusted_installation_cannot_send_in_the_name_of_another() -> None:
    with pytest.raises(Refusal, match="package-key-unknown"):
        unpack(pack(COVER, FILES, signer(2)), TRUSTED, PROVINCE)
    files = {name: data for name, data in ENTRIES.items() if name.startswith("files/")}
    with pytest.raises(Refusal, match="package-signature-void"):
        unpack(signed_anew(ENTRIES[MANIFEST], files, by=OTHER), TRUSTED, PROVINCE)


def test_a_package_for_somebody_else_is_refused() -> None:
    with pytest.raises(Refusal, match="package-other-addressee") as refusal:
        unpack(PACKED, TRUSTED, OTHER)
    assert refusal.value.values == {"to": PROVINCE, "own": OTHER}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../x": b""}, "package-name-unsafe"),
        ({"": b""}, "package-name-unsafe"),
        ({"a/./b": b""}, "package-name-unsafe"),
        ({"a ": b""}, "package-name-unsafe"),
        ({"e\u0301": b""}, "package-name-unsafe"),
        ({"x" * 201: b""}, "package-name-unsafe"),
        ({"a.txt": b"", "A.TXT": b""}, "package-name-twice"),
        ({str(at): b"" for at in range(1_001)}, "package-too-many-files"),
        ({"big": bytes(50 * 1024 * 1024)}, "package-too-large"),
    ],
)
def test_nothing_is_packed_that_the_recipient_would_refuse(files: dict[str, bytes], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        pack(COVER, files, signer(1))


def test_a_package_arrives_as_it_was_sent() -> None:
    package = unpack(PACKED, TRUSTED, PROVINCE)
    assert package.files == FILES
    assert package.manifest.cover == COVER
    assert package.digest == digest(PACKED)


def test_a_package_is_the_same_bytes_whatever_the_order_and_opens_everywhere() -> None:
    assert pack(COVER, dict(reversed(FILES.items())), signer(1)) == PACKED
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [MANIFEST, SIGNATURE, "files/培育库.jsonl", "files/附件/说明.txt"]


def test_an_empty_package_and_a_reply_are_packages() -> None:
    reply = replace(COVER, sender=PROVINCE, recipient=CITY, kind=Kind.ROUND, in_reply_to=digest(PACKED))
    assert unpack(pack(reply, {}, signer(2)), TRUSTED, CITY).manifest.cover.in_reply_to == digest(PACKED)


def test_what_is_sent_again_is_known_again_and_another_content_under_the_same_number_is_not() -> None:
    first = manifest_for(COVER, FILES)
    received = {(CITY, "2026-17"): first.key}
    again = unpack(pack(replace(COVER, created_at=NOON + timedelta(days=1)), FILES, signer(1)), TRUSTED, PROVINCE)
    assert standing(again.manifest, {}) is Standing.NEW
    assert standing(again.manifest, received) is Standing.REPEATED
    assert standing(manifest_for(COVER, {}), received) is Standing.CLASHING
    assert standing(manifest_for(replace(COVER, number="2026-18"), FILES), received) is Standing.NEW


# ------------------------------------------------------------------------------------------------------- receipts

ROW = RejectedRow("培育库.jsonl", 3, "code-unknown", (("code", "91X"),))
IN_PART = receipt_for(PACKED, PROVINCE, NOON, rows=(ROW,))
RECEIPT = receipt_bytes(IN_PART, signer(2))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "receipt-damaged"),
        (b"{}", "receipt-damaged"),
        (b"[" * 10_000, "receipt-damaged"),
        (PACKED, "receipt-damaged"),
        (RECEIPT + b"\n", "receipt-damaged"),
        (RECEIPT.replace(b"xiandao-receipt/1", b"xiandao-receipt/2"), "receipt-damaged"),
        (RECEIPT.replace(b'"line":3', b'"line":"3"'), "receipt-damaged"),
        (RECEIPT.replace(b'"values":[[', b'"values":[["x"],['), "receipt-damaged"),
        (RECEIPT.replace(b"12:00:00Z", b"12:00:00"), "receipt-damaged"),
        (RECEIPT.replace(b"accepted-in-part", b"welcome"), "receipt-damaged"),
        (RECEIPT.replace(b'"line":3', b'"line":4'), "receipt-signature-void"),
        (RECEIPT.replace(b"accepted-in-part", b"accepted"), "receipt-damaged"),
        (receipt_bytes(replace(IN_PART, recipient=OTHER), signer(2)), "receipt-sender-unknown"),
        (receipt_bytes(replace(IN_PART, recipient=CITY), signer(2)), "receipt-key-unknown"),
        (receipt_bytes(receipt_for(PACKED + b"x", PROVINCE, NOON), signer(2)), "receipt-other-package"),
        (b" " * 60_000_000, "file-too-large"),
    ],
)
def test_a_receipt_that_proves_nothing_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read_receipt(data, TRUSTED, PACKED)


@pytest.mark.parametrize(("by", "later"), [(OTHER, 0), (PROVINCE, 1)])
def test_a_receipt_sealed_in_another_name_or_at_another_time_is_void(by: str, later: int) -> None:
    signed = seal(digest_of(IN_PART), signer(2), at=NOON + timedelta(seconds=later), by=by)
    data = canonical_bytes({"format": RECEIPT_FORMAT, "receipt": IN_PART, "seal": signed})
    with pytest.raises(Refusal, match="receipt-signature-void"):
        read_receipt(data, TRUSTED, PACKED)


def test_packages_and_receipts_have_a_time_with_its_zone() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        replace(COVER, created_at=naive)
    with pytest.raises(ValueError, match="time zone"):
        receipt_for(PACKED, PROVINCE, naive)


def test_a_receipt_cannot_say_two_things() -> None:
    with pytest.raises(ValueError, match="not both"):
        receipt_for(PACKED, PROVINCE, NOON, rows=(ROW,), reason="package-link")
    with pytest.raises(ValueError, match="follows"):
        replace(IN_PART, outcome=Outcome.ACCEPTED)


@pytest.mark.parametrize(
    ("receipt", "outcome"),
    [
        (IN_PART, Outcome.IN_PART),
        (receipt_for(PACKED, PROVINCE, NOON), Outcome.ACCEPTED),
        (receipt_for(PACKED, PROVINCE, NOON, reason="package-file-changed"), Outcome.REFUSED),
    ],
)
def test_the_sender_reads_what_became_of_a_package(receipt: object, outcome: Outcome) -> None:
    read = read_receipt(receipt_bytes(receipt, signer(2)), TRUSTED, PACKED)  # type: ignore[arg-type]
    assert read == receipt
    assert read.outcome is outcome
