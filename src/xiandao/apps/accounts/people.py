"""The writers of people's accounts as the security administrator manages them; nobody is ever deleted."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from xiandao.apps.accounts import services
from xiandao.apps.accounts.models import Token, Unit, User
from xiandao.apps.accounts.passwords import password_made
from xiandao.apps.accounts.posts import words_of
from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
LONGEST_NAME = 60
LANGUAGES = ("zh", "en")
MOST_DAYS = 366
"""For so long a token is good at most."""


class Said(NamedTuple):
    """What is told of a person."""

    name: str
    unit: Unit | None
    language: str = "zh"


class Made(NamedTuple):
    """An account, and its first password, which is nowhere else."""

    user: User
    password: str


def _checked(said: Said) -> Said:
    if said.language not in LANGUAGES:
        raise Refusal("language-unknown")
    return said._replace(name=words_of(said.name, LONGEST_NAME))


@transaction.atomic
def person_add(by: Person, username: str, said: Said, *, at: dt.datetime) -> Made:
    """A new account with a password made by chance, which its owner changes at the first sign-in.

    Raises:
        Refusal: ``username-form``, ``user-taken``, or a name that does not fit.
    """
    said, username = _checked(said), username.strip()
    if not USERNAME.fullmatch(username):
        raise Refusal("username-form")
    password = password_made()
    user = services.user_add(username=username, name=said.name, password=password, at=at, by=by, unit=said.unit)
    if said.language != user.language:
        user.language = said.language
        user.save(update_fields=("language",))
    return Made(user, password)


@transaction.atomic
def person_change(by: Person, user: User, said: Said, *, at: dt.datetime) -> User:
    """The name, the unit and the language of *user*; what was written under the old name keeps it."""
    now = _checked(said)
    if now != Said(user.name, user.unit, user.language):
        user.name, user.unit, user.language = now
        user.save(update_fields=("name", "unit", "language"))
        record("user.change", "user", user.pk, by=by, at=at, unit=user.unit_id, language=user.language)
    return user


@transaction.atomic
def person_lock(by: Person, user: User, *, at: dt.datetime) -> User:
    """*user* gets in no more, by password or token; posts and history stay.

    Raises:
        Refusal: ``own-rights``.
    """
    _not_oneself(by, user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=("is_active",))
        ended = Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        record("user.lock", "user", user.pk, by=by, at=at, tokens=ended)
    return user


@transaction.atomic
def person_unlock(by: Person, user: User, *, at: dt.datetime) -> User:
    """*user* gets in again by password; tokens are made anew."""
    _not_oneself(by, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=("is_active",))
        record("user.unlock", "user", user.pk, by=by, at=at)
    return user


@transaction.atomic
def password_reset(by: Person, user: User, *, at: dt.datetime) -> Made:
    """Another first password for *user*: sessions and tokens end.

    Raises:
        Refusal: ``own-rights``: one's own is changed with the old one.
    """
    _not_oneself(by, user)
    password = password_made()
    services.password_set(user, password, at=at, by=by, must_change=True)
    return Made(user, password)


@transaction.atomic
def token_take(by: Person, user: User, pk: int, *, at: dt.datetime) -> Token:
    """Ends a token of *user*'s.

    Raises:
        Refusal: ``absent``.
    """
    token = Token.objects.select_for_update().filter(pk=pk, user=user).first()
    if token is None:
        raise Refusal("absent")
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=("revoked_at",))
        record("token.revoke", "token", token.pk, by=by, at=at, user=user.pk)
    return token


@transaction.atomic
def own_language(person: Person, language: str, *, at: dt.datetime) -> None:
    """The language in which the person is written to."""
    if language not in LANGUAGES:
        raise Refusal("language-unknown")
    if User.objects.filter(pk=person.id or 0).exclude(language=language).update(language=language):
        record("user.language", "user", person.id, by=person, at=at, language=language)


@transaction.atomic
def own_token(person: Person, name: str, days: int, *, at: dt.datetime) -> str:
    """A token for the person themselves, shown once.

    Raises:
        Refusal: ``token-days``, or a name that does not fit.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("token-days", most=MOST_DAYS)
    user = User.objects.get(pk=person.id or 0)
    return services.token_add(user, words_of(name, LONGEST_NAME), at=at, days=days, by=person)


def _not_oneself(by: Person, user: User) -> None:
    if by.id == user.pk:
        raise Refusal("own-rights")
