"""What the API says of an upper plan and those below it: links, gaps both ways, late dates, sums, verdicts."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.plans.across_schemas import Verdict
from xiandao.apps.plans.api_schemas import FARTHEST, Kind, State
from xiandao.apps.plans.models import Bond

MOST_LINKS = 50


class BelowAsked(Paging):
    """What is laid beside the upper plan."""

    plan: int | None = Field(None, ge=1, le=FARTHEST, description="One lower edition; null: all that you see.")
    all: bool = Field(default=False, description="Items that wait for a person, too.")


class AlignmentAsked(BelowAsked):
    """Which upper items are asked for."""

    kind: Literal["", "target", "task", "sector", "placement"] = ""
    show: Literal["", "met", "unmet"] = Field("", description="`unmet`: 无承接条目.")
    item: int | None = Field(None, ge=1, le=FARTHEST, description="One upper item alone.")
    links: int = Field(3, ge=1, le=MOST_LINKS, description="Links of each upper item at most, the surest first.")


class PullOut(Schema):
    """Why a link is believed."""

    code: str
    pull: float = Field(description="By how much it moves the log-odds.")
    shown: list[str]


class ItemBrief(Schema):
    """An item in a list of others; ask its own address for the rest."""

    id: int
    edition: int = Field(alias="edition_id")
    key: str
    kind: Kind
    state: State
    head: str
    quote: str
    unit: str
    year: int | None
    fields: dict[str, Any]


class BondLink(Schema):
    """A lower item that takes an upper one up."""

    item: ItemBrief
    confidence: float = Field(description="0 to 1: how sure a careful reader would be, calibrated.")
    kind: str = Field(description="`implements`, `restates`, `contributes`.")
    is_automatic: bool
    reasons: list[PullOut]
    sentences: list[str] = Field(description="Of the upper, and of the lower document.")
    verdict: Verdict


class OrphanOut(Schema):
    """Why nothing was found on the other side."""

    nearest: float
    is_doubtful: bool
    is_beyond: bool


class SummandOut(Schema):
    """One lower target in a sum."""

    plan: str
    place: str
    low: float
    high: float


class LeftOutOut(Schema):
    """One lower target that looks like a part of a sum and is none."""

    plan: str
    place: str
    why: str


class SumOut(Schema):
    """The targets of the places of one level beside the upper target."""

    level: str
    unit: str
    parent_low: float
    parent_high: float
    low: float
    high: float
    ratio: float | None = Field(description="Above 1 more was handed down than was asked for (层层加码).")
    excess: float
    is_cap: bool
    summed: list[SummandOut]
    left_out: list[LeftOutOut]


class AboveOut(Schema):
    """An upper item and what carries it out below."""

    item: ItemBrief
    below: list[BondLink]
    more: int = Field(description="Links that are not listed.")
    orphan: OrphanOut | None
    sums: list[SumOut]


class CoverageOut(Schema):
    """Which upper items one lower plan takes up."""

    edition: int
    title: str
    place: str
    level: str
    cites: bool
    automatic: int
    likely: int


class AlignmentOut(Page[AboveOut]):
    """上下衔接对照表: upper items in their order."""

    counts: dict[str, int] = Field(description="`all`, `met`, `unmet`, `late`; empty where nothing lies below.")
    coverage: list[CoverageOut]
    unfounded: int = Field(description="无依据条目 below.")


class UnfoundedOut(Schema):
    """A lower item that nothing above asks for."""

    item: ItemBrief
    orphan: OrphanOut


class UnfoundedPage(Page[UnfoundedOut]):
    """无依据条目 by plan and place in the text."""


class LateOut(Schema):
    """A lower target that falls due after the upper one."""

    upper: ItemBrief
    lower: ItemBrief
    upper_year: int
    lower_year: int
    confidence: float


class LatePage(Page[LateOut]):
    """Conflicting dates."""


class BondIn(Schema):
    """Yes or no to a lower item carrying out an upper one."""

    upper: int = Field(ge=1, le=FARTHEST)
    lower: int = Field(ge=1, le=FARTHEST)
    holds: bool
    note: str = Field("", max_length=2000)


class BondOut(Schema):
    """What a person said of a link."""

    upper: int = Field(alias="upper_id")
    lower: int = Field(alias="lower_id")
    verdict: Literal["yes", "no"]
    note: str
    at: dt.datetime
    by: str | None

    @staticmethod
    def resolve_by(bond: Bond) -> str | None:
        """The person's name."""
        return bond.by.name if bond.by else None


class BondsOut(Schema):
    """What people said of one item's links."""

    items: list[BondOut]
