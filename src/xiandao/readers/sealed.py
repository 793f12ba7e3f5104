"""Packages and receipts in: opened in memory, believed only as far as a known key vouches for them."""

from __future__ import annotations

import stat
import zipfile
from collections import Counter
from collections.abc import Mapping

from xiandao.core.canonical import canonical_bytes, digest, digest_of, matches, value_of
from xiandao.core.errors import Refusal
from xiandao.core.exchange import (
    FOLDER,
    LARGEST,
    MANIFEST,
    MOST_FILES,
    PACKAGE_FORMAT,
    RECEIPT_FORMAT,
    SIGNATURE,
    Manifest,
    Package,
    Receipt,
    is_safe_name,
    manifest_bytes,
    manifest_from,
    receipt_from,
)
from xiandao.core.exchange_zip import zip_bytes
from xiandao.core.sealing import Seal, SealFault, Verifier, seal_fault, seal_from
from xiandao.core.typed import as_object
from xiandao.readers.archive import Parts, parts_of
from xiandao.readers.limits import MIB, Limits

KIND = "ZIP"
LIMITS = Limits(bytes=LARGEST, entries=MOST_FILES + 2, unpacked=LARGEST)
LONGEST_MANIFEST = 2 * MIB

Trusted = Mapping[str, Mapping[str, Verifier]]
"""For each installation, by its id, the public keys known to be its own, by theirs."""


