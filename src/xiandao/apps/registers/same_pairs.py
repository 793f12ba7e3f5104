"""Pairs of entities that look like one, side by side, with what people said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.doubles import reason_found
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.mappers import saids_of
from xiandao.apps.registers.models import Entity, Likeness, Said, Verdict
from xiandao.apps.registers.selectors import JUDGE, entities_seen
from xiandao.apps.registers.sight import is_seen, labels_hidden, sight_of
from xiandao.apps.registers.telling import Names, Told, names_for, property_name, told
from xiandao.core import statements as core
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, Kind
from xiandao.core.messages import Language
from xiandao.registers.fold import folded

SHOWS = ("open", "unsure", "yes", "no")
"""Which pairs a list shows: those that nobody judged, and those with each verdict."""
SORTS = ("-score", "score", "-at")


class Both(NamedTuple):
    """One property of two entities, and whether they differ in it."""

    name: str
    first: tuple[Told, ...]
    second: tuple[Told, ...]
    differs: bool


class Pairing(NamedTuple):
    """Two entities side by side.

    Attributes:
        first, second: The entities, the elder first.
        likeness: What was found and said of them; ``None`` where nobody has.
        reasons: What speaks for and against.
        rows: Their properties.
        is_one: Whether they stand as one today, by this pair or by others.
    """

    first: Entity
    second: Entity
    likeness: Likeness | None
    reasons: tuple[Finding, ...]
    rows: tuple[Both, ...]
    is_one: bool


def likenesses_seen(person: Person) -> QuerySet[Likeness]:
    """The pairs of which the person may judge both."""
    seen = entities_seen(person, JUDGE).values("pk")
    rows = Likeness.objects.filter(first__in=seen, second__in=seen)
    return rows.select_related("first__place", "second__place", "first__keeper", "second__keeper", "by")


def likenesses_listed(person: Person, asked: Mapping[str, str]) -> QuerySet[Likeness]:
    """Those of a list, as it is filtered and sorted."""
    show, kind, sort = asked.get("show", ""), asked.get("kind", ""), asked.get("sort", "")
    rows = likenesses_seen(person)
    if show in SHOWS[1:]:
        rows = rows.filter(verdict=show)
    else:
        is_one = Q(first__leader=F("second")) | Q(second__leader=F("first")) | Q(first__leader=F("second__leader"))
        rows = rows.filter(verdict="", first__exists=True, second__exists=True).exclude(is_one)
    if kind:
        rows = rows.filter(first__kind=kind)
    return rows.order_by(F("score").desc(nulls_last=True) if sort not in SORTS[1:] else sort, "pk")


def pairings(person: Person, rows: Sequence[Likeness], language: Language) -> list[Pairing]:
    """The pairs of one page, each side folded from what is said of it alone; asked for together, however many they are."""
    laid = _laid(person, {each.pk: each for row in rows for each in (row.first, row.second)}, language)
    return [_pairing(row.first, row.second, row, laid) for row in rows]


def pairing_of(person: Person, keys: tuple[str, str], language: Language) -> Pairing:
    """Two entities by their keys.

    Raises:
        Refusal: ``absent``; ``likeness-itself``; ``likeness-kinds``.
    """
    found = {
        each.key: each for each in entities_seen(person, JUDGE).filter(key__in=keys).select_related("place", "keeper")
    }
    if set(keys) - set(found):
        raise Refusal("absent")
    if keys[0] == keys[1]:
        raise Refusal("likeness-itself")
    first, second = sorted(found.values(), key=lambda each: each.pk)
    if first.kind != second.kind:
        raise Refusal("likeness-kinds")
    row = likenesses_seen(person).filter(first=first, second=second).first()
    return _pairing(first, second, row, _laid(person, {first.pk: first, second.pk: second}, language))


class _Laid(NamedTuple):
    """The rows of entities by their numbers, and by code their kinds and the words for them."""

    rows: Mapping[int, Mapping[str, tuple[str, ...]]]
    kinds: Mapping[str, Kind]
    names: Mapping[str, Names]


def _laid(person: Person, entities: Mapping[int, Entity], language: Language) -> _Laid:
    saids = saids_of(Said.objects.filter(entity_id__in=list(entities)).select_related("origin").order_by("pk"))
    kinds = {code: kind_of(code) for code in {each.kind for each in entities.values()}}
    rows = {pk: _row(person, each, kinds[each.kind], saids.get(pk, ())) for pk, each in entities.items()}
    names = {
        code: names_for(person, kind, [rows[pk] for pk, each in entities.items() if each.kind == code], language)
        for code, kind in kinds.items()
    }
    return _Laid(rows, kinds, names)


def _pairing(first: Entity, second: Entity, row: Likeness | None, laid: _Laid) -> Pairing:
    kind, names = laid.kinds[first.kind], laid.names[first.kind]
    sides = (laid.rows[first.pk], laid.rows[second.pk])
    codes = [
        *(prop.code for prop in kind.properties),
        STAGE,
        LABEL,
        *((PLACE,) if kind.property(PLACE) is None else ()),
    ]
    rows = tuple(
        Both(
            name=property_name(kind, code, names.language),
            first=tuple(_named(told(kind, code, value, names), code, first) for value in sides[0].get(code, ())),
            second=tuple(_named(told(kind, code, value, names), code, second) for value in sides[1].get(code, ())),
            differs=bool(sides[0].get(code) and sides[1].get(code)) and sides[0][code] != sides[1][code],
        )
        for code in codes
        if any(side.get(code) for side in sides)
    )
    top = {first.leader_id or first.pk} & {second.leader_id or second.pk}
    reasons = tuple(reason_found(each) for each in row.reasons) if row else ()
    return Pairing(first, second, row, reasons, rows, bool(top))


def _named(value: Told, code: str, entity: Entity) -> Told:
    return Told(entity.name, "zh-CN") if code == NAME and value.is_masked and entity.name else value


def _row(person: Person, of: Entity, kind: Kind, saids: Iterable[core.Said]) -> dict[str, tuple[str, ...]]:
    """What leads of one entity by itself, as far as the person sees it."""
    spoken, on = list(saids), timezone.localdate()
    last = max((each.at for each in spoken), default=of.first_seen)
    row = folded(spoken, kind, on=on, known_at=last, entity=str(of.pk))
    sight = sight_of(person, of, JUDGE)
    hidden = labels_hidden(kind, sight)
    return {
        code: tuple(each for each in values if code != LABEL or each not in hidden)
        for code, values in row.values.items()
        if is_seen(kind.property(code), sight)
    }


def verdicts_of(likeness: Likeness | None) -> QuerySet[Verdict]:
    """What people said of a pair, the latest first."""
    rows = Verdict.objects.filter(likeness=likeness) if likeness else Verdict.objects.none()
    return rows.select_related("by").order_by("-pk")
