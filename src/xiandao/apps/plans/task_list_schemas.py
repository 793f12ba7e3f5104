"""What the API says of 年度工作任务清单."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page
from xiandao.apps.plans.api_schemas import FARTHEST
from xiandao.apps.plans.task_list_models import TaskList
from xiandao.apps.plans.task_lists import Said


class TaskListOut(Schema):
    """A list that was kept."""

    place: str = Field(description="Code of the place.")
    number: int = Field(description="Of the place, as its address has it.")
    sector: str = Field(description="Empty: all fields of the place.")
    year: int

    @staticmethod
    def resolve_place(of: TaskList) -> str:
        """By code."""
        return of.place.code

    @staticmethod
    def resolve_number(of: TaskList) -> int:
        """Of the place."""
        return of.place_id


class TaskListList(Page[TaskListOut]):
    """Lists, by place and year."""


class TaskListAsked(Schema):
    """Which list of the place, and which version."""

    year: int | None = Field(None, ge=2000, le=2100, description="This year, where none is given.")
    sector: str = Field("", max_length=80)
    version: int | None = Field(None, ge=1, le=FARTHEST)


class TaskLineOut(Schema):
    """A row that was kept."""

    item: int | None = Field(description="The item it comes from; null for a row of a person's own.")
    state: Literal["taken", "left"]
    origin: str = Field(description="whole, year, cadence, stage, own.")
    title: str
    measure: str
    units: str
    due: str
    reason: str
    clause: str
    quote: str


class TaskDraftOut(Schema):
    """A row that the plans propose."""

    item: int
    origin: str
    title: str
    units: str
    due: str
    clause: str


class TaskListWhole(Schema):
    """A list: what was kept, and what the plans propose to who keeps it."""

    version: int | None = Field(description="Null: none was kept yet.")
    reason: str
    at: dt.datetime | None
    lines: list[TaskLineOut]
    proposed: list[TaskDraftOut]


class TaskSaid(Schema):
    """What is said of a row."""

    item: int | None = Field(None, ge=1, le=FARTHEST, description="Null for a row of your own.")
    state: Literal["taken", "left"] = "taken"
    reason: str = Field("", max_length=400, description="Why it is left out.")
    title: str = Field("", max_length=400)
    measure: str = Field("", max_length=800)
    units: str = Field("", max_length=400)
    due: str = Field("", max_length=60)

    def as_said(self) -> Said:
        """In the terms of the service."""
        return Said(**self.dict())


class TaskListKeepIn(Schema):
    """A version to keep: every proposed row is answered."""

    year: int = Field(ge=2000, le=2100)
    sector: str = Field("", max_length=80)
    rows: list[TaskSaid] = Field(max_length=500)
    reason: str = Field("", max_length=400)
    seen: int = Field(0, ge=0, le=FARTHEST, description="Number of the last version; 0 for none.")


class TaskListPaperIn(Schema):
    """The list as a file, and how it is to leave."""

    year: int = Field(ge=2000, le=2100)
    sector: str = Field("", max_length=80)
    version: int | None = Field(None, ge=1, le=FARTHEST)
    form: Literal["xlsx", "docx"]
    use: Literal["inside", "outside"] = "inside"
    purpose: str = ""
    receiver: str = ""
    takers: list[str] = Field([], max_length=20)
