"""People by API: who asks and what they may do, and their tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from xiandao.apps.accounts import attempts, factors, selectors, services
from xiandao.apps.accounts.entering import user_by_password
from xiandao.apps.accounts.models import Token, User
from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.accounts.ways import LOCAL
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language

router = Router()


class Asked(HttpRequest):
    """A request that has passed the gate."""

    person: Person
    language: Language


# ---------------------------------------------------------------------------------------------------- who asks


class PostOut(Schema):
    """A post that you hold today."""

    role: str
    title: str
    path: str = Field(description="Codes of the places from the root: you act in all that begins with it.")
    unit: int | None = Field(description="Where not null, you act for this unit alone.")


class MeOut(Schema):
    """Who you are today."""

    id: int
    username: str
    name: str
    posts: list[PostOut]
    acting: int | None = Field(
        description="The post named by `X-Post`; null: each deed is done in the first that permits it."
    )
    deeds: list[str] = Field(description="What you may do, somewhere.")
    sees: list[str] = Field(description="保密属性 that you may see: `none`, `internal`, `secret`.")


@router.get("/me", response=MeOut, url_name="me", tags=["people"], summary="Who am I")
def me(request: Asked) -> dict[str, Any]:
    """Your posts of today, and what they let you do."""
    person = request.person
    return {
        "id": person.id, "username": person.username, "name": person.name,
        "posts": [grant._asdict() for grant in person.grants],
        "acting": person.acting,
        "deeds": sorted(deed for deed in RIGHTS.deeds if person.may(deed)),
        "sees": sorted({seen for grant in person.grants for seen in RIGHTS.sees[grant.role]}),
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------------ tokens


class TokenOut(Schema):
    """A token; the word itself is shown once, when it is made."""

    id: int
    name: str
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


class TokenPage(Page[TokenOut]):
    """Your tokens, the latest first."""


class TokenIn(Schema):
    """Who wants a token: user name and password, as at the sign-in."""

    username: str = Field(max_length=60)
    password: str = Field(max_length=200)
    name: str = Field(min_length=1, max_length=60, description="What it is for; you find it in the list by it.")
    days: int = Field(
        90, ge=1, le=services.MOST_DAYS, description="For how long it is good; of administrators 30 at most."
    )
    code: str = Field("", max_length=20, description="Of the second factor, where the account has one.")
    way: str = Field(LOCAL, max_length=31, description="Whose password it is: ours, or the id of a directory (LDAP).")


class TokenMade(Schema):
    """A new token."""

    token: str = Field(description="Sent as `Authorization: Bearer …`. Keep it: it cannot be shown again.")


@router.get("/tokens", response=TokenPage, url_name="tokens", tags=["people"], summary="List my tokens")
def token_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Your tokens, those that have ended too."""
    return page_of(selectors.tokens_of(request.person), paging)


@router.post("/tokens", response={201: TokenMade}, url_name="tokens", tags=["people"], summary="Make a token")
def token_create(request: HttpRequest, said: TokenIn) -> Status[dict[str, str]]:
    """Makes a token for whoever gives their password: a token alone makes no further ones.

    Wrong passwords count as at the sign-in: five of them lock the account for a quarter of an hour.
    """
    at = timezone.now()
    user = user_by_password(request, said.way, said.username, said.password, at=at)
    if user is None:
        raise _wrong(request)
    if user.must_change_password and said.way == LOCAL:
        raise Refusal("password-first")
    by = selectors.person_of(user, timezone.localdate(at))
    _code_check(request, user, by, said, at)
    services.token_days_check(by, said.days)
    return Status(201, {"token": services.token_add(user, said.name, at=at, days=said.days, by=by)})


def _code_check(request: HttpRequest, user: User, person: Person, said: TokenIn, at: dt.datetime) -> None:
    """A token is as good as a session: whoever has a second factor, or must have one, does not get round it here."""
    if factors.is_wanting(person):
        raise Refusal("factor-first")
    if not factors.is_on(user.pk):
        return
    if not said.code:
        raise Refusal("code-needed")
    if not factors.code_take(user.pk, said.code, at=at):
        attempts.failed(request, user.username, said.way, "code", at=at)
        raise _wrong(request, "code-wrong")


def _wrong(request: HttpRequest, code: str = "sign-in-wrong") -> Refusal:
    """Wrong, or tried too often; the page of the lock-out is for browsers."""
    is_locked = bool(getattr(request, "axes_locked_out", False))
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return Refusal("locked-out" if is_locked else code)


@router.delete("/tokens/{int:pk}", response=TokenOut, url_name="token", tags=["people"], summary="Revoke a token")
def token_revoke(request: Asked, pk: int) -> Token:
    """Ends one of your own tokens, now and for good."""
    return services.token_revoke(request.person, pk, at=timezone.now())
