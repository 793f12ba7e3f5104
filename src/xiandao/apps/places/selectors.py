"""What is read of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import ForeignObjectRel, Prefetch, Q, QuerySet

from xiandao.apps.places.models import Management, Place
from xiandao.core.errors import Refusal


def place_by_name(name: str | None) -> Place | None:
    """The place that a document calls *name*, in full or short; ``None`` where none or more than one is meant."""
    if not name:
        return None
    found = list(Place.objects.filter(Q(name=name) | Q(short_name=name))[:2])
    return found[0] if len(found) == 1 else None


def places_under(paths: Iterable[str]) -> QuerySet[Place]:
    """Every place at or below one of *paths*."""
    under = Q(pk__in=())
    for path in paths:
        under |= Q(path__startswith=path)
    return Place.objects.filter(under)


def root_place() -> Place:
    """The root of the tree, which every installation has."""
    return Place.objects.get(parent=None)


def places_listed(asked: Mapping[str, str]) -> QuerySet[Place]:
    """The tree in its order: below the code ``under``, of a ``level``, with the words ``q``."""
    places = Place.objects.order_by("path")
    if asked.get("under"):
        places = places.filter(path__contains=f"/{asked['under']}/")
    if asked.get("level"):
        places = places.filter(level=asked["level"])
    if words := asked.get("q"):
        places = places.filter(Q(name__icontains=words) | Q(code__startswith=words))
    return places


def uses_of(place: Place) -> int:
    """How many rows of any kind point to *place*: places below it, units, plans, zones that manage it.

    Those that have no name from here are among them: cases, releases, packages.
    """
    found = Place._meta.get_fields(include_hidden=True)  # noqa: SLF001 - documented by Django
    relations = (each for each in found if isinstance(each, ForeignObjectRel))
    return sum(
        relation.related_model._default_manager.filter(**{relation.field.name: place}).count()  # noqa: SLF001
        for relation in relations
    )


def branches(paths: Iterable[str], asked: Mapping[str, str]) -> QuerySet[Place]:
    """The places of the tree below *paths* that are asked for: by words, level, and whether they stand today.

    Each carries its ``zones`` and ``keeps``: by which zones it is managed, and what it manages, ended ones too.
    """
    found = places_under(paths).exclude(parent=None).order_by("path")
    if words := asked.get("q", "").strip():
        found = found.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words))
    if level := asked.get("level"):
        found = found.filter(level=level)
    if (state := asked.get("state", "standing")) in ("standing", "ended"):
        found = found.filter(until__isnull=state == "standing")
    by_zone = Management.objects.select_related("zone", "place").order_by("since", "pk")
    return found.prefetch_related(
        Prefetch("managed_by", queryset=by_zone, to_attr="zones"),
        Prefetch("managed", queryset=by_zone, to_attr="keeps"),
    )


def place_for(paths: Iterable[str], pk: int) -> Place:
    """A place at or below one of *paths*, or a refusal that does not tell forbidden from absent."""
    place = places_under(paths).select_related("parent").filter(pk=pk).first()
    if place is None:
        raise Refusal("absent")
    return place


def management_for(paths: Iterable[str], pk: int) -> Management:
    """A row of management whose zone lies at or below one of *paths*."""
    held = Management.objects.select_related("zone", "place").filter(pk=pk).first()
    if held is None or not places_under(paths).filter(pk=held.zone_id).exists():
        raise Refusal("absent")
    return held
