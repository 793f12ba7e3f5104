"""Whom and what the security administrator manages: the people, units and posts within their own posts' places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Prefetch, Q, QuerySet

from xiandao.apps.accounts.models import Handover, Holding, Post, Token, Unit, User
from xiandao.apps.accounts.rights import ADMINISTRATORS, Person
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import places_under
from xiandao.core.errors import Refusal

MANAGE = "people.manage"
STATES = ("active", "locked", "postless", "first")
"""May get in, locked, holds no post today, has not changed the first password yet."""
SORTS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "username": ("username",), "-username": ("-username",)}


def current(on: dt.date) -> Q:
    """Holdings that are in force on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def not_over(on: dt.date) -> Q:
    """Holdings that are in force on a day or will be later."""
    return Q(until=None) | Q(until__gte=on)


def units_managed(person: Person) -> QuerySet[Unit]:
    """The units at or below the places of the person's posts, or the units themselves where the post is of a unit."""
    within = Q(pk__in=())
    for grant in person.within(MANAGE):
        within |= Q(place__path__startswith=grant.path) if grant.unit is None else Q(pk=grant.unit)
    return Unit.objects.filter(within).select_related("place")


def places_managed(person: Person) -> QuerySet[Place]:
    """The places in which the person may set up units."""
    return places_under(grant.path for grant in person.within(MANAGE) if grant.unit is None).order_by("path")


def posts_managed(person: Person) -> QuerySet[Post]:
    """The posts of those units."""
    return Post.objects.filter(unit__in=units_managed(person)).select_related("unit__place")


def people_managed(person: Person) -> QuerySet[User]:
    """Whoever belongs to those units or ever held a post there; without unit and post, whoever the whole tree is under."""
    units = units_managed(person).values("pk")
    posts = Holding.objects.filter(post__unit__in=units).values("user")
    within = Q(unit__in=units) | Q(pk__in=posts)
    if any(len(grant.path.split("/")) <= 3 and grant.unit is None for grant in person.within(MANAGE)):
        within |= Q(unit=None, holdings=None)
    return User.objects.filter(pk__in=User.objects.filter(within).values("pk"))


def user_for(person: Person, pk: int) -> User:
    """A person of theirs, or a refusal that does not tell forbidden from absent."""
    user = people_managed(person).select_related("unit__place").filter(pk=pk).first()
    if user is None:
        raise Refusal("absent")
    return user


def reach_check(by: Person | None, unit: Unit, *, is_of_unit: bool) -> None:
    """A post whose rights reach over the whole place of *unit* is given by whoever manages that place.

    Else whoever manages a single unit could give away rights over the place around it.

    Raises:
        Refusal: ``post-too-wide``.
    """
    if by is None or is_of_unit:
        return
    wide = (grant.path for grant in by.within(MANAGE) if grant.unit is None)
    if not any(unit.place.path.startswith(path) for path in wide):
        raise Refusal("post-too-wide", unit=unit.name)


def may_change(person: Person, user: User, on: dt.date) -> bool:
    """Whether everything that *user* holds today or will hold lies, as far as it reaches, within what *person* manages.

    Else whoever manages a district could reset the password of somebody who acts for the province too, and whoever
    manages a unit that of somebody who acts for its whole place.
    """
    units = units_managed(person)
    within = Q(post__is_of_unit=True, post__unit__in=units.values("pk"))
    for grant in person.within(MANAGE):
        if grant.unit is None:
            within |= Q(post__unit__place__path__startswith=grant.path)
    elsewhere = user.holdings.filter(not_over(on)).exclude(within)
    is_ours = user.unit_id is None or units.filter(pk=user.unit_id).exists()
    return is_ours and not elsewhere.exists()


def is_administrator(user: User, on: dt.date) -> bool:
    """Whether *user* is one of the three administrators on a day, or will be."""
    held = user.holdings.filter(not_over(on)).values_list("post__roles", flat=True)
    return any(ADMINISTRATORS & {*roles} for roles in held)


def user_changeable(person: Person, pk: int, on: dt.date) -> User:
    """A person of theirs whose account they may change.

    Raises:
        Refusal: ``absent``, or ``person-of-others``.
    """
    user = user_for(person, pk)
    if not may_change(person, user, on):
        raise Refusal("person-of-others", name=user.name)
    return user


def unit_for(person: Person, pk: int) -> Unit:
    """A unit of theirs, or ``absent``."""
    unit = units_managed(person).filter(pk=pk).first()
    if unit is None:
        raise Refusal("absent")
    return unit


def post_for(person: Person, pk: int) -> Post:
    """A post of theirs, or ``absent``."""
    post = posts_managed(person).filter(pk=pk).first()
    if post is None:
        raise Refusal("absent")
    return post


