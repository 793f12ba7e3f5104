"""Whoever has left for good leaves no address behind."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.closing import closed_for_good
from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.notices.services import address_erase


@closed_for_good
def _closed(user: User, by: Person, at: dt.datetime) -> None:
    address_erase(user.pk, by=by, at=at)
