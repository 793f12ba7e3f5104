"""What the API says of policies and measures, and what it is told of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.utils import timezone
from ninja import Field, FilterSchema, Schema

from xiandao.apps.audit.paging import Page
from xiandao.apps.jobs.api import JobOut
from xiandao.apps.policies.models import Measure, Policy

State = Literal["draft", "coming", "force", "expired", "repealed"]


class PolicyAsked(FilterSchema):
    """Which policies or measures are asked for; empty for any."""

    q: str = Field("", max_length=24, description="Words of the text or the title.")
    topic: str = Field("", description="Code of a topic; of measures alone.")
    instrument: str = Field("", description="Code of an instrument; of measures alone.")
    object: str = Field("", max_length=24, description="Words of the receivers; of measures alone.")
    level: Literal["", "province", "city", "district", "zone"] = ""
    place: str = Field("", max_length=9, description="Id of a place, with what lies below it.")
    state: Literal["", "draft", "coming", "force", "expired", "repealed"] = ""
    year: str = Field("", max_length=4, description="Of issue.")
    show: Literal["", "open"] = Field("", description="`open`: those that are 待核, which are in no count.")


class PolicyOut(Schema):
    """A policy."""

    id: int
    title: str
    place: int = Field(alias="place_id")
    issuers: str
    doc_no: str
    issued_on: dt.date | None
    valid_from: dt.date | None
    valid_until: dt.date | None = Field(description="Its last day; null where none is named.")
    state: State = Field(description="On the day of the answer.")
    openness: Literal["open", "closed"]
    secrecy: Literal["none", "internal", "secret"]
    version: int

    @staticmethod
    def resolve_state(policy: Policy) -> str:
        """As of today."""
        return policy.state(timezone.localdate())


class PolicyMeasureOut(Schema):
    """A measure with its words."""

    id: int
    policy: int = Field(alias="policy_id")
    state: Literal["candidate", "confirmed", "corrected", "rejected"]
    quote: str
    start: int
    end: int
    clause: str
    topics: list[str] = Field(alias="topic_codes")
    instrument: str
    stage: str
    object: str
    conditions: str
    benefit: str
    sum: str = Field(description="Yuan; empty where none is named.")
    rate: str = Field(description="Percent.")
    cap: str = Field(description="Yuan at most.")
    per: str
    window: str
    budget: str
    depends: str
    stacking: str = Field(description="exclusive, highest, stack or empty.")
    confidence: float
    version: int


class PolicyWhole(Schema):
    """A policy with its text and measures."""

    policy: PolicyOut
    text: str
    rules: list[StackingOut]
    measures: list[PolicyMeasureOut]


class StackingOut(Schema):
    """A sentence on stacking, as printed."""

    kind: str
    quote: str


PolicyWhole.model_rebuild()


class PolicyJobs(Schema):
    """One job a file."""

    items: list[JobOut]


class PolicyPage(Page[PolicyOut]):
    """By place, the latest first."""


class PolicyMeasurePage(Page[PolicyMeasureOut]):
    """By place and policy, in the order of the text."""


class PolicyAboutIn(Schema):
    """What a policy is; days as 2026-05-01, empty for none."""

    version: int
    title: str
    place: str = Field(description="Id of the place for which it holds.")
    issuers: str = ""
    doc_no: str = ""
    issued_on: str = ""
    valid_from: str = ""
    valid_until: str = ""
    standing: Literal["draft", "issued", "repealed"] = "draft"
    repealed_on: str = ""


class MeasureJudgeIn(Schema):
    """What is decided about a measure as it stood at *version*."""

    deed: Literal["confirm", "correct", "reject", "reopen"] = "confirm"
    version: int
    fields: dict[str, str] = Field({}, description="Of a correction: `topics` as codes parted by blanks.")
    note: str = ""


class MeasureAddIn(Schema):
    """A measure that was not read."""

    words: str = Field(description="Exactly as in the text.")
    fields: dict[str, str]


class PolicyVerdictIn(Schema):
    """The word of this year's clean-up."""

    version: int
    verdict: Literal["keep", "amend", "repeal"]
    reason: str


class PolicyVerdictOut(Schema):
    """A verdict."""

    year: int
    verdict: str
    reason: str
    at: dt.datetime


class PolicyCell(Schema):
    """What a place has on a topic: measures, draft, waiting, ended, or none (未出台)."""

    topic: str
    says: Literal["measures", "draft", "waiting", "ended", "none"]
    n: int


class PolicyStanding(Schema):
    """A place beside the others."""

    place: int
    name: str
    level: str
    is_part: bool = Field(description="Whether it is a 板块, which is flagged where it has none.")
    cells: list[PolicyCell]


class PolicyOverlapOut(Schema):
    """Two measures that overlap."""

    kind: Literal["levels", "twice"]
    topic: str
    upper: int
    lower: int
    rules: list[StackingOut]


class PolicyOverlapPage(Page[PolicyOverlapOut]):
    """By topic and instrument, from the uppermost place down."""

    total: int = Field(description="Pairs that were found; all there are only where `is_whole` says so.")
    is_whole: bool = Field(
        description="False where there are more, or not all measures were compared: ask by topic and instrument."
    )


class PolicyDueOut(Schema):
    """A policy in the clean-up."""

    policy: int
    title: str
    why: Literal["expired", "ending", "unlooked"]
    days: int | None = Field(description="Left; null where no end is named.")
    verdict: str = Field(description="Of this year; empty while there is none.")


class PolicyTakeIn(Schema):
    """How a file is to leave."""

    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""


class PolicyPaperIn(Schema):
    """How the list is to leave."""

    form: Literal["xlsx", "docx"]
    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""
    topic: str = ""
    state: str = ""
    place: str = ""


def measures_of(policy: Policy) -> list[Measure]:
    """Those that were not rejected."""
    return list(policy.measures.exclude(state="rejected"))
