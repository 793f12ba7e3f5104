"""From what sources say to what an entity is taken to be on a day: folded anew each time, so that any past day stays.

A stream (one source over many papers) replaces what it said of a property before; between streams the weightiest leads,
or the latest, as the property says; a person's choice leads before both. Whatever does not lead is shown beside it. Of
entities that were found to be one, the eldest's own words lead where nothing else decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xiandao.core.kinds import LABEL, STAGE, Kind, Property
from xiandao.core.statements import AUTHORITIES, Row, Said

EVER = dt.date.min
_WEIGHTS = {authority: weight for weight, authority in enumerate(AUTHORITIES)}
_PLAIN = Property(code="any", name="any")
_STAGE = Property(code=STAGE, name=STAGE, leads="latest")  # whoever saw it move last knows where it is


class Heard(NamedTuple):
    """Values of one property, as one stream gives them at one time."""

    values: tuple[str, ...]
    said: Said
    order: int


class Sides(NamedTuple):
    """What is said of one property on a day: of each stream what stands, the leading one first."""

    leading: tuple[str, ...]
    heard: tuple[Heard, ...]
    is_contested: bool
    is_chosen: bool


NOBODY = Sides((), (), is_contested=False, is_chosen=False)


def known(saids: Iterable[Said], known_at: dt.datetime) -> list[Said]:
    """What was known at a moment and had not been withdrawn by then, in the order in which it was said."""
    found = [
        said for said in saids if said.at <= known_at and (said.withdrawn_at is None or said.withdrawn_at > known_at)
    ]
    found.sort(key=lambda said: (said.at, said.order))
    return found


def folded(saids: Iterable[Said], kind: Kind, *, on: dt.date, known_at: dt.datetime, entity: str = "") -> Row:
    """The entity that *saids* speak of, on a day, as known at a moment.

    Args:
        saids: All that was said of it, in any order; of entities found to be one, of all of them.
        kind: What its properties mean; one that it does not name is taken as a plain text.
        on: The day.
        known_at: What was said later does not count.
        entity: The key that the row bears; that of the first said, where none is given.
    """
    spoken = known(saids, known_at)
    heard, chosen = _heard(spoken)
    values: dict[str, tuple[str, ...]] = {}
    since: dict[str, dt.date] = {}
    contested, by_choice = set(), set()
    for code, utterances in heard.items():
        if len(utterances) == 1 and code != LABEL and code not in chosen:  # as of most properties of most entities
            one = utterances[0]
            if _stands(_property(kind, code), one, on):
                values[code] = one.values
                if one.said.valid_from:
                    since[code] = one.said.valid_from
            continue
        sides = _sides(_property(kind, code), code, utterances, _Asked(on, chosen.get(code), entity))
        if not sides.leading:
            continue
        values[code] = sides.leading
        if sides.is_contested:
            contested.add(code)
        if sides.is_chosen:
            by_choice.add(code)
        leading = next((each for each in sides.heard if sides.leading[0] in each.values), None)
        if leading and leading.said.valid_from:
            since[code] = leading.said.valid_from
    return Row(
        entity=entity or (spoken[0].entity if spoken else ""),
        values=values,
        contested=frozenset(contested),
        chosen=frozenset(by_choice),
        exists=bool(values) and not _is_deleted(spoken, on),
        changes_on=_next_change(spoken, on, kind),
        since=since,
    )


def sides(saids: Iterable[Said], kind: Kind, code: str, *, on: dt.date, known_at: dt.datetime) -> Sides:
    """What streams say of the property *code* on a day, side by side."""
    heard, chosen = _heard(known(saids, known_at))
    return _sides(_property(kind, code), code, heard.get(code, []), _Asked(on, chosen.get(code), ""))


def _property(kind: Kind, code: str) -> Property:
    return kind.property(code) or (_STAGE if code == STAGE else _PLAIN)


def periods(
    saids: Iterable[Said], kind: Kind, *, known_at: dt.datetime
) -> Mapping[str, Mapping[tuple[dt.date, dt.date], tuple[str, ...]]]:
    """What is said of periods: by property and by first and last day, the leading values."""
    heard, _ = _heard(known(saids, known_at))
    found: dict[str, dict[tuple[dt.date, dt.date], tuple[str, ...]]] = {}
    for code, utterances in heard.items():
        prop = _property(kind, code)
        if prop.holds != "during":
            continue
        spans: dict[tuple[dt.date, dt.date], list[Heard]] = {}
        for one in utterances:
            if one.said.valid_from and one.said.valid_until:
                spans.setdefault((one.said.valid_from, one.said.valid_until), []).append(one)
        for span, within in spans.items():
            values = _sides(prop, code, within, _Asked(span[1], None, "")).leading
            if values:
                found.setdefault(code, {})[span] = values
    return found


def _heard(spoken: Sequence[Said]) -> tuple[dict[str, list[Heard]], Mapping[str, tuple[str, ...]]]:
    """Utterances by property, without what was denied since, and the choices that stand."""
    heard: dict[str, list[Heard]] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for order, said in enumerate(spoken):
        if said.deed == "state":
            for code, values in said.values.items():
                heard.setdefault(code, []).append(Heard(values, said, order))
        elif said.deed == "deny":
            for code, values in said.values.items():
                heard[code] = [each for one in heard.get(code, ()) if (each := _without(one, said, values))]
        elif said.deed == "choose":
            chosen |= said.values
    return heard, chosen


def _without(one: Heard, denial: Said, values: tuple[str, ...]) -> Heard | None:
    """*one* less what its stream takes back; a denial without values takes back whatever it said of the property."""
    if (one.said.entity, one.said.origin.stream) != (denial.entity, denial.origin.stream):
        return one
    left = tuple(each for each in one.values if each not in values) if values else ()
    return one._replace(values=left) if left else None


class _Asked(NamedTuple):
    """What a fold is asked for: the day, the value that somebody chose, and the eldest of the family."""

    on: dt.date
    chosen: tuple[str, ...] | None
    eldest: str


def _sides(prop: Property, code: str, heard: Sequence[Heard], asked: _Asked) -> Sides:
    by_value = code == LABEL
    if len(heard) == 1 and not by_value:
        return _alone(prop, heard[0], asked)
    standing = _of_period(heard, asked.on) if prop.holds == "during" else _on_day(heard, asked.on, by_value=by_value)
    standing = [each for each in standing if each.values]
    standing.sort(key=lambda each: _latest_first(each, asked.eldest), reverse=True)
    if prop.leads == "authority":
        standing.sort(key=lambda each: _WEIGHTS[each.said.origin.authority])
    if prop.multiple or by_value:
        together = tuple(dict.fromkeys(value for each in standing for value in each.values))
        return Sides(together, tuple(standing), is_contested=False, is_chosen=False)
    is_contested = prop is not _STAGE and len({each.values for each in standing}) > 1  # it moves on, and sources lag
    picked = next((each for each in standing if asked.chosen and each.values == asked.chosen), None)
    if picked is not None:
        standing.remove(picked)
        standing.insert(0, picked)
    leading = standing[0].values if standing else ()
    return Sides(leading, tuple(standing), is_contested=is_contested, is_chosen=picked is not None)


def _alone(prop: Property, one: Heard, asked: _Asked) -> Sides:
    if not _stands(prop, one, asked.on):
        return NOBODY
    return Sides(one.values, (one,), is_contested=False, is_chosen=one.values == asked.chosen and not prop.multiple)


def _stands(prop: Property, one: Heard, on: dt.date) -> bool:
    """Whether what is said by one alone holds on the day, or of a period that has ended by it."""
    if prop.holds == "during":
        return bool(one.values) and (one.said.valid_until or one.said.valid_from or EVER) <= on
    return bool(one.values) and _covers(one.said, on)


def _latest_first(one: Heard, eldest: str) -> tuple[dt.date, bool, int]:
    return (one.said.valid_from or EVER, one.said.entity == eldest, one.order)


def _by_time(one: Heard) -> tuple[dt.date, int]:
    return (one.said.valid_from or EVER, one.order)


def _covers(said: Said, on: dt.date) -> bool:
    return (said.valid_from or EVER) <= on <= (said.valid_until or dt.date.max)


def _on_day(heard: Sequence[Heard], on: dt.date, *, by_value: bool) -> list[Heard]:
    """Of each stream what holds on the day: what began last, and of that what was said last.

    Labels are granted one by one: each of a stream's labels stands by itself.
    """
    best: dict[tuple[str, str, tuple[str, ...]], Heard] = {}
    for one in heard:
        if not _covers(one.said, on):
            continue
        parts = [one._replace(values=(value,)) for value in one.values] if by_value else [one]
        for each in parts:
            slot = (each.said.entity, each.said.origin.stream, each.values if by_value else ())
            if slot not in best or _by_time(each) >= _by_time(best[slot]):
                best[slot] = each
    return list(best.values())


def _of_period(heard: Sequence[Heard], on: dt.date) -> list[Heard]:
    """Of each stream its last word on the latest period that has ended by the day, of which any stream speaks."""
    ended = [(_period(one), one) for one in heard if (one.said.valid_until or one.said.valid_from or EVER) <= on]
    if not ended:
        return []
    latest = max(period for period, _ in ended)
    best: dict[tuple[str, str], Heard] = {}
    for period, one in ended:
        if period == latest:
            best[one.said.entity, one.said.origin.stream] = one
    return list(best.values())


def _period(one: Heard) -> tuple[dt.date, dt.date]:
    """By its end, then the longer one: a year before its last quarter."""
    start, end = one.said.valid_from or EVER, one.said.valid_until or one.said.valid_from or EVER
    return (end, dt.date.max - (start - EVER) if start > EVER else dt.date.max)


def _is_deleted(spoken: Sequence[Said], on: dt.date) -> bool:
    last = None
    for said in spoken:
        if said.deed in ("delete", "restore") and (said.valid_from or said.at.date()) <= on:
            last = said.deed
    return last == "delete"


def _next_change(spoken: Sequence[Said], on: dt.date, kind: Kind) -> dt.date | None:
    """The first day after *on* on which something begins to hold, or holds no more."""
    days = set()
    for said in spoken:
        if said.valid_from is not None:
            days.add(said.valid_from)
        elif said.deed in ("delete", "restore"):
            days.add(said.at.date())
        if said.valid_until is not None and said.valid_until >= on:
            days.add(said.valid_until)
            if said.valid_until < dt.date.max and any(_lasts(kind, code) for code in said.values):
                days.add(said.valid_until + dt.timedelta(days=1))
    return min((day for day in days if day > on), default=None)


def _lasts(kind: Kind, code: str) -> bool:
    found = kind.property(code)
    return found is None or found.holds == "on"
