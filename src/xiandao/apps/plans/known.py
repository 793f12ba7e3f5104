"""The only writer of what an edition was known as: kept whenever that changes, never changed itself."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.mappers import Known, as_known
from xiandao.apps.plans.models import Edition, EditionChange


def edition_change_keep(edition: Edition, before: Known, *, by: Person | None, at: dt.datetime) -> None:
    """Keeps what *edition* was before and is now, if that differs: what was known of it on a day can be told for ever."""
    after = as_known(edition)
    if after != before:
        EditionChange.objects.create(edition=edition, before=before, after=after, at=at, by_id=by.id if by else None)
