"""The only writers of people, posts, holdings and tokens."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from xiandao.apps.accounts.models import Handover, Holding, Post, Token, Unit, User
from xiandao.apps.accounts.rights import ROLES
from xiandao.apps.accounts.selectors import token_digest
from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.places.models import Place


@transaction.atomic
def user_add(
    *,
    username: str,
    name: str,
    password: str | None,
    at: dt.datetime,
    by: Person | None = None,
    must_change: bool = True,
) -> User:
    """An account; without a password nobody can sign in with it.

    Raises:
        Refusal: The name is taken, or the password breaks the rule.
    """
    if User.objects.filter(username=username).exists():
        raise Refusal("user-taken", name=username)
    user = User(username=username, name=name, joined_at=at, must_change_password=must_change)
    if password is None:
        user.set_unusable_password()
    else:
        password_check(password, user)
        user.set_password(password)
    user.save()
    record("user.add", "user", user.pk, by=by, at=at)
    return user


@transaction.atomic
def password_set(user: User, password: str, *, at: dt.datetime, by: Person | None, must_change: bool = False) -> None:
    """A new password for *user*; every other session of theirs ends."""
    password_check(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=("password", "must_change_password"))
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
def signed_in(user: int, *, at: dt.datetime) -> None:
    """Notes that somebody signed in."""
    record("user.sign-in", "user", user, by=None, at=at)


def password_check(password: str, user: User | None = None) -> None:
    """Refuses a password that breaks the rule."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(error.error_list[0].code or "password-plain") from None


def unit_add(place: Place, name: str, *, short_names: tuple[str, ...] = (), kind: str = "bureau") -> Unit:
    """A unit of *place*; the one of that name, renewed, where there is one already."""
    unit, _ = Unit.objects.update_or_create(
        place=place, name=name, defaults={"short_names": list(short_names), "kind": kind}
    )
    return unit


def post_add(unit: Unit, title: str, *roles: str, is_of_unit: bool = False) -> Post:
    """A post of *unit* that carries *roles*."""
    if strangers := set(roles) - {*ROLES}:
        raise Refusal("role-unknown", role=min(strangers), known="、".join(ROLES))
    post, _ = Post.objects.update_or_create(
        unit=unit, title=title, defaults={"roles": list(roles), "is_of_unit": is_of_unit}
    )
    return post


@transaction.atomic
def post_hold(  # noqa: PLR0913 - who holds what, how, from when to when
    post: Post,
    user: User,
    *,
    since: dt.date,
    at: dt.datetime,
    until: dt.date | None = None,
    tenure: str = "staff",
    by: Person | None = None,
) -> Holding:
    """*user* holds *post* from *since* on, to the end of *until* where that is known."""
    holding, _ = Holding.objects.get_or_create(
        post=post, user=user, until=until, defaults={"since": since, "tenure": tenure}
    )
    record("post.hold", "post", post.pk, by=by, at=at, user=user.pk, since=since.isoformat())
    return holding


@transaction.atomic
def post_hand_over(post: Post, to_user: User, *, day: dt.date, at: dt.datetime, by: Person | None) -> Handover:
    """One act: whoever holds *post* loses it at the end of the day before *day*, *to_user* holds it from *day* on.

    Raises:
        Refusal: The post is handed to who holds it already.
    """
    held = Holding.objects.select_for_update().filter(Q(until=None) | Q(until__gte=day), post=post)
    before = [holding for holding in held if holding.user_id != to_user.pk]
    if held.filter(user=to_user).exists():
        raise Refusal("post-held-already", name=to_user.name)
    for holding in before:
        holding.until = max(holding.since, day - dt.timedelta(days=1))
        holding.save(update_fields=("until",))
    Holding.objects.create(post=post, user=to_user, since=day)
    sheet = {
        "post": str(post),
        "from": [holding.user.name for holding in before],
        "to": to_user.name,
        "day": day.isoformat(),
    }
    ids = {"from": [holding.user_id for holding in before], "to": to_user.pk, "day": day.isoformat()}
    record("post.hand-over", "post", post.pk, by=by, at=at, **ids)
    return Handover.objects.create(
        post=post, from_user=before[0].user if before else None, to_user=to_user, at=at, sheet=sheet,
        by_id=by.id if by else None,
    )  # fmt: skip


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
