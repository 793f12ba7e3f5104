"""What the API says of plans side by side: sectors and places, targets, editions of one plan."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.plans.api_schemas import FARTHEST
from xiandao.apps.plans.models import Succession

Verdict = Literal["proposed", "yes", "no"]


# ------------------------------------------------------------------------------------------ sectors and places


class SideAsked(Paging):
    """Whose plans are laid side by side."""

    on: str = Field("", description="A day, `2025-12-31`: editions in force then. Default: today.")
    scope: Literal["", "own", "reference", "all"] = Field("", description="Own plans, reference plans, or both.")
    level: Literal["", "province", "city", "district", "zone"] = ""
    drafts: bool = Field(default=False, description="Drafts count too.")


class MatrixAsked(SideAsked):
    """How the matrix is drawn."""

    detail: bool = Field(default=False, description="Segments and directions in place of sectors.")
    layout: bool = Field(default=False, description="What a plan gives to places below its own counts for them.")


class SubjectsAsked(SideAsked):
    """Which targets are compared."""

    q: str = Field("", description="Only subjects that hold these words.")
    single: bool = Field(default=False, description="Rows of one place alone too.")


class ColumnOut(Schema):
    """A place, or a plan without one."""

    key: str
    name: str
    title: str
    level: str
    editions: list[int] = Field(description="Numbers of the editions that are compared.")
    is_undated: bool
    is_draft: bool
    is_invented: bool | None = Field(description="Sample data; null where it is not known.")


class MarkOut(Schema):
    """What one plan says of one field."""

    role: Literal["main", "exploratory", "named", "placed"]
    is_live: bool = Field(description="Confirmed; else 待核, and in no count.")
    item: int
    plan: int
    name: str = Field(description="The field in the plan's words.")
    group: str


class CellOut(Schema):
    """A field and a place that has chosen it."""

    place: str = Field(description="Key of the column.")
    since: int | None = Field(description="Year of the first edition that names it, confirmed.")
    marks: list[MarkOut] = Field(description="One of each plan, the strongest first.")


class SectorRow(Schema):
    """A field with the places that have chosen it."""

    code: str
    name: str
    branch: str
    is_known: bool = Field(description="Whether the taxonomy has it.")
    chosen: int = Field(description="Places with a confirmed item on it.")
    cells: list[CellOut]


class MatrixOut(Page[SectorRow]):
    """Fields in the order of the taxonomy."""

    places: list[ColumnOut]
    scope: str
    left_out: int = Field(description="Places not shown: invented and real ones are never shown together.")


class CrowdOut(Schema):
    """How many places of one level chose a sector."""

    code: str
    name: str
    level: str
    chosen: int
    places: int


class LikenessOut(Schema):
    """Two places, and what both chose."""

    one: str
    other: str
    likeness: float = Field(description="0 to 1; rare fields weigh more.")
    shared: list[str]
    sectors: int = Field(description="Sectors that both chose.")
    of_sectors: int = Field(description="Sectors that at least one of them chose.")


class OverlapOut(Page[CrowdOut]):
    """Sectors by level, the most crowded first, and the most alike places."""

    likest: list[LikenessOut]
    places: list[ColumnOut]


class AmountOut(Schema):
    """One target of one place."""

    item: int
    is_live: bool
    value: float
    value_max: float | None
    unit: str = Field(description="As printed; `value` and `value_max` are in it.")
    comparator: str
    year: int | None
    low: float = Field(description="In the unit of the row.")
    high: float


class PlaceAmounts(Schema):
    """The targets of one place."""

    place: str = Field(description="Key of the column.")
    amounts: list[AmountOut]


class SubjectOut(Schema):
    """What targets of several places count, in one unit."""

    subject: str
    unit: str
    frequency: str
    per: str
    is_increment: bool = Field(description="What is added is counted (新增).")
    places: int = Field(description="Places with a confirmed one.")
    cells: list[PlaceAmounts]


class SubjectsOut(Page[SubjectOut]):
    """What most places count first."""

    places: list[ColumnOut]
    scope: str


# -------------------------------------------------------------------------------------------------- editions


class BesideAsked(Schema):
    """Which edition is laid beside."""

    earlier: int | None = Field(None, ge=1, le=FARTHEST, description="Null: the one that it supersedes.")


class ComparisonAsked(Paging):
    """Which links are asked for."""

    earlier: int | None = Field(None, ge=1, le=FARTHEST, description="Null: the one that it supersedes.")
    change: str = Field("", description="`added`, `dropped`, `value-changed` … as in `counts`.")
    verdict: Literal["", "proposed", "yes", "no"] = ""
    all: bool = Field(default=False, description="What was only kept, too.")


class ReasonOut(Schema):
    """Why a link is proposed."""

    code: str
    values: dict[str, Any]


class SuccessionOut(Schema):
    """Items of the earlier edition and what they became."""

    id: int
    changes: list[str]
    score: float
    reasons: list[ReasonOut]
    verdict: Verdict
    at: dt.datetime
    by: str | None
    before: list[int] = Field(description="Items of the earlier edition; none: added.")
    after: list[int] = Field(description="Items of the later edition; none: dropped.")

    @staticmethod
    def resolve_by(link: Succession) -> str | None:
        """The person's name."""
        return link.by.name if link.by else None


class ComparedOut(Schema):
    """One link with the words of both sides."""

    link: SuccessionOut
    earlier: str
    later: str
    may_be_joined: bool = Field(description="The later item stands alone; it can be put to an earlier one.")


class ComparisonOut(Page[ComparedOut]):
    """Every link of two editions, in the order of the later text."""

    later: int
    earlier: int | None = Field(description="Null where there is none: then the list is empty.")
    counts: dict[str, int] = Field(description="Change → links, of all.")
    waiting: int
    quiet: int = Field(description="Links that may be confirmed together: kept or only moved.")
    may_compare: bool
    alone: list[int] = Field(description="Items of the earlier edition that nothing goes on from yet.")


class ProposedOut(Schema):
    """How many links were proposed anew."""

    links: int


class ConfirmedOut(Schema):
    """How many were confirmed together."""

    confirmed: int


class GoesOnIn(Schema):
    """The earlier item that a later one goes on from."""

    before: int = Field(description="An item of the earlier edition that nothing goes on from yet.")


class HoldsIn(Schema):
    """Yes or no."""

    holds: bool
