"""One way to write a value as bytes, so that equal values have equal digests wherever and whenever they are written."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring
from types import NoneType
from typing import NamedTuple, NoReturn, Protocol

LONGEST_NUMBER = 400
"""Digits on either side of the point; more than any float needs, and few enough that no number fills the memory."""


def canonical_bytes(value: object) -> bytes:
    """*value* as JSON in UTF-8: keys sorted by code point, no blanks, text as it is.

    What a value's bytes are depends on the value, not on what held it: ``5``, ``5.0`` and ``Decimal("5.00")`` are one
    number (floats by their shortest decimal form, all numbers exact and without exponents), and one instant is the
    same in every time zone (written in UTC). So a value may pass through a database or a file and keep its digest.
    Lists and tuples are arrays; mappings, dataclasses and named tuples are objects; dates are ISO 8601.

    Raises:
        ValueError: For NaN and infinities, naive datetimes, numbers beyond ``LONGEST_NUMBER`` digits.
        TypeError: For anything else that JSON does not know, sets and bytes for instance, and keys that are no text.

    >>> canonical_bytes({"b": (1, 2.50), "a": None}).decode()
    '{"a":null,"b":[1,2.5]}'
    """
    return canonical_text(value).encode("utf-8", "surrogatepass")


def canonical_text(value: object) -> str:
    """The text of :func:`canonical_bytes`, for who puts an object together from its fields."""
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else canonical_text(_plain(value))


def value_of(data: bytes) -> object:
    """The value that JSON bytes stand for, numbers with a point as ``Decimal``; dates stay text.

    ``canonical_bytes(value_of(data)) == data`` exactly when *data* is canonical.

    Raises:
        ValueError: For bytes that are no JSON or no UTF-8, for NaN, for an object with the same key twice, for JSON
            nested too deep to read.
    """
    try:
        return json.loads(
            data.decode("utf-8", "surrogatepass"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("nested too deep") from None
    except InvalidOperation:
        raise ValueError("a number is too long") from None


def is_canonical(data: bytes) -> bool:
    """Whether *data* is what :func:`canonical_bytes` writes."""
    try:
        return canonical_bytes(value_of(data)) == data
    except (ValueError, RecursionError):
        return False


# ------------------------------------------------------------------------------------------------------- digests


class Digest(Protocol):
    """An algorithm that makes a digest, by the name that stands before the digests it makes."""

    @property
    def name(self) -> str:
        """In small letters without a colon, ``sha256`` for instance."""

    def hex_of(self, data: bytes) -> str:
        """The digest of *data* in small hexadecimal."""


class LibraryDigest(NamedTuple):
    """A digest of the standard library or of the OpenSSL it was built with."""

    name: str

    def hex_of(self, data: bytes) -> str:
        """As :class:`Digest` says."""
        return hashlib.new(self.name, data).hexdigest()


class Sha256(NamedTuple):
    """SHA-256, without the detour over its name that costs as much as a short text's digest."""

    name: str = "sha256"

    def hex_of(self, data: bytes) -> str:
        """As :class:`Digest` says."""
        return hashlib.sha256(data).hexdigest()


SHA256: Digest = Sha256()


def _known_digests() -> Iterator[Digest]:
    yield SHA256
    # Some builds list SM3 and cannot make it.
    if "sm3" in hashlib.algorithms_available:
        sm3 = LibraryDigest("sm3")
        try:
            sm3.hex_of(b"")
        except ValueError:
            return
        yield sm3


DIGESTS: Mapping[str, Digest] = {each.name: each for each in _known_digests()}
"""The algorithms that this machine knows: SHA-256 always, SM3 where OpenSSL has it."""


def digest(data: bytes, *, by: Digest = SHA256) -> str:
    """The digest of *data* with the algorithm's name before it: ``sha256:2c26…``."""
    return f"{by.name}:{by.hex_of(data)}"


def digest_of(value: object, *, by: Digest = SHA256) -> str:
    """The digest of the canonical bytes of *value*."""
    return digest(canonical_bytes(value), by=by)


def algorithm_of(named: str) -> str:
    """The algorithm that a digest names: ``sha256`` of ``sha256:2c26…``."""
    return named.partition(":")[0]


def matches(data: bytes, expected: str, *, known: Mapping[str, Digest] = DIGESTS) -> bool:
    """Whether *expected* is the digest of *data* by the algorithm it names; never by one that is not *known*."""
    by = known.get(algorithm_of(expected))
    return by is not None and hmac.compare_digest(digest(data, by=by).encode(), expected.encode("utf-8", "replace"))


# ------------------------------------------------------------------------------------------------------- writing


def _plain(value: object) -> object:
    """*value* as the nearest type that is written directly: enums and other subclasses, records."""
    for kind, as_plain in _SUBCLASSES.items():
        if isinstance(value, kind):
            return as_plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    raise TypeError(f"JSON has no {type(value).__name__}")


def _plain_tuple(value: Sequence[object]) -> object:
    names = getattr(value, "_fields", None)
    return list(value) if names is None else dict(zip(names, value, strict=True))


def _object_text(value: Mapping[str, object]) -> str:
    # A key that is no text is refused where it is quoted.
    return "{" + ",".join([f"{encode_basestring(key)}:{canonical_text(value[key])}" for key in sorted(value)]) + "}"


def _array_text(value: Sequence[object]) -> str:
    return "[" + ",".join([canonical_text(each) for each in value]) + "]"


def _int_text(value: int) -> str:
    if not -_TOO_LARGE < value < _TOO_LARGE:
        raise ValueError("a number is too long")
    return str(value)


def _float_text(value: float) -> str:
    return _decimal_text(Decimal(repr(value)))


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no number")
    if not value:
        return "0"
    if abs(value.adjusted()) >= LONGEST_NUMBER:
        raise ValueError("a number is too long")
    whole, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return f"{whole}.{fraction}" if fraction else whole


def _instant_text(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(f"{value} has no time zone")
    return f'"{value.astimezone(UTC).isoformat()[:-6]}Z"'  # without +00:00


_TOO_LARGE = 10**LONGEST_NUMBER
_WRITERS: dict[type, Callable[..., str]] = {
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    str: encode_basestring,
    int: _int_text,
    float: _float_text,
    Decimal: _decimal_text,
    datetime: _instant_text,
    date: lambda value: f'"{value.isoformat()}"',
    dict: _object_text,
    list: _array_text,
    tuple: _array_text,
}
# In this order: every datetime is a date too.
_SUBCLASSES: dict[type, Callable[..., object]] = {
    str: str.__str__,  # what an enum's own `str` says may be its name
    int: int,
    float: float,
    Decimal: Decimal,
    datetime: lambda value: datetime.fromisoformat(value.isoformat()),
    date: lambda value: date(value.year, value.month, value.day),
    tuple: _plain_tuple,
    list: list,
    Mapping: dict,
}


# ------------------------------------------------------------------------------------------------------- reading


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
