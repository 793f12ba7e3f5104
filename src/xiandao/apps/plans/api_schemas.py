"""What the API says of plans and items, and what it takes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import FiniteFloat

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.jobs.api import JobOut
from xiandao.apps.plans.aims import commitment_of
from xiandao.apps.plans.models import Item, Judgement, Plan

FARTHEST = 2**31 - 1
Kind = Literal["target", "task", "sector", "technology", "placement", "bundle", "fact", "cite"]
State = Literal["candidate", "confirmed", "corrected", "rejected"]
Value = str | int | FiniteFloat | list[str] | None


# ------------------------------------------------------------------------------------------ plans and editions


class PlanHead(Schema):
    """A plan: what goes by one name through all its editions."""

    id: int
    title: str
    place: str | None = Field(description="Code of the place, where it is known.")
    level: str
    is_issued: bool
    openness: str = Field(description="公开属性: `open`, `on-request`, `closed`.")
    secrecy: str = Field(description="保密属性: `none`, `internal`, `secret`.")
    is_reference: bool = Field(description="Read-only, apart from the installation's own plans.")

    @staticmethod
    def resolve_place(plan: Plan) -> str | None:
        """Its code."""
        return plan.place.code if plan.place else None


class Counts(Schema):
    """Items that were not rejected."""

    all: int
    live: int = Field(description="Confirmed or corrected: only these count anywhere.")
    open: int = Field(description="Waiting for a person.")


class EditionOut(Schema):
    """One wording of a plan."""

    id: int
    plan: PlanHead
    ordinal: int
    state: str = Field(description="`draft`, `issued`, `amended`, `repealed`.")
    file_name: str
    reading: str = Field(description="`facts`: its document is not attached (原文未随附).")
    kernel: str = Field(description="Version of the program that read it.")
    text_sha256: str
    doc_no: str
    issuer: str
    issued_on: dt.date | None
    in_force_from: dt.date | None
    in_force_until: dt.date | None
    period: list[int | None] = Field(description="First and last year.")
    supersedes_id: int | None = Field(description="The edition before it.")
    added_at: dt.datetime
    counts: Counts


class EditionPage(Page[EditionOut]):
    """The latest edition of each plan."""


class DatesAsked(Schema):
    """The day that is asked about, and what was known when."""

    as_of: str = Field("", description="A day, `2025-12-31`: the edition in force then.")
    known_at: str = Field("", description="A day (its end) or a moment: decisions up to then. Default: now.")


class EditionThen(Schema):
    """The edition of a plan that was in force on a day, as far as was known at a moment."""

    as_of: dt.date
    known_at: dt.datetime
    plan: int
    edition: int
    ordinal: int
    state: str
    in_force_from: dt.date | None
    in_force_until: dt.date | None
    issued_on: dt.date | None
    title: str
    doc_no: str
    issuer: str
    text_sha256: str
    counts: dict[str, int] = Field(description="Kind → items that had been confirmed or corrected by then.")


class PlanOut(Schema):
    """A plan with its editions, the first one first."""

    plan: PlanHead
    editions: list[EditionOut]


class PlansAsked(Paging):
    """Which plans are asked for."""

    q: str = Field("", description="In title, document number, issuer.")
    level: str = Field("", description="`national`, `province`, `city`, `district`, `zone`.")
    state: Literal["", "draft", "issued", "amended", "repealed"] = ""
    sort: Literal["", "place", "-place", "title", "-title", "issued", "-issued"] = ""


class JobsOut(Schema):
    """The jobs that were entered; ask each until it is done."""

    items: list[JobOut]


class JoinIn(Schema):
    """What an upload is beside the plan of the same title."""

    way: Literal["words", "edition", "apart"] = Field(
        description="`words`: its items get their words; `edition`: it is the next edition; `apart`: another plan."
    )


class IssueIn(Schema):
    """What an edition is."""

    state: Literal["draft", "issued", "amended", "repealed"]
    openness: Literal["open", "on-request", "closed"] | None = Field(
        None, description="Null: as before. `open` waits until a second person has confirmed it."
    )
    secrecy: Literal["none", "internal", "secret"] | None = Field(
        None, description="Null: as before. A lower one waits until a second person has confirmed it."
    )


class RereadOut(Schema):
    """What a new reading changed."""

    added: int
    changed: int
    gone: int
    kept: int = Field(description="Items that people judged; they stand.")
    learnt: int = Field(description="Corrections that the rules read by themselves now.")


class TextOut(Schema):
    """The text of a document."""

    edition: int
    text_sha256: str
    text: str
    pages: list[int] = Field(description="Where each page begins; empty where there are none.")


# ------------------------------------------------------------------------------------------------------- items


class ItemOut(Schema):
    """One item as it stands now."""

    id: int
    edition: int = Field(alias="edition_id")
    plan: int = Field(alias="edition.plan_id")
    key: str = Field(description="Its id in the plan format, the same in every reading of the text.")
    kind: Kind
    state: State
    version: int = Field(
        description="Sent along with a decision; when it is not the item's any more, the answer is 409."
    )
    lineage: UUID = Field(description="Shared by what is one promise through all editions.")
    head: str = Field(description="What it is called in lists.")
    quote: str
    start: int | None = Field(description="In code points of the text; null without document.")
    end: int | None
    page: int | None
    rule: str
    confidence: float = Field(description="识别可信度, 0 to 1: what the rule declares, not a probability.")
    risk: float = Field(description="0 to 1: how much it wants to be looked at.")
    doubts: list[str]
    unit: str
    year: int | None
    fields: dict[str, Any] = Field(description="Its own fields in the terms of the plan format.")
    decided_at: dt.datetime | None
    decided_by: str | None

    @staticmethod
    def resolve_decided_by(item: Item) -> str | None:
        """The person's name."""
        return item.decided_by.name if item.decided_by else None


