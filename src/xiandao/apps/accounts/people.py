"""The writers of people's accounts as the security administrator manages them; nobody is ever deleted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction

from xiandao.apps.accounts import attempts, factors, services
from xiandao.apps.accounts.closing import closed
from xiandao.apps.accounts.models import Token, Unit, User
from xiandao.apps.accounts.passwords import password_made
from xiandao.apps.accounts.posts import words_of
from xiandao.apps.accounts.resets import reset_check, reset_told
from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
LONGEST_NAME = 60
LANGUAGES = ("zh", "en")


class Said(NamedTuple):
    """What is told of a person."""

    name: str
    unit: Unit | None
    language: str = "zh"


class Made(NamedTuple):
    """An account, and its first password, which is nowhere else; empty where only a provider opens it."""

    user: User
    password: str


def _checked(said: Said) -> Said:
    if said.language not in LANGUAGES:
        raise Refusal("language-unknown")
    return said._replace(name=words_of(said.name, LONGEST_NAME))


def username_of(said: str) -> str:
    """A user name that an account may have.

    Raises:
        Refusal: ``username-form``.
    """
    said = said.strip()
    if not USERNAME.fullmatch(said):
        raise Refusal("username-form")
    return said


@transaction.atomic
def person_add(by: Person, username: str, said: Said, *, at: dt.datetime, has_password: bool = True) -> Made:
    """A new account with a password made by chance, which its owner changes at the first sign-in.

    Args:
        by: Whoever manages people.
        username: For good.
        said: What is told of the person.
        at: Now.
        has_password: Whether it may be opened by password; else by a provider alone.

    Raises:
        Refusal: ``username-form``, ``user-taken``, ``person-no-provider``, or a name that does not fit.
    """
    said, username = _checked(said), username_of(username)
    if not has_password and not settings.SIGN_IN.ways:
        raise Refusal("person-no-provider")
    password = password_made(username) if has_password else None
    user = services.user_add(
        username=username, name=said.name, password=password, at=at, by=by, unit=said.unit, must_change=has_password
    )
    if said.language != user.language:
        user.language = said.language
        user.save(update_fields=("language",))
    return Made(user, password or "")


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
def person_lock(by: Person, user: User, *, at: dt.datetime, for_good: bool = False) -> User:
    """*user* gets in no more, by password or token; posts and history stay.

    Args:
        by: Whoever manages people.
        user: Not themselves.
        at: Now.
        for_good: They have left: what is kept of them for reaching them goes too, also of an account locked before.

    Raises:
        Refusal: ``own-rights``.
    """
    _not_oneself(by, user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=("is_active",))
        services.sessions_end(user)
        ended = Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        record("user.lock", "user", user.pk, by=by, at=at, tokens=ended)
    if for_good:
        closed(user, by, at)
    return user


@transaction.atomic
def person_unlock(by: Person, user: User, *, at: dt.datetime) -> User:
    """*user* gets in again by password, also after too many failed tries; tokens are made anew."""
    _not_oneself(by, user)
    shut = attempts.tries_while_locked(user.username)
    tries = attempts.tries_forgotten(user.username)
    if tries or not user.is_active:
        user.is_active = True
        user.save(update_fields=("is_active",))
        record("user.unlock", "user", user.pk, by=by, at=at, tries=tries, while_locked=shut)
    return user


@transaction.atomic
def password_reset(by: Person, user: User, *, at: dt.datetime) -> Made:
    """Another first password for *user*: sessions and tokens end.

    Raises:
        Refusal: ``own-rights``: one's own is changed with the old one; and as :func:`.resets.reset_check`.
    """
    _not_oneself(by, user)
    reset_check(by, user, "user.password", at=at)
    password = password_made(user.username)
    services.password_set(user, password, at=at, by=by, must_change=True)
    reset_told("user.password", user, by, at)
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
def own_token(person: Person, name: str, days: int, said: Mapping[str, str], *, at: dt.datetime) -> str:
    """A token for the person themselves, shown once, when they have proved once more who they are.

    Raises:
        Refusal: ``token-days``, a name that does not fit, or a wrong password or code.
    """
    services.token_days_check(person, days)
    name = words_of(name, LONGEST_NAME)
    user = User.objects.get(pk=person.id or 0)
    factors.prove(user, said, at=at)
    return services.token_add(user, name, at=at, days=days, by=person)


def _not_oneself(by: Person, user: User) -> None:
    if by.id == user.pk:
        raise Refusal("own-rights")
