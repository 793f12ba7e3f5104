"""A seal vouches for one digest, one time and one signer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.builders.seals import NOON, signer, trusted

from xiandao.core.canonical import canonical_bytes, digest, value_of
from xiandao.core.sealing import SealFault, seal, seal_fault, seal_from

DIGEST = digest(b"list")
SEAL = seal(DIGEST, signer(1), at=NOON, by="city:320200")


def test_a_seal_on_other_content_is_void() -> None:
    assert seal_fault(SEAL, digest(b"other list"), trusted(1)) is SealFault.OTHER_CONTENT


def test_a_seal_by_a_key_that_is_not_trusted_is_void() -> None:
    assert seal_fault(SEAL, DIGEST, trusted(2)) is SealFault.UNKNOWN_KEY


@pytest.mark.parametrize(
    "changed",
    [
        replace(SEAL, at=NOON + timedelta(seconds=1)),
        replace(SEAL, by="city:320500"),
        replace(SEAL, key_id=signer(2).key_id),
        replace(SEAL, signature="00" * 64),
        replace(SEAL, signature=""),
        replace(SEAL, signature="no hex"),
        replace(SEAL, signature=SEAL.signature.upper()),
        replace(SEAL, signature=SEAL.signature[:-2]),
    ],
)
def test_a_seal_of_which_one_word_was_changed_is_forged(changed: object) -> None:
    assert seal_fault(changed, DIGEST, trusted(1, 2)) is SealFault.FORGED  # type: ignore[arg-type]


def test_a_seal_moved_to_another_digest_is_forged() -> None:
    other = digest(b"other list")
    assert seal_fault(replace(SEAL, digest=other), other, trusted(1)) is SealFault.FORGED


def test_a_seal_that_names_another_algorithm_than_its_key_is_void() -> None:
    assert seal_fault(replace(SEAL, algorithm="sm2"), DIGEST, trusted(1)) is SealFault.OTHER_ALGORITHM


def test_a_seal_without_a_time_zone_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="time zone"):
        seal(DIGEST, signer(1), at=datetime(2026, 1, 1), by="x")  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="time zone"):
        replace(SEAL, at=datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize("value", [None, [], {}, {"digest": DIGEST}, dict.fromkeys(SEAL.__slots__, "x")])
def test_what_is_no_seal_is_not_read_as_one(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - dates have a message of their own
        seal_from(value)


def test_a_seal_is_good_for_what_it_was_put_on_even_after_a_file() -> None:
    read = seal_from(value_of(canonical_bytes(SEAL)))
    assert read == SEAL
    assert seal_fault(read, DIGEST, trusted(1, 2)) is None
