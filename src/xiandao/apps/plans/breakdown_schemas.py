"""What the API says of 指标分解: a target over places, its scenarios, opinions and steps. Amounts are digits as written."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.plans.api_schemas import FARTHEST
from xiandao.apps.plans.breakdown_forms import MOST_ROWS
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, BreakdownStep

BreakdownState = Literal["drafting", "opinions", "countersigned", "decided", "handed-down", "withdrawn"]
Partition = Literal["tree", "zones", "both"]
Wish = Literal["fixed", "floor", "cap"]


class BreakdownsAsked(Paging):
    """Which are asked for."""

    q: str = Field("", description="In titles.")
    state: BreakdownState | Literal[""] = ""
    item: int | None = Field(None, ge=1, le=FARTHEST, description="Of one target.")
    sort: Literal["", "title", "-title", "year", "-year", "state", "-state"] = ""


class BreakdownOut(Schema):
    """One target on its way to the places that carry it out."""

    id: int
    edition: int = Field(alias="edition_id")
    plan: str = Field(description="Title of the plan.")
    item: int | None = Field(alias="item_id", description="Null where a new reading has no such target.")
    title: str
    year: int
    unit: str
    total: str
    partition: Partition
    state: BreakdownState
    at: dt.datetime

    @staticmethod
    def resolve_plan(row: Breakdown) -> str:
        """Its title."""
        return row.edition.plan.title


class ListedOut(Schema):
    """A breakdown on a list."""

    breakdown: BreakdownOut
    ratio: str | None = Field(description="Per cent of the total that is handed down; null where you are only asked.")
    allotted: str | None
    mine: str | None = Field(description="What your place takes; null for the office's own breakdowns.")
    is_asked: bool = Field(description="Whether an answer of your place or unit is waited for.")
    is_answered: bool = Field(description="Whether your place or unit was asked and has answered.")


class BreakdownPage(Page[ListedOut]):
    """The office's own, what you are asked on, and what was handed down to your place."""


class ResultRowOut(Schema):
    """A place in a scenario."""

    name: str
    base: str | None
    weight: str | None
    floor: str | None
    cap: str | None
    fixed: str | None
    assigned: str
    growth: str | None = Field(description="Per cent above the base.")
    share: str | None = Field(description="Per cent of what is handed down.")
    bound: str = Field(description="The limit that kept it from its share, or `free`.")
    reasons: list[str]


class ProofOut(Schema):
    """That the parts make the whole."""

    total: str
    handed_down: str = Field(description="Ratio: 1.05 is 105 %.")
    exact: str
    allotted: str
    terms: list[str]
    sum: str = Field(description="The terms added up: the same as `allotted`.")


class ResultOut(Schema):
    """What a scenario gives."""

    name: str
    unit: str
    rows: list[ResultRowOut]
    proof: ProofOut
    ratio: str
    is_over: bool = Field(description="More is handed down than the target asks.")
    notes: list[str]


class ScenarioOut(Schema):
    """One way of splitting it."""

    id: int
    origin: int | None = Field(description="The one that was sent round; null where no ruling changed it.")
    name: str
    is_chosen: bool
    method: str
    step: str
    ratio: str
    digest: str


class ComparedCell(Schema):
    """One place in one scenario."""

    assigned: str
    change: str = Field(description="Against the first scenario.")
    rank: int | None = Field(description="Of the burden, 1 the heaviest.")


class ComparedRow(Schema):
    """One place in all scenarios."""

    place: str
    cells: list[ComparedCell]


class BreakdownOpinionOut(Schema):
    """What a place answered, and what became of it."""

    id: int
    name: str
    wish: Wish | Literal["agree"]
    value: str = Field(description="Of `agree` what it was given.")
    reason: str
    is_own: bool = Field(description="Entered by the receiver itself; else for it, by the office.")
    version: int = Field(description="Sent along with a ruling; when it is another by then, nothing is done.")
    ruling: Literal["open", "adopted", "declined", "agreed"] = Field(description="`agreed`: nothing to rule on.")
    ruled_for: str
    at: dt.datetime
    by: str | None

    @staticmethod
    def resolve_by(opinion: BreakdownOpinion) -> str | None:
        """The person's name."""
        return opinion.by.name if opinion.by else None


class BreakdownStepOut(Schema):
    """Who brought it into a state, when."""

    state: BreakdownState
    digest: str = Field(description="Of the scenario as it stood then.")
    note: str
    at: dt.datetime
    by: str | None

    @staticmethod
    def resolve_by(step: BreakdownStep) -> str | None:
        """The person's name."""
        return step.by.name if step.by else None


class MoveOut(Schema):
    """A step that may be taken."""

    to: BreakdownState
    needs_note: bool


class ShareOut(Schema):
    """What one receiver takes in the chosen scenario."""

    id: int
    place: int | None = Field(alias="place_id")
    name: str
    assigned: str


