"""What holds for every value that has canonical bytes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.canonical import canonical_bytes, digest, is_canonical, matches, value_of

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4))
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(VALUES)
def test_what_was_written_reads_back_to_the_same_bytes(value: object) -> None:
    data = canonical_bytes(value)
    assert canonical_bytes(value_of(data)) == data
    assert is_canonical(data)


@given(st.dictionaries(st.text(), SCALARS), st.randoms(use_true_random=False))
def test_the_order_of_keys_is_nothing(value: dict[str, object], chance: Random) -> None:
    keys = list(value)
    chance.shuffle(keys)
    assert canonical_bytes({key: value[key] for key in keys}) == canonical_bytes(value)


@given(st.one_of(st.integers(-(10**18), 10**18), st.text(), st.booleans(), st.none()), SCALARS)
def test_values_with_the_same_bytes_are_the_same(one: object, other: object) -> None:
    if canonical_bytes(one) == canonical_bytes(other):
        assert one == other
        assert isinstance(one, bool) == isinstance(other, bool)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_comes_back_exactly_from_its_bytes(value: float) -> None:
    assert float(canonical_bytes(value)) == value


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_is_the_same_as_integer_and_as_float(value: int) -> None:
    assert canonical_bytes(float(value)) == canonical_bytes(value)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=ZONES), ZONES)  # noqa: DTZ001
def test_an_instant_is_the_same_in_every_zone(at: datetime, zone: timezone) -> None:
    assert canonical_bytes(at.astimezone(zone)) == canonical_bytes(at)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_is_ordinary_json(text: str) -> None:
    assert json.loads(canonical_bytes(text)) == text


@given(st.binary(max_size=60))
def test_reading_bytes_gives_a_value_or_a_value_error(data: bytes) -> None:
    try:
        value = value_of(data)
    except ValueError:
        assert not is_canonical(data)
    else:
        assert is_canonical(data) == (canonical_bytes(value) == data)


@given(st.binary(), st.binary())
def test_a_digest_matches_its_own_bytes_and_no_others(data: bytes, other: bytes) -> None:
    assert matches(data, digest(data))
    assert matches(other, digest(data)) == (other == data)
