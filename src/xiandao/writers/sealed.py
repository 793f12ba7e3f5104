"""Packages and receipts out: signed files that another installation takes over or refuses."""

from __future__ import annotations

from collections.abc import Mapping

from xiandao.core.canonical import canonical_bytes, digest, digest_of
from xiandao.core.errors import Refusal
from xiandao.core.exchange import (
    FOLDER,
    LARGEST,
    MANIFEST,
    MOST_FILES,
    RECEIPT_FORMAT,
    SIGNATURE,
    Cover,
    Receipt,
    is_safe_name,
    manifest_bytes,
    manifest_for,
)
from xiandao.core.exchange_zip import zip_bytes
from xiandao.core.sealing import Signer, seal


def pack(cover: Cover, files: Mapping[str, bytes], signer: Signer) -> bytes:
    """*files*, by name, under *cover* as a signed package; the same bytes for the same arguments.

    Raises:
        Refusal: ``package-too-large``, ``package-too-many-files``, ``package-name-unsafe`` or ``package-name-twice``:
            nothing is sent that the recipient would refuse.
    """
    _refuse_names(files)
    manifest = manifest_bytes(manifest_for(cover, files))
    signature = canonical_bytes(seal(digest(manifest), signer, at=cover.created_at, by=cover.sender))
    contents = [(FOLDER + name, files[name]) for name in sorted(files)]
    data = zip_bytes([(MANIFEST, manifest), (SIGNATURE, signature), *contents])
    if len(data) > LARGEST:
        raise Refusal("package-too-large", limit=LARGEST // (1024 * 1024))
    return data


def receipt_bytes(receipt: Receipt, signer: Signer) -> bytes:
    """*receipt* with the seal of who received, as one file of canonical JSON."""
    signed = seal(digest_of(receipt), signer, at=receipt.at, by=receipt.recipient)
    return canonical_bytes({"format": RECEIPT_FORMAT, "receipt": receipt, "seal": signed})


def _refuse_names(files: Mapping[str, bytes]) -> None:
    if len(files) > MOST_FILES:
        raise Refusal("package-too-many-files", limit=MOST_FILES, found=len(files))
    for name in files:
        if not is_safe_name(name):
            raise Refusal("package-name-unsafe", part=ascii(name))
    seen: dict[str, str] = {}
    for name in files:
        if name.casefold() in seen:
            raise Refusal("package-name-twice", part=name)
        seen[name.casefold()] = name
