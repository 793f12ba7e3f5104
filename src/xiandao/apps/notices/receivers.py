"""To whom a notice goes: posts, by place or unit and by what they may do; or one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.models import Holding, Post
from xiandao.apps.accounts.rights import RIGHTS, Person


class To(NamedTuple):
    """A post, or a person: one of the two."""

    post: int | None = None
    user: int | None = None


def posts_for(
    deed: str, *, places: Iterable[int] = (), units: Iterable[int] = (), but: Person | None = None
) -> tuple[To, ...]:
    """The posts of *places* (ids) that speak for their place, and those of *units*, that may do *deed*.

    Vacant posts are among them: what waits for a post waits for its next holder. The posts of *but* are not: nobody
    is told what they did themselves.
    """
    roles = RIGHTS.deeds[deed]
    own = {grant.post for grant in but.grants} if but else set()
    where = Q(unit__place__in=[*places], is_of_unit=False) | Q(unit__in=[*units])
    found = Post.objects.filter(where).order_by("pk")
    return tuple(To(post=post.pk) for post in found if roles & {*post.roles} and post.pk not in own)


def held(user: int | None, on: dt.date) -> QuerySet[Holding]:
    """What *user* holds on a day."""
    return Holding.objects.filter(Q(until=None) | Q(until__gte=on), user_id=user or 0, since__lte=on)


def holders(to: To, on: dt.date) -> tuple[int, ...]:
    """The people who are told on a day."""
    if to.user is not None:
        return (to.user,)
    standing = Holding.objects.filter(Q(until=None) | Q(until__gte=on), post_id=to.post or 0, since__lte=on)
    return tuple(standing.filter(user__is_active=True).order_by("user").values_list("user", flat=True).distinct())
