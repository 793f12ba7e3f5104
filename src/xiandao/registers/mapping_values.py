"""What the values of a column say about which property it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from xiandao.core.kinds import Property
from xiandao.core.sheets import CellValue
from xiandao.registers.cells import Fault, reading_of, words_of


class Evidence(NamedTuple):
    """What the values say.

    Attributes:
        taken: The share that can be taken for the property, 1 where there is none to try.
        tried: How many there were.
        alone: From 0 to 1, how surely the values alone tell the property, whatever the head.
        telling: Whether the type is one that not everything fits.
        bare: Whether most are numbers without a unit of their own.
        below_one: Whether all are numbers from 0 to 1, and not all of them 0 or 1.
    """

    taken: float
    tried: int
    alone: float
    telling: bool
    bare: bool
    below_one: bool


_TELLING = frozenset(
    (
        "whole",
        "number",
        "money",
        "percent",
        "day",
        "month",
        "year",
        "yes-no",
        "choice",
        "identifier",
        "url",
        "phone",
        "person",
    )
)
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "credit-code": re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "patent": re.compile(r"(?:ZL|CN)?\d{8,13}\.?[\dX]?[A-Z]?\d?"),
    "standard": re.compile(r"(?:GB|DB|T|Q|HG|JB|YY|SJ|YD|ISO|IEC)\s?/?.*\d.*"),
    "orcid": re.compile(r"(?:\d{4}-){3}\d{3}[\dX]"),
}
"""How identifiers of a scheme look; whether one is right is for those who check codes."""
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def evidence(sample: Sequence[CellValue], wanted: Property, unit: str | None) -> Evidence:
    """What *sample*, read in *unit*, says of *wanted*."""
    reading = reading_of(wanted, unit)
    said = [words_of(cell) for cell in sample]
    met = [reading(cell) for cell in sample]
    taken = sum(not isinstance(each, Fault) for each in met) / len(met) if met else 1.0
    shape = _shape(wanted)
    if shape is not None and said and wanted.type == "identifier":
        taken *= 0.4 + 0.6 * _share(said, shape)
    figures = [float(cell) for cell in sample if isinstance(cell, int | float) and not isinstance(cell, bool)]
    bare = [*figures, *(word for word in said if re.fullmatch(r"[-+]?[\d,]+(?:\.\d+)?", word))]
    return Evidence(
        taken=taken,
        tried=len(met),
        alone=_alone(said, wanted, shape, taken),
        telling=wanted.type in _TELLING,
        bare=bool(sample) and len(bare) * 2 > len(sample),
        below_one=len(figures) >= 3
        and len(figures) * 2 > len(sample)
        and all(0 <= each <= 1 for each in figures)
        and any(0 < each < 1 for each in figures),
    )


def _alone(said: Sequence[str], wanted: Property, shape: Callable[[str], bool] | None, taken: float) -> float:
    if len(said) < 2:
        return 0.0
    if wanted.type == "choice":
        known = len(set(said)) >= 2 and len(wanted.vocabulary) >= 3 and taken == 1.0
        return 0.7 if known and not all(word.isdecimal() for word in said) else 0.0
    if shape is None or wanted.type not in {"identifier", "url", "phone"}:
        return 0.0
    strict = wanted.scheme in {"credit-code", "orcid"} or wanted.type != "identifier"
    return 0.9 if strict and _share(said, shape) >= 0.9 else 0.0


def _shape(wanted: Property) -> Callable[[str], bool] | None:
    pattern = {"url": _URL, "phone": _MOBILE}.get(wanted.type) or _SHAPES.get(wanted.scheme)
    return None if pattern is None else lambda word: pattern.fullmatch("".join(word.split()).upper()) is not None


def _share(said: Sequence[str], shape: Callable[[str], bool]) -> float:
    return sum(map(shape, said)) / len(said)
