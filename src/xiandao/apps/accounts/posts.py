"""The writers of units, posts, and of who holds which post from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.managed import not_over, reach_check
from xiandao.apps.accounts.models import TENURES, Holding, Post, Unit, User
from xiandao.apps.accounts.rights import ADMINISTRATORS, ROLES
from xiandao.apps.audit.services import chain_lock, record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.places.models import Place

LONGEST_UNIT, LONGEST_POST = 80, 60
UNIT_KIND = "政府部门"
DAY = dt.timedelta(days=1)
APPOINTED = ADMINISTRATORS - {"security"}
"""Roles that the security administrator gives to nobody."""


def words_of(said: str, most: int) -> str:
    """*said* without needless blanks.

    Raises:
        Refusal: ``name-needed`` or ``name-long``.
    """
    said = " ".join(said.split())
    if not said:
        raise Refusal("name-needed")
    if len(said) > most:
        raise Refusal("name-long", name=said[:most], most=most)
    return said


@contextmanager
def unless_taken(refusal: Refusal) -> Iterator[None]:
    """What is written within, or *refusal* where somebody else has written the same at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise refusal from None


def post_locked(post: Post, *people: int, on: dt.date) -> Post:
    """*post* as it is now, kept from others until the transaction ends, together with its holders and *people* (ids).

    Everybody locks the chain first, then posts, then people in the order of their numbers: nobody waits for each other.
    """
    chain_lock()
    fresh = Post.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=post.pk)
    holders = fresh.holdings.filter(not_over(on)).values_list("user", flat=True)
    list(User.objects.select_for_update().filter(pk__in={*holders, *people}).order_by("pk"))
    return fresh


# ------------------------------------------------------------------------------------------------------- units


@transaction.atomic
def unit_add(  # noqa: PLR0913 - a unit is what it is
    place: Place,
    name: str,
    *,
    at: dt.datetime,
    by: Person | None = None,
    short_names: Sequence[str] | None = None,
    kind: str | None = None,
    is_new: bool = False,
) -> Unit:
    """A unit of *place*; the one of that name where there is one already, with what is told of it anew.

    Raises:
        Refusal: ``unit-taken``: it *is_new*, and there is one of that name.
    """
    unit = Unit.objects.filter(place=place, name=name).first()
    if unit is None:
        told = {"short_names": list(short_names or ()), "kind": kind or UNIT_KIND}
        with unless_taken(Refusal("unit-taken", name=name, place=place.name)):
            unit = Unit.objects.create(place=place, name=words_of(name, LONGEST_UNIT), **told)
        record("unit.add", "unit", unit.pk, by=by, at=at, place=place.code)
        return unit
    if is_new:
        raise Refusal("unit-taken", name=name, place=place.name)
    short = unit.short_names if short_names is None else short_names
    return unit_change(unit, name=name, short_names=short, kind=kind or unit.kind, at=at, by=by)


@transaction.atomic
def unit_change(
    unit: Unit, *, name: str, short_names: Sequence[str], kind: str, at: dt.datetime, by: Person | None
) -> Unit:
    """What *unit* is called and is; posts and people stay with it.

    Raises:
        Refusal: ``unit-taken``, or a name that does not fit.
    """
    name = words_of(name, LONGEST_UNIT)
    if Unit.objects.filter(place=unit.place, name=name).exclude(pk=unit.pk).exists():
        raise Refusal("unit-taken", name=name, place=unit.place.name)
    now = (name, [*dict.fromkeys(each.strip() for each in short_names if each.strip())], kind)
    if now != (unit.name, unit.short_names, unit.kind):
        unit.name, unit.short_names, unit.kind = now
        unit.save(update_fields=("name", "short_names", "kind"))
        record("unit.change", "unit", unit.pk, by=by, at=at)
    return unit


# ------------------------------------------------------------------------------------------------------- posts


