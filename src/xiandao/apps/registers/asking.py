"""What is asked of a list by its address: conditions, words, columns, order, day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xiandao.apps.registers.listing import PLAIN, WIDEST, Listing, codes_filtered, columns_possible, values_of
from xiandao.apps.registers.moments import Then, then_of
from xiandao.apps.registers.selectors import columns_shown
from xiandao.core.conditions import Condition, Operator
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, View
from xiandao.registers.cells import Fault, reading_of

Params = Mapping[str, Sequence[str]]
"""Of an address: ``is-CODE``, ``under-CODE``, ``from-CODE``, ``to-CODE``, ``q``, ``contested``, ``columns``, ``sort``,
``as_of``, ``known_at``."""
BOUNDS: Mapping[str, Operator] = {"from": "at-least", "to": "at-most"}
LONGEST_WORDS = 80
MOST_VALUES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a list.

    Attributes:
        conditions: Of the reader; those of the view stand in it.
        words: A name, a former name, a code, or initials; empty for none.
        contested: Only what sources contradict each other of.
        columns: Codes, name first. sort: codes, a ``-`` before one turns it round.
        then: The day it tells of, and the moment up to which it knows.
    """

    conditions: tuple[Condition, ...]
    words: str
    contested: bool
    columns: tuple[str, ...]
    sort: tuple[str, ...]
    then: Then


def asked_of(listing: Listing, params: Params, now: dt.datetime) -> Asked:
    """What *params* ask of a list; what the reader may not filter by is not heard.

    Raises:
        Refusal: ``filter-unread`` for a bound that is no number or day; ``day-unknown``, ``known-later``.
    """
    return Asked(
        conditions=tuple(_conditions(listing, params)),
        words=_one(params, "q")[:LONGEST_WORDS],
        contested=bool(_one(params, "contested")),
        columns=_columns(listing, params),
        sort=_sort(listing, _one(params, "sort")),
        then=then_of({name: _one(params, name) for name in ("as_of", "known_at")}, now),
    )


def whole(listing: Listing, then: Then) -> Asked:
    """The list as it is without anything asked of it."""
    return Asked(
        conditions=(), words="", contested=False, columns=_columns(listing, {}), sort=_sort(listing, ""), then=then
    )


def _one(params: Params, name: str) -> str:
    return next((each.strip() for each in params.get(name, ()) if each.strip()), "")


def _conditions(listing: Listing, params: Params) -> Iterator[Condition]:
    for code in codes_filtered(listing):
        chosen = tuple(each for each in dict.fromkeys(params.get(f"is-{code}", ())) if each)[:MOST_VALUES]
        allowed = {value for value, _ in values_of(listing, code, "zh")}
        if code in (STAGE, LABEL):
            chosen = tuple(each for each in chosen if each in allowed)
        if chosen:
            yield Condition(property=code, operator="is", values=chosen)
        if _one(params, f"none-{code}"):
            yield Condition(property=code, operator="unknown")
        if node := _one(params, f"under-{code}"):
            yield Condition(property=code, operator="under", values=(node,))
        yield from _bounds(listing, code, params)


def _bounds(listing: Listing, code: str, params: Params) -> Iterator[Condition]:
    prop = listing.property(code)
    if prop is None or prop.type not in PLAIN:
        return
    for edge, operator in BOUNDS.items():
        said = _one(params, f"{edge}-{code}")
        if not said:
            continue
        read = reading_of(prop)(said)
        if isinstance(read, Fault) or len(read.parts) != 1:
            raise Refusal("filter-unread", property=prop.name, words=said[:40])
        yield Condition(property=code, operator=operator, values=read.parts)


def _columns(listing: Listing, params: Params) -> tuple[str, ...]:
    possible = columns_possible(listing)
    chosen = [each for said in params.get("columns", ()) for each in said.split(",") if each in possible]
    shown = chosen or [code for code in _usual(listing.view, listing) if code in possible]
    return tuple(dict.fromkeys((NAME, *shown)))[:WIDEST]


def _usual(view: View, listing: Listing) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for kind in listing.kinds:
        found |= dict.fromkeys(columns_shown(kind, view))
    order = {code: n for n, code in enumerate((NAME, *view.columns))}
    return tuple(sorted(found, key=lambda code: order.get(code, len(order))))


def _sort(listing: Listing, said: str) -> tuple[str, ...]:
    known = {NAME, PLACE, *codes_filtered(listing)}
    wanted = [each for each in said.split(",") if each.removeprefix("-") in known]
    usual = [each for each in listing.view.sort if each.removeprefix("-") in known]
    return tuple(dict.fromkeys((*(wanted or usual), NAME)))
