"""What is not of the type that it must have is a ValueError, never another value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest

from xiandao.core.typed import (
    as_count,
    as_decimal,
    as_int,
    as_list,
    as_object,
    as_record,
    as_records,
    as_text,
    as_text_or_none,
    as_time,
)


class Place(NamedTuple):
    name: str
    size: int = 0


@pytest.mark.parametrize(
    ("read", "values"),
    [
        (as_object, (None, [], "{}", 1)),
        (as_list, (None, {}, "[]", (1,))),
        (as_text, (None, 1, [], b"x")),
        (as_text_or_none, (1, [])),
        (as_int, (None, True, "1", Decimal(1), 1.0)),
        (as_count, (None, True, -1, "1")),
        (as_decimal, (None, True, "1", 1.0)),
        (as_time, (None, 1, "", "yesterday", "2026-01-01T00:00:00", "2026-01-01")),
    ],
)
def test_what_is_of_another_type_is_refused(read: Callable[[object], object], values: tuple[object, ...]) -> None:
    for value in values:
        with pytest.raises(ValueError):  # noqa: PT011 - dates have a message of their own
            read(value)


@pytest.mark.parametrize("value", [{}, {"name": 1}, {"name": "a", "size": "1"}, {"name": "a", "more": "x"}, ["a", 1]])
def test_a_record_with_a_field_too_few_too_many_or_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each reader has a message of its own
        as_record(Place, value, {"size": as_count})


def test_what_is_of_its_type_is_taken_as_it_is() -> None:
    assert as_time("2026-01-01T00:00:00Z") == datetime(2026, 1, 1, tzinfo=UTC)
    assert (as_decimal(2), as_decimal(Decimal("0.5"))) == (Decimal(2), Decimal("0.5"))
    assert as_text_or_none(None) is None
    assert as_records(Place, [{"name": "a"}, {"size": 2, "name": "b"}], {"size": as_count}) == (
        Place("a"),
        Place("b", 2),
    )
