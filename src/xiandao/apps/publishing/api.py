"""Releases by API: the list, one of them, the opinions, the copy of who may take it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.publishing import selectors, services
from xiandao.apps.publishing.models import Opinion, Release, Taking
from xiandao.apps.publishing.views import file_of

router = Router(tags=["releases"])
State = Literal["secrecy", "publish", "passed", "taken", "confirmed", "declined", "withdrawn"]


class OpinionOut(Schema):
    """What one named person said at one step, on which bytes."""

    step: Literal["secrecy", "publish"] = Field(description="保密审查, 信息发布审核.")
    verdict: Literal["yes", "no"]
    reason: str
    sha256: str
    by: str
    at: dt.datetime

    @staticmethod
    def resolve_by(opinion: Opinion) -> str:
        """By name."""
        return opinion.by.name


class TakingOut(Schema):
    """One person who may take it, once."""

    name: str
    at: dt.datetime | None = Field(description="Null until they did.")
    sha256: str = Field(description="Of the copy they were given; empty until then.")

    @staticmethod
    def resolve_name(taking: Taking) -> str:
        """As others read it."""
        return taking.user.name


class ReleaseOut(Schema):
    """One thing that was asked to leave."""

    id: int
    number: str = Field(description="编号; empty until it has passed.")
    channel: str
    what: str
    title: str
    name: str = Field(description="Of the file.")
    use: Literal["inside", "outside"]
    secrecy: Literal["none", "internal", "secret"]
    purpose: str
    receiver: str
    state: State = Field(
        alias="shown_state",
        description="As pages show it: `passed` while somebody named has not taken it (可下载), `taken` when all have "
        "(已领取), `confirmed` of what takes effect and is no file (已生效).",
    )
    sha256: str = Field(description="Of the exact bytes that are looked through.")
    asked_at: dt.datetime
    asked_by: str
    cleaned_at: dt.datetime | None = Field(description="When its content was removed; the digest stays.")

    @staticmethod
    def resolve_asked_by(release: Release) -> str:
        """By name; empty for who runs the machine."""
        return release.by.name if release.by else ""


class ReleaseWhole(ReleaseOut):
    """A release with its opinions and takers."""

    opinions: list[OpinionOut]
    takings: list[TakingOut]


class ReleasePage(Page[ReleaseOut]):
    """The latest first."""


class ReleasesAsked(Paging):
    """Which are asked for."""

    show: Literal["waiting", "own", "all"] = Field("all", description="Waiting for me, asked by me, all that I see.")
    state: Literal["", State] = Field("", description="As it is told of each.")
    use: Literal["", "inside", "outside"] = ""
    q: str = Field("", description="In title, purpose, receiver.")


class RuleIn(Schema):
    """An opinion on the content whose digest you name."""

    verdict: Literal["yes", "no"]
    reason: str
    sha256: str


class WithdrawIn(Schema):
    """Why it is taken back."""

    reason: str


@router.get("", response=ReleasePage, url_name="releases", summary="List releases")
def release_list(request: Asked, asked: Query[ReleasesAsked]) -> dict[str, Any]:
    """What you asked for, may take, or may look through."""
    return page_of(selectors.releases_listed(request.person, asked.dict()), asked)


@router.get("/{int:pk}", response=ReleaseWhole, url_name="release", summary="One release")
def release_get(request: Asked, pk: int) -> Release:
    """One of them, with its opinions and who may take it."""
    return selectors.release_whole(request.person, pk)


@router.post("/{int:pk}/secrecy", response=ReleaseWhole, url_name="release-secrecy", summary="保密审查")
def release_secrecy(request: Asked, pk: int, said: RuleIn) -> Release:
    """Yes or no at the first step; not for who asked."""
    return services.release_rule(request.person, pk, _ruling("secrecy", said), at=timezone.now())


@router.post("/{int:pk}/publish", response=ReleaseWhole, url_name="release-publish", summary="信息发布审核")
def release_publish(request: Asked, pk: int, said: RuleIn) -> Release:
    """Yes or no at the second step; not for who asked, nor for who ruled at the first."""
    return services.release_rule(request.person, pk, _ruling("publish", said), at=timezone.now())


def _ruling(step: str, said: RuleIn) -> services.Ruling:
    return services.Ruling(step, said.verdict, said.reason, said.sha256)


@router.post("/{int:pk}/withdraw", response=ReleaseWhole, url_name="release-withdraw", summary="Take back")
def release_withdraw(request: Asked, pk: int, said: WithdrawIn) -> Release:
    """Takes it back, before or after it passed."""
    return services.release_withdraw(request.person, pk, said.reason, at=timezone.now())


@router.post("/{int:pk}/content", url_name="release-content", summary="The content", openapi_extra=LEAVES)
def release_content(request: Asked, pk: int) -> HttpResponse:
    """The frozen content, for who is to give the next opinion; above 无 it bears 送审件, name and day. Logged."""
    return file_of(services.release_look(request.person, pk, at=timezone.now()))


@router.post("/{int:pk}/fetch", url_name="release-fetch", summary="Take the copy", openapi_extra=LEAVES)
def release_fetch(request: Asked, pk: int) -> HttpResponse:
    """Your own copy, once, with number, name and day on every page where it is above 无."""
    return file_of(services.release_fetch(request.person, pk, at=timezone.now()))
