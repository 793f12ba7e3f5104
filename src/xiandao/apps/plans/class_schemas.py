"""What the API says of how closed a plan is, and of what is asked to leave."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.plans.models import ClassChange


class ClassIn(Schema):
    """How closed a plan is to be, and why."""

    secrecy: Literal["none", "internal", "secret"] = Field(description="保密属性: 无, 内部, 工作秘密.")
    openness: Literal["open", "on-request", "closed"] = Field(description="公开属性: 主动公开, 依申请公开, 不予公开.")
    reason: str


class ClassChangeOut(Schema):
    """One change, with what was before."""

    secrecy_before: str
    secrecy: str
    openness_before: str
    openness: str
    reason: str
    at: dt.datetime
    by: str
    confirmed_by: str = Field(description="Empty where nobody had to.")

    @staticmethod
    def resolve_by(change: ClassChange) -> str:
        """By name."""
        return change.by.name if change.by else ""

    @staticmethod
    def resolve_confirmed_by(change: ClassChange) -> str:
        """By name."""
        return change.confirmed_by.name if change.confirmed_by else ""


class ClassOut(Schema):
    """How closed a plan is, what waits, and every change so far."""

    secrecy: Literal["none", "internal", "secret"]
    openness: Literal["open", "on-request", "closed"]
    waits: int | None = Field(description="Number of the release that waits for a second person.")
    issue_waits: int | None = Field(
        description="Number of the release by which this edition of an open plan is issued."
    )
    changes: list[ClassChangeOut]


class WishIn(Schema):
    """What is to leave, and how."""

    what: str = Field(description="`targets`, `division`, `items-task` … as on the pages; `original`, `json`.")
    form: Literal["xlsx", "docx"] = Field("xlsx", description="Without meaning for `original` and `json`.")
    use: Literal["inside", "outside"] = Field(description="本单位工作, 对外提供.")
    purpose: str
    receiver: str = Field("", description="接收单位; needed outside.")
    takers: list[str] = Field([], max_length=20, description="User names; none: you.")
