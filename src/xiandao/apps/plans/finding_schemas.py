"""What the API says of findings, and of what people say of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.plans.models import FindingNote


class FindingsAsked(Paging):
    """Which findings are asked for."""

    level: Literal["", "error", "warning", "note"] = ""
    origin: Literal["", "reading", "lint"] = Field("", description="Found while reading, or by 印发前检查.")
    state: Literal["", "open", "known", "not-applicable"] = ""


class FindingNoteOut(Schema):
    """What a person said of a finding."""

    verdict: Literal["open", "known", "not-applicable"]
    reason: str
    at: dt.datetime
    by: str | None

    @staticmethod
    def resolve_by(note: FindingNote) -> str | None:
        """The person's name."""
        return note.by.name if note.by else None


class FindingOut(Schema):
    """One finding, and what people say of it."""

    key: str = Field(description="The same in every reading of the text.")
    code: str
    level: Literal["error", "warning", "note"]
    origin: Literal["reading", "lint"]
    state: Literal["open", "known", "not-applicable"]
    message: str
    start: int
    end: int
    page: int | None
    words: str = Field(description="What it is about; empty where that is the whole document.")
    values: dict[str, str]
    note: FindingNoteOut | None


class FindingPage(Page[FindingOut]):
    """Findings in the order of the text."""

    by_level: dict[str, int] = Field(description="Level → how many nobody has said anything about.")
    by_state: dict[str, int]
    may_note: bool


class FindingIn(Schema):
    """What you say of a finding."""

    key: str = Field(max_length=24)
    verdict: Literal["open", "known", "not-applicable"]
    reason: str = Field("", description="Needed but for `open`.")
