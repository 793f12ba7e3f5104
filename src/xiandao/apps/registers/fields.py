"""Fields of the tree together with everything below them, as lists are asked for them."""

from __future__ import annotations

from collections.abc import Iterable

from xiandao.apps.bodies.fields import tree


def fields_under(codes: Iterable[str]) -> list[str]:
    """The nodes of *codes* and everything below them."""
    found: dict[str, None] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = None
            waiting.extend(tree().below(code))
    return list(found)


def is_under(prop: str, value: str, node: str) -> bool:
    """Whether a field or place is *node* or stands under it, as conditions ask (:data:`xiandao.core.conditions.Under`)."""
    if prop == "place":
        return value == node or value.startswith(_stem(node))
    return value == node or node in tree().ancestors(value)


def _stem(code: str) -> str:
    """What the division codes below a division begin with: 320000 → 32, 320200 → 3202."""
    return code.rstrip("0") if len(code.rstrip("0")) % 2 == 0 else code.rstrip("0") + "0"
