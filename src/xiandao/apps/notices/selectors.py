"""What may be read of notices: the gate for whose they are, and whether what they are about may still be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from xiandao.apps.accounts.models import Holding, Post
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.within import people_within, reaches_all
from xiandao.apps.jobs.selectors import jobs_seen
from xiandao.apps.notices.kinds import KINDS, Kind
from xiandao.apps.notices.models import Attempt, Channel, Message, Mute, Notice
from xiandao.apps.notices.receivers import held
from xiandao.apps.notices.sealing import unseal
from xiandao.apps.notices.subjects import About, Shown, Subject, names_of, subject_declare, visible
from xiandao.apps.places.models import Place
from xiandao.core.errors import Refusal

MANY = 100
"""Where the number of waiting lines is no longer told: 99+."""
OPEN = Q(read_at=None) | Q(sign_within__isnull=False, signed_at=None)
"""Not read yet, or not signed for."""
LOOK_AFTER = "system.manage"
LATEST = 20
"""Messages that a person is shown of their own."""


class Line(NamedTuple):
    """A notice as a page shows it.

    Attributes:
        shown: What it is about; ``None`` for nothing that has a name.
        left: Whether it must still be signed for. is_late: whether the last day for that has passed.
    """

    notice: Notice
    kind: Kind
    shown: Shown | None
    left: bool
    is_late: bool


class Setting(NamedTuple):
    """A channel of a person as its form shows it."""

    outlet: str
    address: str
    is_on: bool
    is_lost: bool


def addressed_to(person: Person, on: dt.date) -> Q:
    """The notices to the person, and to the posts held on a day.

    The posts are fetched first: by their numbers PostgreSQL finds the few rows in its index, by a question it reads all.
    """
    return Q(user_id=person.id or 0) | Q(post__in=list(held(person.id, on).values_list("post", flat=True)))


def notices_seen(person: Person, on: dt.date) -> QuerySet[Notice]:
    """A person's notices about what they may still see; of all others there is no trace, in no count either."""
    return Notice.objects.filter(addressed_to(person, on), visible(person, on), kind__in=KINDS)


def notice_for(person: Person, pk: int, on: dt.date) -> Notice:
    """One of them."""
    found = notices_seen(person, on).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def unread_count(person: Person, on: dt.date) -> int:
    """How many lines wait to be read, or to be signed for; :data:`MANY` stands for so many and more.

    Every page asks: who may see what is asked of the kinds of things alone that wait, of none where nothing does, and
    what is seen is counted no further than it is shown.
    """
    waiting = Notice.objects.filter(addressed_to(person, on), OPEN, kind__in=KINDS)
    models = set(waiting.order_by().values_list("about_model", flat=True).distinct())
    if not models:
        return 0
    return waiting.filter(visible(person, on, models)).order_by().values("pk")[:MANY].count()


def notice_list(person: Person, asked: Mapping[str, str], on: dt.date) -> QuerySet[Notice]:
    """The notices asked for, the latest first: ``state`` ``open`` or ``all``, of one ``kind``."""
    found = notices_seen(person, on)
    if asked.get("state") != "all":
        found = found.filter(OPEN)
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    return found.select_related("post__unit__place", "user", "read_by", "signed_by").order_by("-last_at", "-pk")


def sent_list(person: Person, asked: Mapping[str, str], on: dt.date) -> QuerySet[Notice]:
    """What the person, or a post that they hold, has told others: ``state`` ``unread``, ``unsigned`` or ``late``."""
    own = Q(sendings__by_id=person.id or 0) | Q(sendings__post__in=held(person.id, on).values("post"))
    told = Notice.objects.filter(own).values("pk")
    found = Notice.objects.filter(visible(person, on), pk__in=told, kind__in=KINDS)
    match asked.get("state"):
        case "unread":
            found = found.filter(read_at=None)
        case "unsigned":
            found = found.filter(sign_within__isnull=False, signed_at=None)
        case "late":
            found = found.filter(late(on))
        case _:
            pass
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    return found.select_related("post__unit__place", "user", "read_by", "signed_by").order_by("-last_at", "-pk")


def late(on: dt.date) -> Q:
    """Not signed for though the last working day for it has passed."""
    return Q(sign_until__lt=on, signed_at=None)


