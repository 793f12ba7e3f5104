"""The writers of registers: what is entered by hand, chosen, granted, moved, deleted; each with its line in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import root_place
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.mappers import row_of
from xiandao.apps.registers.models import Entity, Origin, Paper, Said
from xiandao.apps.registers.personal import erase
from xiandao.apps.registers.selectors import ENTER, JUDGE, entity_for
from xiandao.apps.registers.writing import Draft, entities_refold, new_key, said_write
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, STAGE, Kind
from xiandao.core.statements import AUTHORITIES, Deed
from xiandao.registers.stages import move_faults

LONGEST_NOTE = 400
LONGEST_TITLE = 255
Values = Mapping[str, tuple[str, ...]]


class Grounds(NamedTuple):
    """On what something is said.

    Attributes:
        title: The paper or talk, as people know it.
        stream: Who keeps saying it; the office itself where none is given.
        authority: One of :data:`AUTHORITIES`.
        since: First day on which it holds; today where none is given.
        until: Last day; ``None`` until told otherwise.
        note: Anything more.
    """

    title: str
    stream: str = ""
    authority: str = "verified"
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""


class Evidence(NamedTuple):
    """A paper that bears something out: which one of those asked for, and its file where it is here."""

    name: str
    blob: Blob | None = None
    file_name: str = ""


@transaction.atomic
def entity_add(person: Person, kind: str, values: Values, grounds: Grounds, *, at: dt.datetime) -> Entity:
    """A new entity with what is said of it.

    Raises:
        Refusal: ``not-permitted``, ``kind-unknown``, ``words-missing`` for no name, ``grounds-missing``.
    """
    of = kind_of(kind)
    if not values.get("name"):
        raise Refusal("entity-nameless", kind=of.name)
    key = new_key()
    origin = origin_make(person, grounds, at=at)
    said_write(origin, of, [_draft(key, values, grounds, at)])
    record("register.add", "entity", key, by=person, at=at, of=kind, origin=origin.key)
    return Entity.objects.get(key=key)


@transaction.atomic
def entity_say(
    person: Person, key: str, values: Values, grounds: Grounds, *, at: dt.datetime, deed: Deed = "state"
) -> Said:
    """Something said of an entity; ``choose`` among sources and ``deny`` take the right to judge.

    Raises:
        Refusal: ``absent``, ``grounds-missing``, ``says-nothing``.
    """
    entity = entity_for(person, key, ENTER if deed == "state" else JUDGE)
    if not values:
        raise Refusal("says-nothing")
    return _said(person, entity, values, grounds, at=at, deed=deed)


@transaction.atomic
def stage_move(
    person: Person, key: str, stage: str, evidence: Sequence[Evidence], grounds: Grounds, *, at: dt.datetime
) -> Said:
    """Moves an entity to a stage, with the papers that the move needs.

    Raises:
        Refusal: ``absent``; ``stage-refused`` with everything that is missing.
    """
    entity = entity_for(person, key, ENTER)
    chain_lock()
    faults = move_faults(kind_of(entity.kind), row_of(entity), stage, [each.name for each in evidence])
    if faults:
        first = faults[0]
        raise Refusal(first.code, **dict(first.values))
    said = _said(person, entity, {STAGE: (stage,)}, grounds, at=at)
    _papers(said, evidence)
    return said


@transaction.atomic
def label_grant(
    person: Person, key: str, label: str, evidence: Sequence[Evidence], grounds: Grounds, *, at: dt.datetime
) -> Said:
    """Enters a title that somebody granted: by whom and on which paper stands in *grounds*.

    Raises:
        Refusal: ``absent``; ``label-unknown``.
    """
    entity = entity_for(person, key, ENTER)
    known = next((each for each in kind_of(entity.kind).labels if each.code == label), None)
    if known is None:
        raise Refusal("label-unknown", label=label[:40])
    if grounds.until is None and known.years and grounds.since:
        grounds = grounds._replace(until=_years_on(grounds.since, known.years))
    said = _said(person, entity, {LABEL: (label,)}, grounds, at=at)
    _papers(said, evidence)
    return said


@transaction.atomic
def label_end(person: Person, key: str, label: str, grounds: Grounds, *, at: dt.datetime) -> Said:
    """A title is held no more from a day on: whoever said that it is, says until when.

    Raises:
        Refusal: ``absent``, ``label-not-held``.
    """
    entity = entity_for(person, key, ENTER)
    held = [
        each
        for each in Said.objects.filter(entity=entity, deed="state", origin__withdrawn_at=None).order_by("-pk")
        if label in each.values.get(LABEL, ())
    ]
    if not held or label not in entity.row.get(LABEL, ()):
        raise Refusal("label-not-held", label=label[:40])
    last = (grounds.since or timezone.localdate(at)) - dt.timedelta(days=1)
    kind = kind_of(entity.kind)
    first = held[0].origin
    origin = origin_make(person, grounds._replace(stream=first.stream, authority=first.authority), at=at)
    drafts = [
        Draft(entity.key, {LABEL: (label,)}, deed="deny", note=grounds.note),
        Draft(entity.key, {LABEL: (label,)}, held[0].valid_from, last, note=grounds.note),
    ]
    said_write(origin, kind, drafts)
    record("register.label-end", "entity", key, by=person, at=at, label=label, origin=origin.key)
    return Said.objects.filter(origin=origin).latest("pk")


@transaction.atomic
def entity_delete(person: Person, key: str, grounds: Grounds, *, at: dt.datetime) -> Said:
    """Takes an entity out of every list from a day on; what was said of it stays, and past lists keep it."""
    entity = entity_for(person, key, JUDGE)
    return _said(person, entity, {}, grounds, at=at, deed="delete")


@transaction.atomic
def entity_restore(person: Person, key: str, grounds: Grounds, *, at: dt.datetime) -> Said:
    """Puts a deleted entity back from a day on."""
    entity = entity_for(person, key, JUDGE)
    return _said(person, entity, {}, grounds, at=at, deed="restore")


@transaction.atomic
def origin_withdraw(person: Person, origin: int, *, at: dt.datetime) -> Origin:
    """Takes back everything that one origin said, as if it had never been: an import undone, whole.

    Raises:
        Refusal: ``absent``; ``origin-withdrawn``.
    """
    chain_lock()
    found = Origin.objects.select_for_update().filter(pk=origin).select_related("keeper").first()
    if found is None or not _keeps(person, found):
        raise Refusal("absent")
    if found.withdrawn_at is not None:
        raise Refusal("origin-withdrawn")
    found.withdrawn_at, found.withdrawn_by_id = at, person.id
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    concerned = list(Said.objects.filter(origin=found).values_list("entity_id", flat=True).distinct())
    entities_refold(concerned, at=at)
    record("register.withdraw", "origin", found.key, by=person, at=at, entities=len(concerned))
    return found


@transaction.atomic
def person_erase(person: Person, key: str, note: str, *, at: dt.datetime) -> Entity:
    """Erases what is known of a person by removing their key: counts stay true, past lists keep the row as 已删除.

    Raises:
        Refusal: ``absent``; ``erase-nothing`` where nothing of the entity is sealed.
    """
    entity = entity_for(person, key, JUDGE)
    keys = (entity.key, *entity.followers.values_list("key", flat=True))  # each of the family sealed by its own
    erased = [erase(each) for each in keys]
    if not any(erased):
        raise Refusal("erase-nothing")
    entities_refold([entity.pk], at=at)
    record("register.erase", "entity", key, by=person, at=at, note=note[:LONGEST_NOTE])
    return Entity.objects.get(pk=entity.pk)


def origin_make(
    person: Person, grounds: Grounds, *, at: dt.datetime, sort: str = "entry", blob: Blob | None = None
) -> Origin:
    """The origin of what *person* says now.

    Raises:
        Refusal: ``not-permitted``; ``grounds-missing`` where no paper is named; ``authority-unknown``.
    """
    grant = grant_for(person)
    keeper = keeper_of(grant)
    if not grounds.title.strip():
        raise Refusal("grounds-missing")
    if grounds.authority not in AUTHORITIES:
        raise Refusal("authority-unknown", authority=grounds.authority[:20])
    return Origin.objects.create(
        key=new_key(),
        sort=sort,
        stream=(grounds.stream.strip() or keeper.name)[:80],
        authority=grounds.authority,
        title=grounds.title.strip()[:LONGEST_TITLE],
        keeper=keeper,
        post_id=grant.post,
        blob=blob,
        as_of=grounds.since or timezone.localdate(at),
        by_id=person.id,
        at=at,
    )


def grant_for(person: Person, deed: str = ENTER) -> Grant:
    """The post in which *person* enters.

    Raises:
        Refusal: ``not-permitted``.
    """
    grants = person.within(deed)
    if not grants:
        raise Refusal("not-permitted")
    return grants[0]


def keeper_of(grant: Grant) -> Place:
    """The place of a post: its office keeps what it enters."""
    return Place.objects.get(path=grant.path) if grant.path != "/" else root_place()


def may_see_class(person: Person, secrecy: str, deed: str = ENTER) -> bool:
    """Whether one of their posts sees the 保密属性."""
    return any(secrecy in RIGHTS.sees[grant.role] for grant in person.within(deed))


def _said(
    person: Person, entity: Entity, values: Values, grounds: Grounds, *, at: dt.datetime, deed: Deed = "state"
) -> Said:
    kind = kind_of(entity.kind)
    _refuse_unknown(kind, values)
    origin = origin_make(person, grounds, at=at)
    said_write(origin, kind, [_draft(entity.key, values, grounds, at, deed)])
    record(f"register.{deed}", "entity", entity.key, by=person, at=at, properties=sorted(values), origin=origin.key)
    return Said.objects.filter(origin=origin).latest("pk")


def _draft(key: str, values: Values, grounds: Grounds, at: dt.datetime, deed: Deed = "state") -> Draft:
    since = grounds.since or timezone.localdate(at)
    return Draft(key, values, since, grounds.until, deed, note=grounds.note[:LONGEST_NOTE])


def _refuse_unknown(kind: Kind, values: Values) -> None:
    known = {each.code for each in kind.properties} | {STAGE, LABEL}
    stranger = next((code for code in values if code not in known), None)
    if stranger is not None:
        raise Refusal("property-unknown", property=stranger[:40], kind=kind.name)


def _papers(said: Said, evidence: Iterable[Evidence]) -> None:
    Paper.objects.bulk_create(
        Paper(said=said, name=each.name[:80], file_name=each.file_name[:255], blob=each.blob) for each in evidence
    )


def _keeps(person: Person, origin: Origin) -> bool:
    return any(origin.keeper.path.startswith(grant.path) for grant in person.within(ENTER))


def _years_on(day: dt.date, years: int) -> dt.date:
    """The last day of so many years that begin on *day*."""
    try:
        return day.replace(year=day.year + years) - dt.timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
