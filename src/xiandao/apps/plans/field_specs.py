"""Which fields of an item people may correct, and what may stand in them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from xiandao.core.errors import Refusal

LONGEST = 400


class FieldSpec(NamedTuple):
    """One field of an item.

    Attributes:
        name: As in the plan format.
        kind: ``text``, ``texts`` (several, one a line), ``number``, ``year`` or ``choice``.
        choices: For a choice: the codes, of which the empty one stands for ``None``.
        is_required: Whether it may not be empty.
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    is_required: bool = False


_AMOUNT = (
    FieldSpec("comparator", "choice", (">=", "<=", "~", "=", "range"), is_required=True),
    FieldSpec("value", "number", is_required=True),
    FieldSpec("value_max", "number"),
    FieldSpec("unit"),
)
_FREQUENCY = FieldSpec("frequency", "choice", ("total", "annual"), is_required=True)

FIELDS: dict[str, tuple[FieldSpec, ...]] = {
    "target": (
        FieldSpec("subject", is_required=True),
        *_AMOUNT,
        FieldSpec("deadline_year", "year"),
        _FREQUENCY,
        FieldSpec("applies_per"),
        FieldSpec("base_value", "number"),
        FieldSpec("base_year", "year"),
        FieldSpec("direction", "choice", ("up", "down"), is_required=True),
    ),
    "fact": (FieldSpec("subject", is_required=True), *_AMOUNT, FieldSpec("year", "year"), _FREQUENCY),
    "task": (
        FieldSpec("title", is_required=True),
        FieldSpec("units", "texts"),
        FieldSpec("lead", "texts"),
        FieldSpec("support", "texts"),
        FieldSpec("strength", "choice", ("must", "encourage", "explore"), is_required=True),
    ),
    "sector": (FieldSpec("name", is_required=True), FieldSpec("group"), FieldSpec("parent")),
    "technology": (
        FieldSpec("name", is_required=True),
        FieldSpec("sector", is_required=True),
        FieldSpec("kind", "choice", ("item", "application", "enabling", "umbrella"), is_required=True),
    ),
    "placement": (
        FieldSpec("place", is_required=True),
        FieldSpec("sector", is_required=True),
        FieldSpec("focus", "texts"),
        FieldSpec("strength", "choice", ("explicit", "weak"), is_required=True),
    ),
    "bundle": (FieldSpec("name", is_required=True), FieldSpec("items", "texts"), FieldSpec("applies_per")),
    "cite": (
        FieldSpec("title", is_required=True),
        FieldSpec("doc_no"),
        FieldSpec("relation", "choice", ("implement", "basis"), is_required=True),
    ),
}

BLANK: dict[str, dict[str, Any]] = {
    "target": {
        "subject": "", "comparator": ">=", "value": 0, "value_max": None, "unit": None, "deadline_year": None,
        "deadline_basis": "none", "frequency": "total", "applies_per": None, "base_value": None, "base_year": None,
        "stretch_of": None, "direction": "up", "group": None,
    },
    "fact": {
        "subject": "", "comparator": "=", "value": 0, "value_max": None, "unit": None, "year": None,
        "frequency": "total", "group": None,
    },
    "task": {
        "number": "", "title": "", "units": [], "lead": [], "support": [], "units_raw": None, "units_inherited": [],
        "strength": "must", "body_start": 0, "body_end": 0,
    },
    "sector": {"name": "", "group": None, "parent": None},
    "technology": {"sector": "", "name": "", "kind": "item"},
    "placement": {"place": "", "sector": "", "focus": [], "strength": "explicit"},
    "bundle": {"name": "", "items": [], "applies_per": None, "group": None},
    "cite": {"title": "", "doc_no": None, "relation": "basis"},
}  # fmt: skip
"""The fields of an item that a person adds, before anything was filled in."""


def corrected(kind: str, fields: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """*fields* of an item of *kind* with what *said* changes; keys it does not name stay.

    Raises:
        Refusal: ``field-required``, ``field-number``, ``field-year``, ``field-choice``, ``field-range`` or
            ``field-unknown``, with the field.
    """
    specs = {spec.name: spec for spec in FIELDS[kind]}
    if unknown := sorted(set(said) - set(specs)):
        raise Refusal("field-unknown", field=unknown[0])
    after = {**fields, **{name: _value(specs[name], value) for name, value in said.items()}}
    if "comparator" in after and (after["value_max"] is not None) != (after["comparator"] == "range"):
        raise Refusal("field-range", field="value_max")
    if after.get("value_max") is not None and after["value_max"] < after["value"]:
        raise Refusal("field-range", field="value_max")
    if kind == "target" and after["deadline_year"] != fields["deadline_year"]:
        # What a person typed was not read in the sentence; only no year at all has the basis none.
        after["deadline_basis"] = "person" if after["deadline_year"] is not None else "none"
    return after


def _value(spec: FieldSpec, said: Any) -> Any:
    value = _READ[spec.kind](spec, said)
    if spec.is_required and value in (None, "", []):
        raise Refusal("field-required", field=spec.name)
    return value


def _text(spec: FieldSpec, said: Any) -> str | None:
    text = " ".join(str(said or "").split())
    if len(text) > LONGEST:
        raise Refusal("field-long", field=spec.name, most=LONGEST)
    return text or None


def _texts(spec: FieldSpec, said: Any) -> list[str]:
    lines = re.split(r"[\n、，,;；]", said) if isinstance(said, str) else list(said or ())
    return [text for line in lines if (text := _text(spec, line))]


def _number(spec: FieldSpec, said: Any) -> float | int | None:
    if said is None or said == "":
        return None
    try:
        value = float(str(said).replace(",", "").replace("，", ""))
    except ValueError:
        raise Refusal("field-number", field=spec.name) from None
    if not math.isfinite(value):
        raise Refusal("field-number", field=spec.name)
    return int(value) if value.is_integer() else value


def _year(spec: FieldSpec, said: Any) -> int | None:
    value = _number(spec, said)
    if value is not None and not (isinstance(value, int) and 1949 <= value <= 2100):
        raise Refusal("field-year", field=spec.name)
    return value if isinstance(value, int) else None


def _choice(spec: FieldSpec, said: Any) -> str | None:
    if (said or None) is not None and said not in spec.choices:
        raise Refusal("field-choice", field=spec.name, known="、".join(spec.choices))
    return said or None


_READ: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "text": _text,
    "texts": _texts,
    "number": _number,
    "year": _year,
    "choice": _choice,
}
