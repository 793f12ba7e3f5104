"""Whom a yearly review concerns: everybody who is asked is told that it is, where, and nothing of what."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases.models import Round
from xiandao.apps.cases.services import OPEN, RULE
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.plans.layout_models import LayoutReview

PLACE = "places.place"


def review_told(review: LayoutReview, round_: Round, *, by: Person, at: dt.datetime) -> None:
    """The offices of the places asked, and whoever may answer for a unit."""
    asked = list(round_.invitations.values_list("place", "unit"))
    offices = [to for place, _ in asked if place for to in _offices(place, by)]
    units = posts_for(OPEN, units=[unit for _, unit in asked if unit], but=by)
    notify(
        "layout.asked",
        (*offices, *units),
        about=About(PLACE, review.layout.place_id),
        subject=f"layout-review:{review.pk}",
        link=reverse("plans:layout-review", args=[review.layout_id]),
        by=by,
        at=at,
    )


def _offices(place: int, by: Person) -> tuple[To, ...]:
    return posts_for(RULE, places=[place], but=by) or posts_for(OPEN, places=[place], but=by)
