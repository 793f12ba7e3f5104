"""What is read of bodies and linked leaders, and the one gate for who may see and change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Prefetch, Q, QuerySet

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.bodies.models import Body, Charge, Kept, Link, Member, Setting
from xiandao.apps.places.models import Place
from xiandao.core.errors import Refusal

READ, MAKE, EXPORT = "body.read", "body.make", "body.export"
MODELS: Mapping[str, type[Kept]] = {"setting": Setting, "member": Member, "charge": Charge, "link": Link}
"""The kinds of rows, by the names that addresses give them."""
LEADS = ("chair", "first-vice", "vice-chair")
Row = TypeVar("Row", bound=Kept)


def in_force(on: dt.date, before: str = "") -> Q:
    """Rows that hold on a day; *before* is the way to them, ``settings__``."""
    said = Q(**{f"{before}withdrawn_at": None, f"{before}since__lte": on})
    return said & (Q(**{f"{before}until": None}) | Q(**{f"{before}until__gte": on}))


def meeting(since: dt.date, until: dt.date | None) -> Q:
    """Rows that hold on some day from *since* to *until*."""
    said = Q(withdrawn_at=None) & (Q(until=None) | Q(until__gte=since))
    return said & Q(since__lte=until) if until else said


def _line(grants: tuple[Grant, ...], path: str) -> Q:
    """What lies at, below or above the places of *grants*: a district knows who answers in its city and province."""
    seen = Q(pk__in=())
    for grant in grants:
        above = [code for code in grant.path.split("/") if code]
        seen |= Q(**{f"{path}path__startswith": grant.path}) | Q(**{f"{path}code__in": above})
    return seen


def places_seen(person: Person, deed: str = READ) -> QuerySet[Place]:
    """The places whose bodies *person* sees; the root is none."""
    return Place.objects.filter(_line(person.within(deed), "")).exclude(parent=None).order_by("path")


def places_made(person: Person) -> QuerySet[Place]:
    """The places in which *person* may set bodies up and enter linked leaders."""
    within = Q(pk__in=())
    for grant in person.within(MAKE):
        if grant.unit is None:
            within |= Q(path__startswith=grant.path)
    return Place.objects.filter(within).exclude(parent=None).order_by("path")


def bodies_seen(person: Person, deed: str = READ) -> QuerySet[Body]:
    """The bodies of those places."""
    return Body.objects.filter(_line(person.within(deed), "place__")).select_related("place")


def links_seen(person: Person, deed: str = READ) -> QuerySet[Link]:
    """The linked leaders of those places, ended and withdrawn ones too."""
    return Link.objects.filter(_line(person.within(deed), "place__")).select_related("place", "unit", "by")


def bodies_made(person: Person, on: dt.date) -> QuerySet[Body]:
    """The bodies that *person* may change: those within their places, and those whose office is the unit of their post."""
    within = Q(place__in=places_made(person).values("pk"))
    units = [grant.unit for grant in person.within(MAKE) if grant.unit is not None]
    if units:
        within |= Q(pk__in=Setting.objects.filter(in_force(on), office__in=units).values("body"))
    return Body.objects.filter(within).select_related("place")


def body_for(person: Person, pk: int, deed: str = READ) -> Body:
    """A body that *person* sees, or a refusal that does not tell forbidden from absent."""
    body = bodies_seen(person, deed).filter(pk=pk).first()
    if body is None:
        raise Refusal("absent")
    return body


def body_made(person: Person, pk: int, on: dt.date) -> Body:
    """A body that *person* may change, or ``absent``."""
    body = bodies_made(person, on).filter(pk=pk).first()
    if body is None:
        raise Refusal("absent")
    return body


def place_made(person: Person, pk: int) -> Place:
    """A place in which *person* may enter bodies and leaders, or ``absent``."""
    place = places_made(person).filter(pk=pk).first()
    if place is None:
        raise Refusal("absent")
    return place


def row_made(person: Person, kind: str, pk: int, on: dt.date) -> Setting | Member | Charge | Link:
    """A row that *person* may change, or ``absent``."""
    row: Setting | Member | Charge | Link | None
    if kind == "link":
        row = Link.objects.filter(place__in=places_made(person).values("pk"), pk=pk).select_related("place").first()
    else:
        made = bodies_made(person, on).values("pk")
        rows: dict[str, QuerySet[Setting] | QuerySet[Member] | QuerySet[Charge]] = {
            "setting": Setting.objects.filter(body__in=made),
            "member": Member.objects.filter(body__in=made),
            "charge": Charge.objects.filter(body__in=made),
        }
        row = rows[kind].select_related("body__place").filter(pk=pk).first() if kind in rows else None
    if row is None:
        raise Refusal("absent")
    return row


def units_offered(place: Place) -> QuerySet[Unit]:
    """The units that forms offer: those of the place, of the places above it and of those directly below."""
    above = [code for code in place.path.split("/") if code]
    return (
        Unit.objects.filter(Q(place__code__in=above) | Q(place__parent=place))
        .select_related("place")
        .order_by("-place__path", "name")
    )


# ------------------------------------------------------------------------------------------------------- lists


def with_rows(bodies: QuerySet[Body], on: dt.date) -> QuerySet[Body]:
    """*bodies*, each with ``now`` (its setting of the day, in a list), ``people`` and ``fields`` of the day."""
    return bodies.prefetch_related(
        Prefetch("settings", Setting.objects.filter(in_force(on)).select_related("office"), to_attr="now"),
        Prefetch("members", Member.objects.filter(in_force(on)).select_related("unit"), to_attr="people"),
        Prefetch("charges", Charge.objects.filter(in_force(on)), to_attr="fields"),
    )


def bodies_listed(person: Person, asked: Mapping[str, str], on: dt.date) -> QuerySet[Body]:
    """The bodies asked for that stand on a day: of a ``place``, a ``level``, a ``kind``, with the words ``q``."""
    now = Setting.objects.filter(in_force(on))
    if kind := asked.get("kind"):
        now = now.filter(kind=kind)
    if words := asked.get("q", "").strip():
        named = Member.objects.filter(in_force(on)).filter(
            Q(leader__icontains=words) | Q(unit_name__icontains=words) | Q(unit__name__icontains=words)
        )
        now = now.filter(Q(name__icontains=words) | Q(body__in=named.values("body")))
    found = bodies_seen(person).filter(pk__in=now.values("body"))
    if place := asked.get("place"):
        found = found.filter(place__path__contains=f"/{place}/")
    if level := asked.get("level"):
        found = found.filter(place__level=level)
    return with_rows(found, on).order_by("place__path", "pk")


def links_listed(person: Person, asked: Mapping[str, str], on: dt.date, deed: str = READ) -> QuerySet[Link]:
    """The linked leaders of a day: of a ``place``, linked to ``about``, with the words ``q``."""
    found = links_seen(person, deed).filter(in_force(on))
    if place := asked.get("place"):
        found = found.filter(place__path__contains=f"/{place}/")
    if about := asked.get("about"):
        found = found.filter(about=about)
    if words := asked.get("q", "").strip():
        found = found.filter(Q(leader__icontains=words) | Q(name__icontains=words) | Q(duty__icontains=words))
    return found.order_by("place__path", "order", "pk")


def history_of(body: Body) -> dict[str, list[Kept]]:
    """Every row there ever was of a body, withdrawn ones too, the latest first."""
    return {
        "setting": [
            *body.settings.select_related("office", "by", "ended_by", "withdrawn_by").order_by("-since", "-pk")
        ],
        "member": [
            *body.members.select_related("unit", "by", "ended_by", "withdrawn_by").order_by("-since", "order", "pk")
        ],
        "charge": [*body.charges.select_related("by", "ended_by", "withdrawn_by").order_by("-since", "order", "pk")],
    }


def names_of(bodies: list[int], on: dt.date) -> dict[int, str]:
    """What bodies are called on a day; by their last name where they do not stand then."""
    rows = Setting.objects.filter(body__in=bodies, withdrawn_at=None).order_by("since", "pk")
    found: dict[int, str] = {}
    for row in rows:
        if row.since <= on or row.body_id not in found:
            found[row.body_id] = row.name
    return found
