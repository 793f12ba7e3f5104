"""Between measures as values and as rows."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation
from typing import Any

from xiandao.apps.policies.models import Measure, Policy
from xiandao.core import policies as values

FIELDS = (
    "topics", "instrument", "stage", "object", "conditions", "benefit", "sum", "rate", "cap", "per", "window", "budget",
    "depends", "stacking",
)  # fmt: skip
"""What a person may correct."""
LONGEST = 2_000
"""Characters of a field whose column has no bound."""


def fields_of(measure: values.Measure) -> dict[str, str]:
    """The columns of a measure as read; too long words are cut to what the column holds."""
    benefit = measure.benefit
    found = {
        "topics": bars(measure.topics), "instrument": measure.instrument, "stage": measure.stage,
        "object": measure.object, "conditions": measure.conditions, "benefit": benefit.words,
        "sum": digits(benefit.sum), "rate": digits(benefit.rate), "cap": digits(benefit.cap), "per": benefit.per,
        "window": measure.window, "budget": measure.budget, "depends": measure.depends, "stacking": measure.stacking,
    }  # fmt: skip
    return {name: value[: longest(name)] for name, value in found.items()}


def longest(name: str) -> int:
    """Characters that a column holds."""
    return getattr(Measure._meta.get_field(name), "max_length", None) or LONGEST  # noqa: SLF001 - documented by Django


def rows_of(reading: values.PolicyReading, policy: Policy) -> list[Measure]:
    """Every measure of a reading as a candidate of *policy*."""
    seen: dict[str, int] = {}
    rows = []
    for each in reading.measures:
        seen[each.quote] = seen.get(each.quote, 0) + 1
        fields = fields_of(each)
        rows.append(
            Measure(
                policy=policy,
                key=key_of(each.quote, seen[each.quote]),
                quote=each.quote,
                start=each.start,
                end=each.end,
                clause=each.clause[:60],
                confidence=each.confidence,
                read=fields,
                **fields,
            )
        )
    return rows


def key_of(quote: str, ordinal: int) -> str:
    """The same for the same words wherever they move."""
    return hashlib.blake2b(f"{quote}\n{ordinal}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def bars(codes: tuple[str, ...]) -> str:
    """Codes between bars; empty for none."""
    return f"|{'|'.join(codes)}|" if codes else ""


def digits(value: Decimal | None) -> str:
    """A figure without an exponent or needless zeros; empty for none."""
    if value is None:
        return ""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def decimal_of(said: str) -> Decimal | None:
    """The figure that *said* writes, ``None`` for nothing.

    Raises:
        ValueError: It is no figure from 0 on.
    """
    if not said.strip():
        return None
    try:
        value = Decimal(said.strip().replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(said) from error
    if not value.is_finite() or value < 0:
        raise ValueError(said)
    return value


def known_of(measure: Measure) -> dict[str, Any]:
    """What is known of a measure now: state and fields."""
    return {"state": measure.state, **{name: getattr(measure, name) for name in FIELDS}}
