"""The only writers of accounts, passwords and tokens; posts are written by :mod:`.posts`."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from xiandao.apps.accounts.models import Token, Unit, User
from xiandao.apps.accounts.posts import post_add, post_hold, unit_add, unless_taken
from xiandao.apps.accounts.rights import ADMINISTRATORS
from xiandao.apps.accounts.sealing import blinded
from xiandao.apps.accounts.selectors import token_digest
from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person

__all__ = [
    "password_change", "password_check", "password_set", "post_add", "post_hold", "sessions_end", "sign_in_failed", "signed_in", "token_add",
    "token_days_check", "token_revoke", "unit_add", "user_add",
]  # fmt: skip


MOST_DAYS, MOST_DAYS_OF_ADMINISTRATORS = 366, 30
"""For so long a token is good at most."""
LOCKS = "locks"
"""Why it is that a name is locked from now on; each try after that fails because it is ``locked``."""


@transaction.atomic
def user_add(  # noqa: PLR0913 - an account is what it is
    *,
    username: str,
    name: str,
    password: str | None,
    at: dt.datetime,
    by: Person | None = None,
    must_change: bool = True,
    unit: Unit | None = None,
) -> User:
    """An account; without a password nobody can sign in with it. *unit* is the one that has the person on its staff.

    Raises:
        Refusal: The name is taken, or the password breaks the rule.
    """
    if User.objects.filter(username=username).exists():
        raise Refusal("user-taken", name=username)
    user = User(username=username, name=name, joined_at=at, must_change_password=must_change, unit=unit)
    if password is None:
        user.set_unusable_password()
    else:
        password_check(password, user)
        user.set_password(password)
    with unless_taken(Refusal("user-taken", name=username)):
        user.save()
    record("user.add", "user", user.pk, by=by, at=at)
    return user


def sessions_end(user: User) -> None:
    """Every session of *user* ends, also one that still waits for a code; tokens are another matter."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=("epoch",))


@transaction.atomic
def password_set(user: User, password: str, *, at: dt.datetime, by: Person | None, must_change: bool = False) -> None:
    """A new password for *user*; every other session of theirs ends."""
    password_check(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=("password", "must_change_password"))
    sessions_end(user)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)  # whoever had the old one keeps nothing
    record("user.password", "user", user.pk, by=by, at=at)


def password_change(user: User, said: Mapping[str, str], *, by: Person | None, at: dt.datetime) -> None:
    """A new password of the person's own choice, said twice, with the old one to prove who they are.

    Raises:
        Refusal: The old one is wrong, the new ones differ, are the old one, or break the rule.
    """
    old, new = said.get("old", ""), said.get("new", "")
    if not user.check_password(old):
        raise Refusal("password-wrong")
    if new != said.get("again", ""):
        raise Refusal("password-differs")
    if new == old:
        raise Refusal("password-same")
    password_set(user, new, at=at, by=by)


@transaction.atomic
def signed_in(user: int, way: str, *, with_code: bool, at: dt.datetime) -> None:
    """Notes that somebody signed in, and which way."""
    record("user.sign-in", "user", user, by=None, at=at, way=way, code=with_code)


@transaction.atomic
def sign_in_failed(name: str, way: str, why: str, *, at: dt.datetime) -> None:
    """Notes that somebody did not get in: as whom, where that is one of ours, else by a digest that only we can make."""
    known = User.objects.filter(username=name).values_list("pk", flat=True).first()
    kind, which = ("user", str(known)) if known is not None else ("name", blinded(name))
    record("user.locked" if why == LOCKS else "user.sign-in-failed", kind, which, by=None, at=at, way=way, why=why)


def password_check(password: str, user: User | None = None) -> None:
    """Refuses a password that breaks the rule."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(error.error_list[0].code or "password-plain") from None


def token_days_check(person: Person, days: int) -> None:
    """For how long a token is good: those of administrators for a short time.

    Raises:
        Refusal: ``token-days``.
    """
    most = token_days_most(person)
    if not 1 <= days <= most:
        raise Refusal("token-days", most=most)


def token_days_most(person: Person) -> int:
    """For how many days a token of theirs is good at most."""
    is_administrator = any(grant.role in ADMINISTRATORS for grant in person.grants)
    return MOST_DAYS_OF_ADMINISTRATORS if is_administrator else MOST_DAYS


@transaction.atomic
def token_add(user: User, name: str, *, at: dt.datetime, days: int = 90, by: Person | None = None) -> str:
    """A new key to the API for *user*; it is shown once and cannot be read again."""
    word = f"xd_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        user=user, name=name, digest=token_digest(word), created_at=at, expires_at=at + dt.timedelta(days=days)
    )
    record("token.add", "token", token.pk, by=by, at=at, user=user.pk)
    return word


@transaction.atomic
def token_revoke(person: Person, token: int, *, at: dt.datetime) -> Token:
    """Ends one of the person's own tokens; one that has ended stays as it is.

    Raises:
        Refusal: It is none of theirs.
    """
    found = Token.objects.select_for_update().filter(pk=token, user_id=person.id or 0).first()
    if found is None:
        raise Refusal("absent")
    if found.revoked_at is None:
        found.revoked_at = at
        found.save(update_fields=("revoked_at",))
        record("token.revoke", "token", found.pk, by=person, at=at, user=person.id)
    return found
