"""Whom releases concern: those whose opinion one waits for, and who asked for it. Numbers and links, never words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xiandao.apps.accounts.rights import Person
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notices_settle, notify
from xiandao.apps.notices.subjects import About, Shown, Subject, subject_declare
from xiandao.apps.places.models import Place
from xiandao.apps.publishing.gates import DEEDS
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.selectors import releases_seen

RELEASE = "publishing.release"


def waiting_told(release: Release, *, by: Person, at: dt.datetime) -> None:
    """Whoever may give the opinion that it waits for; never who asked for it. What it waited for before is settled."""
    waiting_settled(release, at=at)
    if not release.is_waiting:
        return
    reviewers = [to for to in _reviewers(release, by) if to.post != release.post_id]
    _told("release.waiting", reviewers, release, by=by, at=at)


def waiting_settled(release: Release, *, at: dt.datetime) -> None:
    """Nobody need give an opinion that it does not wait for any more."""
    notices_settle("release.waiting", About(RELEASE, release.pk), at=at, but=release.state)


def _reviewers(release: Release, by: Person) -> tuple[To, ...]:
    """The posts of its place; where that has none, those of the nearest above it."""
    place: Place | None = release.place
    while place is not None:
        if found := posts_for(DEEDS[release.state], places=[place.pk], but=by):
            return found
        place = place.parent
    return ()


def ruled_told(release: Release, *, by: Person | None, at: dt.datetime) -> None:
    """Who asked for it: there is an opinion, or it was taken back by somebody else, or by itself (``None``)."""
    waiting_settled(release, at=at)
    if release.by_id is not None and (by is None or release.by_id != by.id):
        _told("release.ruled", (To(user=release.by_id),), release, by=by, at=at)


def _told(kind: str, to: Iterable[To], release: Release, *, by: Person | None, at: dt.datetime) -> None:
    link = reverse("publishing:release", args=[release.pk])
    notify(kind, to, about=About(RELEASE, release.pk), subject=release.state, link=link, by=by, at=at)


def _seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return releases_seen(person)


def _shown(pks: Iterable[int]) -> dict[int, Shown]:
    found = Release.objects.filter(pk__in=[*pks]).values_list("pk", "title", "secrecy")
    return {pk: Shown(title, secrecy) for pk, title, secrecy in found}


subject_declare(RELEASE, Subject(_seen, _shown))
