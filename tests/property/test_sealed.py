"""What holds for every package: it arrives as it was sent, and a package that was touched does not arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.seals import NOON, signer, trusted

from xiandao.core.canonical import digest
from xiandao.core.errors import Refusal
from xiandao.core.exchange import Cover, Kind, RejectedRow, is_safe_name, receipt_for
from xiandao.readers.sealed import Trusted, read_receipt, unpack
from xiandao.writers.sealed import pack, receipt_bytes

TRUSTED: Trusted = {"city": trusted(1), "province": trusted(2)}
STEPS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
NAMES = st.lists(STEPS, min_size=1, max_size=3).map("/".join).filter(is_safe_name)
FILES = st.dictionaries(NAMES, st.binary(max_size=40), max_size=4).filter(
    lambda files: len({name.casefold() for name in files}) == len(files)
)
COVERS = st.builds(
    Cover,
    kind=st.sampled_from(Kind),
    number=st.text(max_size=5),
    sender=st.just("city"),
    recipient=st.just("province"),
    created_at=st.just(NOON),
    in_reply_to=st.none() | st.just(digest(b"before")),
)
ROWS = st.lists(
    st.builds(RejectedRow, st.text(), st.integers(0), st.text(), st.lists(st.tuples(st.text(), st.text())).map(tuple)),
    max_size=3,
).map(tuple)


@given(COVERS, FILES)
def test_every_package_arrives_as_it_was_sent(cover: Cover, files: dict[str, bytes]) -> None:
    data = pack(cover, files, signer(1))
    package = unpack(data, TRUSTED, "province")
    assert (package.manifest.cover, package.files) == (cover, files)
    assert pack(package.manifest.cover, package.files, signer(1)) == data


@given(COVERS, FILES, st.data())
def test_a_package_with_any_byte_changed_is_refused(cover: Cover, files: dict[str, bytes], data: st.DataObject) -> None:
    sent = pack(cover, files, signer(1))
    at = data.draw(st.integers(0, len(sent) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != sent[at]))
    with pytest.raises(Refusal):
        unpack(sent[:at] + bytes([byte]) + sent[at + 1 :], TRUSTED, "province")


@given(COVERS, FILES, st.data(), st.binary(min_size=1, max_size=80))
def test_a_package_cut_or_lengthened_anywhere_is_refused(
    cover: Cover, files: dict[str, bytes], data: st.DataObject, more: bytes
) -> None:
    sent = pack(cover, files, signer(1))
    start = data.draw(st.integers(0, len(sent) - 1))
    end = data.draw(st.integers(start + 1, len(sent)))
    for touched in (sent[:start] + sent[end:], sent[:start] + more + sent[start:], sent + more):
        with pytest.raises(Refusal):
            unpack(touched, TRUSTED, "province")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_package_or_refused(data: bytes) -> None:
    for given_data in (data, b"PK\x03\x04" + data, b"PK\x05\x06" + data):
        with pytest.raises(Refusal):
            unpack(given_data, TRUSTED, "province")


@given(st.binary(), ROWS)
def test_every_receipt_is_read_as_it_was_written(package: bytes, rows: tuple[RejectedRow, ...]) -> None:
    receipt = receipt_for(package, "province", NOON, rows=rows)
    assert read_receipt(receipt_bytes(receipt, signer(2)), TRUSTED, package) == receipt


@given(st.binary(max_size=8), ROWS, st.data())
def test_a_receipt_with_any_byte_changed_is_refused(
    package: bytes, rows: tuple[RejectedRow, ...], data: st.DataObject
) -> None:
    sent = receipt_bytes(receipt_for(package, "province", NOON, rows=rows), signer(2))
    at = data.draw(st.integers(0, len(sent) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != sent[at]))
    with pytest.raises(Refusal):
        read_receipt(sent[:at] + bytes([byte]) + sent[at + 1 :], TRUSTED, package)
