"""What one entity, its sources and its sameness take and give by API."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging

Values = dict[str, list[str]]


class GroundsIn(Schema):
    """On what something is said."""

    title: str = Field(min_length=1, max_length=255, description="The paper, file or talk.")
    stream: str = Field("", max_length=80, description="Who says it; your office where it is empty.")
    authority: Literal["statutory", "registered", "verified", "reported", "claimed"] = "verified"
    since: dt.date | None = Field(None, description="First day on which it holds; today where it is not told.")
    until: dt.date | None = Field(None, description="Last day; null while it is open.")
    note: str = Field("", max_length=400)


class EntityNew(Schema):
    """A new entity."""

    kind: str = Field(max_length=40)
    values: Values = Field(description="By code of the property, written as in a cell of a workbook.")
    grounds: GroundsIn
    is_other: bool = Field(default=False, description="You looked at those that look like it: it is none of them.")


class EntitySaying(Schema):
    """Something said of an entity."""

    values: Values = Field(description="By code of the property, written as in a cell of a workbook.")
    grounds: GroundsIn
    period: str = Field("", max_length=7, description="Of figures of a period: 2025, 2025Q3, 2025-06.")


class EntityChoice(Schema):
    """Which side of a contradiction leads."""

    property: str = Field(max_length=40)
    side: int | None = Field(None, ge=0, le=999, description="Its place among `sides`; null takes the choice back.")
    version: int = Field(description="Of the entity as you saw it.")
    grounds: GroundsIn


class EntityMove(Schema):
    """A stage entered; papers are named here, files go with the page's form."""

    stage: str = Field(max_length=40)
    papers: list[str] = Field(default=[], max_length=20, description="Which of the papers asked for the office holds.")
    grounds: GroundsIn


class EntityLabel(Schema):
    """A label granted, or ended from `grounds.since` on."""

    label: str = Field(max_length=40)
    grounds: GroundsIn


class EntityGrounds(Schema):
    """Why, and from which day on."""

    grounds: GroundsIn


class EntityErase(Schema):
    """A person is erased for good."""

    name: str = Field(description="The name of the entity once more.")
    note: str = Field(min_length=1, max_length=400)


class EntityOpen(Schema):
    """One sealed value is asked for."""

    property: str = Field(max_length=40)
    place: int = Field(0, ge=0, le=999, description="Among the values of the property.")
    purpose: str = Field(max_length=80)


class OpenedOut(Schema):
    """The value; the opening stands in the log."""

    property: str
    value: str


class SourceOut(Schema):
    """Where a value comes from."""

    origin: int
    title: str
    stream: str
    authority: str


class StatementOut(Schema):
    """One value that one source gives one property."""

    property: str
    value: str = Field(description="Canonical; a mask for what is sealed.")
    source: SourceOut
    first_seen: dt.datetime
    last_seen: dt.datetime
    until_seen: dt.datetime | None
    valid_from: dt.date | None
    valid_until: dt.date | None
    where: str
    leads: bool


class SideOut(Schema):
    """What one source says of a contradicted property."""

    values: list[str]
    source: SourceOut
    leads: bool


class ContradictionOut(Schema):
    """Sources that say different things, the leading one first."""

    property: str
    rule: Literal["chosen", "authority", "latest"]
    sides: list[SideOut]


class TurnOut(Schema):
    """A stage entered or a label held, from a day to a day."""

    code: str
    since: dt.date | None
    until: dt.date | None
    source: SourceOut | None
    papers: list[str]


class LadderOut(Schema):
    """Where it stands on a ladder, and what it lacks for the next rung, in words."""

    name: str
    rung: str
    next: str
    missing: list[str]


class EntityOut(Schema):
    """An entity on a day, as known at a moment."""

    key: str
    kind: str
    name: str
    place: str | None = Field(description="Code of the place in which it lies.")
    secrecy: str
    exists: bool
    version: int
    as_of: dt.date
    known_at: dt.datetime
    values: Values = Field(description="The leading values, canonical; masks for what is sealed.")
    contradictions: list[ContradictionOut]
    statements: list[StatementOut]
    stages: list[TurnOut]
    labels: list[TurnOut]
    ladders: list[LadderOut]
    joined: list[str] = Field(description="Keys of the records that were found to be the same.")


class EntityAsked(Schema):
    """Of which day, as known when."""

    as_of: str = Field("", description="A day; today where it is not told.")
    known_at: str = Field("", description="A day or moment; now where it is not told.")


class OriginOut(Schema):
    """A source, and of how many entities it speaks."""

    origin: int
    title: str
    stream: str
    authority: str
    sort: str
    as_of: dt.date | None
    at: dt.datetime
    withdrawn_at: dt.datetime | None
    entities: int


class PairIn(Schema):
    """Whether two entities are one."""

    first: str = Field(max_length=32)
    second: str = Field(max_length=32)
    verdict: Literal["yes", "no", "unsure", ""] = Field(description="Empty takes the last word back.")
    note: str = Field("", max_length=400)


class AlikeReasonOut(Schema):
    """What speaks for or against."""

    code: str
    words: str


class PairOut(Schema):
    """Two entities that look like one, and what people said of it."""

    first: str
    second: str
    first_name: str
    second_name: str
    kind: str
    score: float | None
    verdict: str
    reasons: list[AlikeReasonOut]


class PairPage(Page[PairOut]):
    """Pairs, the likeliest first."""


class PairsAsked(Paging):
    """Which pairs."""

    show: Literal["open", "yes", "no", "unsure"] = "open"
    kind: str = ""


class SamenessOut(Schema):
    """One word of one person."""

    verdict: str
    note: str
    by: str
    at: dt.datetime


class PairWhole(PairOut):
    """A pair with every word that was said of it."""

    verdicts: list[SamenessOut]


class PairAsked(Schema):
    """Which two."""

    first: str = ""
    second: str = ""


class AlikeOut(Schema):
    """An entity that may be the same."""

    key: str
    name: str
    place: str | None
    reasons: list[AlikeReasonOut]


class PartnersAsked(Schema):
    """Words to search by; those that look like it where there are none."""

    q: str = Field("", max_length=80)


class KindAsked(Schema):
    """Of which kind."""

    kind: str = Field(max_length=40)


class AlikeSearchOut(Schema):
    """The search that has begun."""

    job: int


class PaperAsked(Schema):
    """What the file is needed for; of what is open to all it may stay empty."""

    purpose: str = Field("", max_length=40)
