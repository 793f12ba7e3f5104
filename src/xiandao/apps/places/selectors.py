"""What is read of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from xiandao.apps.places.models import Place


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
