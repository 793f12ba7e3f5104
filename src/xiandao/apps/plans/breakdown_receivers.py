"""Over whom a target is split: the places below, by a partition that is named, each of them once."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Q

from xiandao.apps.places.models import Management, Place
from xiandao.apps.plans.models import Plan


class Receivers(NamedTuple):
    """The places of a partition.

    Attributes:
        places: In the order of their codes, zones last.
        inside: Places that a listed zone manages as a whole: they stand once, under that zone.
        managed: Zone → what it manages within a listed place: counted with the zone alone.
    """

    places: tuple[Place, ...]
    inside: tuple[tuple[Place, Place], ...]
    managed: tuple[tuple[Place, tuple[Place, ...]], ...]


def place_of(plan: Plan) -> Place:
    """Whose plan it is: the place it is made for, else the one that keeps it."""
    return plan.place or plan.keeper


def receivers_of(place: Place, partition: str, on: dt.date) -> Receivers:
    """The places directly below *place* on a day: ``tree`` the administrative ones, ``zones``, or ``both``."""
    standing = (Q(since=None) | Q(since__lte=on)) & (Q(until=None) | Q(until__gte=on))
    below = list(Place.objects.filter(standing, parent=place).order_by("path"))
    tree = [each for each in below if each.level != "zone"] if partition != "zones" else []
    zones = [each for each in below if each.level == "zone"] if partition != "tree" else []
    held = Management.objects.filter(standing, zone__in=zones).select_related("zone", "place").order_by("zone", "place")
    by_place = {each.place_id: each.zone for each in held}
    inside = tuple((each, by_place[each.pk]) for each in tree if each.pk in by_place)
    kept = [each for each in tree if each.pk not in by_place]
    managed = {
        zone: tuple(each.place for each in held if each.zone_id == zone.pk and _lies_in(each.place, kept))
        for zone in zones
    }
    return Receivers((*kept, *zones), inside, tuple((zone, towns) for zone, towns in managed.items() if towns))


def _lies_in(place: Place, listed: list[Place]) -> bool:
    return any(place.path.startswith(each.path) and place.pk != each.pk for each in listed)