class JudgementOut(Schema):
    """What one person decided."""

    deed: str
    at: dt.datetime
    by: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    note: str
    seconds: float | None
    learnt_in: str

    @staticmethod
    def resolve_by(judgement: Judgement) -> str | None:
        """The person's name."""
        return judgement.by.name if judgement.by else None


class ItemWhole(ItemOut):
    """One item with its history."""

    read: dict[str, Any] | None = Field(description="Fields as the rules read them; null where a person added it.")
    commitment: Literal["strive", "ensure"] | None = Field(description="Of a target: 力争, 确保; null where neither.")
    judgements: list[JudgementOut]

    @staticmethod
    def resolve_commitment(item: Item) -> str | None:
        """As its own words and those that lead to them say."""
        return commitment_of(item)

    @staticmethod
    def resolve_judgements(item: Item) -> list[Judgement]:
        """The first one first."""
        return list(item.judgements.select_related("by"))


class ItemPage(Page[ItemOut]):
    """Items, by plan and place in the text unless asked otherwise."""


class ItemThen(Schema):
    """One item as people had left it."""

    id: int
    key: str
    kind: Kind
    state: State
    head: str
    quote: str
    start: int | None
    end: int | None
    page: int | None
    unit: str
    year: int | None
    fields: dict[str, Any]
    decided_at: dt.datetime | None


class ItemsThen(Page[ItemThen]):
    """The items that counted then, in the order of the text."""

    as_of: dt.date
    known_at: dt.datetime
    edition: int


class ItemsAsked(Paging, DatesAsked):
    """Which items are asked for."""

    edition: int | None = Field(
        None, ge=1, le=FARTHEST, description="Of this edition; else of the latest of each plan."
    )
    kind: Literal[
        "", "target", "task", "sector", "technology", "placement", "bundle", "fact", "cite"
    ] = ""  # fmt: skip
    state: Literal["", "live", "candidate", "confirmed", "corrected", "rejected"] = Field(
        "", description="`live`: confirmed or corrected."
    )
    unit: str = Field("", description="Unit of the amount, as printed: `亿元`.")
    year: int | None = Field(None, ge=0, le=9999, description="Deadline of a target, year of a fact.")
    place: str = Field("", description="Code of a place: plans of it and of all below it.")
    q: str = Field("", description="In items and their words.")
    sort: Literal["", "head", "-head", "year", "-year", "risk", "-risk"] = ""


# ------------------------------------------------------------------------------------------------------ review


class LookIn(Schema):
    """What was on the screen when you decided."""

    version: int = Field(ge=0, le=FARTHEST, description="Of the item, as you saw it.")
    seconds: FiniteFloat | None = Field(None, ge=0, description="How long you looked, where you measured.")


class NotedIn(LookIn):
    """A decision with a word of explanation."""

    note: str = Field("", max_length=2000)


class CorrectIn(NotedIn):
    """What is right."""

    fields: dict[str, Value] = Field(description="Field → what is right; lists where a field holds several.")


class SplitIn(LookIn):
    """The parts."""

    parts: list[dict[str, Value]] = Field(min_length=2, max_length=100)


class SplitOut(Schema):
    """The parts as items."""

    items: list[ItemOut]


class Merged(Schema):
    """One of the items that are one."""

    id: int = Field(ge=1, le=FARTHEST)
    version: int = Field(ge=0, le=FARTHEST)


class MergeIn(Schema):
    """The items that are one."""

    items: list[Merged] = Field(min_length=2, max_length=100)
    fields: dict[str, Value] = Field({}, description="What is right of the whole, where it differs from the first.")


class AddIn(Schema):
    """An item on words of the text."""

    kind: Kind
    start: int = Field(ge=0, le=FARTHEST, description="In code points of the text.")
    end: int = Field(ge=1, le=FARTHEST)
    fields: dict[str, Value]
