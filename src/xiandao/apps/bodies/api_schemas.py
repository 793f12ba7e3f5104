"""What the register takes and gives by API."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging

Form = Literal["docx", "xlsx"]


class BodyRowOut(Schema):
    """A row of a body or a linked leader, from a day to a day."""

    kind: Literal["setting", "member", "charge", "link"]
    id: int
    version: int = Field(description="Told back with every change, so that nobody overwrites another's.")
    said: str = Field(description="Name of the body, the member, the code of the field, the leader.")
    role: str = ""
    since: dt.date
    until: dt.date | None = Field(description="The last day; null while it is open.")
    order: int
    source: str
    entered_at: dt.datetime
    ended_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    withdrawn_for: str


class BodyOut(Schema):
    """A body as it stands on a day."""

    id: int
    place: str = Field(description="Code of its place.")
    name: str
    kind: str
    office: str | None = Field(description="The unit in which it has its office.")
    since: dt.date
    members: int
    fields: list[str] = Field(description="Codes of the taxonomy.")


class BodyPage(Page[BodyOut]):
    """Bodies, by place."""


class BodyWhole(Schema):
    """A body with every row there ever was of it, withdrawn ones too."""

    id: int
    place: str
    rows: list[BodyRowOut]


class BodiesAsked(Paging):
    """Which bodies are asked for."""

    on: dt.date | None = Field(None, description="As of which day; today where it is not told.")
    place: str = Field("", description="Code of a place: it and those below it.")
    level: str = ""
    kind: str = ""
    q: str = Field("", description="In names of bodies, leaders and units.")


class LinkOut(Schema):
    """A linked leader."""

    id: int
    version: int
    place: str
    duty: str
    leader: str
    about: str = Field(description="`field`, `chain`, `enterprise` or `park`.")
    code: str = Field(description="Of a field; empty for anything else.")
    subject: str
    unit: str
    contact: str
    telephone: str = Field(description="Masked but for those who may change it.")
    is_joint: bool
    since: dt.date
    until: dt.date | None
    source: str


class LinkPage(Page[LinkOut]):
    """Linked leaders, by place in the order entered."""


class LinksAsked(Paging):
    """Which linked leaders are asked for."""

    on: dt.date | None = None
    place: str = ""
    about: str = ""
    q: str = ""


class Lasting(Schema):
    """From when to when, in which order, and by which paper."""

    since: dt.date
    until: dt.date | None = None
    order: int = Field(0, ge=0, le=9999)
    source: str = Field(min_length=1, max_length=200)


class BodyNew(Lasting):
    """A body as it is set up."""

    place: str = Field(max_length=32)
    name: str = Field(min_length=1, max_length=80)
    kind: str
    parent: int | None = None
    office: int | None = None
    plan_edition: int | None = Field(
        None, description="The sentence of a plan that asks for it: edition, item, lineage."
    )
    plan_item: int | None = None
    plan_lineage: str = Field("", max_length=36)


class MemberIn(Lasting):
    """A unit (by number or name) or a leader with 职务, in a role."""

    role: str
    unit: int | None = None
    unit_name: str = ""
    duty: str = ""
    leader: str = ""


class MembersIn(Lasting):
    """A list of members, a line each."""

    text: str = Field(max_length=20_000)
    is_trial: bool = Field(default=False, description="True: only say what would be understood.")


class LineLeft(Schema):
    """A line that was left out."""

    line: int
    words: str
    why: str


class MembersOut(Schema):
    """What became of a list."""

    entered: int
    understood: int
    faults: list[LineLeft]


class ChargeIn(Lasting):
    """A field that the body answers for, by code or name."""

    code: str


class LinkIn(Lasting):
    """A leader and what they are linked to."""

    place: str = Field(max_length=32)
    duty: str = Field(min_length=1, max_length=80)
    leader: str = Field(min_length=1, max_length=40)
    about: Literal["field", "chain", "enterprise", "park"]
    subject: str = Field(min_length=1, max_length=80, description="Code or name of a field; the name of anything else.")
    is_joint: bool = False
    unit: int | None = None
    unit_name: str = ""
    contact: str = ""
    telephone: str = ""


class RowIn(Schema):
    """Which row, as it was seen."""

    kind: Literal["setting", "member", "charge", "link"]
    id: int
    version: int


class RowChange(RowIn):
    """What a row says from a day on: its fields as they are entered, all of them."""

    since: dt.date
    until: dt.date | None = None
    source: str = Field(min_length=1, max_length=200)
    fields: dict[str, str | int | bool | None] = Field(description="As for a new row of the kind.")


class RowEnd(RowIn):
    """The last day, and the paper."""

    day: dt.date
    source: str = Field(min_length=1, max_length=200)


class RowWithdraw(RowIn):
    """Why it is withdrawn."""

    reason: str = Field(min_length=1, max_length=200)


class BodyEnd(Schema):
    """The last day of a body; *version* of its setting."""

    version: int
    day: dt.date
    source: str = Field(min_length=1, max_length=200)


class BodyPaper(Schema):
    """Which paper."""

    form: Form
    on: dt.date | None = None


class LinksPaper(BodyPaper):
    """Which linked leaders."""

    place: str = ""
    about: str = ""
    q: str = ""


class TeamOut(Schema):
    """A body that answers."""

    body: int
    name: str
    kind: str
    near: int = Field(description="0: for the field itself, 1: for a wider one, 2: for a part of it.")
    office: str | None
    leaders: list[str]
    units: list[str]


class ResponsibleOut(Schema):
    """Who answers in one place."""

    place: str
    place_name: str
    leaders: list[str]
    teams: list[TeamOut]


class FieldAsked(Schema):
    """A field and a day."""

    field: str = Field("", description="Code or name; else the name of a chain, an enterprise, a park.")
    on: dt.date | None = None
    place: str = Field("", description="Code of a place: it and those above and below it.")
