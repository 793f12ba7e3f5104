"""What is read of people and posts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.models import Holding, Token, Unit, User
from xiandao.apps.accounts.rights import Grant, Person
from xiandao.core.errors import Refusal


def person_of(user: User, on: dt.date) -> Person:
    """Who *user* is on a day: the posts held then, and nothing else."""
    held = (
        Holding.objects.filter(Q(until=None) | Q(until__gte=on), user=user, since__lte=on)
        .select_related("post__unit__place")
        .order_by("pk")
    )
    grants = tuple(
        Grant(
            role=role,
            path=holding.post.unit.place.path,
            unit=holding.post.unit_id if holding.post.is_of_unit else None,
            post=holding.post_id,
            title=str(holding.post),
        )
        for holding in held
        for role in holding.post.roles
    )
    return Person(id=user.pk, username=user.username, name=user.name, grants=grants if user.is_active else ())


def user_of_token(word: str, at: dt.datetime) -> User | None:
    """Whose token it is, while it is good."""
    token = (
        Token.objects.select_related("user")
        .filter(digest=token_digest(word), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )
    return token.user if token else None


def token_digest(word: str) -> str:
    """What is kept of a token: it has 256 bits of chance, so a plain digest is enough."""
    return hashlib.sha256(word.encode()).hexdigest()


def operator(name: str) -> Person:
    """Whoever may run commands on the data folder: they hold all of it in their hands anyway, and are logged as such."""
    roles = ("office", "reviewer", "analyst", "auditor", "administrator", "security")
    grants = tuple(Grant(role=role, path="/", unit=None, post=None, title=role) for role in roles)
    return Person(id=None, username=name, name=name, grants=grants)


def person_named(username: str, on: dt.date) -> Person:
    """The person with that user name.

    Raises:
        Refusal: There is none, or the account is closed.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refusal("user-unknown", name=username)
    return person_of(user, on)


def tokens_of(person: Person) -> QuerySet[Token]:
    """A person's own tokens, the latest first, those that have ended too."""
    return Token.objects.filter(user_id=person.id or 0).order_by("-pk")


def units_listed(asked: Mapping[str, str]) -> QuerySet[Unit]:
    """Units, by place and name: at or below the code ``place``, with the words ``q``."""
    units = Unit.objects.select_related("place").order_by("place__path", "name", "pk")
    if asked.get("place"):
        units = units.filter(place__path__contains=f"/{asked['place']}/")
    if asked.get("q"):
        units = units.filter(name__icontains=asked["q"])
    return units
