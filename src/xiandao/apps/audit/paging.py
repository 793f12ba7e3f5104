"""A stretch of a list and how many there are in all: how the API gives every list."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

MOST = 500
FARTHEST = 10**9
Row = TypeVar("Row")


class Paging(Schema):
    """Which stretch of a list is asked for."""

    limit: int = Field(50, ge=1, le=MOST, description="How many at most.")
    offset: int = Field(0, ge=0, le=FARTHEST, description="How many of the beginning are left out.")


class Page(Schema, Generic[Row]):
    """A stretch of a list."""

    total: int = Field(description="How many there are in all, of those that you may see and asked for.")
    limit: int
    offset: int
    items: list[Row]


def page_of(rows: QuerySet[Any], paging: Paging) -> dict[str, Any]:
    """The stretch of *rows*, in the terms of :class:`Page`."""
    listed = list(rows[paging.offset : paging.offset + paging.limit])
    return {"total": rows.count(), "limit": paging.limit, "offset": paging.offset, "items": listed}