def roles_check(roles: Collection[str]) -> None:
    """三员分立: a post of one of the three administrators carries that role alone.

    Raises:
        Refusal: ``roles-none``, ``role-unknown`` or ``powers-mixed``.
    """
    if not roles:
        raise Refusal("roles-none")
    if strangers := set(roles) - {*ROLES}:
        raise Refusal("role-unknown", role=min(strangers), known="、".join(ROLES))
    if set(roles) & ADMINISTRATORS and len(set(roles)) > 1:
        raise Refusal("powers-mixed")


def appointing_check(by: Person | None, *roles: str) -> None:
    """三员分立: nobody who manages people makes a system or an audit administrator; that is done at the machine itself.

    Else whoever makes an account, and sees its first password, would be what they must stay apart from.

    Raises:
        Refusal: ``powers-appoint``.
    """
    if by is not None and by.id is not None and {*roles} & APPOINTED:
        raise Refusal("powers-appoint")


@transaction.atomic
def post_add(
    unit: Unit,
    title: str,
    *roles: str,
    at: dt.datetime,
    by: Person | None = None,
    is_of_unit: bool = False,
    is_new: bool = False,
) -> Post:
    """A post of *unit* that carries *roles*; the one of that title, renewed, where there is one already.

    Raises:
        Refusal: ``post-taken``: it *is_new*, and there is one of that title; its roles do not go together; or
            ``post-too-wide``: it would reach further than *by* does.
    """
    roles_check(roles)
    reach_check(by, unit, is_of_unit=is_of_unit)
    post = Post.objects.filter(unit=unit, title=title).first()
    if post is None:
        told = {"roles": list(dict.fromkeys(roles)), "is_of_unit": is_of_unit}
        with unless_taken(Refusal("post-taken", title=title, unit=unit.name)):
            post = Post.objects.create(unit=unit, title=words_of(title, LONGEST_POST), **told)
        record("post.add", "post", post.pk, by=by, at=at, unit=unit.pk, roles=post.roles, is_of_unit=is_of_unit)
        return post
    if is_new:
        raise Refusal("post-taken", title=title, unit=unit.name)
    return post_change(post, title=title, roles=roles, is_of_unit=is_of_unit, at=at, by=by)


@transaction.atomic
def post_change(
    post: Post, *, title: str, roles: Sequence[str], is_of_unit: bool, at: dt.datetime, by: Person | None
) -> Post:
    """What *post* is called and may do from now on; whoever holds it keeps it.

    Raises:
        Refusal: ``post-taken``; roles that do not go together, or not with what its holders hold beside it;
            ``own-rights``: *by* holds it; ``post-too-wide``: it reaches further than *by* does, or would.
    """
    title, today = words_of(title, LONGEST_POST), timezone.localdate(at)
    roles_check(roles)
    post = post_locked(post, on=today)
    reach_check(by, post.unit, is_of_unit=is_of_unit and post.is_of_unit)
    if Post.objects.filter(unit=post.unit, title=title).exclude(pk=post.pk).exists():
        raise Refusal("post-taken", title=title, unit=post.unit.name)
    now = (title, [*dict.fromkeys(roles)], is_of_unit)
    if now == (post.title, post.roles, post.is_of_unit):
        return post
    holdings = post.holdings.filter(not_over(today)).select_related("user")
    if by and by.id in {holding.user_id for holding in holdings}:
        raise Refusal("own-rights")
    if holdings and {*roles} != {*post.roles}:
        appointing_check(by, *roles, *post.roles)
    post.title, post.roles, post.is_of_unit = now
    for holding in holdings:
        powers_check(holding.user, post, max(holding.since, today), holding.until)
    with unless_taken(Refusal("post-taken", title=title, unit=post.unit.name)):
        post.save(update_fields=("title", "roles", "is_of_unit"))
    record("post.change", "post", post.pk, by=by, at=at, roles=post.roles, is_of_unit=is_of_unit)
    return post


# ---------------------------------------------------------------------------------------------------- holdings


def _meeting(since: dt.date, until: dt.date | None) -> Q:
    """The holdings that are in force on some day from *since* to *until*."""
    meets = Q(until=None) | Q(until__gte=since)
    return meets & Q(since__lte=until) if until else meets


