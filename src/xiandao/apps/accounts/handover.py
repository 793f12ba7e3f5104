"""The one act by which a post goes from one person to another, and the sheet that both sign."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction

from xiandao.apps.accounts.belongings import Belonging, belongings_of
from xiandao.apps.accounts.handing import followers
from xiandao.apps.accounts.managed import leaving, reach_check
from xiandao.apps.accounts.models import Handover, Holding, Post, User
from xiandao.apps.accounts.posts import DAY, appointing_check, post_hold, post_locked, powers_check
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep, files_lock, place_of
from xiandao.core.errors import Refusal
from xiandao.core.papers import Watermark
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.papers_handover import HandoverSheet, handover_paper

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person

FARTHEST = dt.timedelta(days=366)
"""A hand-over is planned at most so far ahead."""


class Handing(NamedTuple):
    """What is to be done: *to* holds *post* from *day* on, and *leaver* no more; ``None`` where the post is vacant."""

    post: Post
    leaver: Holding | None
    to: User
    day: dt.date
    tenure: str = "staff"


def handing_check(by: Person, handing: Handing, *, today: dt.date) -> tuple[Belonging, ...]:
    """What belongs to the post, when nothing speaks against handing it over.

    Raises:
        Refusal: ``own-rights``, ``handover-day`` in the past or too far ahead, ``handover-from`` where it is held and
            nobody is said to leave it, or whoever is said to left it before, ``handover-early`` for whoever would hold it from that day only,
            ``post-held-already``, ``person-locked``, ``powers-person`` or ``post-too-wide``.
    """
    post, leaver, to, day, _ = handing
    if by.id is not None and by.id in (to.pk, leaver.user_id if leaver else None):
        raise Refusal("own-rights")
    if not today <= day <= today + FARTHEST:
        raise Refusal("handover-day", today=today.isoformat())
    appointing_check(by, *post.roles)
    reach_check(by, post.unit, is_of_unit=post.is_of_unit)
    if leaver is None and leaving(post, day).exists():
        raise Refusal("handover-from")
    if leaver is not None and not leaving(post, today).filter(pk=leaver.pk).exists():
        raise Refusal("handover-from")  # who left long ago hands nothing over
    if leaver is not None and day <= leaver.since:
        raise Refusal("handover-early", name=leaver.user.name, since=leaver.since.isoformat())
    if not to.is_active:
        raise Refusal("person-locked", name=to.name)
    if leaving(post, day).filter(user=to).exists():
        raise Refusal("post-held-already", name=to.name)
    powers_check(to, post, day, None)
    return belongings_of(post)


@transaction.atomic
def post_hand_over(by: Person, handing: Handing, *, at: dt.datetime, today: dt.date) -> Handover:
    """One act: the leaver's rights end with the day before, the other's begin, and the sheet is made and kept.

    Raises:
        Refusal: As :func:`handing_check`.
    """
    files_lock(shared=True)
    handing = _locked(handing, today)
    belongings = handing_check(by, handing, today=today)
    post, leaver, to, day, tenure = handing
    if leaver is not None and (leaver.until is None or leaver.until >= day):
        Holding.objects.filter(pk=leaver.pk).update(until=day - DAY)
    post_hold(post, to, since=day, at=at, tenure=tenure, by=by)
    sheet = _sheet(by, handing, belongings)
    data = docx_of(handover_paper(_values(sheet, day, is_sample=post.unit.place.is_invented)))
    draft = draft_of((data,))
    try:
        blob = file_keep(draft, at=at)
    finally:
        draft.unlink()
    handover = Handover.objects.create(
        post=post, from_user=leaver.user if leaver else None, to_user=to, at=at, sheet=sheet, by_id=by.id, day=day, blob=blob
    )  # fmt: skip
    for follow in followers():
        follow(handover, by, at)
    record(
        "post.hand-over", "post", post.pk, by=by, at=at, after=f"sha256:{hashlib.sha256(data).hexdigest()}",
        day=day.isoformat(), to=to.pk, **{"from": leaver.user_id if leaver else None},
    )  # fmt: skip
    return handover


def _locked(handing: Handing, today: dt.date) -> Handing:
    """What is to be done, as post and people are now, kept from others until the transaction ends."""
    post = post_locked(handing.post, handing.to.pk, *([handing.leaver.user_id] if handing.leaver else []), on=today)
    leaver = None
    if handing.leaver is not None:
        leaver = Holding.objects.select_related("user").filter(pk=handing.leaver.pk, post=post).first()
        if leaver is None:
            raise Refusal("handover-from")
    return handing._replace(post=post, leaver=leaver, to=User.objects.get(pk=handing.to.pk))


def _sheet(by: Person, handing: Handing, belongings: tuple[Belonging, ...]) -> dict[str, Any]:
    """Everybody's names as they are today: people and posts may be called otherwise later."""
    return {
        "post": handing.post.title,
        "unit": handing.post.unit.name,
        "place": handing.post.unit.place.name,
        "roles": list(handing.post.roles),
        "from": handing.leaver.user.name if handing.leaver else "",
        "to": handing.to.name,
        "tenure": handing.tenure,
        "day": handing.day.isoformat(),
        "by": by.name,
        "belongs": [{"code": each.code, "n": each.n} for each in belongings],
    }


def _values(sheet: dict[str, Any], day: dt.date, *, is_sample: bool) -> HandoverSheet:
    return HandoverSheet(
        office=settings.INSTALLATION.name,
        place=sheet["place"],
        unit=sheet["unit"],
        post=sheet["post"],
        roles=tuple(sheet["roles"]),
        leaver=sheet["from"],
        successor=sheet["to"],
        tenure=sheet["tenure"],
        day=day,
        by=sheet["by"],
        belongings=tuple((each["code"], each["n"]) for each in sheet["belongs"]),
        watermark=Watermark(sample=True) if is_sample else None,
    )


def sheet_bytes(handover: Handover) -> bytes:
    """The kept sheet.

    Raises:
        Refusal: ``absent``: a hand-over from before sheets were kept.
    """
    if handover.blob_id is None:
        raise Refusal("absent")
    return place_of(handover.blob_id).read_bytes()
