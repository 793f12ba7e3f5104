"""送达回执 as a workbook: what was told to whom, when it was read and signed for, by whom."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.selectors import Line, lines_of, sent_list
from xiandao.core.messages import Language, wording
from xiandao.core.papers import Cell, Column, Sheet, Watermark, row
from xiandao.writers.labels import label
from xiandao.writers.paper_xlsx import xlsx_of

MOST = 20_000
"""Rows; whoever has more filters."""
COLUMNS = (
    ("notice-kind", 12), ("notice-about", 24), ("notice-to", 16), ("notice-last", 11), ("notice-times", 5),
    ("notice-read-at", 11), ("notice-read-by", 8), ("notice-sign-until", 8), ("notice-signed-at", 11),
    ("notice-signed-by", 8),
)  # fmt: skip


class Given(NamedTuple):
    """A file on its way out."""

    name: str
    data: bytes


@transaction.atomic
def receipts_give(person: Person, asked: Mapping[str, str], language: Language, *, at: dt.datetime) -> Given:
    """The receipts of what the person, or their posts, told others; names above 无 are left out of it."""
    on = timezone.localdate(at)
    lines = lines_of(sent_list(person, asked, on)[:MOST], on)
    title = wording("notice-receipts", language)
    sheet = Sheet(
        name=title,
        title=title,
        columns=tuple(Column(wording(code, language), width=width) for code, width in COLUMNS),
        rows=tuple(_row(line, language) for line in lines),
        notes=(wording("notice-receipts-note", language),),
        watermark=Watermark(sample=True) if settings.INSTALLATION.is_demo else None,
    )
    data = xlsx_of([sheet])
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    record("notice.export", "notice", "-", by=person, at=at, after=digest, rows=len(lines))
    return Given(f"{title}.xlsx", data)


def _row(line: Line, language: Language) -> tuple[Cell, ...]:
    notice, shown = line.notice, line.shown
    name = (
        shown.name if shown and shown.secrecy == "none" else label("secrecy", shown.secrecy, language) if shown else ""
    )
    return row(
        label("notice", notice.kind, language),
        name,
        receiver_of(notice),
        _time(notice.last_at),
        notice.count,
        _time(notice.read_at),
        notice.read_by.name if notice.read_by else "",
        notice.sign_until.isoformat() if notice.sign_until else "",
        _time(notice.signed_at),
        notice.signed_by.name if notice.signed_by else "",
    )


def receiver_of(notice: Notice) -> str:
    """The post, with the place of its unit, or the person."""
    if notice.post is not None:
        return f"{notice.post.unit.place.name} {notice.post}"
    return notice.user.name if notice.user else ""


def _time(at: dt.datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
