"""Writes what is said, and what follows from it: the one place that makes rows of entities, cells, names and codes."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.utils import timezone

from xiandao.apps.places.models import Place
from xiandao.apps.registers.bulk import rows_insert
from xiandao.apps.registers.kept import registers_changed
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.mappers import (
    cells_of,
    codes_of,
    compared,
    first_of,
    initials,
    name_pairs,
    names_of,
    origin_of,
    row_json,
    saids_of,
)
from xiandao.apps.registers.models import (
    LONGEST_VALUE,
    Cell,
    Entity,
    Identifier,
    Name,
    Origin,
    Said,
)
from xiandao.apps.registers.personal import is_personal, sealed, unsealed
from xiandao.core import statements as core
from xiandao.core.kinds import NAME, PLACE, STAGE, Kind
from xiandao.registers.fold import folded

CHUNK = 2_000
"""Entities that are in hand at a time."""
SAID = ("entity_id", "origin_id", "deed", "values", "valid_from", "valid_until", "where", "note", "by_id", "at")
ENTITY = ("key", "kind", "keeper_id", "secrecy", "first_seen", "last_seen", "version")
FOLLOWING = ("exists", "place_id", "name", "stage", "row", "contested", "changes_on")


class Draft(NamedTuple):
    """Something to be said of one entity.

    Attributes:
        key: Of the entity; a new one is made where nobody bears it.
        values: Canonical text by property; personal ones are sealed here.
    """

    key: str
    values: Mapping[str, tuple[str, ...]]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    deed: core.Deed = "state"
    where: str = ""
    note: str = ""


class Fold(NamedTuple):
    """An entity's key and kind, and what was folded from all that is said of it."""

    key: str
    kind: Kind
    row: core.Row


def new_key() -> str:
    """A key for an entity that is not known yet."""
    return secrets.token_hex(16)


def said_write(origin: Origin, kind: Kind, drafts: Iterable[Draft], *, secrecy: str = "none") -> int:
    """Enters *drafts* in the transaction around; the rows of all entities concerned follow.

    Args:
        origin: Where they come from, when and by whom.
        kind: Of the entities, new and known.
        drafts: In the order in which they are said; of one entity all in a run.
        secrecy: 保密属性 of the entities that are new.

    Returns:
        How many entities are new.
    """
    added = 0
    personal = frozenset(prop.code for prop in kind.properties if is_personal(prop))
    for chunk in _chunks(drafts):
        by_key: dict[str, list[Draft]] = {}
        for draft in chunk:
            by_key.setdefault(draft.key, []).append(_under_seal(draft, personal))
        known = dict(Entity.objects.filter(key__in=list(by_key)).values_list("key", "pk"))
        fresh = {key: said for key, said in by_key.items() if key not in known}
        pks = known | _entities_made(fresh, origin, kind, secrecy)
        rows_insert(Said, SAID, (_said_row(each, pks[key], origin) for key, said in by_key.items() for each in said))
        entities_refold(known.values(), at=origin.at)
        added += len(fresh)
    return added


