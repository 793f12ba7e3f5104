"""Conditions on what is known of an entity: yes, no, or not known and what to ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Literal

Values = Mapping[str, Sequence[str]]
"""By property, its values as canonical text; a property that is not there, or has none, is not known."""

Operator = Literal["is", "is-not", "at-least", "at-most", "above", "below", "known", "unknown", "under", "contains"]
OPERATORS: tuple[Operator, ...] = (
    "is", "is-not", "at-least", "at-most", "above", "below", "known", "unknown", "under", "contains",
)  # fmt: skip
ORDERED = ("at-least", "at-most", "above", "below")
UNARY = ("known", "unknown")


class Answer(StrEnum):
    """What can be said of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that must hold of an entity.

    Attributes:
        property: Code of the property asked about; ``stage``, ``label`` and ``place`` are properties of every kind.
        operator: ``is`` any of the values, ``is-not`` any of them; ``under`` a node of a tree (places, fields) or the
            node itself; ``contains`` one of the values as a part of its text; ``known`` and ``unknown`` take no value.
        values: Canonical text, as statements keep it.
        clause: The words or paragraph that ask for it, empty where nobody did.
    """

    property: str
    operator: Operator = "is"
    values: tuple[str, ...] = ()
    clause: str = ""

    def __post_init__(self) -> None:
        if self.operator in UNARY and self.values:
            raise ValueError(f"{self.operator} takes no value")
        if self.operator not in UNARY and not self.values:
            raise ValueError(f"{self.operator} takes a value")
        if self.operator in ORDERED and len(self.values) != 1:
            raise ValueError(f"{self.operator} takes one value")


Under = Callable[[str, str, str], bool]
"""(property, value, node): whether the value is the node or stands under it."""


def flat(_property: str, value: str, node: str) -> bool:
    """Under, where no tree is known: paths and division codes tell by how they begin."""
    return value == node or value.startswith(node.rstrip("/") + "/") or (node.endswith("/") and value.startswith(node))


def answer(condition: Condition, values: Values, *, under: Under = flat) -> Answer:
    """Whether *condition* holds; of a property with several values one that answers is enough."""
    found = values.get(condition.property) or ()
    if condition.operator in UNARY:
        return Answer.YES if bool(found) == (condition.operator == "known") else Answer.NO
    if not found:
        return Answer.UNKNOWN
    return Answer.YES if _holds(condition, found, under) else Answer.NO


def answers(conditions: Sequence[Condition], values: Values, *, under: Under = flat) -> tuple[Answer, ...]:
    """The answer to each, in their order."""
    return tuple(answer(each, values, under=under) for each in conditions)


def all_of(given: Sequence[Answer]) -> Answer:
    """Whether all hold: one no is a no, however little is known of the others; of none at all, yes."""
    if Answer.NO in given:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.YES


def in_order(value: str) -> tuple[int, Decimal, str]:
    """Numbers by their size, days, months and years by their text, numbers first."""
    try:
        return (0, Decimal(value), "")
    except InvalidOperation:
        return (1, Decimal(0), value)


def _holds(condition: Condition, found: Sequence[str], under: Under) -> bool:
    wanted, operator = condition.values, condition.operator
    if operator == "is":
        return any(each in wanted for each in found)
    if operator == "is-not":
        return not any(each in wanted for each in found)
    if operator == "contains":
        return any(part in each for each in found for part in wanted)
    if operator == "under":
        return any(under(condition.property, each, node) for each in found for node in wanted)
    bound = in_order(wanted[0])
    return any(_compares(in_order(each), operator, bound) for each in found)


def _compares(value: tuple[int, Decimal, str], operator: str, bound: tuple[int, Decimal, str]) -> bool:
    if value[0] != bound[0]:
        return False  # a number is neither before nor after a word
    if operator == "at-least":
        return value >= bound
    if operator == "at-most":
        return value <= bound
    return value > bound if operator == "above" else value < bound
