"""Over whom a target is split: the places below, by a partition that is named, each of them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q

from xiandao.apps.accounts.models import Holding, Unit
from xiandao.apps.accounts.rights import RIGHTS
from xiandao.apps.places.models import Management, Place
from xiandao.apps.plans.breakdown_forms import Line, Typed, taken
from xiandao.apps.plans.models import Plan, Scenario, Share


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


class Keys(NamedTuple):
    """Over whom a scenario is split, by name: places of the tree and units, as keys."""

    places: Mapping[str, int]
    units: Mapping[str, int]


def keys_of(scenario: Scenario) -> Keys:
    """The same as those of *scenario*."""
    rows = list(scenario.shares.values_list("name", "place_id", "receiver_id"))
    return Keys({name: pk for name, pk, _ in rows if pk}, {name: pk for name, _, pk in rows if pk})


def keys_typed(typed: Typed, of: Place) -> Keys:
    """Those of a form, as far as such places lie below *of* and such units are its own: nothing is handed to others."""
    lines = taken(typed)
    return Keys(_places(lines, of), _units_called([line.name for line in lines], of))


def _places(lines: Sequence[Line], of: Place) -> dict[str, int]:
    keys = {line.name: int(line.place) for line in lines if line.place.isdecimal() and len(line.place) < 10}
    below = Place.objects.filter(pk__in=keys.values(), path__startswith=of.path).exclude(pk=of.pk)
    known = dict(below.values_list("pk", "name"))
    return {name: pk for name, pk in keys.items() if known.get(pk) == name}


def _units_called(names: Iterable[str], of: Place) -> dict[str, int]:
    """The units of *of* called so by their name, or else by a short name; of two that are called the same neither."""
    by_name: dict[str, list[int]] = {}
    by_short: dict[str, list[int]] = {}
    for pk, name, shorts in Unit.objects.filter(place=of).values_list("pk", "name", "short_names"):
        by_name.setdefault(name, []).append(pk)
        for short in {*shorts} - {name}:
            by_short.setdefault(short, []).append(pk)
    found = {name: by_name.get(name) or by_short.get(name, []) for name in names}
    return {name: pks[0] for name, pks in found.items() if len(pks) == 1}


def able_to_answer(shares: Iterable[Share], secrecy: str, on: dt.date) -> set[str]:
    """The names of those for whom somebody with an account may answer on a day what concerns a plan of *secrecy*."""
    listed = list(shares)
    places, units = ({getattr(each, key) for each in listed} - {None} for key in ("place_id", "receiver_id"))
    roles = {role for role in RIGHTS.deeds["breakdown.answer"] if secrecy in RIGHTS.sees[role]}
    holdings = Holding.objects.filter(
        Q(post__unit__in=units) | Q(post__unit__place__in=places, post__is_of_unit=False),
        Q(until=None) | Q(until__gte=on), since__lte=on, user__is_active=True,
    )  # fmt: skip
    held = [
        (unit, None if is_of_unit else place)
        for unit, place, is_of_unit, named in holdings.values_list(
            "post__unit", "post__unit__place", "post__is_of_unit", "post__roles"
        )
        if roles & {*named}
    ]
    held_units, held_places = {unit for unit, _ in held}, {place for _, place in held} - {None}
    return {each.name for each in listed if each.receiver_id in held_units or each.place_id in held_places}
