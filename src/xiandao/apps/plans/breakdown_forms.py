"""What a person types to split a target, kept as typed until it can be reckoned with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from xiandao.alignment.breakdown_amounts import is_fit, printed, product
from xiandao.alignment.breakdown_values import BreakdownRequest, Method, Place
from xiandao.apps.jobs.documents import refuse_marked
from xiandao.apps.places.models import Place as Row
from xiandao.apps.plans.breakdown_rows import LIMITS, place_of_share
from xiandao.apps.plans.models import METHODS, Breakdown, Item, Scenario, Share
from xiandao.core.errors import Refusal
from xiandao.writers.labels import number

BLANK_ROWS = 2
"""Lines left free for who is no place of the tree: a bureau, what this level keeps for itself."""
MOST_ROWS = 400
LENGTHS = {"title": 120, "name": 40, "unit": 20}
YEARS = range(1949, 2101)
RATES = ("%", "％", "‰", "百分点", "个百分点")
"""Units whose parts do not make a whole."""
_TOTALS = ("合计", "总计", "全市", "全省", "全区", "全县")
_BREAKS = re.compile(r"[\s，；;]+")


class Line(NamedTuple):
    """One receiver as typed: *place* is the key of a place of the tree, empty for others."""

    place: str = ""
    name: str = ""
    short: str = ""
    taken: bool = True
    base: str = ""
    weight: str = ""
    floor: str = ""
    cap: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it stands: nothing in it has been looked at yet."""

    title: str
    year: str
    unit: str
    total: str
    step: str = "1"
    ratio: str = "100"
    method: str = "base"
    base_share: str = ""
    name: str
    partition: str = "tree"
    pasted: str = ""
    lines: tuple[Line, ...] = ()


def typed_of_item(item: Item, receivers: Iterable[Row], partition: str, name: str) -> Typed:
    """The form of a target that is split for the first time."""
    value = item.fields.get("value")
    return Typed(
        title=f"{item.year or ''}{'年' if item.year else ''}{item.fields.get('subject', item.head)}"[
            : LENGTHS["title"]
        ],
        year=str(item.year or item.edition.period_last or ""),
        unit=item.unit,
        total=number(value).replace(",", "") if isinstance(value, int | float) else "",
        name=name,
        partition=partition,
        lines=with_blanks(tuple(Line(str(row.pk), row.name, row.short_name) for row in receivers)),
    )


def typed_of_scenario(breakdown: Breakdown, scenario: Scenario, name: str) -> Typed:
    """The form of one scenario more, beginning with what an earlier one was asked."""
    asked = scenario.request
    lines = [_line_of(share) for share in scenario.shares.select_related("place")]
    return Typed(
        title=breakdown.title,
        year=str(breakdown.year),
        unit=breakdown.unit,
        total=_shown(Decimal(breakdown.total)),
        step=_shown(Decimal(scenario.step)),
        ratio=_shown(Decimal(scenario.ratio) * 100),
        method=scenario.method,
        base_share=_shown(Decimal(asked["base_share"]) * 100) if asked["base_share"] else "",
        name=name,
        partition=breakdown.partition,
        lines=tuple(lines),
    )


def _line_of(share: Share) -> Line:
    place = place_of_share(share)
    figures = [_shown(getattr(place, limit)) for limit in LIMITS]
    short = share.place.short_name if share.place else ""
    is_taken = True
    return Line(str(share.place_id or ""), share.name, short, is_taken, *figures)


