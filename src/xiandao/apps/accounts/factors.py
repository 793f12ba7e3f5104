"""The only writer of second factors: turned on and off by the person, asked for at the sign-in, reset by others."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.managed import may_change, people_managed
from xiandao.apps.accounts.models import RecoveryCode, SecondFactor, Token, User
from xiandao.apps.accounts.resets import FACTOR, reset_check, reset_told
from xiandao.apps.accounts.sealing import code_digest, opened, sealed
from xiandao.apps.accounts.services import sessions_end
from xiandao.apps.accounts.totp import SECRET_BYTES, address, spoken, step_matched
from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.accounts.ways import SignIn

RECOVERY_CODES = 10
RESET_REASONS = ("lost", "broken", "replaced", "suspected")
"""Why it is taken away; a code, since the log holds no free words about people."""
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Those that are read alike in every hand; ten of them are fifty bits."""


class Secret(NamedTuple):
    """What the person's authenticator is told, once."""

    address: str
    spoken: str


# -------------------------------------------------------------------------------------------------------- read


def is_on(user: int) -> bool:
    """Whether the person has turned a second factor on."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def is_wanting(person: Person) -> bool:
    """Whether the person holds a role that must have a second factor, and has none."""
    return is_required(person) and not is_on(person.id or 0)


def is_required(person: Person) -> bool:
    """Whether the person holds a role that must have a second factor."""
    rule: SignIn = settings.SIGN_IN
    return any(grant.role in rule.second_factor for grant in person.grants)


def secret_waiting(user: User) -> Secret | None:
    """What a person who has begun, and not confirmed yet, tells their authenticator."""
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None:
        return None
    secret = opened(factor.sealed, user.pk)
    return Secret(address(secret, issuer=settings.INSTALLATION.name, account=user.username), spoken(secret))


def codes_left(user: int) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


# ------------------------------------------------------------------------------------------------------- write


@transaction.atomic
def factor_begin(user: User, *, at: dt.datetime) -> None:
    """A new secret, which asks for nothing until a code has confirmed it.

    Raises:
        Refusal: It is on already.
    """
    User.objects.select_for_update().get(pk=user.pk)  # no other page confirms the one before meanwhile
    if is_on(user.pk):
        raise Refusal("factor-on")
    made = {
        "sealed": sealed(os.urandom(SECRET_BYTES), user.pk),
        "begun_at": at,
        "last_step": None,
        "confirmed_at": None,
    }
    SecondFactor.objects.update_or_create(user=user, defaults=made)


@transaction.atomic
def factor_confirm(user: User, code: str, *, by: Person, at: dt.datetime) -> tuple[str, ...]:
    """Turns it on with a first code; the recovery codes are shown once and cannot be read again.

    Raises:
        Refusal: Nothing was begun, or the code is wrong.
    """
    User.objects.select_for_update().get(pk=user.pk)
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise Refusal("factor-none")
    step = step_matched(opened(factor.sealed, user.pk), plain(code), at, after=None)
    if step is None:
        raise Refusal("code-wrong")
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=("confirmed_at", "last_step"))
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)  # made without a code
    record("factor.on", "user", user.pk, by=by, at=at)
    return _codes_made(user)


@transaction.atomic
def codes_renew(user: User, said: Mapping[str, str], *, by: Person, at: dt.datetime) -> tuple[str, ...]:
    """Ten new recovery codes in place of those there are, for whoever proves who they are once more."""
    _prove(user, said, at=at)
    record("factor.codes", "user", user.pk, by=by, at=at)
    return _codes_made(user)


@transaction.atomic
def factor_off(user: User, said: Mapping[str, str], *, by: Person, at: dt.datetime) -> None:
    """Turns it off, for whoever proves who they are once more.

    Raises:
        Refusal: Password or code is wrong, or a post that they hold must have it.
    """
    if is_required(by):
        raise Refusal("factor-required")
    _prove(user, said, at=at)
    _forget(user)
    sessions_end(user)
    record("factor.off", "user", user.pk, by=by, at=at)


@transaction.atomic
def factor_reset(username: str, reason: str, *, by: Person, at: dt.datetime) -> User:
    """Takes a lost second factor away, for a reason that the log keeps; whether there was one is told to nobody.

    Raises:
        Refusal: No reason is given, nobody is called so, it is one's own, or ``person-of-others``: whoever lost the
            factor also acts where *by* manages nothing; and as :func:`.resets.reset_check`.
    """
    if reason not in RESET_REASONS:
        raise Refusal("reset-reason")
    user = people_managed(by).filter(username=username).first()
    if user is None:
        raise Refusal("user-unknown", name=username)
    if user.pk == by.id:
        raise Refusal("reset-own")
    if not may_change(by, user, timezone.localdate(at)):
        raise Refusal("person-of-others", name=user.name)
    reset_check(by, user, FACTOR, at=at)
    _forget(user)
    sessions_end(user)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)  # whoever has found the authenticator
    record(FACTOR, "user", user.pk, by=by, at=at, reason=reason)
    reset_told(FACTOR, user, by, at)
    return user


@transaction.atomic
def code_take(user: int, code: str, *, at: dt.datetime) -> bool:
    """Whether the code opens; it then has, and opens nothing again."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    typed = plain(code)
    step = step_matched(opened(factor.sealed, user), typed, at, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=("last_step",))
        return True
    waiting = RecoveryCode.objects.filter(user=user, digest=code_digest(typed, user), used_at=None)
    return bool(waiting.update(used_at=at))


def plain(code: str) -> str:
    """A code as typed, without blanks and hyphens."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def prove(user: User, said: Mapping[str, str], *, at: dt.datetime) -> None:
    """Password, where one is kept here, and code, where a factor is on.

    Raises:
        Refusal: ``password-wrong`` or ``code-wrong``.
    """
    if is_on(user.pk):
        _prove(user, said, at=at)
    elif user.has_usable_password() and not user.check_password(said.get("password", "")):
        raise Refusal("password-wrong")


def _prove(user: User, said: Mapping[str, str], *, at: dt.datetime) -> None:
    """Password, where one is kept here, and code."""
    if user.has_usable_password() and not user.check_password(said.get("password", "")):
        raise Refusal("password-wrong")
    if not code_take(user.pk, said.get("code", ""), at=at):
        raise Refusal("code-wrong")


def _forget(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _codes_made(user: User) -> tuple[str, ...]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = tuple("".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=code_digest(code, user.pk)) for code in codes)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)