def powers_check(user: User, post: Post, since: dt.date, until: dt.date | None) -> None:
    """三员分立: whoever is one of the three administrators is nothing else at that time.

    Raises:
        Refusal: ``powers-person``.
    """
    for other in user.holdings.filter(_meeting(since, until)).exclude(post=post).select_related("post__unit"):
        both = {*post.roles, *other.post.roles}
        if both & ADMINISTRATORS and len(both) > 1:
            raise Refusal("powers-person", name=user.name, post=str(other.post))


@transaction.atomic
def post_hold(  # noqa: PLR0913 - who holds what, how, from when to when
    post: Post,
    user: User,
    *,
    since: dt.date,
    at: dt.datetime,
    until: dt.date | None = None,
    tenure: str = "staff",
    by: Person | None = None,
) -> Holding:
    """*user* holds *post* from *since* on, to the end of *until* where that is known.

    Raises:
        Refusal: ``own-rights``, ``holding-backwards``, ``tenure-unknown``, ``post-held-already`` in part of that time,
            ``powers-person``, ``powers-appoint``, or ``post-too-wide``: it reaches further than *by* does.
    """
    if by is not None and by.id == user.pk:
        raise Refusal("own-rights")
    if until is not None and until < since:
        raise Refusal("holding-backwards", since=since.isoformat(), until=until.isoformat())
    if tenure not in TENURES:
        raise Refusal("tenure-unknown", known="、".join(TENURES))
    post = post_locked(post, user.pk, on=timezone.localdate(at))  # two posts given at once see each other
    appointing_check(by, *post.roles)
    reach_check(by, post.unit, is_of_unit=post.is_of_unit)
    if user.holdings.filter(_meeting(since, until), post=post).exists():
        raise Refusal("post-held-already", name=user.name)
    powers_check(user, post, since, until)
    with unless_taken(Refusal("post-held-already", name=user.name)):
        holding = Holding.objects.create(post=post, user=user, since=since, until=until, tenure=tenure)
    ends = until.isoformat() if until else None
    record("post.hold", "post", post.pk, by=by, at=at, user=user.pk, since=since.isoformat(), until=ends, tenure=tenure)
    return holding


@transaction.atomic
def holding_end(holding: Holding, *, day: dt.date, at: dt.datetime, today: dt.date, by: Person | None) -> None:
    """The rights of *holding* end with *day*; one that has not begun is taken back whole.

    Raises:
        Refusal: ``own-rights``; ``absent``: it was taken back meanwhile; ``holding-over``: it has ended;
            ``holding-past``: *day* lies before yesterday, when deeds were done under it; ``holding-backwards``: before
            it began; ``holding-longer``: after the day on which it ends already.
    """
    if by is not None and by.id == holding.user_id:
        raise Refusal("own-rights")
    holding = _holding_locked(holding)
    if holding.until is not None and holding.until < today:
        raise Refusal("holding-over", until=holding.until.isoformat())
    told = {"user": holding.user_id, "since": holding.since.isoformat(), "until": day.isoformat()}
    if holding.since > today:
        record("post.hold-cancel", "post", holding.post_id, by=by, at=at, **told)
        holding.delete()
        return
    if day < today - DAY:
        raise Refusal("holding-past")
    if holding.until is not None and day > holding.until:
        raise Refusal("holding-longer", until=holding.until.isoformat())
    if day < holding.since:
        raise Refusal("holding-backwards", since=holding.since.isoformat(), until=day.isoformat())
    holding.until = day
    holding.save(update_fields=("until",))
    record("post.leave", "post", holding.post_id, by=by, at=at, **told)


def _holding_locked(holding: Holding) -> Holding:
    """*holding* as it is now, kept from others until the transaction ends; ``absent`` where it was taken back."""
    chain_lock()
    User.objects.select_for_update().get(pk=holding.user_id)
    found = Holding.objects.select_for_update(of=("self",)).select_related("post", "user").filter(pk=holding.pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def since_check(since: dt.date, today: dt.date) -> None:
    """A post is given from yesterday on at the earliest, or somebody would have had rights before they had them.

    Raises:
        Refusal: ``holding-since``.
    """
    if since < today - DAY:
        raise Refusal("holding-since")
