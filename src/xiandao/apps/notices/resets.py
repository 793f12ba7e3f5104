"""Whoever's password or second factor was reset is told so: what they did not ask for, they report."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.resets import FACTOR, PASSWORD, reset_followed
from xiandao.apps.accounts.rights import Person
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import notify

KINDS = {PASSWORD: "account.password", FACTOR: "account.factor"}


@reset_followed
def _reset(deed: str, user: User, by: Person, at: dt.datetime) -> None:
    notify(KINDS[deed], (To(user=user.pk),), link=reverse("accounts:account"), by=by, at=at)