class OwnBreakdown(Schema):
    """A breakdown of the office's own, whole."""

    view: Literal["own"]
    breakdown: BreakdownOut
    scenarios: list[ScenarioOut]
    chosen: int
    result: ResultOut = Field(description="Of the chosen scenario.")
    shares: list[ShareOut]
    compared: list[ComparedRow] = Field(description="Cells in the order of `scenarios`; empty with fewer than two.")
    opinions: list[BreakdownOpinionOut] = Field(description="Of this round.")
    silent: list[str] = Field(description="Who has not answered, or agreed to a figure that has changed since.")
    unable: list[str] = Field(description="The same, where nobody with an account may answer: enter it for them.")
    steps: list[BreakdownStepOut]
    moves: list[MoveOut] = Field(description="Where it may go from here.")
    may_make: bool


class HandedRow(Schema):
    """A row of 目标任务分解表."""

    number: int | None = Field(description="Null for the total.")
    place: str
    assigned: str
    is_mine: bool
    remarks: list[str]


class AskedShare(Schema):
    """Your own row."""

    name: str
    base: str | None
    assigned: str = Field(description="As rulings have left it by now.")
    opinions: list[BreakdownOpinionOut] = Field(description="On this row alone: yours, and what was entered for you.")
    waits: bool = Field(description="Whether an answer is waited for.")
    may_answer: bool = Field(description="Whether you may give one, or another instead of it.")


class HandedBreakdown(Schema):
    """What a place reads of what was handed down to it: the table, without the reckoning."""

    view: Literal["handed"]
    breakdown: BreakdownOut
    rows: list[HandedRow]
    handed_down_at: dt.datetime | None
    asked: list[AskedShare] = Field(description="Your own rows on which something was answered.")


class AskedBreakdown(Schema):
    """What a place or unit reads since it was asked: its own figure and the total."""

    view: Literal["asked"]
    breakdown: BreakdownOut
    asked: list[AskedShare]


class BreakdownAnswerIn(Schema):
    """What your place or unit says to its share."""

    name: str = Field("", max_length=60, description="The row, where you answer for several.")
    wish: Wish | Literal["agree"] = Field(description="`agree`: 同意; else what it should be instead.")
    seen: str = Field(
        "", description="`assigned` as you saw it; needed to agree. Where it is another by then: refused."
    )
    value: str = Field("", description="Needed unless you agree.")
    reason: str = Field("", description="Needed unless you agree.")


class LineIn(Schema):
    """One receiver; amounts as digits, empty where there is none."""

    place: int | None = Field(None, ge=1, le=FARTHEST, description="Id in the tree; null for others.")
    name: str = Field(max_length=60)
    base: str = ""
    weight: str = ""
    floor: str = ""
    cap: str = ""
    fixed: str = ""


class ScenarioIn(Schema):
    """How a target is split."""

    title: str
    year: int
    unit: str
    total: str
    step: str = "1"
    ratio: str = Field("100", description="Per cent that is handed down.")
    method: Literal["base", "weight", "equal", "growth", "mixed"] = "base"
    base_share: str = Field("", description="Of `mixed`: per cent that goes by base.")
    name: str = Field(description="Of the scenario: 方案一.")
    partition: Partition = "tree"
    lines: list[LineIn] = Field(max_length=MOST_ROWS)

    def as_form(self) -> dict[str, str]:
        """The same as the page's form says it."""
        said: dict[str, Any] = self.dict(exclude={"lines"})
        for at, line in enumerate(self.lines):
            said |= {f"{name}-{at}": "" if value is None else value for name, value in line.dict().items()}
            said[f"taken-{at}"] = "on"
        return {name: str(value) for name, value in {**said, "lines": len(self.lines)}.items()}


class ReceiverOut(Schema):
    """A place over which a target may be split."""

    id: int
    code: str
    name: str
    level: str


class ReceiversAsked(Schema):
    """By which partition."""

    partition: Partition = Field("tree", description="Administrative places, functional zones, or both.")


class ReceiversOut(Schema):
    """The places of a partition, each once."""

    partition: Partition
    items: list[ReceiverOut]


class ChooseIn(Schema):
    """A scenario."""

    scenario: int = Field(ge=1, le=FARTHEST)


class MoveIn(Schema):
    """A step."""

    seen: BreakdownState = Field(description="The state as you saw it; where it is another by then, it is refused.")
    to: BreakdownState
    note: str = ""


class BreakdownOpinionIn(Schema):
    """What a place answers, entered for it."""

    name: str = Field(max_length=60)
    wish: Wish
    value: str
    reason: str


class BreakdownRuleIn(Schema):
    """What becomes of an opinion, and why."""

    opinion: int = Field(ge=1, le=FARTHEST)
    ruling: Literal["adopted", "declined"]
    ruled_for: str = Field(description="The reason.")
    version: int | None = Field(None, ge=0, le=FARTHEST, description="Of the opinion, as you saw it.")


class BreakdownPaperIn(Schema):
    """Which paper, and how it is to leave."""

    what: Literal["table", "notice", "pledge"] = Field(description="目标任务分解表, 下达通知, 责任书.")
    form: Literal["xlsx", "docx"]
    share: int | None = Field(None, ge=1, le=FARTHEST, description="Of a 责任书: whose.")
    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""
    takers: list[str] = Field([], max_length=20)
