"""Notices by API: what waits for you, and what became of what you told others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.files.downloads import LEAVES, download
from xiandao.apps.notices import selectors, services
from xiandao.apps.notices.models import Message, Notice
from xiandao.apps.notices.receipts import receipts_give, receiver_of
from xiandao.apps.notices.selectors import Line
from xiandao.core.messages import Language, wording
from xiandao.writers.labels import label

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """Something that waits for you, or for a post that you hold."""

    id: int
    kind: str
    title: str = Field(description="What the kind is called.")
    text: str = Field(description="What it says.")
    about: str = Field(description="What the thing is called that it is about; empty where it has no name.")
    about_model: str
    about_id: int
    link: str = Field(description="The page that it leads to.")
    count: int = Field(description="How often it was told on that day before it was read.")
    to: str = Field(description="The post, or the person.")
    first_at: dt.datetime
    last_at: dt.datetime
    read_at: dt.datetime | None
    read_by: str | None
    sign_until: dt.date | None = Field(description="The last working day for signing; null where none is set or known.")
    must_sign: bool = Field(description="Whether it waits to be signed for.")
    is_late: bool
    signed_at: dt.datetime | None
    signed_by: str | None


class NoticePage(Page[NoticeOut]):
    """Notices, the latest first."""


class NoticesAsked(Paging):
    """Which notices are asked for."""

    state: Literal["open", "all"] = Field("open", description="`open`: not read, or not signed for.")
    kind: str = Field("", max_length=40)


class SentAsked(Paging):
    """Which of those that you told others."""

    state: Literal["", "unread", "unsigned", "late"] = Field("", description="`late`: not signed for in time.")
    kind: str = Field("", max_length=40)


class SentPaper(Schema):
    """Which of those that you told others."""

    state: Literal["", "unread", "unsigned", "late"] = ""
    kind: str = Field("", max_length=40)


class AttemptOut(Schema):
    """An attempt to hand a message over."""

    at: dt.datetime
    outcome: str
    reason: str = Field(description="A code; empty where all is well.")
    answer: str = Field(description="What the other side said.")


class MessageOut(Schema):
    """A message by an outlet to one person."""

    id: int
    person: int = Field(alias="user_id")
    outlet: str
    is_digest: bool = Field(description="The digest of a day; else one notice.")
    state: str
    created_at: dt.datetime
    next_at: dt.datetime = Field(description="When it is tried next, where it still is.")
    tries: int
    ended_at: dt.datetime | None
    attempts: list[AttemptOut]

    @staticmethod
    def resolve_is_digest(message: Message) -> bool:
        """By its key."""
        return message.key.startswith("digest:")

    @staticmethod
    def resolve_attempts(message: Message) -> list[Any]:
        """As they were prefetched."""
        return list(message.attempts.all())


class MessagePage(Page[MessageOut]):
    """Messages, the latest first."""


class MessagesAsked(Paging):
    """Which messages are asked for."""

    state: Literal["", "queued", "failed", "handed-over", "delivered", "given-up", "void"] = ""
    outlet: Literal["", "mail", "text", "folder"] = ""


class Done(Schema):
    """How many."""

    n: int


class AllOf(Schema):
    """Which are read."""

    kind: str = Field("", max_length=40, description="Of this kind alone; empty for all.")


@router.get("", response=NoticePage, url_name="notices", summary="List my notices")
def notice_list(request: Asked, asked: Query[NoticesAsked]) -> dict[str, Any]:
    """What waits for you and for the posts that you hold, about things that you may see."""
    return _page(request, asked, selectors.notice_list)


@router.get("/sent", response=NoticePage, url_name="notices-sent", summary="List what I told others")
def notice_sent(request: Asked, asked: Query[SentAsked]) -> dict[str, Any]:
    """Proof of delivery: when each was read and signed for, and by whom."""
    return _page(request, asked, selectors.sent_list)


@router.post("/sent/paper", url_name="notices-sent-paper", summary="The receipts as a file", openapi_extra=LEAVES)
def notice_sent_paper(request: Asked, said: SentPaper) -> HttpResponse:
    """送达回执 as a workbook; names above 无 are left out of it."""
    given = receipts_give(request.person, said.dict(), request.language, at=timezone.now())
    return download(given.data, given.name, plain="receipts.xlsx")


@router.get("/messages", response=MessagePage, url_name="notices-messages", summary="What the outlets did")
def message_list(request: Asked, asked: Query[MessagesAsked]) -> dict[str, Any]:
    """To whom, by what, what came of it; not what it said, and no address."""
    return page_of(selectors.message_list(request.person, {"state": asked.state, "outlet": asked.outlet}), asked)


@router.post("/read", response=Done, url_name="notices-read", summary="Read all of my notices")
def notice_read_all(request: Asked, said: AllOf) -> dict[str, int]:
    """Says of all of them that they were read; none is signed for by it."""
    return {"n": services.notices_read(request.person, at=timezone.now(), kind=said.kind)}


@router.post("/{int:pk}/read", response=NoticeOut, url_name="notice-read", summary="Read a notice")
def notice_read(request: Asked, pk: int) -> dict[str, Any]:
    """Says that it was read, now and by you."""
    return _one(request, services.notice_read(request.person, pk, at=timezone.now()))


@router.post("/{int:pk}/sign", response=NoticeOut, url_name="notice-sign", summary="Sign for a notice")
def notice_sign(request: Asked, pk: int) -> dict[str, Any]:
    """签收, dated and named; once."""
    return _one(request, services.notice_sign(request.person, pk, at=timezone.now()))


def _page(request: Asked, asked: Any, listed: Callable[..., QuerySet[Notice]]) -> dict[str, Any]:
    on = timezone.localdate()
    found = listed(request.person, {"state": asked.state, "kind": asked.kind}, on)
    lines = selectors.lines_of(found[asked.offset : asked.offset + asked.limit], on)
    items = [_flat(line, request.language) for line in lines]
    return {"total": found.count(), "limit": asked.limit, "offset": asked.offset, "items": items}


def _one(request: Asked, notice: Notice) -> dict[str, Any]:
    return _flat(selectors.lines_of([notice], timezone.localdate())[0], request.language)


def _flat(line: Line, language: Language) -> dict[str, Any]:
    notice = line.notice
    return {
        "id": notice.pk, "kind": notice.kind, "title": label("notice", notice.kind, language),
        "text": wording(line.kind.wording, language, **notice.values), "about": line.shown.name if line.shown else "",
        "about_model": notice.about_model, "about_id": notice.about_id, "link": notice.link, "count": notice.count,
        "to": receiver_of(notice), "first_at": notice.first_at, "last_at": notice.last_at,
        "read_at": notice.read_at, "read_by": notice.read_by.name if notice.read_by else None,
        "sign_until": notice.sign_until, "must_sign": line.left, "is_late": line.is_late,
        "signed_at": notice.signed_at, "signed_by": notice.signed_by.name if notice.signed_by else None,
    }  # fmt: skip