def unpack(data: bytes, trusted: Trusted, recipient: str) -> Package:
    """The package in *data*, sent by one of the *trusted* to *recipient*.

    What the files hold is not looked at: whoever reads them looks for markings of state secrets, as everywhere.

    Raises:
        Refusal: What is wrong with the container: ``file-too-large``, ``file-truncated``, ``file-damaged``,
            ``file-encrypted``, ``zip-bomb``, ``package-compressed``, ``package-path-unsafe``, ``package-link``,
            ``package-name-twice``, ``package-trailing-data``, ``package-not-as-written``; that it is no package of
            ours: ``package-not-one``, ``package-entry-damaged``, ``package-format-unknown``,
            ``package-manifest-damaged``, ``package-signature-damaged``; who signed: ``package-sender-unknown``, ``package-key-unknown``, ``package-signature-void``; what is in it:
            ``package-entry-unlisted``, ``package-entry-missing``, ``package-file-changed``; whom it is for:
            ``package-other-addressee``.
    """
    if len(data) > LIMITS.bytes:
        raise Refusal("file-too-large", limit=LIMITS.bytes // MIB)
    parts = parts_of(data, KIND, LIMITS)
    names = _names(parts.archive.infolist())
    entries = {name: _entry(parts, name) for name in names}
    written = entries.get(MANIFEST)
    if written is None or SIGNATURE not in entries:
        raise Refusal("package-not-one")
    manifest = _manifest(written)
    _refuse_signer(manifest, written, entries[SIGNATURE], trusted)
    files = {name.removeprefix(FOLDER): entries[name] for name in names if name not in {MANIFEST, SIGNATURE}}
    _refuse_contents(manifest, names, files)
    if manifest.cover.recipient != recipient:
        raise Refusal("package-other-addressee", to=manifest.cover.recipient, own=recipient)
    _refuse_layout(data, entries)
    return Package(manifest=manifest, digest=digest(data), files=files)


def read_receipt(data: bytes, trusted: Trusted, package: bytes) -> Receipt:
    """The receipt in *data* for the file *package*, as we sent it.

    Raises:
        Refusal: ``file-too-large``, ``receipt-damaged``, ``receipt-sender-unknown``, ``receipt-key-unknown``, ``receipt-signature-void``
            or ``receipt-other-package``.
    """
    if len(data) > LIMITS.bytes:
        raise Refusal("file-too-large", limit=LIMITS.bytes // MIB)
    try:
        value = as_object(value_of(data))
        receipt, signed = receipt_from(value["receipt"]), seal_from(value["seal"])
        again = canonical_bytes({"format": RECEIPT_FORMAT, "receipt": receipt, "seal": signed})
    except (ValueError, LookupError, RecursionError):
        raise Refusal("receipt-damaged") from None
    if again != data:
        raise Refusal("receipt-damaged")
    keys = trusted.get(receipt.recipient)
    if keys is None:
        raise Refusal("receipt-sender-unknown", sender=receipt.recipient)
    fault = seal_fault(signed, digest_of(receipt), keys)
    if fault is SealFault.UNKNOWN_KEY:
        raise Refusal("receipt-key-unknown", sender=receipt.recipient, key=signed.key_id)
    if fault is not None or signed.by != receipt.recipient or signed.at != receipt.at:
        raise Refusal("receipt-signature-void", sender=receipt.recipient)
    if not matches(package, receipt.package):
        raise Refusal("receipt-other-package", found=receipt.package)
    return receipt


def _names(entries: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    """The names of a container without tricks, in its order."""
    for entry in entries:
        name = entry.orig_filename
        if not is_safe_name(name):
            raise Refusal("package-path-unsafe", part=ascii(name))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refusal("package-link", part=name)
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            raise Refusal("package-compressed", part=name)
    names = tuple(entry.orig_filename for entry in entries)
    twice = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
    if twice:
        raise Refusal("package-name-twice", part=twice[0])
    return names


def _entry(parts: Parts, name: str) -> bytes:
    data = parts.read(name)
    if data is None:
        raise Refusal("package-entry-damaged", part=name)
    return data


def _manifest(written: bytes) -> Manifest:
    if len(written) > LONGEST_MANIFEST:
        raise Refusal("package-manifest-damaged")
    try:
        value = as_object(value_of(written))
    except ValueError:
        raise Refusal("package-manifest-damaged") from None
    if value.get("format") != PACKAGE_FORMAT:
        raise Refusal("package-format-unknown", found=ascii(value.get("format"))[:40], own=PACKAGE_FORMAT)
    try:
        found = manifest_from(value)
        is_ours = manifest_bytes(found) == written
    except (ValueError, RecursionError):
        raise Refusal("package-manifest-damaged") from None
    if not is_ours:
        raise Refusal("package-manifest-damaged")
    return found


def _refuse_signer(manifest: Manifest, written: bytes, signature: bytes, trusted: Trusted) -> None:
    cover = manifest.cover
    signed = _seal(signature)
    keys = trusted.get(cover.sender)
    if keys is None:
        raise Refusal("package-sender-unknown", sender=cover.sender)
    fault = seal_fault(signed, digest(written), keys)
    if fault is SealFault.UNKNOWN_KEY:
        raise Refusal("package-key-unknown", sender=cover.sender, key=signed.key_id)
    if fault is not None or (signed.by, signed.at) != (cover.sender, cover.created_at):
        raise Refusal("package-signature-void", sender=cover.sender)


def _seal(signature: bytes) -> Seal:
    try:
        found = seal_from(value_of(signature))
    except ValueError:
        raise Refusal("package-signature-damaged") from None
    if canonical_bytes(found) != signature:
        raise Refusal("package-signature-damaged")
    return found


def _refuse_contents(manifest: Manifest, names: tuple[str, ...], files: Mapping[str, bytes]) -> None:
    listed = {FOLDER + each.name: each for each in manifest.contents}
    for name in names:
        if name not in listed and name not in {MANIFEST, SIGNATURE}:
            raise Refusal("package-entry-unlisted", part=name)
    for name, each in listed.items():
        data = files.get(name.removeprefix(FOLDER))
        if data is None:
            raise Refusal("package-entry-missing", part=each.name)
        if len(data) != each.size or not matches(data, each.digest):
            raise Refusal("package-file-changed", part=each.name)


def _refuse_layout(data: bytes, entries: Mapping[str, bytes]) -> None:
    """One content has one form: what is hidden between, before or behind the entries shows here."""
    contents = sorted(name for name in entries if name not in {MANIFEST, SIGNATURE})
    proper = zip_bytes((name, entries[name]) for name in (MANIFEST, SIGNATURE, *contents))
    if data.startswith(proper) and len(data) > len(proper):
        raise Refusal("package-trailing-data", found=len(data) - len(proper))
    if data != proper:
        raise Refusal("package-not-as-written")
