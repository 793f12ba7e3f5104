"""What the API says of 年度目标轨迹: planned and actual values by year, the reading, what is entered and confirmed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.plans.api_schemas import FARTHEST

Rule = Literal["equal", "growth", "entered"]
Nature = Literal["own", "preliminary", "final"]


class YearOut(Schema):
    """One year."""

    year: int
    planned: float | None = Field(description="In `unit`.")
    origin: str = Field(description="base, stated, entered, rule; empty where nothing is planned.")
    actual: float | None = Field(description="In `unit`, as it counts today; null to who does not see it.")
    through: int | None = Field(description="The last month that the actual value covers.")


class ActualOut(Schema):
    """A value as it was entered; of the rows of a year the one with the highest number counts."""

    id: int
    year: int
    through: int
    ordinal: int
    value: str
    unit: str
    nature: Nature
    source: str
    at: dt.datetime


class PathOut(Schema):
    """A path as somebody confirmed it."""

    ordinal: int
    rule: Rule
    base_year: int | None
    entered: list[tuple[int, str]]
    steps: list[tuple[int, str, str]] = Field(description="Year, value, origin.")
    reason: str
    at: dt.datetime


class ReadingOut(Schema):
    """What the actual values say."""

    state: str = Field(description="achieved, over, on-pace, behind, unknown, none, open, no-base.")
    rule: str = Field(description="increment, mean; empty where nothing is projected.")
    since: int | None
    rate: float | None
    projected: float | None = Field(description="At the deadline.")
    gap: float | None
    required: float | None = Field(description="What every year left must add or take off at least.")
    years_left: int
    missing: int = Field(description="Years of values still needed.")


class TrajectoryOut(Schema):
    """A target through the years."""

    item: int
    subject: str
    unit: str
    deadline: int | None
    base_year: int | None
    base_value: float | None = Field(description="Null: 无基数.")
    based_on: str = Field(description="plan, actual, increment; empty: 无基数.")
    rule: Rule
    is_confirmed: bool
    is_stale: bool = Field(description="The plan states something else than when the path was confirmed.")
    years: list[YearOut]
    reading: ReadingOut | None = Field(description="Null to who does not see the actual values.")
    said: list[str]
    actuals: list[ActualOut] = Field(description="Every value ever entered.")
    paths: list[PathOut]
    seen: int = Field(description="Sent back with new values: that this is what you had seen.")


class TrajectoriesOut(Schema):
    """Every live target of an edition."""

    items: list[TrajectoryOut]


class PointIn(Schema):
    """A year and its value."""

    year: int = Field(ge=1900, le=2100)
    value: Decimal = Field(max_digits=24, decimal_places=8)


class ActualsIn(Schema):
    """Actual values, each a further row."""

    points: list[PointIn] = Field(min_length=1, max_length=60)
    source: str = Field(max_length=200)
    unit: str = Field("", max_length=20, description="Empty: that of the target.")
    through: int = Field(12, ge=1, le=12)
    nature: Nature = "own"
    seen: int = Field(0, ge=0, le=FARTHEST, description="As the trajectory told it.")


class PathIn(Schema):
    """The planned path."""

    rule: Rule
    base_year: int | None = Field(None, ge=1900, le=2100, description="Where the plan states no base.")
    entered: list[PointIn] = Field([], max_length=60)
    reason: str = Field("", max_length=400)
    seen: int = Field(0, ge=0, le=FARTHEST, description="Number of the last path confirmed; 0 for none.")


class TrajectoriesPaperIn(Schema):
    """The table as a file, and how it is to leave."""

    form: Literal["xlsx", "docx"]
    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""
    takers: list[str] = Field([], max_length=20)
