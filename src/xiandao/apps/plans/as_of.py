"""A plan as it was on a day: the edition in force then, and every item as people had left it when it was known.

Two dates, as everywhere: *as of* is the day that is asked about, *known at* the moment up to which decisions count.
Both fold what is kept and never changed (:class:`EditionChange`, :class:`Judgement`), so that the pair gives the same
answer for ever. An item that nobody had decided by then is 待核, and in no count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from typing import Any, NamedTuple

from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.mappers import DAYS, HEADED, Known, as_known, columns_of_item, day_of, item_of_row
from xiandao.apps.plans.models import KINDS, LIVE, Edition, EditionChange, Item, Judgement, Succession
from xiandao.apps.plans.selectors import edition_for, editions_seen
from xiandao.core.errors import Refusal

EARLIEST = 1900
"""No plan is older, and no database counts hours before its first day."""
FEW = 12
"""Lines of what has changed since that a page shows."""


class Dates(NamedTuple):
    """The day that is asked about, and the moment up to which decisions count."""

    as_of: dt.date
    known_at: dt.datetime


class Then(NamedTuple):
    """The edition in force on a day, as known, and its items that had been decided, in the order of the text."""

    dates: Dates
    edition: Edition
    items: tuple[Item, ...]


def dates_of(asked: Mapping[str, Any], now: dt.datetime) -> Dates | None:
    """The dates asked for by ``as_of`` and ``known_at``; ``None`` where neither is given.

    A day alone in ``known_at`` means its end, or now while it lasts; ``as_of`` left out is the day of ``known_at``.

    Raises:
        Refusal: ``day-unknown`` for what is no date, ``known-later`` for a moment that has not come.
    """
    as_of, known_at = (str(asked.get(name) or "").strip() for name in ("as_of", "known_at"))
    if not as_of and not known_at:
        return None
    moment = _moment(known_at, now) if known_at else now
    return Dates(_day(as_of) if as_of else timezone.localdate(moment), moment)


def _day(said: str) -> dt.date:
    day = day_of(said)
    if day is None or day.year < EARLIEST:
        raise Refusal("day-unknown", day=said[:40])
    return day


def _moment(said: str, now: dt.datetime) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        raise Refusal("day-unknown", day=said[:40]) from None
    if moment.year < EARLIEST:
        raise Refusal("day-unknown", day=said[:40])
    if len(said) == len("2025-12-31"):
        end = timezone.make_aware(dt.datetime.combine(moment.date(), dt.time.max))
        return min(end, now) if moment.date() == timezone.localdate(now) else _past(end, now, said)
    return _past(moment if timezone.is_aware(moment) else timezone.make_aware(moment), now, said)


def _past(moment: dt.datetime, now: dt.datetime, said: str) -> dt.datetime:
    if moment > now:
        raise Refusal("known-later", day=said[:40])
    return moment


def plan_then(person: Person, plan: int, dates: Dates) -> Then:
    """The plan as it was, of the editions that *person* sees.

    Raises:
        Refusal: ``as-of-none``: none of them was in force that day, as far as was known.
    """
    seen = editions_seen(person).filter(plan=plan).select_related("plan__place", "document")
    changes = _changed_since(plan, dates.known_at)
    editions = [_known(each, changes.get(each.pk)) for each in seen if each.added_at <= dates.known_at]
    found = [each for each in editions if _in_force(each, dates.as_of)]
    if not found:
        raise Refusal("as-of-none", day=dates.as_of.isoformat())
    edition = max(found, key=lambda each: (_from(each) or dt.date.min, each.ordinal))
    return Then(dates, edition, tuple(items_known(edition, dates.known_at)))


def _changed_since(plan: int, known_at: dt.datetime) -> dict[int, Known]:
    """Edition of the plan → what was known of it before the first change after that moment, as far as that was kept.

    The title is the plan's: what any of its editions was known by, all of them were.
    """
    found: dict[int, Known] = {}
    titles: Known = {}
    for each in EditionChange.objects.filter(edition__plan=plan, at__gt=known_at).order_by("-pk"):
        found.setdefault(each.edition_id, {}).update(each.before)
        titles |= {name: said for name, said in each.before.items() if name == "title"}
    pks = Edition.objects.filter(plan=plan).values_list("pk", flat=True) if titles else [*found]
    return {pk: {**found.get(pk, {}), **titles} for pk in pks}


def _known(edition: Edition, before: Known | None) -> Edition:
    """A copy of *edition* with state, days and head as they were; never to be saved."""
    known = {**as_known(edition), **(before or {})}
    then, then.plan = copy(edition), copy(edition.plan)
    then.state, then.plan.title = str(known["state"]), str(known["title"])
    for name in DAYS:
        setattr(then, name, day_of(str(known[name] or "")))
    for name in HEADED:
        setattr(then, name, known[name])
    return then


def _from(edition: Edition) -> dt.date | None:
    return edition.in_force_from or edition.issued_on


def _in_force(edition: Edition, day: dt.date) -> bool:
    begin = _from(edition)
    if edition.state == "draft" or begin is None or begin > day:
        return False
    return edition.in_force_until is None or edition.in_force_until >= day


def items_known(edition: Edition, known_at: dt.datetime) -> list[Item]:
    """The items that counted then, as copies with the wording and state they had; never to be saved."""
    last: dict[int, Judgement] = {}
    for each in Judgement.objects.filter(item__edition=edition).select_related("by").order_by("pk"):
        if each.at <= known_at:
            last[each.item_id] = each
        else:
            last.setdefault(each.item_id, each)
    items = [_then(item, last.get(item.pk), known_at) for item in edition.items.order_by("start", "pk")]
    return [item for item in items if item is not None]


def _then(item: Item, judgement: Judgement | None, known_at: dt.datetime) -> Item | None:
    """The item as *judgement*, the last of then or the first after it, left or found it; ``None`` where it counted not."""
    then = copy(item)
    if judgement is None:  # confirmed without a judgement: brought as a fact
        then.state = item.state if item.decided_at is None or item.decided_at <= known_at else "candidate"
    else:
        said = judgement.after if judgement.at <= known_at else judgement.before
        then.state, then.fields = (said or {}).get("state", "candidate"), (said or {}).get("fields", item.fields)
        then.decided_at, then.decided_by = (judgement.at, judgement.by) if judgement.at <= known_at else (None, None)
    if then.state not in LIVE:
        return None
    for name, value in columns_of_item(item_of_row(then)).items():
        setattr(then, name, value)
    return then


def counts_of(items: tuple[Item, ...]) -> list[tuple[str, int]]:
    """How many items of each kind, in the usual order, kinds without any left out."""
    counts = [(kind, sum(item.kind == kind for item in items)) for kind in KINDS]
    return [(kind, count) for kind, count in counts if count]


def edition_flat(then: Then) -> dict[str, Any]:
    """The edition as JSON: nothing in it can change afterwards."""
    edition, dates = then.edition, then.dates
    return {
        "as_of": dates.as_of.isoformat(),
        "known_at": dates.known_at.astimezone(dt.UTC).isoformat(),
        "plan": edition.plan_id,
        "edition": edition.pk,
        "ordinal": edition.ordinal,
        **as_known(edition),
        "text_sha256": edition.text_sha256,
        "counts": dict(counts_of(then.items)),
    }


def item_flat(item: Item) -> dict[str, Any]:
    """One item as JSON: what people had said of which words; nothing that a new reading could change."""
    return {
        "id": item.pk,
        "key": item.key,
        "kind": item.kind,
        "state": item.state,
        "head": item.head,
        "quote": item.quote,
        "start": item.start,
        "end": item.end,
        "page": item.page,
        "unit": item.unit,
        "year": item.year,
        "fields": item.fields,
        "decided_at": item.decided_at.astimezone(dt.UTC).isoformat() if item.decided_at else None,
    }


def items_page(person: Person, dates: Dates, asked: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the items of a plan as they were, as JSON.

    Raises:
        Refusal: ``as-of-edition`` where no edition says which plan is meant.
    """
    if not asked.get("edition"):
        raise Refusal("as-of-edition")
    then = plan_then(person, edition_for(person, asked["edition"]).plan_id, dates)
    found = [item for item in then.items if _is_asked(item, asked)]
    offset, limit = int(asked["offset"]), int(asked["limit"])
    return {
        **{name: value for name, value in edition_flat(then).items() if name in ("as_of", "known_at", "edition")},
        "items": [item_flat(item) for item in found[offset : offset + limit]],
        "total": len(found),
        "limit": limit,
        "offset": offset,
    }


