"""The writers of bodies and linked leaders: a change ends a row on a day and opens the next; nothing is overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.bodies.models import Body, Charge, Kept, Link, Member, Setting
from xiandao.apps.bodies.saying import (
    LONGEST_SOURCE,
    Fault,
    Line,
    Said,
    Values,
    charge_values,
    days,
    lasting,
    lines_of,
    link_values,
    member_values,
    setting_values,
    words,
)
from xiandao.apps.bodies.selectors import body_made, in_force, meeting, place_made, row_made
from xiandao.apps.bodies.telephones import key_remove
from xiandao.core.errors import Refusal

DAY = dt.timedelta(days=1)
Row = TypeVar("Row", bound=Kept)


class Pasted(NamedTuple):
    """What became of a pasted list."""

    entered: tuple[Member, ...]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


@transaction.atomic
def body_add(person: Person, place: int, said: Said, *, at: dt.datetime) -> Body:
    """A body of *place* (its number) as it is set up.

    Raises:
        Refusal: ``absent``, what :mod:`saying` refuses, or ``body-taken``: one of that name stands there then.
    """
    of = place_made(person, place)
    values = lasting(said) | setting_values(said, of)
    chain_lock()
    _name_free(of.pk, values, None)
    body = Body.objects.create(place=of, by_id=person.id, at=at)
    setting = _opened(person, Setting(body=body, **values), at=at)
    record("body.add", "body", body.pk, by=person, at=at, place=of.code, row=setting.pk, since=_iso(setting.since))
    return body


@transaction.atomic
def member_add(person: Person, body: int, said: Said, *, at: dt.datetime) -> Member:
    """A member of a body."""
    of = body_made(person, body, timezone.localdate(at))
    row = Member(body=of, **lasting(said), **member_values(said, of.place))
    return _added(person, row, at=at)


@transaction.atomic
def charge_add(person: Person, body: int, said: Said, *, at: dt.datetime) -> Charge:
    """A field that a body answers for from now on."""
    of = body_made(person, body, timezone.localdate(at))
    return _added(person, Charge(body=of, **lasting(said), **charge_values(said)), at=at)


@transaction.atomic
def link_add(person: Person, place: int, said: Said, *, at: dt.datetime) -> Link:
    """A leader of *place* (its number) is linked to something.

    Raises:
        Refusal: ``link-overlap``: somebody else is linked to it then, and neither is meant to share it (共同挂钩).
    """
    of = place_made(person, place)
    return _added(person, Link(place=of, **lasting(said), **link_values(said, of)), at=at)


def _added(person: Person, row: Row, *, at: dt.datetime) -> Row:
    chain_lock()
    opened = _opened(person, row, at=at)
    record(
        f"body.{kind_of(row)}-add", kind_of(row), opened.pk, by=person, at=at, of=_owner(row), since=_iso(row.since),
        until=_iso(row.until),
    )  # fmt: skip
    return opened


def _opened(person: Person, row: Row, *, at: dt.datetime) -> Row:
    """*row*, entered; refused where it says what another says of the same days."""
    _free(row)
    row.by_id, row.at = person.id, at
    row.save()
    return row


@transaction.atomic
def members_paste(
    person: Person, body: int, text: str, said: Said, *, at: dt.datetime, is_trial: bool = False
) -> Pasted:
    """A list pasted line by line; what is understood is entered, in its order, unless it *is_trial*.

    Members that the body has already on that day are left as they are, and told as ``known``.
    """
    of = body_made(person, body, timezone.localdate(at))
    lines, faults = lines_of(text, of.place)
    lasts = lasting({**said, "source": said.get("source", "") or ("-" if is_trial else "")})
    chain_lock()
    held = of.members.filter(meeting(lasts["since"], lasts["until"]))
    known = {(each.role, each.unit_id, each.unit_name, each.leader) for each in held}
    fresh = [line for line in lines if _key(line.values) not in known]
    told = [Fault(line.line, line.unit or line.values["leader"], "known") for line in lines if line not in fresh]
    found = tuple(sorted((*faults, *told)))
    if is_trial or not fresh:
        return Pasted((), tuple(fresh), found)
    first = max((each.order for each in held), default=0) + 1
    rows = [
        Member(**{**lasts, "order": first + n}, **line.values, body=of, by_id=person.id, at=at)
        for n, line in enumerate(fresh)
    ]
    entered = tuple(_saved(rows))
    record(
        "body.members-paste", "body", of.pk, by=person, at=at, rows=[row.pk for row in entered], left=len(found),
        since=_iso(lasts["since"]),
    )  # fmt: skip
    return Pasted(entered, tuple(fresh), found)


def _saved(rows: Sequence[Member]) -> Sequence[Member]:
    for row in rows:  # one by one: every engine tells the numbers
        row.save()
    return rows


def _key(values: Values) -> tuple[object, ...]:
    unit = values["unit"]
    return values["role"], unit.pk if unit else None, values["unit_name"], values["leader"]


# --------------------------------------------------------------------------------------------------- what changes


@transaction.atomic
def row_change(person: Person, kind: str, pk: int, said: Said, *, at: dt.datetime) -> Kept:
    """From the day ``since`` on it is as *said*: the row ends the day before, another opens and names it.

    Raises:
        Refusal: ``body-changed``: ``version`` is not the row's, somebody was first; ``row-withdrawn``; ``row-change-day``:
            the day is not within the row's; and what a new row is refused for.
    """
    old: Kept = _locked(person, kind, pk, said, at)
    lasts = lasting(said)
    since: dt.date = lasts["since"]
    if since <= old.since or (old.until is not None and since > old.until):
        raise Refusal("row-change-day", since=_iso(old.since) or "", until=_iso(old.until) or "—")
    if lasts["until"] is None and not said.get("is_open"):
        lasts["until"] = old.until
    row = _anew(old, said, lasts)
    _end(person, old, since - DAY, at=at)
    row.succeeds = old
    _opened(person, row, at=at)
    record(
        f"body.{kind}-change", kind, row.pk, by=person, at=at, of=_owner(row), succeeds=old.pk, since=_iso(since),
    )  # fmt: skip
    return row


def _anew(old: Kept, said: Said, lasts: Values) -> Kept:
    """The row that comes after *old*."""
    if isinstance(old, Setting):
        values = setting_values(said, old.body.place, old.body)
        kept = {name: getattr(old, name) for name in ("plan_edition", "plan_item", "plan_lineage")}
        return Setting(body=old.body, **lasts, **{**values, **{k: v for k, v in kept.items() if not values[k]}})
    if isinstance(old, Member):
        return Member(body=old.body, **lasts, **member_values(said, old.body.place))
    if isinstance(old, Charge):
        return Charge(body=old.body, **lasts, **charge_values(said))
    if not isinstance(old, Link):
        raise TypeError(old)
    values = link_values(said, old.place)
    if "sealed" not in values and values["contact"] == old.contact:
        values |= {"key": old.key, "sealed": old.sealed}  # the same person, the same number
    return Link(place=old.place, **lasts, **values)


@transaction.atomic
def row_end(person: Person, kind: str, pk: int, said: Said, *, at: dt.datetime) -> Kept:
    """The row ends with the day ``day``, as the paper ``source`` says.

    Raises:
        Refusal: ``body-changed``, ``row-withdrawn``, ``row-over``, ``body-backwards``.
    """
    row: Kept = _locked(person, kind, pk, said, at)
    day, source = days(said)
    if day < row.since:
        raise Refusal("body-backwards", since=row.since.isoformat(), until=day.isoformat())
    if row.until is not None and day >= row.until:
        raise Refusal("row-over", until=row.until.isoformat())
    _end(person, row, day, at=at, source=source)
    record(f"body.{kind}-end", kind, row.pk, by=person, at=at, of=_owner(row), until=day.isoformat())
    return row


def _end(person: Person, row: Kept, day: dt.date, *, at: dt.datetime, source: str = "") -> None:
    row.was_until, row.until, row.ended_at, row.ended_by_id = row.until, day, at, person.id
    row.version += 1
    if source and source != row.source:
        row.source = f"{row.source}；{source}"[:LONGEST_SOURCE]
    row.save(update_fields=("was_until", "until", "ended_at", "ended_by", "version", "source"))


@transaction.atomic
def row_withdraw(person: Person, kind: str, pk: int, said: Said, *, at: dt.datetime) -> Kept:
    """The row was entered by mistake: it holds on no day and stays in the history with the reason.

    The row that it came after is open again, where that had ended for its sake. The telephone number of a withdrawn
    link is erased unless another row has it.

    Raises:
        Refusal: ``body-changed``, ``row-withdrawn``, ``row-followed``: another came after it, withdraw that first.
    """
    row: Kept = _locked(person, kind, pk, said, at)
    reason = words(said, "reason", LONGEST_SOURCE, needed="reason")
    after: Any = type(row)._default_manager  # noqa: SLF001 - documented
    if after.filter(succeeds=row.pk, withdrawn_at=None).exists():
        raise Refusal("row-followed")
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_for = at, person.id, reason
    row.version += 1
    row.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_for", "version"))
    before = row.succeeds
    if before is not None and before.withdrawn_at is None and before.ended_at == row.at:
        before.until, before.was_until, before.ended_at, before.ended_by_id = before.was_until, None, None, None
        before.version += 1
        _free(before)
        before.save(update_fields=("until", "was_until", "ended_at", "ended_by", "version"))
    if isinstance(row, Link) and row.key and not Link.objects.filter(key=row.key).exclude(pk=row.pk).exists():
        key_remove(row.key)
    record(f"body.{kind}-withdraw", kind, row.pk, by=person, at=at, of=_owner(row))
    return row


@transaction.atomic
def body_end(person: Person, pk: int, said: Said, *, at: dt.datetime) -> Body:
    """The body is dissolved with a day: what still holds of it ends then, what would begin later is withdrawn.

    Raises:
        Refusal: ``absent``, ``body-over``: it does not stand on that day, ``body-changed``.
    """
    chain_lock()
    body = body_made(person, pk, timezone.localdate(at))
    day, source = days(said)
    now = body.settings.select_for_update().filter(in_force(day)).last()
    if now is None:
        raise Refusal("body-over", day=day.isoformat())
    _same(now, said)
    ended = 0
    for rows in (body.settings, body.members, body.charges):
        for row in rows.filter(meeting(day + DAY, None)):
            if row.since > day:
                row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_for = at, person.id, source
                row.version += 1
                row.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_for", "version"))
            else:
                _end(person, row, day, at=at, source=source)
            ended += 1
    record("body.end", "body", body.pk, by=person, at=at, until=day.isoformat(), rows=ended)
    return body


# ------------------------------------------------------------------------------------------------------- guards


def _locked(person: Person, kind: str, pk: int, said: Said, at: dt.datetime) -> Any:
    """The row as it is now, kept from others until the transaction ends; the one who looked at an older one is told."""
    chain_lock()
    row = row_made(person, kind, pk, timezone.localdate(at))
    rows: Any = type(row)._default_manager  # noqa: SLF001 - documented
    rows.select_for_update().get(pk=row.pk)
    row.refresh_from_db()
    _same(row, said)
    if row.withdrawn_at is not None:
        raise Refusal("row-withdrawn")
    return row


def _same(row: Kept, said: Said) -> None:
    if str(row.version) != str(said.get("version", "")).strip():
        raise Refusal("body-changed")


def _name_free(place: int, values: Values, body: int | None) -> None:
    rows = Setting.objects.filter(meeting(values["since"], values["until"]), body__place=place, name=values["name"])
    if rows.exclude(body=body).exists():
        raise Refusal("body-taken", name=values["name"])


def _free(row: Kept) -> None:
    """Refuses what cannot be beside what is there already on some of its days."""
    then = meeting(row.since, row.until)
    if isinstance(row, Setting):
        _name_free(row.body.place_id, {"since": row.since, "until": row.until, "name": row.name}, row.body_id)
        if row.body.settings.filter(then).exclude(pk=row.pk).exists():
            raise Refusal("setting-overlap")
    elif isinstance(row, Member):
        same = {"role": row.role, "unit": row.unit_id, "unit_name": row.unit_name, "leader": row.leader}
        if row.body.members.filter(then, **same).exclude(pk=row.pk).exists():
            raise Refusal("member-twice", name=row.leader or row.unit_name or (row.unit.name if row.unit else ""))
    elif isinstance(row, Charge):
        if row.body.charges.filter(then, code=row.code).exclude(pk=row.pk).exists():
            raise Refusal("charge-twice")
    elif isinstance(row, Link):
        others = Link.objects.filter(then, place=row.place_id, about=row.about, code=row.code, name=row.name)
        other = others.exclude(pk=row.pk).order_by("since").first()
        if other is not None and (other.leader == row.leader or not (row.is_joint and other.is_joint)):
            raise Refusal("link-overlap", name=f"{other.duty}{other.leader}", since=other.since.isoformat())


def kind_of(row: Kept) -> str:
    """``setting``, ``member``, ``charge`` or ``link``."""
    return type(row).__name__.lower()


def _owner(row: Kept) -> str:
    """The number of the body, or the code of the place of a link."""
    return row.place.code if isinstance(row, Link) else str(getattr(row, "body_id", ""))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
