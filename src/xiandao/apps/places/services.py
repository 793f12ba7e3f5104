"""The only writer of places; what is used is ended, never removed."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.audit.services import Actor, record
from xiandao.apps.places.models import LEVELS, Era, Management, Place
from xiandao.apps.places.selectors import uses_of
from xiandao.core.errors import Refusal

ROOT = "0"
CODE = re.compile(r"\d{6}|\d{9}|\d{6}(-[a-z0-9]+)+")
"""GB/T 2260, GB/T 10114 below counties, or the code of a place with a suffix for a zone that has none."""
LONGEST_CODE, LONGEST_NAME, LONGEST_SHORT = 32, 60, 30


def tree_lock(*places: Place) -> None:
    """Keeps others from changing the tree until the transaction ends, and reads *places* as they are now.

    Raises:
        Refusal: ``absent``: somebody has just removed one of them.
    """
    # Not the whole row: who enters what belongs to the root need not wait.
    Place.objects.select_for_update(no_key=True).filter(parent=None).first()
    for place in places:
        try:
            place.refresh_from_db()
        except Place.DoesNotExist:
            raise Refusal("absent") from None


@transaction.atomic
def place_add(  # noqa: PLR0913 - a place is what it is
    *,
    code: str,
    name: str,
    at: dt.datetime,
    short_name: str = "",
    level: str,
    parent: Place | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    is_invented: bool = False,
    by: Actor | None = None,
) -> Place:
    """A place below *parent*; the one of that code, renewed, where there is one already.

    What it was called and where it lay before stays known.

    Raises:
        Refusal: ``place-circle``: *parent* lies below it.
    """
    tree_lock(*((parent,) if parent else ()))
    path = f"{parent.path if parent else '/'}{code}/"
    told = {
        "name": name,
        "short_name": short_name or name,
        "level": level,
        "parent": parent,
        "path": path,
        "since": since,
        "until": until,
        "is_invented": is_invented,
    }
    place = Place.objects.filter(code=code).first()
    if place is None:
        place = Place.objects.create(code=code, **told)
        record("place.add", "place", place.pk, by=by, at=at, code=code, parent=parent.code if parent else None)
    elif any(getattr(place, key) != value for key, value in told.items()):
        if parent and parent.path.startswith(place.path):
            raise Refusal("place-circle", name=place.name, parent=parent.name)
        if any(getattr(place, key) != told[key] for key in ("name", "short_name", "parent")):
            _era_today(place, at=at)
        Place.objects.filter(pk=place.pk).update(**told)
        _below_move(place.path, path)
        place.refresh_from_db()
        record("place.change", "place", place.pk, by=by, at=at, parent=parent.code if parent else None)
    return place


@transaction.atomic
def place_new(  # noqa: PLR0913 - a place is what it is
    parent: Place,
    *,
    code: str,
    name: str,
    level: str,
    at: dt.datetime,
    by: Actor | None,
    short_name: str = "",
    since: dt.date | None = None,
) -> Place:
    """A place that was not there before.

    Raises:
        Refusal: ``place-code``, ``place-code-taken``, ``place-level-unfit``, ``place-ended``, or a name that does not fit.
    """
    tree_lock(parent)
    code = code.strip()
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Refusal("place-code", said=code[:LONGEST_CODE])
    if taken := Place.objects.filter(code=code).first():
        raise Refusal("place-code-taken", number=code, name=taken.name)
    if parent.until:
        raise Refusal("place-ended", name=parent.name)
    level_check(level, parent)
    name, short_name = named(name, short_name)
    _name_check(parent, name, short_name)
    return place_add(
        code=code, name=name, short_name=short_name, level=level, parent=parent, since=since, at=at, by=by,
        is_invented=parent.is_invented,
    )  # fmt: skip


def named(name: str, short_name: str) -> tuple[str, str]:
    """Both names without needless blanks; a missing short one is the full one.

    Raises:
        Refusal: ``place-name``: none, or too long.
    """
    name = " ".join(name.split())
    short = " ".join(short_name.split()) or name[:LONGEST_SHORT]
    if not name or len(name) > LONGEST_NAME or len(short) > LONGEST_SHORT:
        raise Refusal("place-name", most=LONGEST_NAME, short=LONGEST_SHORT)
    return name, short


def level_check(level: str, parent: Place) -> None:
    """A place stands below its parent; zones lie over provinces, cities and districts, and have only parts in them.

    Raises:
        Refusal: ``place-level-unfit``.
    """
    fits = (
        level in ("town", "zone")
        if parent.level == "zone"
        else level in LEVELS and LEVELS.index(level) > LEVELS.index(parent.level)
    )
    if not fits or parent.level == "town":
        raise Refusal("place-level-unfit", parent=parent.name)


def _name_check(parent: Place, name: str, short_name: str, *, but: Place | None = None) -> None:
    """Two places of one parent that go by one name cannot be told apart, unless one of them has ended."""
    said = (name, short_name)
    beside = Place.objects.filter(Q(name__in=said) | Q(short_name__in=said), parent=parent, until=None)
    if other := beside.exclude(pk=but.pk if but else 0).first():
        raise Refusal("place-name-taken", name=other.name, number=other.code)


@transaction.atomic
def place_rename(place: Place, *, name: str, short_name: str, day: dt.date, at: dt.datetime, by: Actor | None) -> Place:
    """*place* is called something else from *day* on; what it was called stays known.

    Raises:
        Refusal: The name is none, or another's beside it; ``place-day``: the day lies ahead, or before the last change.
    """
    tree_lock(place)
    name, short_name = named(name, short_name)
    if (name, short_name) == (place.name, place.short_name):
        return place
    if place.parent:
        _name_check(place.parent, name, short_name, but=place)
    _era(place, day, at=at)
    place.name, place.short_name = name, short_name
    place.save(update_fields=("name", "short_name"))
    record("place.rename", "place", place.pk, by=by, at=at, day=day.isoformat())
    return place


@transaction.atomic
def place_move(place: Place, parent: Place, *, day: dt.date, at: dt.datetime, by: Actor | None) -> Place:
    """*place*, with everything below it, belongs to *parent* from *day* on: rights over it go with it.

    Raises:
        Refusal: ``place-circle``, ``place-level-unfit``, ``place-ended``, ``place-name-taken``, ``place-day``.
    """
    tree_lock(place, parent)
    if place.parent is None or parent.path.startswith(place.path):
        raise Refusal("place-circle", name=place.name, parent=parent.name)
    if parent.pk == place.parent_id:
        return place
    if parent.until:
        raise Refusal("place-ended", name=parent.name)
    level_check(place.level, parent)
    _name_check(parent, place.name, place.short_name, but=place)
    _era(place, day, at=at)
    before, place.parent, place.path = place.path, parent, f"{parent.path}{place.code}/"
    place.save(update_fields=("parent", "path"))
    _below_move(before, place.path)
    record("place.move", "place", place.pk, by=by, at=at, parent=parent.code, day=day.isoformat())
    return place


def _below_move(before: str, now: str) -> None:
    """The paths of everything below a place that went from *before* to *now*."""
    if before == now:
        return
    for below in Place.objects.filter(path__startswith=before):
        below.path = now + below.path.removeprefix(before)
        below.save(update_fields=("path",))


def _era(place: Place, day: dt.date, *, at: dt.datetime) -> None:
    last = Era.objects.filter(place=place).first()
    begun = last.until + dt.timedelta(days=1) if last else place.since
    if (
        day > timezone.localdate(at) + dt.timedelta(days=1)
        or (begun and day <= begun and last)
        or (begun and day < begun)
    ):
        raise Refusal("place-day", day=day.isoformat())
    _era_keep(place, day)


def _era_keep(place: Place, day: dt.date) -> None:
    Era.objects.create(
        place=place, name=place.name, short_name=place.short_name, parent=place.parent, until=day - dt.timedelta(days=1)
    )


def _era_today(place: Place, *, at: dt.datetime) -> None:
    """What *place* was until yesterday, for changes that name no day; what lasted no whole day leaves none."""
    day = timezone.localdate(at)
    last = Era.objects.filter(place=place).first()
    begun = last.until + dt.timedelta(days=1) if last else place.since
    if begun is None or begun < day:
        _era_keep(place, day)


@transaction.atomic
def place_end(place: Place, *, day: dt.date, at: dt.datetime, by: Actor | None) -> Place:
    """*place* was there until the end of *day*; everything that points to it stays.

    Raises:
        Refusal: ``place-has-living`` places below it, ``place-ended``, or ``place-day`` before it began.
    """
    tree_lock(place)
    if place.until or place.parent is None:
        raise Refusal("place-ended", name=place.name)
    if living := place.children.filter(until=None).first():
        raise Refusal("place-has-living", name=place.name, below=living.name)
    if place.since and day < place.since:
        raise Refusal("place-day", day=day.isoformat())
    place.until = day
    place.save(update_fields=("until",))
    for held in Management.objects.filter(Q(zone=place) | Q(place=place), until=None):
        management_end(held, day=max(day, held.since or day), at=at, by=by)
    record("place.end", "place", place.pk, by=by, at=at, day=day.isoformat())
    return place


@transaction.atomic
def place_remove(place: Place, *, at: dt.datetime, by: Actor | None) -> None:
    """Takes away a place that nothing ever pointed to, entered by mistake.

    Raises:
        Refusal: ``place-used``: it is to be ended instead.
    """
    tree_lock(place)
    if place.parent is None or uses_of(place):
        raise Refusal("place-used", name=place.name)
    record("place.remove", "place", place.pk, by=by, at=at, code=place.code)
    place.delete()


@transaction.atomic
def management_add(
    zone: Place, place: Place, *, at: dt.datetime, since: dt.date | None = None, by: Actor | None = None
) -> Management:
    """*zone* manages *place* from *since* on; what is known already stays as it is."""
    held, is_new = Management.objects.get_or_create(zone=zone, place=place, since=since)
    if is_new:
        record("management.add", "management", held.pk, by=by, at=at, zone=zone.code, place=place.code)
    return held


@transaction.atomic
def management_new(
    zone: Place, place: Place, *, since: dt.date | None, at: dt.datetime, by: Actor | None
) -> Management:
    """As :func:`management_add`, for what a person enters.

    Raises:
        Refusal: ``management-unfit``: *zone* is no zone, or *place* is one, lies in it, or one of both has ended;
            ``management-twice``: another zone manages it in that time.
    """
    tree_lock(zone, place)
    is_unfit = zone.level != "zone" or place.level == "zone" or place.parent is None or zone.path.startswith(place.path)
    if is_unfit or zone.until or place.until or place.path.startswith(zone.path):
        raise Refusal("management-unfit", zone=zone.name, place=place.name)
    open_ = Q(until=None) if since is None else Q(until=None) | Q(until__gte=since)
    other = Management.objects.filter(open_, place=place).select_related("zone").first()
    if other is not None:
        raise Refusal("management-twice", place=place.name, zone=other.zone.name)
    return management_add(zone, place, since=since, at=at, by=by)


@transaction.atomic
def management_end(held: Management, *, day: dt.date, at: dt.datetime, by: Actor | None) -> Management:
    """The zone managed the place until the end of *day*.

    Raises:
        Refusal: ``place-day``: before it began, or it has ended already.
    """
    if held.until or (held.since and day < held.since):
        raise Refusal("place-day", day=day.isoformat())
    held.until = day
    held.save(update_fields=("until",))
    record("management.end", "management", held.pk, by=by, at=at, day=day.isoformat())
    return held


def root_add(*, at: dt.datetime) -> Place:
    """The root of the tree: everything lies below it."""
    return place_add(code=ROOT, name="全部地区", level="country", at=at)
