"""The only writer of places."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.places.models import Management, Place


def place_add(  # noqa: PLR0913 - a place is what it is
    *,
    code: str,
    name: str,
    short_name: str = "",
    level: str,
    parent: Place | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    is_invented: bool = False,
) -> Place:
    """A place below *parent*; the one of that code, renewed, where there is one already."""
    place, _ = Place.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": short_name or name,
            "level": level,
            "parent": parent,
            "path": f"{parent.path if parent else '/'}{code}/",
            "since": since,
            "until": until,
            "is_invented": is_invented,
        },
    )
    return place


def management_add(zone: Place, place: Place, *, since: dt.date | None = None) -> None:
    """*zone* manages *place* from *since* on."""
    Management.objects.get_or_create(zone=zone, place=place, since=since)


ROOT = "0"


def root_add() -> Place:
    """The root of the tree: everything lies below it."""
    return place_add(code=ROOT, name="全部地区", level="country")
