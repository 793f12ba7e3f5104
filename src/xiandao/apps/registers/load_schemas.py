"""What workbooks on their way into registers take and give by API."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from xiandao.apps.audit.paging import Page, Paging


class LoadsAsked(Paging):
    """Which workbooks."""

    state: str = Field("", description="`mapping`, `checking`, `checked`, `entering`, `entered` or `undone`.")
    kind: str = Field("", max_length=40)
    q: str = Field("", max_length=80, description="Words of the file's name or its source.")
    sort: Literal["", "at", "name", "-name", "as_of", "-as_of"] = ""


class LoadIn(Schema):
    """What the uploaded workbooks are."""

    kind: str = Field(max_length=40, description="Of every row.")
    stream: str = Field("", max_length=80, description="Who keeps saying it; your office where it is empty.")
    authority: Literal["statutory", "registered", "verified", "reported", "claimed"] = "reported"
    as_of: dt.date | None = Field(None, description="The day of which they speak; today where it is not told.")
    period: str = Field("", max_length=7, description="Of figures whose heads name none: 2025, 2025Q3, 2025-06.")
    secrecy: Literal["none", "internal", "secret"] = "none"


class LoadJobOut(Schema):
    """A file that is read; see the job for the `load` that comes of it."""

    job: int
    name: str


class LoadJobs(Schema):
    """One for each file."""

    items: list[LoadJobOut]


class LoadOut(Schema):
    """A workbook on its way."""

    id: int
    version: int
    kind: str
    file_name: str
    stream: str
    authority: str
    as_of: dt.date
    period: str
    secrecy: str
    state: str
    counts: dict[str, int] = Field(description="Rows by outcome; empty before they were checked.")
    at: dt.datetime
    origin: int | None = Field(description="The source that it became.")
    job: int | None = Field(description="The last work on it, while it goes on or where it failed.")


class LoadPage(Page[LoadOut]):
    """Workbooks of your places, the latest first."""


class LoadColumn(Schema):
    """A column and what it is taken for."""

    letters: str
    name: str
    property: str
    unit: str
    period: str
    score: float


class LoadTable(Schema):
    """A table of a sheet."""

    sheet: str
    title: str
    rows: int
    used: bool
    missing: list[str] = Field(description="Properties that are needed and have no column.")
    columns: list[LoadColumn]


class LoadWhole(LoadOut):
    """A workbook with its columns, and the first rows of each outcome; without rows where it is no public matter."""

    tables: list[LoadTable]
    rows: dict[str, list[dict[str, Any]]]


class ColumnIn(Schema):
    """What a column is."""

    table: int = Field(ge=0, le=9_999)
    column: int = Field(ge=0, le=20_000)
    property: str = Field("", max_length=40, description="Empty: it is not taken.")
    unit: str = Field("", max_length=20)
    period: str = Field("", max_length=7)


class LoadMapping(Schema):
    """Which tables are taken, and what differs from the columns as proposed."""

    version: int
    tables: list[int] = Field(max_length=1_000, description="By their place among the tables.")
    columns: list[ColumnIn] = Field(default=[], max_length=20_000)


class LoadVersion(Schema):
    """The workbook as you saw it."""

    version: int