def _is_asked(item: Item, asked: Mapping[str, Any]) -> bool:
    words = asked.get("q") or ""
    same = all(getattr(item, name) == asked[name] for name in ("kind", "unit", "year") if asked.get(name))
    return same and (words in item.head or words in item.quote)


class Moved(NamedTuple):
    """One item then and now: ``changed``, ``gone`` or ``added``; *fields* are the names of those that differ."""

    fate: str
    then: Item | None
    now: Item | None
    fields: tuple[str, ...]


def since(person: Person, then: Then, now: dt.datetime) -> dict[str, Any]:
    """What has changed between then and now, by what is one promise through all editions."""
    try:
        today = plan_then(person, then.edition.plan_id, Dates(timezone.localdate(now), now))
    except Refusal:
        return {"edition": None, "moved": [], "counts": [], "more": 0}
    moved = list(_moved(then.items, today.items))
    counts = [(fate, sum(each.fate == fate for each in moved)) for fate in ("changed", "added", "gone")]
    return {
        "edition": today.edition,
        "moved": moved[:FEW],
        "counts": [(fate, count) for fate, count in counts if count],
        "more": max(0, len(moved) - FEW),
    }


def _moved(before: tuple[Item, ...], after: tuple[Item, ...]) -> list[Moved]:
    found = []
    now = {item.lineage: item for item in reversed(after)}
    were = {item.lineage for item in before}
    for item in before:
        other = now.get(item.lineage)
        if other is None:
            found.append(Moved("gone", item, None, ()))
        elif differs := _differing(item, other):
            found.append(Moved("changed", item, other, differs))
    found += [Moved("added", None, item, ()) for item in after if item.lineage not in were]
    order = {"changed": 0, "gone": 1, "added": 2}
    return sorted(found, key=lambda each: (order[each.fate], (each.then or each.now).kind != "target"))  # type: ignore[union-attr]


