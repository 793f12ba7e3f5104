"""What counting takes and gives by API."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.counting.bindings import LONGEST_NOTE
from xiandao.apps.counting.forms import LONGEST


class CountingAsked(Schema):
    """Of which day, and as known when."""

    as_of: str = Field("", max_length=40, description="A day; today where it is left out.")
    known_at: str = Field("", max_length=40, description="A day or moment; now where it is left out.")


class CountedAsked(CountingAsked):
    """Which page of what is behind the figure."""

    members: int = Field(1, ge=1, description="Page of what counts, 50 each.")
    near: int = Field(1, ge=1, description="Page of what nearly counts.")
    gone: int = Field(1, ge=1, description="Page of what was withdrawn.")


class StandingOut(Schema):
    """How the figure of one group and year stands to the target."""

    code: Literal["reached", "short", "above", "not-due", "not-measurable"]
    group: str = Field(description="Code; empty where the figure is not parted.")
    group_name: str
    year: int | None
    figure: float | None = Field(description="In the target's unit; null where it is not measurable, never nought.")
    low: float | None
    high: float | None
    gap: float | None
    may_rise: int = Field(description="Things of which it is not known whether they count.")
    words: list[str]


class TargetCountedOut(Schema):
    """A target with its figure."""

    id: int
    key: str
    lineage: str
    state: str
    quote: str
    subject: str
    comparator: str = Field(description=">=, >, <=, ~ (左右), = or range.")
    value: float
    value_max: float | None
    unit: str
    deadline: int | None
    binding: Literal["open", "counted", "reported", "none"]
    measure: dict[str, Any] | None = Field(description="xiandao-measure/1.")
    measurable: bool
    figure: float | None = Field(description="In the target's unit, of a figure that is not parted.")
    counted: float | None = Field(description="In `counted_unit`: money in yuan.")
    counted_unit: str
    verdict: str = Field(description="As in `verdicts`; `mixed` where groups differ.")
    words: list[str]
    verdicts: list[StandingOut]
    members: int | None


class TargetsCountedOut(Schema):
    """The targets of an edition on a day."""

    edition: int
    as_of: dt.date
    known_at: dt.datetime
    items: list[TargetCountedOut]
    total: int


class CountedOut(Schema):
    """A thing and what it is to the figure."""

    key: str
    name: str
    kind: str
    state: Literal["counts", "unknown", "withdrawn", "same", "not"]
    since: dt.date | None
    until: dt.date | None
    amount: str
    reasons: list[str]


class CountedPartOut(Schema):
    """A page of the things of one sort; `unseen` are counted and not yours to see."""

    code: Literal["members", "near", "gone"]
    total: int
    unseen: int
    page: int
    pages: int
    entries: list[CountedOut]


class CountOut(TargetCountedOut):
    """A target with its figure and everything behind it."""

    as_of: dt.date
    known_at: dt.datetime
    is_restricted: bool
    parts: list[CountedPartOut]
    proposals: list[dict[str, Any]] = Field([], description="Measures proposed, for whoever may confirm one.")
    version: int = Field(description="How many words there are on how it is counted: give it back in a deed.")


class BindingIn(Schema):
    """How a target is counted."""

    measure: str = Field("", max_length=LONGEST, description="xiandao-measure/1; empty: registers cannot count it.")
    note: str = Field("", max_length=LONGEST_NOTE, description="Needed where registers cannot count it.")
    version: int


class SlotCellOut(Schema):
    """A slot of one industry or place."""

    state: Literal["filled", "missing", "unsure", "unknown"]
    names: list[str]
    more: int
    gone: int
    unsure: int


class SlotOut(Schema):
    """A slot with its cells in the order of `groups`."""

    name: str
    why: list[str]
    cells: list[SlotCellOut]


class BundleOut(Schema):
    """A bundle with what fills it."""

    id: int
    name: str
    groups: list[str]
    rows: list[SlotOut]
    missing: int
    known: int
