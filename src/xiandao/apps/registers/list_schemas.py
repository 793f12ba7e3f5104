"""What the API says of lists."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

Of = Literal["view", "kind"]


class ListHead(Schema):
    """A list."""

    of: Of
    code: str
    name: str
    en: str
    kinds: list[str]
    sources: list[str] = Field(description="The plans that ask for it.")
    is_restricted: bool = Field(description="Counts alone until it has been reviewed.")
    n: int | None = Field(description="How many stand in it today; null where it takes long to count.")


class ListAsked(Schema):
    """What is asked of a list.

    Beside these: `is-CODE`, `none-CODE`, `under-CODE`, `from-CODE`, `to-CODE` of properties it may be filtered by.
    """

    of: Of = Field("view", description="`kind`: all of a kind.")
    q: str = Field("", max_length=80, description="A name, a former name, a code or initials.")
    contested: str = Field("", max_length=1, description="`1`: only what sources contradict each other of.")
    columns: str = Field("", max_length=1000, description="Codes of properties, parted by commas.")
    sort: str = Field("", max_length=400, description="Codes, parted by commas; a `-` before one turns it round.")
    as_of: str = Field("", max_length=40, description="What was so on that day.")
    known_at: str = Field("", max_length=40, description="What was known by that day or moment.")


class ListRow(Schema):
    """An entity of a list."""

    key: str
    kind: str
    name: str
    values: dict[str, list[str]] = Field(description="By property, canonical text: codes, yuan, ISO days.")
    masked: list[str] = Field(description="Properties whose values are personal, and are not given.")
    contested: list[str]


class ListRows(Schema):
    """A stretch of a list."""

    total: int
    limit: int
    offset: int
    on: dt.date
    known_at: dt.datetime
    columns: list[str]
    items: list[ListRow]


class ListCount(Schema):
    """How many have a value; an empty value: those that have none."""

    value: str
    text: str
    n: int


class ListShare(Schema):
    """How a list divides by a property."""

    property: str
    counts: list[ListCount]


class ListCross(Schema):
    """How many have each pair of values."""

    down: str
    across: str
    total: int
    cells: list[tuple[str, str, int]]


class ListChange(Schema):
    """An entity that came, went or changed."""

    what: Literal["came", "went", "changed"]
    key: str
    name: str
    changes: list[tuple[str, str, str]] = Field(description="Property, before, after, in words.")


class ListChanges(Schema):
    """Two dates of a list."""

    total_before: int
    total_after: int
    came: int
    went: int
    changed: int
    total: int
    limit: int
    offset: int
    items: list[ListChange]


class ListExport(Schema):
    """How a list is to leave."""

    form: Literal["xlsx", "csv", "jsonl", "parquet", "statements"] = "xlsx"
    use: Literal["inside", "outside"] = "inside"
    purpose: str = Field("", max_length=200)
    receiver: str = Field("", max_length=200)
    excel: bool = False


class ListKeep(Schema):
    """Conditions to keep."""

    name: str = Field(max_length=60)
    query: str = Field("", max_length=2000, description="As the address of the page has it.")


class ListKept(Schema):
    """Conditions that a post keeps."""

    id: int
    of: Of
    code: str
    name: str
    query: str