def _chunks(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """By so many entities, never parting what is said of one."""
    kept: list[Draft] = []
    keys: set[str] = set()
    for draft in drafts:
        if draft.key not in keys and len(keys) == CHUNK:
            yield kept
            kept, keys = [], set()
        kept.append(draft)
        keys.add(draft.key)
    if kept:
        yield kept


def _entities_made(fresh: Mapping[str, Sequence[Draft]], origin: Origin, kind: Kind, secrecy: str) -> dict[str, int]:
    """New entities with their rows, folded from what is said of them here, for nothing else is; by key, their numbers."""
    today, source = timezone.localdate(origin.at), origin_of(origin)
    rows = {}
    for key, said in fresh.items():
        told = [_core(each, source, order, origin.at) for order, each in enumerate(said)]
        rows[key] = folded(told, kind, on=today, known_at=origin.at, entity=key)
    places = _places({first_of(row.values, PLACE) for row in rows.values()})
    same = (kind.code, origin.keeper_id, secrecy, origin.at, origin.at, 0)
    entered = ((key, *same, *_columns(key, row, places)) for key, row in rows.items())
    rows_insert(Entity, (*ENTITY, *FOLLOWING), entered)
    pks = dict(Entity.objects.filter(key__in=list(rows)).values_list("key", "pk"))
    _followings_write({pks[key]: Fold(key, kind, row) for key, row in rows.items()})
    registers_changed([kind.code] if rows else [])
    return pks


def _core(draft: Draft, origin: core.Origin, order: int, at: dt.datetime) -> core.Said:
    return core.Said(
        entity=draft.key,
        values=draft.values,
        origin=origin,
        by="",
        at=at,
        order=order,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        deed=draft.deed,
    )


def _columns(key: str, row: core.Row, places: Mapping[str, int]) -> tuple[object, ...]:
    """What of an entity follows from its row, in the order of :data:`FOLLOWING`."""
    return (
        row.exists,
        places.get(first_of(row.values, PLACE)),
        _name(key, row),
        first_of(row.values, STAGE),
        _json(row_json(row)),
        _json(sorted(row.contested)),
        row.changes_on,
    )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _under_seal(draft: Draft, personal: frozenset[str]) -> Draft:
    if personal.isdisjoint(draft.values):
        return draft
    sealing = personal.intersection(draft.values)
    values = {code: tuple(sealed(draft.key, code, each) for each in draft.values[code]) for code in sealing}
    return draft._replace(values={**draft.values, **values})


def _said_row(draft: Draft, entity: int, origin: Origin) -> tuple[object, ...]:
    return (
        entity,
        origin.pk,
        draft.deed,
        _json(draft.values),
        draft.valid_from,
        draft.valid_until,
        draft.where,
        draft.note,
        origin.by_id,
        origin.at,
    )


def entities_refold(pks: Iterable[int], *, at: dt.datetime) -> None:
    """Makes the rows of entities anew from what is said of them and of those that follow them; of followers, empty."""
    wanted = list(dict.fromkeys(pks))
    for start in range(0, len(wanted), CHUNK):
        _refold(wanted[start : start + CHUNK], at)


def _refold(pks: Sequence[int], at: dt.datetime) -> None:
    leaders = {each.leader_id or each.pk for each in Entity.objects.filter(pk__in=pks).only("leader_id")}
    family = dict(Entity.objects.filter(leader_id__in=leaders).values_list("pk", "leader_id"))
    everyone = {*leaders, *family}
    told: dict[int, list[core.Said]] = {pk: [] for pk in leaders}
    for pk, saids in saids_of(Said.objects.filter(entity_id__in=everyone)).items():
        told[family.get(pk, pk)].extend(saids)
    entities = {each.pk: each for each in Entity.objects.filter(pk__in=leaders)}
    kinds = {code: kind_of(code) for code in {each.kind for each in entities.values()}}
    today = timezone.localdate(at)
    folds = {}
    for pk, saids in told.items():
        kind = kinds[entities[pk].kind]
        folds[pk] = Fold(entities[pk].key, kind, folded(saids, kind, on=today, known_at=at, entity=str(pk)))
    _rows_update(folds, entities, told)
    _followings_cleared(everyone)
    _followings_write(folds)
    registers_changed(sorted(kinds))


def _rows_update(
    folds: Mapping[int, Fold], entities: Mapping[int, Entity], told: Mapping[int, Sequence[core.Said]]
) -> None:
    places = _places({first_of(fold.row.values, PLACE) for fold in folds.values()})
    updates: list[tuple[Any, ...]] = []
    for pk, fold in folds.items():
        heard = [said.at for said in told[pk] if said.withdrawn_at is None]
        seen = max(heard, default=entities[pk].first_seen)
        updates.append((*_columns(fold.key, fold.row, places), entities[pk].version + 1, seen, pk))
    if updates:
        _updated((*FOLLOWING, "version", "last_seen"), updates)


def _name(key: str, row: core.Row) -> str:
    """Lists are read by names, so a name stands in them openly for as long as the person's key is there."""
    return (unsealed(key, NAME, first_of(row.values, NAME)) or "")[:LONGEST_VALUE]


def _updated(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    casts = {"row": "::jsonb", "contested": "::jsonb"} if connection.vendor == "postgresql" else {}
    sets = ", ".join(f'"{name}" = %s{casts.get(name, "")}' for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE registers_entity SET {sets} WHERE id = %s", rows)  # noqa: S608 - our own names


def _followings_cleared(pks: Collection[int]) -> None:
    for model in (Cell, Name, Identifier):
        model.objects.filter(entity_id__in=list(pks))._raw_delete(connection.alias)  # noqa: SLF001 - nothing refers to them


def _followings_write(folds: Mapping[int, Fold]) -> None:
    standing = [(pk, *fold) for pk, fold in folds.items() if fold.row.exists]
    rows_insert(
        Cell,
        ("entity_id", "property", "value", "number"),
        ((pk, *cell) for pk, _, kind, row in standing for cell in cells_of(kind, row)),
    )
    rows_insert(
        Name,
        ("entity_id", "folded", "initials", "pairs"),
        ((pk, name, initials(name), name_pairs(name)) for pk, key, _, row in standing for name in _names(key, row)),
    )
    codes = ((pk, *code) for pk, _, kind, row in standing for code in dict.fromkeys(codes_of(kind, row)))
    rows_insert(Identifier, ("entity_id", "scheme", "value"), codes)


def _names(key: str, row: core.Row) -> tuple[str, ...]:
    opened = compared(_name(key, row))
    return tuple(dict.fromkeys((*((opened,) if opened else ()), *names_of(row))))


def _places(codes: Collection[str]) -> dict[str, int]:
    return dict(Place.objects.filter(code__in=[code for code in codes if code]).values_list("code", "pk"))
