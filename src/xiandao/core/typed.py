"""Values of JSON as the types they must have; whatever is otherwise is a ``ValueError``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NoReturn, TypeVar

T = TypeVar("T")
Readers = Mapping[str, Callable[[object], object]]


def as_object(value: object) -> dict[str, object]:
    """*value* as an object."""
    if not isinstance(value, dict):
        _refuse("an object is expected")
    return value


def as_list(value: object) -> list[object]:
    """*value* as a list."""
    if not isinstance(value, list):
        _refuse("a list is expected")
    return value


def as_text(value: object) -> str:
    """*value* as text."""
    if not isinstance(value, str):
        _refuse("text is expected")
    return value


def as_text_or_none(value: object) -> str | None:
    """*value* as text, or ``None``."""
    return None if value is None else as_text(value)


def as_count(value: object) -> int:
    """*value* as a whole number from 0 on."""
    if type(value) is not int or value < 0:
        raise ValueError("a count is expected")
    return value


def as_int(value: object) -> int:
    """*value* as a whole number."""
    if type(value) is not int:
        raise ValueError("a whole number is expected")
    return value


def as_decimal(value: object) -> Decimal:
    """*value* as a number; whole ones come as ``int`` from JSON."""
    return value if isinstance(value, Decimal) else Decimal(as_int(value))


def as_time(value: object) -> datetime:
    """*value*, ISO 8601, as an aware instant."""
    found = datetime.fromisoformat(as_text(value))
    if found.utcoffset() is None:
        raise ValueError("a time with its zone is expected")
    return found


def as_record(kind: Callable[..., T], value: object, readers: Readers) -> T:
    """*value* as a record of *kind*: a field that *readers* do not name is text, none is missing, none too many."""
    fields = {name: readers.get(name, as_text)(each) for name, each in as_object(value).items()}
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(f"not a {getattr(kind, '__name__', 'record')}") from error


def as_records(kind: Callable[..., T], values: object, readers: Readers) -> tuple[T, ...]:
    """A list of such records."""
    return tuple(as_record(kind, value, readers) for value in as_list(values))


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)
