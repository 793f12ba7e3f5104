"""What the API says of what waits: the review of an edition, who is at it, and what one finds when one comes in."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from xiandao.apps.plans.api_schemas import ItemOut
from xiandao.apps.plans.models import Edition


class SampleOut(Schema):
    """A sample of the low-risk items."""

    id: int
    drawn: list[int] = Field(description="Items to look at.")
    group: list[int] = Field(description="Items that they stand for.")
    created_at: dt.datetime


class GroupOut(Schema):
    """How many were confirmed together."""

    confirmed: int


class ClaimOut(Schema):
    """Somebody who has begun to review it; others may all the same."""

    who: str
    since: dt.datetime


class ReviewOut(Schema):
    """How far the review of an edition is."""

    queue: list[ItemOut] = Field(description="What to look at next, the first ones.")
    waiting: int
    done: int
    total: int
    low: int = Field(description="Items of low risk, to be confirmed together after a sample.")
    check: SampleOut | None = Field(description="The sample that is being looked at.")
    sample_left: int
    group_ready: bool
    group_rest: int
    claims: list[ClaimOut] = Field(description="核对中: who is at the edition, whoever was last first.")
    claimed: dict[int, ClaimOut] = Field(description="Item of the queue → who took it up.")


class Waiting(Schema):
    """An edition in which items wait for you."""

    edition: int
    title: str
    n: int
    claims: list[ClaimOut] = Field(description="核对中: who is at it, whoever was last first.")


class OverviewOut(Schema):
    """What there is and what waits."""

    plans: int
    live: dict[str, int] = Field(description="Kind → confirmed items of the installation's own plans.")
    waiting_all: int
    waiting: list[Waiting]
    targets: list[ItemOut] = Field(description="Confirmed targets by deadline, the first ones.")
    newest: list[int] = Field(description="Editions, the latest first.")
    may_add: bool

    @staticmethod
    def resolve_newest(found: dict[str, list[Edition]]) -> list[int]:
        """Their ids."""
        return [edition.pk for edition in found["newest"]]
