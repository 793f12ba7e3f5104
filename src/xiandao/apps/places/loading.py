"""A pack of places, checked against the tree that is there, and entered whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from xiandao.apps.audit.services import Actor
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import root_place
from xiandao.apps.places.services import LONGEST_CODE, level_check, management_add, named, place_add, tree_lock
from xiandao.core.errors import Refusal
from xiandao.readers.packs import Loaded, load_texts
from xiandao.readers.packs_places import PLACES, PlaceRow

MOST_FILES, MOST_BYTES = 50, 2 * 1024 * 1024
LEVELS = {"国家": "country", "省级": "province", "市级": "city", "县区级": "district", "乡镇级": "town", "片区": "town"}


class Entered(NamedTuple):
    """What a pack does to the tree: names of places, each in the order of the pack."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: int


def level_of(row: PlaceRow) -> str:
    """The level of a row, as the tree knows it."""
    return "zone" if row.kind == "功能区" else LEVELS[row.level]


def texts_of(files: Sequence[UploadedFile[Any]]) -> dict[str, bytes]:
    """The files that came, by their names.

    Raises:
        Refusal: ``files-none``; ``places-pack-large``.
    """
    if not files:
        raise Refusal("files-none")
    if len(files) > MOST_FILES or any((file.size or 0) > MOST_BYTES for file in files):
        raise Refusal("places-pack-large", most=MOST_FILES, size=MOST_BYTES // 1024 // 1024)
    return {file.name or f"{at}.toml": file.read() for at, file in enumerate(files)}


def pack_read(texts: Mapping[str, bytes]) -> Loaded[tuple[PlaceRow, ...]]:
    """The places of the files, with every fault at its file, line and column; they may refer to places of the tree."""
    known = frozenset(Place.objects.exclude(parent=None).values_list("code", flat=True))
    return load_texts(texts, PLACES, known={"place": known})


@transaction.atomic
def places_enter(
    rows: Sequence[PlaceRow],
    paths: Sequence[str],
    *,
    at: dt.datetime,
    by: Actor | None,
    is_invented: bool = False,
    is_trial: bool = False,
) -> Entered:
    """Every place of *rows*, parents before children, and what zones manage; a trial leaves no trace.

    Args:
        rows: Of a pack without a fault.
        paths: Below which whoever loads it may change the tree.
        at: When.
        by: Who.
        is_invented: Whether the places are sample data; those below invented ones are in any case.
        is_trial: Whether to tell only what would be done.

    Raises:
        Refusal: ``places-outside``: a place lies where they may not change the tree; ``place-circle``: it would lie below
            itself; or as a place entered by hand.
    """
    tree_lock()
    made = {place.code: place for place in Place.objects.all()}
    added, changed, same = [], [], 0
    for row in _parents_first(rows, made):
        before = made.get(row.code)
        parent = made.get(row.parent) if row.parent else (before.parent if before else root_place())
        _require(row, before, parent, paths)
        now = _entered(row, parent, at=at, by=by, is_invented=is_invented, before=before)
        made[row.code] = now
        if before is not None and before.path != now.path:  # what lies below went along
            made.update({place.code: place for place in Place.objects.filter(path__startswith=now.path)})
        if before is None:
            added.append(row.name)
        elif _told(before) != _told(now):
            changed.append(row.name)
        else:
            same += 1
    for row in rows:
        for held in row.manages:
            management_add(made[row.code], made[held.place], since=held.since, at=at, by=by)
    if is_trial:
        transaction.set_rollback(True)
    return Entered(tuple(added), tuple(changed), same)


def _parents_first(rows: Sequence[PlaceRow], made: Mapping[str, Place]) -> list[PlaceRow]:
    order: list[PlaceRow] = []
    waiting, known = list(rows), {"", *made} - {row.code for row in rows}
    while waiting:
        row = next((each for each in waiting if each.parent in known), None)
        if row is None:
            first, above = waiting[0], next(each for each in waiting if each.code == waiting[0].parent)
            raise Refusal("place-circle", name=first.name, parent=above.name)
        waiting.remove(row)
        known.add(row.code)
        order.append(row)
    return order


def _require(row: PlaceRow, before: Place | None, parent: Place | None, paths: Sequence[str]) -> None:
    """That the place, as it was and as it will be, lies below one of *paths*, fits below its parent and into a row."""
    touched = [place.path for place in (before, parent) if place is not None]
    below = before is None or before.parent_id == (parent.pk if parent else None)
    where = touched[:1] if before is not None and below else touched
    if not all(any(path.startswith(own) for own in paths) for path in where):
        raise Refusal("places-outside", name=row.name, number=row.code)
    if len(row.code) > LONGEST_CODE:
        raise Refusal("place-code", said=row.code)
    named(row.name, next(iter(row.short), ""))
    if before is not None and parent is not None and parent.path.startswith(before.path):
        raise Refusal("place-circle", name=row.name, parent=parent.name)
    if parent is not None:
        level_check(level_of(row), parent)


def _entered(
    row: PlaceRow, parent: Place | None, *, at: dt.datetime, by: Actor | None, is_invented: bool, before: Place | None
) -> Place:
    is_sample = is_invented or (parent is not None and parent.is_invented)
    return place_add(
        code=row.code, name=row.name, short_name=next(iter(row.short), "") or row.name[:30], level=level_of(row),
        parent=parent, since=row.since, until=row.until, is_invented=is_sample if before is None else before.is_invented,
        at=at, by=by,
    )  # fmt: skip


def _told(place: Place) -> tuple[object, ...]:
    return (place.name, place.short_name, place.level, place.path, place.since, place.until)