def holding_for(person: Person, pk: int) -> Holding:
    """A holding of a post of theirs, or ``absent``."""
    held = Holding.objects.filter(post__in=posts_managed(person)).select_related("post__unit", "user")
    holding = held.filter(pk=pk).first()
    if holding is None:
        raise Refusal("absent")
    return holding


def handover_for(person: Person, pk: int) -> Handover:
    """A hand-over of a post of theirs, or one that they were part of."""
    found = Handover.objects.select_related("post__unit__place", "from_user", "to_user", "by", "blob").filter(pk=pk)
    own = Q(from_user=person.id or 0) | Q(to_user=person.id or 0)
    handover = found.filter(own | Q(post__in=posts_managed(person).values("pk"))).first()
    if handover is None:
        raise Refusal("absent")
    return handover


def people_listed(person: Person, asked: Mapping[str, str], on: dt.date) -> QuerySet[User]:
    """The people asked for, each with ``now``: the holdings of today, at posts of theirs."""
    found = people_managed(person).select_related("unit__place")
    held = Holding.objects.filter(current(on), post__unit__in=units_managed(person).values("pk"))
    if words := asked.get("q", "").strip():
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if place := asked.get("place"):
        inside = held.filter(post__unit__place__path__contains=f"/{place}/").values("user")
        found = found.filter(Q(unit__place__path__contains=f"/{place}/") | Q(pk__in=inside))
    if (unit := asked.get("unit", "")).isdecimal():
        found = found.filter(Q(unit=int(unit[:9])) | Q(pk__in=held.filter(post__unit=int(unit[:9])).values("user")))
    found = _in_state(found, asked.get("state", ""), held)
    shown = held.select_related("post__unit").order_by("since", "pk")
    order = SORTS.get(asked.get("sort", ""), ("unit__place__path", "unit__name", "name", "pk"))
    return found.order_by(*order).prefetch_related(Prefetch("holdings", queryset=shown, to_attr="now"))


def _in_state(found: QuerySet[User], state: str, held: QuerySet[Holding]) -> QuerySet[User]:
    match state:
        case "active" | "locked":
            return found.filter(is_active=state == "active")
        case "postless":
            return found.exclude(pk__in=held.values("user"))
        case "first":
            return found.filter(must_change_password=True)
        case _:
            return found


def holdings_of(person: Person, user: User) -> QuerySet[Holding]:
    """What *user* held and holds at posts that *person* manages, the latest first."""
    held = user.holdings.filter(post__in=posts_managed(person).values("pk"))
    return held.select_related("post__unit__place").order_by("-since", "-pk")


def tokens_listed(user: User) -> QuerySet[Token]:
    """Every token of *user*, the latest first."""
    return user.tokens.order_by("-pk")


def units_asked(person: Person, asked: Mapping[str, str]) -> QuerySet[Unit]:
    """The units asked for: at or below a place, by words in names of units and posts, with vacant posts alone, with any."""
    found = units_managed(person).order_by("place__path", "name", "pk")
    if place := asked.get("place"):
        found = found.filter(place__path__contains=f"/{place}/")
    if words := asked.get("q", "").strip():
        named = Unit.objects.filter(Q(name__icontains=words) | Q(posts__title__icontains=words)).values("pk")
        found = found.filter(pk__in=named)
    return found


def with_posts(units: QuerySet[Unit], asked: Mapping[str, str], on: dt.date) -> QuerySet[Unit]:
    """*units*, each with ``manned``: its posts with their holders of today (``now``)."""
    posts = posts_now(on)
    held = Holding.objects.filter(current(on)).values("post")
    if asked.get("show") == "vacant":
        units = units.filter(pk__in=Post.objects.exclude(pk__in=held).values("unit"))
        posts = posts.exclude(pk__in=held)
    elif asked.get("show") != "all":
        units = units.filter(pk__in=Post.objects.values("unit"))
    return units.prefetch_related(Prefetch("posts", queryset=posts, to_attr="manned"))


def posts_now(on: dt.date) -> QuerySet[Post]:
    """Posts by title, each with its holders of today."""
    now = Holding.objects.filter(current(on)).select_related("user").order_by("since", "pk")
    return Post.objects.order_by("title").prefetch_related(Prefetch("holdings", queryset=now, to_attr="now"))


def vacant_count(person: Person, on: dt.date) -> int:
    """How many posts nobody holds today."""
    held = Holding.objects.filter(current(on)).values("post")
    return posts_managed(person).exclude(pk__in=held).count()


def leaving(post: Post, on: dt.date) -> QuerySet[Holding]:
    """Who may hand *post* over: whoever holds it on a day, or will."""
    return post.holdings.filter(not_over(on)).select_related("user").order_by("since", "pk")
