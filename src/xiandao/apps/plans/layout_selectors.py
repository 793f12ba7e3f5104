"""What is read of 产业空间布局表: who sees which, the version of a day, what a version was made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from xiandao.alignment.layouts import Change, Line, layout_diff, role_of
from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.cases.selectors import open_rounds
from xiandao.apps.places.models import Management, Place
from xiandao.apps.places.selectors import places_under
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutProposal, LayoutReview, LayoutVersion
from xiandao.apps.plans.models import LIVE, SECRECY, Edition, Item
from xiandao.apps.plans.selectors import plans_seen
from xiandao.core.errors import Refusal

READ, MAKE, EXPORT = "layout.read", "layout.make", "plan.export"
LAYOUT_ON = "plans.layoutreview"
"""What the rounds of a yearly review are about."""
IN_FORCE = ("issued", "amended")
"""The states of an edition whose placements make a table; a draft lays out nothing yet."""


def layouts_seen(person: Person, deed: str = READ) -> QuerySet[Layout]:
    """The tables that *person* may do *deed* to: as closed as the most closed plan that any of their rows rests on.

    For reading also those on whose review their place or unit is asked, and those that rest on nothing but plans that
    are issued and 主动公开.
    """
    seen = Q(pk__in=())
    for grant in person.within(deed):
        own = Q(place__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        if deed == READ:
            asked = open_rounds(LAYOUT_ON, (grant,)).values("about_id")
            own |= Q(pk__in=LayoutReview.objects.filter(pk__in=asked).values("layout"))
        seen |= own & _open_to(RIGHTS.sees[grant.role])
    if deed in (READ, EXPORT) and person.may(deed):
        seen |= _public()
    return Layout.objects.filter(seen)


def _open_to(sees: Iterable[str]) -> Q:
    closed = Q(edition__isnull=False) & ~Q(edition__plan__secrecy__in=[*sees])
    lines = LayoutLine.objects.filter(closed).values("version__layout")
    return ~Q(pk__in=lines) & ~Q(pk__in=LayoutProposal.objects.filter(closed).values("review__layout"))


def _public() -> Q:
    open_plan = Q(edition__plan__openness="open", edition__plan__secrecy="none") & Q(edition__state__in=IN_FORCE)
    return ~Q(pk__in=LayoutLine.objects.exclude(open_plan).values("version__layout"))


def layout_for(person: Person, pk: int, deed: str = READ) -> Layout:
    """One table, or a refusal that does not tell forbidden from absent."""
    found = layouts_seen(person, deed).select_related("place").filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def version_on(layout: Layout, day: dt.date) -> LayoutVersion | None:
    """The version in force on *day*; ``None`` before the first."""
    return layout.versions.filter(in_force_from__lte=day).order_by("-in_force_from", "-ordinal").first()


def version_numbered(layout: Layout, ordinal: int | None) -> LayoutVersion | None:
    """The version of that number."""
    return layout.versions.filter(ordinal=ordinal).first() if ordinal is not None else None


def lines_of(version: LayoutVersion) -> list[LayoutLine]:
    """The rows of a version, each with its place and the edition it rests on."""
    return list(version.lines.select_related("place", "edition__plan"))


def line_of(row: LayoutLine | LayoutProposal) -> Line:
    """A row as a value."""
    return Line(row.name, row.sector, row.role, row.carrier, row.direction)


def editions_of(layout: Layout) -> list[Edition]:
    """The editions that its rows rest on, of all versions."""
    ids = LayoutLine.objects.filter(version__layout=layout, edition__isnull=False).values("edition")
    return list(Edition.objects.filter(pk__in=ids).select_related("plan__place", "plan__keeper").order_by("pk"))


def secrecy_of(editions: Iterable[Edition]) -> str:
    """The highest 保密属性 of any of them."""
    return max((each.plan.secrecy for each in editions), key=SECRECY.index, default=SECRECY[0])


def review_open(layout: Layout) -> LayoutReview | None:
    """The review that is under way."""
    return layout.reviews.filter(closed_at=None).select_related("version").first()


# ---- what a first version is made of


class Draft(NamedTuple):
    """A row that a plan gives: its line, the place of the tree, the item that says so."""

    line: Line
    place: Place | None
    item: Item


def placements_of(person: Person, place: Place) -> QuerySet[Item]:
    """The confirmed placements of the plans of *place* that are in force: of each plan its last issued edition."""
    issued = Edition.objects.filter(plan__in=plans_seen(person, MAKE), plan__place=place, state__in=IN_FORCE)
    last = dict(issued.order_by("ordinal").values_list("plan", "pk"))
    rows = Item.objects.filter(edition__in=last.values(), kind="placement", state__in=LIVE)
    return rows.select_related("edition__plan", "edition__document").order_by("-edition__issued_on", "edition", "start")


def drafts_of(items: Iterable[Item], place: Place) -> tuple[Draft, ...]:
    """A row for every place and sector; of two plans that say the same the later issued one."""
    items = list(items)
    groups = groups_of({item.edition_id for item in items})
    known = {name: each for each in places_around(place) for name in (each.short_name, each.name)}
    rows: dict[tuple[str, str], Draft] = {}
    for item in items:
        said = item.fields
        where = known.get(said["place"])
        role = role_of(groups.get((item.edition_id, said["sector"])))
        carrier = where.name if where is not None and where.level == "zone" else ""
        direction = "、".join(said.get("focus") or ())[:400]
        line = Line((where.name if where else said["place"])[:60], said["sector"][:80], role, carrier, direction)
        rows.setdefault(line.key, Draft(line, where, item))
    return tuple(sorted(rows.values(), key=lambda each: (each.place is None, each.place.path if each.place else "")))


def groups_of(editions: Iterable[int]) -> dict[tuple[int, str], str | None]:
    """What an edition calls those it names a sector among."""
    sectors = Item.objects.filter(edition__in=[*editions], kind="sector").exclude(state="rejected")
    return {(each.edition_id, each.fields["name"]): each.fields.get("group") for each in sectors}


def places_around(place: Place) -> list[Place]:
    """*place*, everything below it, and the zones that manage any of it."""
    managing = Management.objects.filter(place__path__startswith=place.path).values("zone")
    return list(Place.objects.filter(Q(path__startswith=place.path) | Q(pk__in=managing)).order_by("path"))


def places_to_make(person: Person) -> list[Place]:
    """The places of which a first version could be made now."""
    paths = [grant.path for grant in person.within(MAKE) if grant.unit is None]
    live = Item.objects.filter(
        edition__plan__in=plans_seen(person, MAKE), edition__state__in=IN_FORCE, kind="placement", state__in=LIVE
    )
    found = places_under(paths).filter(pk__in=live.values("edition__plan__place"), layout=None)
    return list(found.order_by("path"))


# ---- what two versions differ in


class Told(NamedTuple):
    """A change with the adopted proposals that made it, and what the reviews said of the row."""

    change: Change
    proposals: Sequence[LayoutProposal]
    verdicts: Sequence[tuple[int, str, str]]
    """Year, verdict, reason."""


def changes_between(before: LayoutVersion, after: LayoutVersion) -> list[Told]:
    """Every row of either version and why it is otherwise; reasons are those of the reviews in between."""
    reviews = LayoutReview.objects.filter(
        layout=before.layout_id, made__ordinal__gt=before.ordinal, made__ordinal__lte=after.ordinal
    )
    adopted: dict[tuple[str, str], list[LayoutProposal]] = {}
    rows = LayoutProposal.objects.filter(review__in=reviews, case__ruling="adopted")
    for each in rows.select_related("case__place", "case__unit", "edition__plan", "review"):
        adopted.setdefault((each.name, each.sector), []).append(each)
    said: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for review in reviews.order_by("pk"):
        for verdict in review.verdicts.select_related("line"):
            key = (verdict.line.name, verdict.line.sector)
            said.setdefault(key, []).append((review.year, verdict.verdict, verdict.reason))
    changes = layout_diff(map(line_of, lines_of(before)), map(line_of, lines_of(after)))
    return [Told(each, adopted.get(each.line.key, ()), said.get(each.line.key, ())) for each in changes]