_PLACES = ("group", "body_start", "body_end", "units_raw")


def _differing(one: Item, other: Item) -> tuple[str, ...]:
    """Names of the fields in which they differ, what only says where words stand left out."""
    names = dict.fromkeys((*one.fields, *other.fields))
    return tuple(name for name in names if name not in _PLACES and one.fields.get(name) != other.fields.get(name))


def as_of_page(person: Person, plan: int, dates: Dates, asked: Mapping[str, str], now: dt.datetime) -> dict[str, Any]:
    """The page of a plan as of a day: its items of one kind, how many of each, and what has changed since."""
    then = plan_then(person, plan, dates)
    counts = counts_of(then.items)
    kinds = [kind for kind, _ in counts]
    kind = asked.get("kind") if asked.get("kind") in kinds else (kinds[0] if kinds else "target")
    return {
        "then": then.edition,
        "dates": dates,
        "counts_then": counts,
        "kind": kind,
        "rows": [item for item in then.items if item.kind == kind],
        "items_then": len(then.items),
        "since": since(person, then, now),
    }


class Stage(NamedTuple):
    """An item in one edition of its plan, and who said that it is the same promise as the one before."""

    edition: Edition
    item: Item
    by: str
    at: dt.datetime | None
    differs: tuple[str, ...]


def life_of(person: Person, item: Item) -> list[Stage]:
    """The item through all editions that *person* sees (版本沿革), the earliest first; itself alone gives nothing."""
    seen = editions_seen(person).filter(plan=item.edition.plan_id)
    rows = Item.objects.filter(lineage=item.lineage, edition__in=seen).exclude(state="rejected")
    listed = list(rows.select_related("edition", "decided_by").order_by("edition__ordinal", "start", "pk"))
    if len({row.edition_id for row in listed}) < 2:
        return []
    links = _links(listed)
    stages: list[Stage] = []
    for row in listed:
        before = next((each.item for each in reversed(stages) if each.edition.ordinal < row.edition.ordinal), None)
        by, at = links.get(row.pk, ("", None))
        stages.append(Stage(row.edition, row, by, at, _differing(before, row) if before else ()))
    return stages


def _links(rows: list[Item]) -> dict[int, tuple[str, dt.datetime | None]]:
    """Later item → who confirmed what it came of, and when."""
    found = Succession.objects.filter(edition__in={row.edition_id for row in rows}, verdict="yes").select_related("by")
    return {pk: (link.by.name if link.by else "", link.at) for link in found for pk in link.after}
