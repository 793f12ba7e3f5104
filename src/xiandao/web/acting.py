"""In which of their posts a person acts: chosen once a session, told with every form, or by a header of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

CHOSEN = "acting-post"
"""The key in the session, and the field that pages send with every form."""
HEADER = "X-Post"
SAFE = ("GET", "HEAD", "OPTIONS")
UNBOUND = ("accounts:act", "accounts:sign-out", "language")
"""Deeds that belong to no post."""


def acting(request: HttpRequest, person: Person, route: str) -> Person:
    """*person* in the post that they chose, or as they are where they chose none, or hold it no more.

    Raises:
        Refusal: ``post-not-held``: the API is told of a post that is none of theirs; ``post-switched``: a form comes from
            a page on which another post was shown.
    """
    told = request.headers.get(HEADER, "")
    if request.path.startswith("/api/"):
        chosen = _number(told)
        if told and chosen not in person.posts:
            raise Refusal("post-not-held")
    else:
        chosen = request.session.get(CHOSEN)
    person = person.acting_in(chosen)
    if request.method in SAFE:
        return person
    if route not in UNBOUND and not request.path.startswith("/api/"):
        shown = request.POST.get(CHOSEN) or told
        if shown and shown != str(person.acting or "-"):
            raise Refusal("post-switched")
    return person.writing()


def refuse_other_post(person: Person, deed: str) -> None:
    """Says so when it is the chosen post alone that stands in the way of a deed.

    Raises:
        Refusal: ``post-lacks-deed``.
    """
    if person.acting is not None and person.is_writing and not person.may(deed):
        others = [title for post, title in person.posts.items() if _may(person, post, deed)]
        if others:
            raise Refusal("post-lacks-deed", post=person.posts[person.acting], other=others[0])


def _may(person: Person, post: int, deed: str) -> bool:
    return person.acting_in(post).may(deed)


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 12 else None
