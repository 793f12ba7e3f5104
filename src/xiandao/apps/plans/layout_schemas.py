"""What the API says of 产业空间布局表: versions and their rows, what changed, the yearly review."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page
from xiandao.apps.plans.api_schemas import FARTHEST
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutProposal

Role = Literal["main", "grow", "exploratory", "named"]
Deed = Literal["add", "drop", "change"]
Verdict = Literal["keep", "strengthen", "adjust", "exit"]
Number = Field(ge=1, le=FARTHEST)


class LayoutOut(Schema):
    """A table."""

    id: int
    place: str = Field(description="Code of the place.")
    name: str

    @staticmethod
    def resolve_place(layout: Layout) -> str:
        """By code."""
        return layout.place.code

    @staticmethod
    def resolve_name(layout: Layout) -> str:
        """Of the place."""
        return layout.place.name


class LayoutList(Page[LayoutOut]):
    """Tables, by place."""


class VersionOut(Schema):
    """A version, without its rows."""

    ordinal: int
    in_force_from: dt.date
    reason: str = Field(description="Empty of the first, which confirmed placements made.")
    digest: str
    at: dt.datetime


class LayoutLineOut(Schema):
    """A row: *sector* is laid out in the place called *name*."""

    id: int
    name: str
    place: str | None = Field(description="Code; null for what the tree does not know.")
    sector: str
    role: Role = Field(description="主导, 培育, 前瞻; named: the plan does not say.")
    carrier: str
    direction: str
    reason: str
    edition: int | None
    item: int | None = Field(description="What it rests on; null where a review added it, or the item was read away.")
    quote: str
    clause: str

    @staticmethod
    def resolve_place(line: LayoutLine) -> str | None:
        """By code."""
        return line.place.code if line.place else None

    @staticmethod
    def resolve_edition(line: LayoutLine) -> int | None:
        """Its number."""
        return line.edition_id

    @staticmethod
    def resolve_item(line: LayoutLine) -> int | None:
        """Its number."""
        return line.item_id


class MapNamed(Schema):
    """An official map: `/maps/{id}` gives its shapes."""

    id: int
    number: str = Field(description="审图号; printed wherever the map is shown.")


class LayoutWhole(Schema):
    """A table with one version of it."""

    id: int
    place: str = Field(description="Code of the place.")
    name: str
    map: MapNamed | None = Field(description="Of what lies below the place; null: none is loaded, or it is invented.")
    versions: list[VersionOut]
    version: VersionOut | None = Field(description="The one asked for, else that of the day; null before the first.")
    lines: list[LayoutLineOut]


class LayoutAsked(Schema):
    """Which version."""

    on: dt.date | None = Field(None, description="As of that day; today where nothing is asked.")
    version: int | None = Field(None, ge=1, le=32_767, description="Its number.")


class MakeIn(Schema):
    """Of which place, from when."""

    place: int = Number
    since: dt.date


class BeginIn(Schema):
    """Of which year, who is asked, until when."""

    year: int = Field(ge=2000, le=2100)
    days: int | None = Field(None, ge=1, le=250, description="Working days; null where `until` is given.")
    until: dt.date | None = None
    rule_days: int | None = Field(None, ge=1, le=250)
    places: list[int] = Field([], max_length=200)
    units: list[int] = Field([], max_length=200)


class ProposeIn(Schema):
    """What is to become of the row of *name* and *sector*, and why."""

    deed: Deed
    name: str
    sector: str
    text: str
    role: Role = "named"
    carrier: str = ""
    direction: str = ""
    item: int | None = Field(None, ge=1, le=FARTHEST, description="The confirmed item that is the evidence.")
    outside: str = Field("", description="The unit whose words the office enters.")


class LayoutRuleIn(Schema):
    """采纳 or 未采纳, and why."""

    case: int = Number
    ruling: Literal["adopted", "declined"]
    reason: str
    version: int | None = Field(None, description="Of the case as you saw it.")


class CaseNumber(Schema):
    """Which proposal."""

    case: int = Number


class VerdictIn(Schema):
    """What is said of one row."""

    line: int = Number
    verdict: Verdict
    reason: str = ""


class VerdictsIn(Schema):
    """What is said of rows; with `rest` all others are kept for that reason."""

    verdicts: list[VerdictIn] = Field([], max_length=2_000)
    rest: str | None = None


class CloseIn(Schema):
    """From when the new version is in force, and what the review came to."""

    since: dt.date
    reason: str


class ProposalOut(Schema):
    """A proposal and what became of it."""

    case: int
    deed: Deed
    name: str
    sector: str
    role: Role
    carrier: str
    direction: str
    text: str
    proposer: str
    state: str
    ruling: str
    reason: str
    version: int
    edition: int | None
    item: int | None
    quote: str

    @staticmethod
    def resolve_case(row: LayoutProposal) -> int:
        """Its number."""
        return row.case_id

    @staticmethod
    def resolve_text(row: LayoutProposal) -> str:
        """Why."""
        return row.case.text

    @staticmethod
    def resolve_proposer(row: LayoutProposal) -> str:
        """For whom it was put forward."""
        return row.case.proposer

    @staticmethod
    def resolve_state(row: LayoutProposal) -> str:
        """Of the case."""
        return row.case.state

    @staticmethod
    def resolve_ruling(row: LayoutProposal) -> str:
        """Empty while it waits."""
        return row.case.ruling

    @staticmethod
    def resolve_reason(row: LayoutProposal) -> str:
        """Of the ruling."""
        return row.case.reason

    @staticmethod
    def resolve_version(row: LayoutProposal) -> int:
        """Of the case: say it when you rule."""
        return row.case.version

    @staticmethod
    def resolve_edition(row: LayoutProposal) -> int | None:
        """Of the evidence."""
        return row.edition_id

    @staticmethod
    def resolve_item(row: LayoutProposal) -> int | None:
        """The evidence."""
        return row.item_id


class JudgedOut(Schema):
    """A row of the version reviewed and what is said of it."""

    line: int
    name: str
    sector: str
    verdict: Verdict | None = Field(description="null while nobody has said.")
    reason: str


class LayoutReviewOut(Schema):
    """A review."""

    year: int
    version: int = Field(description="The version reviewed.")
    made: int | None = Field(description="The version it led to; null while it is under way.")
    until: dt.date | None = Field(description="The last day for those asked.")
    proposals: list[ProposalOut]
    rows: list[JudgedOut]


class LineValue(Schema):
    """A row as it was, or is."""

    role: Role
    carrier: str
    direction: str


class ChangeOut(Schema):
    """What became of one row, and why."""

    kind: Literal["added", "dropped", "changed", "same"]
    name: str
    sector: str
    before: LineValue | None
    after: LineValue | None
    fields: list[str]
    proposals: list[ProposalOut]
    verdicts: list[JudgedBrief]


class JudgedBrief(Schema):
    """What the review of a year said."""

    year: int
    verdict: Verdict
    reason: str


class DiffOut(Schema):
    """Two versions."""

    before: int
    after: int
    changes: list[ChangeOut]


class LayoutPaperIn(Schema):
    """Which paper, and how it is to leave."""

    form: Literal["xlsx", "docx"] = "xlsx"
    version: int = Field(ge=1, le=32_767)
    before: int | None = Field(None, ge=1, le=32_767, description="Then what changed since that version.")
    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""
    takers: list[str] = Field([], max_length=20)


ChangeOut.model_rebuild()
DiffOut.model_rebuild()
