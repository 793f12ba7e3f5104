"""Lists as posts keep them: filters, columns and order under a name; they belong to the post and go over with it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.models import SavedView
from xiandao.apps.registers.selectors import READ
from xiandao.core.errors import Refusal

MOST = 40
"""Of one post and list."""
LONGEST_NAME, LONGEST_QUERY = 60, 2000


def saved_of(person: Person, listing: Listing | None = None) -> QuerySet[SavedView]:
    """What the posts of *person* keep; of one list where it is named."""
    posts = {grant.post for grant in person.within(READ)}
    kept = SavedView.objects.filter(post__in=posts)
    return kept.filter(of=listing.of, code=listing.code) if listing else kept


@transaction.atomic
def view_keep(person: Person, listing: Listing, name: str, query: str, *, at: dt.datetime) -> SavedView:
    """Keeps what is asked of a list under a name, for the post acted in; the same name again keeps it anew.

    Raises:
        Refusal: ``not-permitted``; ``saved-nameless``; ``saved-long``; ``saved-many``.
    """
    posts = [grant.post for grant in person.within(READ) if grant.post is not None]
    if not posts:
        raise Refusal("not-permitted")
    told = " ".join(name.split())[:LONGEST_NAME]
    if not told:
        raise Refusal("saved-nameless")
    if len(query) > LONGEST_QUERY:
        raise Refusal("saved-long")
    of_post = SavedView.objects.filter(post=posts[0], of=listing.of, code=listing.code)
    if not of_post.filter(name=told).exists() and of_post.count() >= MOST:
        raise Refusal("saved-many", most=MOST)
    kept, _ = SavedView.objects.update_or_create(
        post_id=posts[0],
        of=listing.of,
        code=listing.code,
        name=told,
        defaults={"query": query, "by_id": person.id, "at": at},
    )
    record("register.view-keep", listing.of, listing.code, by=person, at=at, saved=kept.pk)
    return kept


@transaction.atomic
def view_drop(person: Person, pk: int, *, at: dt.datetime) -> tuple[str, str] | None:
    """Lets go of one; of which list it was, ``None`` where the posts of *person* keep no such."""
    found = saved_of(person).filter(pk=pk).first()
    if found is None:
        return None
    of, code = found.of, found.code
    found.delete()
    record("register.view-drop", of, code, by=person, at=at, saved=pk)
    return of, code
