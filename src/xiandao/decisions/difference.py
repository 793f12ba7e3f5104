"""Where two values first part, told by the path in their JSON."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from xiandao.core.canonical import canonical_bytes, value_of

_ABSENT = object()


class Difference(NamedTuple):
    """The first place at which two values differ, objects by their sorted keys, lists by their order.

    Attributes:
        path: A JSON Pointer (RFC 6901), ``/winners/2/points``; empty for the whole.
        before: Canonical JSON of the one, ``None`` where it has nothing there.
        after: Of the other.
    """

    path: str
    before: str | None
    after: str | None


def first_difference(before: bytes, after: bytes) -> Difference | None:
    """Where the values of two canonical texts first part, or ``None`` where they are the same byte for byte.

    >>> first_difference(b'{"a":[1,2]}', b'{"a":[1,3]}')
    Difference(path='/a/1', before='2', after='3')
    """
    return None if before == after else _first("", value_of(before), value_of(after))


def _first(path: str, before: object, after: object) -> Difference | None:
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = ((key, before.get(key, _ABSENT), after.get(key, _ABSENT)) for key in sorted(before.keys() | after))
        steps = ((key.replace("~", "~0").replace("/", "~1"), one, other) for key, one, other in pairs)
    elif isinstance(before, list) and isinstance(after, list):
        longest = zip_longest(before, after, fillvalue=_ABSENT)
        steps = ((str(at), one, other) for at, (one, other) in enumerate(longest))
    else:
        texts = _text(before), _text(after)
        return None if texts[0] == texts[1] else Difference(path, *texts)
    found = (_first(f"{path}/{step}", one, other) for step, one, other in steps)
    return next((each for each in found if each is not None), None)


def _text(value: object) -> str | None:
    return None if value is _ABSENT else canonical_bytes(value).decode("utf-8", "surrogatepass")
