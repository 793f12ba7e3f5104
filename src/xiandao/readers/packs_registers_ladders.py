"""Whether the rungs of a ladder stand in order: each asks for more than the one below, in nothing for less."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from xiandao.core.kinds import LABEL
from xiandao.readers.packs_schema import Fault, Row

_FLOORS, _CEILINGS = ("at-least", "above"), ("at-most", "below")


def ladder_faults(ladder: Row, above: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Rungs that ask for the same as the rung below, or for less.

    Args:
        ladder: Its row.
        above: By label, that label and all that stand higher.
    """
    for lower, upper in pairwise(ladder.rows("rung")):
        if _rules(lower) == _rules(upper):
            yield Fault(upper, "ladder-rungs-same", (("name", upper.text("name")),), (), lower, ())
        for rule in upper.rows("where"):
            for before in lower.rows("where"):
                if rule.text("property") == before.text("property") and _asks_less(rule, before, above):
                    values = (("name", upper.text("name")), ("property", rule.text("property")))
                    yield Fault(rule, "ladder-order", values, (), before, ())


def _rules(rung: Row) -> list[dict[str, object]]:
    return [{**row.values, "clause": ""} for row in rung.rows("where")]


def _asks_less(rule: Row, before: Row, above: Mapping[str, Collection[str]]) -> bool:
    floors, ceilings = (_bounds(rule, before, _FLOORS), _bounds(rule, before, _CEILINGS))
    if floors and floors[0] < floors[1]:
        return True
    if ceilings and ceilings[0] > ceilings[1]:
        return True
    if rule.text("property") != LABEL:
        return False
    # A label that stands below what the lower rung asks for already.
    wanted, given = rule.texts("is"), before.texts("is")
    return bool(wanted and given) and all(
        any(low in above.get(high, ()) and low != high for low in given) for high in wanted
    )


def _bounds(rule: Row, before: Row, operators: tuple[str, ...]) -> tuple[Decimal, Decimal] | None:
    """The bounds that both give, as numbers; days and months count as the digits that they are."""
    told = [next((row.text(each) for each in operators if row.text(each)), "") for row in (rule, before)]
    try:
        upper, lower = (Decimal(each[:1] + each[1:].replace("-", "")) for each in told)
    except InvalidOperation:
        return None
    return upper, lower
