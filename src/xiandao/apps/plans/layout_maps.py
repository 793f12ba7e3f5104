"""Official maps: loaded with their 审图号 by whoever runs the installation, joined to the places of the tree, shown with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import places_under
from xiandao.apps.plans.layout_making import checked
from xiandao.apps.plans.layout_models import OfficialMap
from xiandao.apps.plans.layout_selectors import layouts_seen
from xiandao.apps.plans.selectors import plans_seen
from xiandao.core.errors import Refusal
from xiandao.readers.geo_map import Shape, read_geo_map

MANAGE = "system.manage"
NUMBER = re.compile(r"[\u4e00-\u9fff]{0,6}[A-Z]{0,2}S?\s?[(（]\d{4}[)）]\s?\d{1,6}\s?号")
"""GS（2024）0650号, 苏S（2024）12号."""
LONGEST_MAKER = 120
FIRST_YEAR = 1990


class Loading(NamedTuple):
    """What comes with a map: the *place* it is of, its 审图号, who made it, of which year."""

    place: int
    number: str
    maker: str
    year: int | None


class Joined(NamedTuple):
    """What of a map found its place: joined and unjoined shapes by name, places that it lacks."""

    joined: tuple[str, ...]
    unjoined: tuple[str, ...]
    lacking: tuple[str, ...]


def maps_managed(person: Person) -> QuerySet[OfficialMap]:
    """The maps of places that *person* runs the installation for."""
    return OfficialMap.objects.filter(place__in=_places(person)).select_related("place", "by").defer("shapes")


def places_to_map(person: Person) -> list[Place]:
    """The places of which a map can be loaded: real ones, with something below them."""
    found = _places(person).filter(is_invented=False, children__isnull=False).exclude(parent=None)
    return list(found.distinct().order_by("path"))


def _places(person: Person) -> Any:
    return places_under(grant.path for grant in person.within(MANAGE) if grant.unit is None)


def map_of(place: Place | None) -> OfficialMap | None:
    """The map on which what lies below *place* may be shown; never for an invented place."""
    if place is None or place.is_invented:
        return None
    return OfficialMap.objects.filter(place=place).defer("shapes").first()


def map_seen(person: Person, pk: int) -> OfficialMap:
    """A map, for whoever sees a table or a plan of its place; else a refusal as for what never was."""
    kept = OfficialMap.objects.filter(pk=pk).first()
    if kept is None or not (
        layouts_seen(person).filter(place=kept.place_id).exists()
        or plans_seen(person).filter(place=kept.place_id).exists()
    ):
        raise Refusal("absent")
    return kept


@transaction.atomic
def map_load(person: Person, loading: Loading, data: bytes, *, at: dt.datetime) -> tuple[OfficialMap, Joined]:
    """Keeps a map in place of the one before it.

    Raises:
        Refusal: ``absent``; ``map-invented`` for an invented place; ``map-number`` for what is no 审图号;
            ``map-maker``; ``map-form``, ``map-large``; ``map-nothing`` where no shape is a place of the tree.
    """
    place = _places(person).filter(pk=loading.place).first()
    if place is None:
        raise Refusal("absent")
    if place.is_invented:
        raise Refusal("map-invented", place=place.name)
    number = "".join(loading.number.split())
    if not NUMBER.fullmatch(number):
        raise Refusal("map-number")
    maker = checked(loading.maker, LONGEST_MAKER)
    if not maker or loading.year is None or not FIRST_YEAR <= loading.year <= at.year:
        raise Refusal("map-maker")
    shapes, joined = _join(read_geo_map(data), place)
    if not joined.joined:
        raise Refusal("map-nothing", place=place.name)
    digest = hashlib.sha256(data).hexdigest()
    told = {
        "number": number, "maker": maker, "year": loading.year, "shapes": shapes, "unjoined": list(joined.unjoined),
        "sha256": digest, "at": at, "by_id": person.id,
    }  # fmt: skip
    kept, _ = OfficialMap.objects.update_or_create(place=place, defaults=told)
    record(
        "map.load", "map", kept.pk, by=person, at=at, after=f"sha256:{digest}", place=place.pk, number=number,
        joined=len(joined.joined), unjoined=len(joined.unjoined),
    )  # fmt: skip
    return kept, joined


def _join(shapes: tuple[Shape, ...], place: Place) -> tuple[dict[str, Any], Joined]:
    """GeoJSON whose shapes bear the names of the tree; a shape is joined by its code, else by its name."""
    below = list(Place.objects.filter(path__startswith=place.path, until=None, is_invented=False).exclude(pk=place.pk))
    by_code = {each.code: each for each in below}
    by_name = {name: each for each in below for name in (each.short_name, each.name)}
    found = [(shape, by_code.get(shape.code) or by_name.get(shape.name)) for shape in shapes]
    features = [
        {
            "type": "Feature",
            "properties": {"name": one.name if one else shape.name, "place": one.pk if one else None},
            "geometry": shape.geometry,
        }
        for shape, one in found
    ]
    seen = {one.pk for _, one in found if one}
    lacking = [each.name for each in below if each.parent_id == place.pk and each.pk not in seen]
    joined = Joined(
        tuple(one.name for _, one in found if one),
        tuple(shape.name or shape.code or "—" for shape, one in found if one is None),
        tuple(lacking),
    )
    return {"type": "FeatureCollection", "features": features}, joined


@transaction.atomic
def map_remove(person: Person, pk: int, *, at: dt.datetime) -> None:
    """Takes a map away; pages show tiles again."""
    kept = OfficialMap.objects.filter(pk=pk, place__in=_places(person)).first()
    if kept is None:
        raise Refusal("absent")
    record("map.remove", "map", kept.pk, by=person, at=at, before=f"sha256:{kept.sha256}", place=kept.place_id)
    kept.delete()