def _shown(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = printed(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed_of_post(given: Mapping[str, str]) -> Typed:
    """The form that came back."""
    heads = {
        name: _clean(given.get(name, "")) for name in Typed.__dataclass_fields__ if name not in ("lines", "pasted")
    }
    count = _whole(given.get("lines", "")) or 0
    lines = tuple(_line(given, at) for at in range(min(count, MOST_ROWS)))
    return Typed(**heads, pasted=given.get("pasted", "")[:40_000], lines=lines)


def _line(given: Mapping[str, str], at: int) -> Line:
    place, name, short, *figures = (_clean(given.get(f"{key}-{at}", "")) for key in ("place", "name", "short", *LIMITS))
    return Line(place, name, short, f"taken-{at}" in given, *figures)


def _clean(text: str) -> str:
    """Without what no keyboard types: control characters and breaks."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def with_blanks(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """*lines* with free ones at their end."""
    blank = sum(not line.name for line in lines)
    return (*lines, *(Line() for _ in range(BLANK_ROWS - blank)))


def with_pasted(typed: Typed) -> Typed:
    """What was pasted, put into the lines it names; later lines have the last word.

    Raises:
        Refusal: ``breakdown-pasted-unknown`` names what stands in no line, ``breakdown-pasted-line`` what has no figure.
    """
    found = dict(_pasted(typed.pasted))
    if not found:
        return replace(typed, pasted="")
    called = {name: at for at, line in enumerate(typed.lines) for name in (line.short, line.name) if name}
    if unknown := [name for name in found if name not in called]:
        raise Refusal("breakdown-pasted-unknown", places="、".join(unknown))
    lines = list(typed.lines)
    for name, figures in found.items():
        at = called[name]
        base, weight = (*figures, "")[:2]
        lines[at] = lines[at]._replace(taken=True, base=base, weight=weight or lines[at].weight)
    return replace(typed, pasted="", lines=tuple(lines))


def _pasted(text: str) -> Iterator[tuple[str, list[str]]]:
    """Name and figures of every line; a head without figures and lines of totals are passed over."""
    for number_of_line, line in enumerate(filter(str.strip, text.splitlines())):
        name, *figures = _cells(line)
        if name in _TOTALS or (number_of_line == 0 and not any(map(_is_amount, figures))):
            continue
        if not figures or not all(map(_is_amount, figures[:2])):
            raise Refusal("breakdown-pasted-line", line=_clean(line)[:60])
        yield name, figures


def _cells(line: str) -> list[str]:
    """The cells of a line copied from a sheet, or typed with blanks or commas between."""
    cells = line.split("\t") if "\t" in line else _BREAKS.split(line)
    cells = cells if len(cells) > 1 else line.split(",")
    return [cell for cell in map(_clean, cells) if cell]


def amount_of(text: str, *, place: str = "", field: str = "") -> Decimal:
    """A figure as officials type it: ``1,200``, ``１２``.

    Raises:
        Refusal: ``breakdown-amount-unfit`` with the place and what was typed.
    """
    value: Decimal | None
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = None
    if value is None or not is_fit(value):
        raise Refusal("breakdown-amount-unfit", place=place, field=field, value=text[:40])
    return value


def _is_amount(text: str) -> bool:
    try:
        amount_of(text)
    except Refusal:
        return False
    return True


def request_of(typed: Typed) -> BreakdownRequest:
    """What is to be reckoned; what the domain refuses it says itself.

    Raises:
        Refusal: Something needed is missing, or is no figure.
    """
    refuse_texts((typed.title, typed.name, typed.unit, *(line.name for line in typed.lines)))
    for field in ("title", "name", "unit", "total"):
        if not getattr(typed, field):
            raise Refusal("breakdown-incomplete")
    for field, most in LENGTHS.items():
        if len(getattr(typed, field)) > most:
            raise Refusal("breakdown-long", text=getattr(typed, field)[:20], most=most)
    if typed.unit in RATES:
        raise Refusal("breakdown-rate", unit=typed.unit)
    year_of(typed)
    return BreakdownRequest(
        total=amount_of(typed.total, field="total"),
        unit=typed.unit,
        places=tuple(_place(line) for line in taken(typed)),
        method=Method(typed.method) if typed.method in METHODS else Method.BASE,
        step=amount_of(typed.step or "1", field="step"),
        handed_down=_part(typed.ratio or "100", "handed_down"),
        base_share=_part(typed.base_share, "base_share") if typed.base_share else None,
        name=typed.name,
    )


def _part(text: str, field: str) -> Decimal:
    """Per cent as a part of one."""
    return product(amount_of(text.rstrip("%％"), field=field), Decimal("0.01"))


def taken(typed: Typed) -> Sequence[Line]:
    """The lines that take part."""
    return [line for line in typed.lines if line.taken and line.name]


def year_of(typed: Typed) -> int:
    """The year of the target.

    Raises:
        Refusal: ``breakdown-year``.
    """
    year = _whole(typed.year)
    if year is None or year not in YEARS:
        raise Refusal("breakdown-year")
    return year


def _place(line: Line) -> Place:
    if len(line.name) > 60:
        raise Refusal("breakdown-long", text=line.name[:20], most=60)
    figures = {name: getattr(line, name) for name in LIMITS}
    amounts = {name: amount_of(text, place=line.name, field=name) if text else None for name, text in figures.items()}
    return Place(name=line.name, **amounts)


def refuse_texts(texts: Iterable[str]) -> None:
    """Lets pass what bears no marking of a state secret."""
    every = tuple(texts)
    refuse_marked(every, "\n".join(every).encode())


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
