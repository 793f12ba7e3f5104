"""Conditions as packs write them, one key an operator, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xiandao.core.conditions import OPERATORS, ORDERED, UNARY, Condition, Operator
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_schema import Fault, Field, Row

_LISTS: tuple[Operator, ...] = ("is", "is-not", "under", "contains")
_SAYS: Mapping[Operator, str] = {
    "is": "是其中之一。",
    "is-not": "不是其中任何一个。",
    "at-least": '不低于；数、金额（元）、日期都写成文字，如 "40"、"2026-01-01"。',
    "at-most": "不高于。",
    "above": "高于。",
    "below": "低于。",
    "known": "已填写；写 true。",
    "unknown": "未填写；写 true。",
    "under": "是这个地方或领域，或在其下。",
    "contains": "文字里含有其中之一。",
}


def _field(operator: Operator) -> Field:
    if operator in UNARY:
        return Field(name=operator, type="yes-no", default=False, says=_SAYS[operator])
    if operator in _LISTS:
        return Field(name=operator, type="texts", default=(), says=_SAYS[operator])
    return Field(name=operator, says=_SAYS[operator])


CONDITION = (
    Field(name="property", required=True, says="属性代码；stage、label、place、name 各类都有。"),
    *map(_field, OPERATORS),
    Field(name="clause", default="", says="提出这一条件的原文或条款。"),
)
"""The keys of a condition: a property and exactly one operator."""

_DAY, _WHOLE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", r"-?\d+"
_NUMBER = r"-?\d+(\.\d+)?"
_FORMS: Mapping[str, tuple[str, str]] = {
    "whole": (_WHOLE, "40"),
    "number": (_NUMBER, "0.5"),
    "money": (_NUMBER, "100000000"),
    "percent": (_NUMBER, "5.5"),
    "day": (_DAY, "2026-05-01"),
    "month": (r"\d{4}-(0[1-9]|1[0-2])", "2026-05"),
    "year": (r"\d{4}", "2026"),
    "yes-no": ("yes|no", "yes"),
}
_BASIC = ("is", "is-not", *UNARY)
_FITTING: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("whole", "number", "money", "percent", "day", "month", "year"), (*_BASIC, *ORDERED)),
    **dict.fromkeys(("text", "longtext", "identifier", "url", "phone", "person"), (*_BASIC, "contains")),
    **dict.fromkeys(("place", "field"), (*_BASIC, "under")),
    **dict.fromkeys(("choice", "yes-no", "entity"), _BASIC),
}


class Asked(NamedTuple):
    """What a condition may ask of a property.

    Attributes:
        name: As people call it.
        type: As declared.
        words: The only values it has; ``None`` where any are.
        is_sensitive: Whether it is sensitive personal data.
    """

    name: str
    type: str
    words: tuple[str, ...] | None = None
    is_sensitive: bool = False


def condition(row: Row) -> Condition:
    """The condition that *row*, which is sound, says."""
    operator = _operators(row)[0]
    return Condition(
        property=row.text("property"), operator=operator, values=_values(row, operator), clause=row.text("clause")
    )


def condition_faults(row: Row, asked: Mapping[str, Asked], kind: str) -> Iterator[Fault]:
    """What is wrong with a condition on entities that have the properties *asked*; *kind* as people call it."""
    operators = _operators(row)
    if len(operators) != 1:
        yield Fault(
            row, "condition-operators", (("found", "、".join(operators) or "—"), ("known", "、".join(OPERATORS)))
        )
        return
    code, operator = row.text("property"), operators[0]
    about = asked.get(code)
    if about is None:
        yield Fault(row, "kind-property-unknown", (("property", code), ("kind", kind)), ("property",))
        return
    if operator not in _FITTING[about.type]:
        fitting = "、".join(_FITTING[about.type])
        values = (("operator", operator), ("property", about.name), ("type", about.type), ("fitting", fitting))
        yield Fault(row, "condition-operator-unfit", values, (operator,))
        return
    for number, value in enumerate(_values(row, operator)):
        yield from _value_faults(row, about, value, (operator, number) if operator in _LISTS else (operator,))


def _value_faults(row: Row, about: Asked, value: str, path: Path) -> Iterator[Fault]:
    if about.words is not None and value not in about.words:
        allowed = "、".join(about.words) or "—"
        values = (("value", value), ("property", about.name), ("allowed", allowed))
        yield Fault(row, "condition-value-unknown", values, path)
    form, example = _FORMS.get(about.type, ("", ""))
    if form and not re.fullmatch(form, value):
        values = (("value", value), ("property", about.name), ("example", example))
        yield Fault(row, "condition-value-form", values, path)


def _operators(row: Row) -> Sequence[Operator]:
    return [each for each in OPERATORS if row.claim(each) or row.text(each) or row.texts(each)]


def _values(row: Row, operator: Operator) -> tuple[str, ...]:
    if operator in UNARY:
        return ()
    return row.texts(operator) if operator in _LISTS else (row.text(operator),)
