"""Equal values have equal bytes; what has no bytes is refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import pytest

from xiandao.core.canonical import DIGESTS, canonical_bytes, digest, digest_of, is_canonical, matches, value_of

BEIJING = timezone(timedelta(hours=8))


class Colour(StrEnum):
    RED = "red"


class Point(NamedTuple):
    y: int
    x: int


@dataclass(frozen=True, slots=True)
class Pair:
    right: int
    left: Point


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        datetime(2026, 1, 1),  # noqa: DTZ001 - naive on purpose
        Decimal("1e400"),
        Decimal("1e-999999999"),
        10**400,
        Decimal("0." + "1" * 401),
    ],
)
def test_a_value_without_exact_bytes_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"number|zone|long"):
        canonical_bytes({"a": [value]})


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), {1: "a"}, {"a": 1, 2: "b"}, Pair, 1j])
def test_a_thing_that_json_does_not_know_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b"[NaN]",
        b"[-Infinity]",
        b"{",
        b"",
        b"\xff",
        b"[1] [2]",
        b"[1e99999999999999999999]",
        b"[" * 100_000,
    ],
)
def test_bytes_that_stand_for_no_value_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own messages differ
        value_of(data)
    assert not is_canonical(data)


@pytest.mark.parametrize("data", [b'{"b":1,"a":2}', b"[1, 2]", b"[1.0]", b"[1e3]", b"[-0]", b'["\\u4e00"]', b"[1]\n"])
def test_json_that_is_written_otherwise_is_not_canonical(data: bytes) -> None:
    value_of(data)
    assert not is_canonical(data)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None, "县": True}, '{"a":null,"b":1,"县":true}'),
        ({"\U0001f600": 1, "\uffff": 2}, '{"\uffff":2,"\U0001f600":1}'),
        ('é e\u0301 “引”\n"\\', '"é e\u0301 “引”\\n\\"\\\\"'),
        (Decimal("300.50"), "300.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.12345678901234567890123"), "0.12345678901234567890123"),
        (0.1, "0.1"),
        (1e22, "1" + "0" * 22),
        (1.5e-7, "0.00000015"),
        (-0.0, "0"),
        (date(2027, 12, 31), '"2027-12-31"'),
        (datetime(2026, 1, 1, 8, tzinfo=BEIJING), '"2026-01-01T00:00:00Z"'),
        (datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC), '"2026-01-01T00:00:00.000005Z"'),
        (Colour.RED, '"red"'),
        ({Colour.RED: Colour.RED}, '{"red":"red"}'),
        (Point(2, 1), '{"x":1,"y":2}'),
        ((Pair(1, Point(2, 3)),), '[{"left":{"x":3,"y":2},"right":1}]'),
        ({}, "{}"),
        ((), "[]"),
    ],
)
def test_a_value_is_written_in_one_way(value: object, text: str) -> None:
    assert canonical_bytes(value).decode() == text


@pytest.mark.parametrize("same", [(5, 5.0, Decimal("5.00"), Decimal("0.5E1")), (0.3, Decimal("0.30")), ((1,), [1])])
def test_what_holds_a_value_does_not_change_its_digest(same: tuple[object, ...]) -> None:
    assert len({digest_of(value) for value in same}) == 1


def test_a_digest_names_its_algorithm() -> None:
    assert digest(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sm3_is_offered_exactly_where_openssl_has_it_and_gives_the_digest_of_its_standard() -> None:
    standard = "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    try:
        hashlib.new("sm3", b"")
    except ValueError:
        assert not matches(b"abc", standard)
    else:
        assert digest(b"abc", by=DIGESTS["sm3"]) == standard
        assert matches(b"abc", standard)


@pytest.mark.parametrize(
    "expected", ["", "sha256", "sha256:", "md5:900150983cd24fb0d6963f7d28e17f72", "sm3:66c7", "sha256:é"]
)
def test_a_digest_by_an_unknown_algorithm_or_of_another_text_never_matches(expected: str) -> None:
    assert not matches(b"abc", expected)


def test_a_digest_matches_only_by_algorithms_that_are_accepted() -> None:
    assert matches(b"abc", digest(b"abc"))
    assert not matches(b"abc", digest(b"abc"), known={})
