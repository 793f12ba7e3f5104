"""What the API says of 征求意见: rounds, who is asked, comments and what was ruled on them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.cases.models import Case, CaseStep, Enclosure, Invitation
from xiandao.apps.plans.api_schemas import FARTHEST

Ruling = Literal["adopted", "partly", "declined"]
Number = Field(ge=1, le=FARTHEST)


class NamedOut(Schema):
    """A place or a unit."""

    id: int
    name: str


class UnitToAskOut(NamedOut):
    """A unit that may be asked, and whose it is."""

    place: str = Field(description="Name of its place: the keeper's own, one below, or one beside.", alias="place.name")


class RoundOut(Schema):
    """A time in which places and units are asked."""

    id: int
    edition: int = Field(alias="about_id")
    title: str
    opened_at: dt.datetime
    until: dt.date = Field(description="The last day for those asked.")
    days: int | None = Field(description="Working days given; null where the last day was named.")
    rule_days: int | None = Field(description="Working days behind it for the rulings; null: no clock.")
    closed_at: dt.datetime | None


class RoundIn(Schema):
    """Whom to ask, and until when."""

    title: str
    days: int | None = Field(None, ge=1, le=250, description="Working days; null where `until` is given.")
    until: dt.date | None = None
    rule_days: int | None = Field(None, ge=1, le=250)
    places: list[int] = Field([], max_length=200, description="As listed in `places` of the opinions.")
    units: list[int] = Field([], max_length=200)


class AskedOut(Schema):
    """One that was asked, and how many comments came."""

    place: int | None
    unit: int | None
    name: str
    comments: int

    @staticmethod
    def resolve_place(asked: Any) -> int | None:
        """Its number."""
        invitation: Invitation = asked.invitation
        return invitation.place_id

    @staticmethod
    def resolve_unit(asked: Any) -> int | None:
        """Its number."""
        invitation: Invitation = asked.invitation
        return invitation.unit_id

    @staticmethod
    def resolve_name(asked: Any) -> str:
        """As people read it."""
        return str(asked.invitation)

    @staticmethod
    def resolve_comments(asked: Any) -> int:
        """Not taken back."""
        return int(asked.n)


class CaseStepOut(Schema):
    """One step of a comment."""

    deed: str
    state: str
    ruling: str
    words: str
    at: dt.datetime
    by: str | None

    @staticmethod
    def resolve_by(step: CaseStep) -> str | None:
        """The person's name."""
        return step.by.name if step.by else None


class EnclosureOut(Schema):
    """A file that came with a comment."""

    id: int
    name: str
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str
    at: dt.datetime


class CaseOut(Schema):
    """One comment."""

    id: int
    round: int | None = Field(alias="round_id")
    proposer: str = Field(description="For whom it was put forward.")
    clause: str
    quote: str
    text: str
    wanted: str = Field(description="The wording or value that is asked for.")
    state: str = Field(description="`open`, `answered`, `ruled`, `closed`, `withdrawn`.")
    ruling: Literal["", "adopted", "partly", "declined"]
    reason: str
    version: int = Field(description="Sent along with a ruling; when it is another by then, the answer is 409.")
    opened_at: dt.datetime
    ruled_at: dt.datetime | None
    ruled_by: str | None
    files: list[EnclosureOut] = Field(description="What came with it; gone with it when it is taken back.")

    @staticmethod
    def resolve_ruled_by(case: Case) -> str | None:
        """The person's name."""
        return case.ruled_by.name if case.ruled_by else None

    @staticmethod
    def resolve_files(case: Case) -> list[Enclosure]:
        """Those that are still there."""
        return case.files


class CommentOut(Schema):
    """One comment with what it is about and what was done to it."""

    case: CaseOut
    due: dt.date | None = Field(description="Last day for the ruling; null: no clock runs.")
    items: list[int] = Field(description="Items of the draft that it is about.")
    later: list[int] = Field(description="What they became in a later edition, where they changed.")
    steps: list[CaseStepOut]
    may_rule: bool
    may_withdraw: bool


class OpinionsAsked(Paging):
    """Which comments are asked for."""

    fate: Literal["", "open", "adopted", "partly", "declined", "withdrawn"] = ""
    proposer: str = ""
    q: str = ""
    sort: Literal["", "proposer", "-proposer", "opened", "-opened"] = ""


class OpinionsOut(Page[CommentOut]):
    """Comments by clause: all for who keeps the plan, else those of your own unit and place."""

    round: RoundOut | None = Field(description="The open round, else the latest.")
    counts: dict[str, int]
    may_rule: bool
    may_comment: bool
    invited: list[AskedOut] = Field(description="For who keeps the plan.")
    places: list[NamedOut] = Field(description="Whom a round may ask; for who keeps the plan.")
    units: list[UnitToAskOut]


class AnswerOut(Schema):
    """A changed clause of the later edition, and the comments it answers."""

    before: list[int]
    after: list[int]
    changes: list[str]
    comments: list[int]


class AnswersOut(Page[AnswerOut]):
    """What a later edition made of the comments on the one before."""

    earlier: int | None = Field(description="The edition that was commented on; null where nothing was said.")
    changed: int
    comments: int
    unheeded: list[int] = Field(description="Comments adopted, wholly or in part, on clauses that did not change.")


class OpenOut(Schema):
    """An open round on a list."""

    round: RoundOut
    title: str = Field(description="Of the plan.")
    left: int | None = Field(description="Working days; null where the calendar is not known.")
    waiting: int | None = Field(description="For who keeps the plan: comments without a ruling.")


class OwnOut(Page[CaseOut]):
    """What your unit or place ever said, the latest first."""

    asked: list[OpenOut] = Field(description="Rounds in which you are asked.")
    asking: list[OpenOut] = Field(description="Rounds in which you ask.")


class CommentIn(Schema):
    """A comment: on an item, on words of the text, or on the whole."""

    text: str
    wanted: str = ""
    item: int | None = Field(None, ge=1, le=FARTHEST)
    start: int | None = Field(None, ge=0, le=FARTHEST, description="In code points of the text.")
    end: int | None = Field(None, ge=0, le=FARTHEST)
    words: str = Field("", description="Words of the text, where their place is not given.")
    outside: str = Field("", description="The unit's name, where the office enters what it was sent.")


class CaseRuleIn(Schema):
    """What becomes of a comment, and why."""

    case: int = Number
    ruling: Ruling
    reason: str
    version: int | None = Field(None, ge=0, le=FARTHEST, description="Of the comment, as you saw it.")


class CaseIn(Schema):
    """A comment."""

    case: int = Number


class FileTakeIn(Schema):
    """What a file is taken for."""

    purpose: str = Field("", description="Needed where the draft is 内部.")


class LeavingIn(Schema):
    """How something is to leave."""

    form: Literal["xlsx", "docx"]
    use: Literal["inside", "outside"] = Field("inside", description="本单位工作, 对外提供.")
    purpose: str = Field("", description="Needed for what is 内部 or leaves the house.")
    receiver: str = Field("", description="接收单位; needed outside.")
    takers: list[str] = Field([], max_length=20, description="User names; none: you.")
