"""A unit with posts and a person of its own, for tests that change who holds what."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import models
from tests.builders.workspace import AT, DAY, PASSWORD

from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import Handover, Holding, Post, Unit, User
from xiandao.apps.accounts.posts import post_add, post_hold, unit_add
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.accounts.services import token_add, user_add
from xiandao.apps.places.models import Management, Place
from xiandao.apps.places.services import management_add, place_add


class Office(NamedTuple):
    """A bureau of the city with a post that *worker* holds, and a vacant one."""

    unit: Unit
    post: Post
    vacant: Post
    worker: User
    holding: Holding


def office(place: Place | None = None, name: str = "worker") -> Office:
    """The bureau; the same one when asked again."""
    place = place or Place.objects.get(code="990100")
    unit = unit_add(place, f"{place.name}样例局", at=AT)
    post = post_add(unit, "样例岗", "reporter", at=AT)
    vacant = post_add(unit, "空缺岗", "reader", at=AT)
    worker = User.objects.filter(username=name).first()
    if worker is None:
        worker = user_add(username=name, name=f"样例{name}", password=PASSWORD, at=AT, must_change=False, unit=unit)
        post_hold(post, worker, since=DAY, at=AT)
    return Office(unit, post, vacant, worker, worker.holdings.latest("pk"))


def handed_over() -> Handover:
    """A hand-over of the vacant post to the worker; the same one when asked again."""
    of = office()
    done = Handover.objects.filter(post=of.vacant).first()
    return done or post_hand_over(operator("test"), Handing(of.vacant, None, of.worker, DAY), at=AT, today=DAY)


def token() -> int:
    """A token of the worker's."""
    worker = office().worker
    token_add(worker, "样例", at=AT)
    return worker.tokens.latest("pk").pk


def town() -> Place:
    """A town of the district that nothing else points to."""
    return place_add(code="990102099", name="样例镇", level="town", parent=Place.objects.get(code="990102"), at=AT)


def managed() -> Management:
    """A zone of the city manages that town."""
    city = Place.objects.get(code="990100")
    zone = place_add(code="990179", name="样例高新区", level="zone", parent=city, at=AT)
    return management_add(zone, town(), at=AT, since=DAY)


def number_asked(path: str) -> int:
    """The number of what an address of the API is asked about, within the city."""
    if path.endswith("manages"):
        return managed().zone.pk
    rows: dict[str, Callable[[], models.Model]] = {
        "people": lambda: office().worker,
        "units": lambda: office().unit,
        "posts": lambda: office().vacant,
        "holdings": lambda: office().holding,
        "places": town,
        "managements": managed,
        "hand-overs": handed_over,
    }
    return int(rows[path.split("/")[1]]().pk)