def lines_of(notices: Iterable[Notice], on: dt.date) -> list[Line]:
    """The notices with what they are about; only of notices that are seen."""
    listed = list(notices)
    names = names_of(About(each.about_model, each.about_id) for each in listed)
    return [_line(each, names.get(About(each.about_model, each.about_id)), on) for each in listed]


def _line(notice: Notice, shown: Shown | None, on: dt.date) -> Line:
    left = notice.sign_within is not None and notice.signed_at is None
    is_late = left and notice.sign_until is not None and notice.sign_until < on
    return Line(notice, KINDS[notice.kind], shown, left, is_late)


def muted(user: int) -> frozenset[str]:
    """The kinds that a person has switched off; those that nobody may switch off are never among them."""
    said = Mute.objects.filter(user=user).values_list("kind", flat=True)
    return frozenset(kind for kind in said if kind in KINDS and KINDS[kind].may_switch_off)


def muting(kind: str) -> frozenset[int]:
    """The people who have switched a kind off; nobody where nobody may."""
    if not KINDS[kind].may_switch_off:
        return frozenset()
    return frozenset(Mute.objects.filter(kind=kind).values_list("user", flat=True))


def channel_settings(person: Person, outlets: Iterable[str]) -> list[Setting]:
    """The person's own channels, one for every outlet that the installation declares."""
    known = {each.outlet: each for each in Channel.objects.filter(user=person.id or 0)}
    return [_setting(outlet, known.get(outlet)) for outlet in outlets]


def _setting(outlet: str, channel: Channel | None) -> Setting:
    if channel is None:
        return Setting(outlet, "", is_on=False, is_lost=False)
    address = unseal(channel.user_id, channel.sealed)
    return Setting(outlet, address or "", channel.is_on, is_lost=address is None)


def has_address(person: Person) -> bool:
    """Whether any address of the person is kept."""
    return Channel.objects.filter(user=person.id or 0).exists()


def own_messages(person: Person) -> list[Message]:
    """The latest messages to the person, with what came of each."""
    found = Message.objects.filter(user=person.id or 0).prefetch_related("attempts")
    return list(found.order_by("-pk")[:LATEST])


def messages_seen(person: Person) -> QuerySet[Message]:
    """The messages to people of the places that the person looks after; all with a post at the root."""
    reaches = person.within(LOOK_AFTER)
    if reaches_all(reaches):
        return Message.objects.all()
    return Message.objects.filter(user__in=people_within(reaches).values("pk"))


def message_list(person: Person, asked: Mapping[str, str]) -> QuerySet[Message]:
    """Those messages, for whoever looks after the outlets: to whom, by what, what came of it; not what it said."""
    found = messages_seen(person).select_related("user").prefetch_related("attempts").order_by("-pk")
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("outlet"):
        found = found.filter(outlet=asked["outlet"])
    return found


def message_counts(person: Person) -> dict[str, int]:
    """State → how many of those messages are in it."""
    rows = messages_seen(person).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def attempt_last() -> dt.datetime | None:
    """When anything was last handed over, or tried to."""
    found: dt.datetime | None = Attempt.objects.aggregate(at=Max("at"))["at"]
    return found


def _posts_shown(pks: Iterable[int]) -> dict[int, Shown]:
    return {each.pk: Shown(str(each)) for each in Post.objects.filter(pk__in=[*pks]).select_related("unit")}


def _places_shown(pks: Iterable[int]) -> dict[int, Shown]:
    return {each.pk: Shown(each.name) for each in Place.objects.filter(pk__in=[*pks])}


def _jobs_seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return jobs_seen(person)


def _jobs_shown(pks: Iterable[int]) -> dict[int, Shown]:
    """Without the name of a file: of what could not be read nobody knows yet what it may be called outside."""
    return dict.fromkeys(pks, Shown("", "internal"))


def _posts_seen(person: Person, on: dt.date) -> QuerySet[Any]:
    return Post.objects.filter(pk__in=Holding.objects.filter(pk__in=held(person.id, on)).values("post"))


subject_declare("accounts.post", Subject(_posts_seen, _posts_shown))
subject_declare("places.place", Subject(lambda *_: Place.objects.all(), _places_shown))
subject_declare("jobs.job", Subject(_jobs_seen, _jobs_shown))
