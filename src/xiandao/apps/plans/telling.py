"""Whom the deeds of plans concern, and what they are told of them: numbers and links, never words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import ended
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notices_settle, notify
from xiandao.apps.notices.subjects import About, Shown, Subject, subject_declare
from xiandao.apps.plans.breakdown_receivers import place_of
from xiandao.apps.plans.breakdown_selectors import breakdowns_seen
from xiandao.apps.plans.export_scope import DEED as EXPORT_JOB
from xiandao.apps.plans.models import Breakdown, Edition, Export, Item, Plan, Share
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.models import Release

EDITION, BREAKDOWN, EXPORT, JOB, PLACE = "plans.edition", "plans.breakdown", "plans.export", "jobs.job", "places.place"
RELEASE = "publishing.release"
READ_JOB = "plan.read"
RELEASE_JOB = "release.make"
JUDGE, MAKE, OPEN, RULE = "plan.judge", "breakdown.make", "case.open", "case.rule"
ANSWER = "breakdown.answer"
RECEIVED = ("opinions", "countersigned", "handed-down")
"""The states of a breakdown that concern those over whom it is split."""


def breakdown_told(row: Breakdown, *, by: Person, at: dt.datetime) -> None:
    """Those over whom it is split are told that it goes round, is countersigned, or is handed down to them.

    Of one that is countersigned they are told by whom, and not of what.
    """
    if row.state not in RECEIVED:
        return
    shares = Share.objects.filter(scenario__breakdown=row, scenario__is_chosen=True).order_by("ordinal")
    is_theirs = row.state in ("opinions", "handed-down")
    notify(
        f"breakdown.{row.state}",
        _receivers(shares, by),
        about=About(BREAKDOWN, row.pk) if is_theirs else About(PLACE, place_of(row.edition.plan).pk),
        subject=f"breakdown:{row.pk}",
        link=reverse("plans:breakdown", args=[row.pk]) if is_theirs else reverse("plans:breakdowns"),
        by=by,
        at=at,
    )


def _receivers(shares: Iterable[Share], by: Person) -> list[To]:
    """The offices of the places, or who else may answer where there is no office, and who answers for the units."""
    listed = list(shares)
    places, units = ([getattr(each, key) for each in listed] for key in ("place_id", "receiver_id"))
    of_places: dict[int, list[Post]] = {}
    of_units: dict[int, list[Post]] = {}
    for post in _answering(places, units, by):
        of_units.setdefault(post.unit_id, []).append(post)
        if not post.is_of_unit:
            of_places.setdefault(post.unit.place_id, []).append(post)
    found = [post for place in places if place for post in _makers(of_places.get(place, []))]
    found += [post for unit in units if unit for post in of_units.get(unit, ())]
    return [To(post=post.pk) for post in found]


def _answering(places: Iterable[int | None], units: Iterable[int | None], by: Person) -> list[Post]:
    """The posts of places and units that may answer, but those of *by*."""
    theirs = Q(unit__place__in={*places} - {None}, is_of_unit=False) | Q(unit__in={*units} - {None})
    found = Post.objects.filter(theirs).select_related("unit").order_by("pk")
    return [post for post in found if RIGHTS.deeds[ANSWER] & {*post.roles} and post.pk not in by.posts]


def _makers(posts: list[Post]) -> list[Post]:
    return [post for post in posts if RIGHTS.deeds[MAKE] & {*post.roles}] or posts


def opinion_ruled_told(row: Breakdown, name: str, *, by: Person, at: dt.datetime) -> None:
    """Whose opinion it is, as one of those over whom it is split: it was ruled on."""
    _share_told("breakdown.ruled", row, (name,), by=by, at=at)


def share_changed_told(row: Breakdown, names: Iterable[str], *, by: Person, at: dt.datetime) -> None:
    """Those whose figure a ruling on another changed after they had agreed to it: they are asked anew."""
    _share_told("breakdown.changed", row, names, by=by, at=at)


def _share_told(kind: str, row: Breakdown, names: Iterable[str], *, by: Person, at: dt.datetime) -> None:
    shares = Share.objects.filter(scenario__breakdown=row, scenario__is_chosen=True, name__in=[*names])
    link = reverse("plans:breakdown", args=[row.pk])
    notify(kind, _receivers(shares, by), about=About(BREAKDOWN, row.pk), link=link, by=by, at=at)


def answer_told(row: Breakdown, *, by: Person, at: dt.datetime, agrees: bool) -> None:
    """The post that made the breakdown, else whoever may rule on it: a receiver has answered."""
    keeper = row.edition.plan.keeper_id
    to = (To(post=row.post_id),) if row.post_id is not None else posts_for(MAKE, places=[keeper], but=by)
    link = reverse("plans:breakdown", args=[row.pk])
    kind = "breakdown.agreed" if agrees else "breakdown.answered"
    notify(kind, to, about=About(BREAKDOWN, row.pk), link=link, by=by, at=at)


def round_told(opened: Round, edition: int, *, by: Person, at: dt.datetime) -> None:
    """Everybody who is asked: the offices of places, and whoever may answer for a unit."""
    asked = list(opened.invitations.values_list("place", "unit"))
    offices = [to for place, _ in asked if place for to in _offices(place, by)]
    units = posts_for(OPEN, units=[unit for _, unit in asked if unit], but=by)
    _told("opinions.asked", (*offices, *units), edition, "plans:opinions", by=by, at=at, subject=f"round:{opened.pk}")


def _offices(place: int, by: Person) -> tuple[To, ...]:
    return posts_for(RULE, places=[place], but=by) or posts_for(OPEN, places=[place], but=by)


def comment_told(of: Edition, *, by: Person, at: dt.datetime) -> None:
    """Whoever keeps the plan: a comment waits for a ruling."""
    _told("opinions.answered", _keepers(of.plan, by), of.pk, "plans:opinions", by=by, at=at)


def ruling_told(case: Case, edition: int, *, by: Person, at: dt.datetime) -> None:
    """Whoever entered the comment, unless they rule themselves."""
    if case.by_id is not None and case.by_id != by.id:
        to = (To(user=case.by_id),)
        _told("opinions.ruled", to, edition, "plans:opinions", by=by, at=at, subject=f"case:{case.pk}")


def review_told(of: Edition, *, by: Person | None, at: dt.datetime) -> None:
    """The other posts that may review it: its items wait."""
    n = of.items.filter(state="candidate").count()
    if n:
        to = posts_for(JUDGE, places=[of.plan.keeper_id], but=by)
        _told("review.waiting", to, of.pk, "plans:review", by=by, at=at, n=n)


def review_settled(edition: int, *, at: dt.datetime) -> None:
    """When the last item has been judged, nobody need be told any more that there are some."""
    if not Item.objects.filter(edition=edition, state="candidate").exists():
        for kind in ("review.waiting", "upload.read"):
            notices_settle(kind, About(EDITION, edition), at=at)


def comparison_told(of: Edition, n: int, *, by: Person | None, at: dt.datetime) -> None:
    """The post that keeps the plan: so many changes wait to be confirmed."""
    if n and of.plan.post_id is not None:
        _told("comparison.ready", (To(post=of.plan.post_id),), of.pk, "plans:compare", by=by, at=at, n=n)


def _keepers(plan: Plan, by: Person | None) -> tuple[To, ...]:
    if plan.post_id is not None and plan.post_id not in {grant.post for grant in (by.grants if by else ())}:
        return (To(post=plan.post_id),)
    return posts_for(RULE, places=[plan.keeper_id], but=by)


def _told(  # noqa: PLR0913 - what is said of an edition
    kind: str,
    to: Iterable[To],
    edition: int,
    route: str,
    *,
    by: Person | None,
    at: dt.datetime,
    subject: str = "",
    n: int | None = None,
) -> None:
    values = {} if n is None else {"n": n}
    link = reverse(route, args=[edition])
    notify(kind, to, about=About(EDITION, edition), subject=subject, values=values, link=link, by=by, at=at)


@ended(READ_JOB)
def _read(job: Job) -> None:
    """Whoever uploaded a file: it is read, or why it is not."""
    if job.by_id is None:
        return
    at, edition = job.ended_at or timezone.now(), job.result.get("edition")
    of = Edition.objects.filter(pk=edition).first() if job.state == "done" else None
    if of is not None:
        n = of.items.filter(state="candidate").count()
        _told("upload.read", (To(user=job.by_id),), of.pk, "plans:edition", by=None, at=at, n=n)
    elif job.state == "failed":
        notify(
            "upload.failed", (To(user=job.by_id),), about=About(JOB, job.pk), link=reverse("jobs:list"), by=None, at=at
        )  # fmt: skip


@ended(EXPORT_JOB)
def _exported(job: Job) -> None:
    """Whoever asked for a large export: it is ready, or it is not to be had."""
    if job.by_id is None:
        return
    kind = "export.ready" if job.state == "done" else "export.failed"
    about = About(EXPORT, int(job.arguments["export"]))
    at = job.ended_at or timezone.now()
    notify(kind, (To(user=job.by_id),), about=about, link=reverse("jobs:list"), by=None, at=at)


@ended(RELEASE_JOB)
def _released(job: Job) -> None:
    """Whoever asked for a large export to leave: it waits for two people now, or it could not be made."""
    if job.by_id is None:
        return
    to, at = (To(user=job.by_id),), job.ended_at or timezone.now()
    release = Release.objects.filter(pk=job.result.get("release", 0)).first() if job.state == "done" else None
    if release is not None:
        link = reverse("publishing:release", args=[release.pk])
        notify("release.made", to, about=About(RELEASE, release.pk), link=link, by=None, at=at)
    elif job.state == "failed":
        notify("export.failed", to, about=About(JOB, job.pk), link=reverse("jobs:list"), by=None, at=at)


def _editions_seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return editions_seen(person)


def _editions_shown(pks: Iterable[int]) -> dict[int, Shown]:
    found = Edition.objects.filter(pk__in=[*pks]).values_list("pk", "plan__title", "plan__secrecy")
    return {pk: Shown(title, secrecy) for pk, title, secrecy in found}


def _breakdowns_seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return breakdowns_seen(person)


def _breakdowns_shown(pks: Iterable[int]) -> dict[int, Shown]:
    found = Breakdown.objects.filter(pk__in=[*pks]).values_list("pk", "title", "edition__plan__secrecy")
    return {pk: Shown(title, secrecy) for pk, title, secrecy in found}


def _exports_seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return Export.objects.filter(by_id=person.id or 0)


def _exports_shown(pks: Iterable[int]) -> dict[int, Shown]:
    return {each.pk: Shown(each.number, each.secrecy) for each in Export.objects.filter(pk__in=[*pks])}


subject_declare(EDITION, Subject(_editions_seen, _editions_shown))
subject_declare(BREAKDOWN, Subject(_breakdowns_seen, _breakdowns_shown))
subject_declare(EXPORT, Subject(_exports_seen, _exports_shown))
