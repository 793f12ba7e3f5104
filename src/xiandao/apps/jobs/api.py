"""Jobs by API: how far each is and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.jobs import selectors
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.works import audit_check_enter

router = Router(tags=["jobs"])


class JobOut(Schema):
    """One piece of work in the background."""

    id: int
    kind: str = Field(description="`plan.read` for the reading of a file.")
    name: str = Field(description="Of the file, where it is about one.")
    state: str = Field(description="`waiting`, `running`, `done`, `failed` or `cancelled`.")
    done: int
    total: int
    result: dict[str, Any] = Field(
        description="Once done: `edition` for a reading. Failed: `refusal`, a code as in every error, and its `values`."
    )
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None

    @staticmethod
    def resolve_name(job: Job) -> str:
        """Known while nothing spoke against keeping it."""
        return str(job.arguments.get("name", ""))


class JobPage(Page[JobOut]):
    """Your jobs, the latest first."""


@router.get("", response=JobPage, url_name="jobs", summary="List my jobs")
def job_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Your own jobs, the latest first."""
    return page_of(selectors.jobs_seen(request.person), paging)


@router.get("/{int:pk}", response=JobOut, url_name="job", summary="One job")
def job_get(request: Asked, pk: int) -> Job:
    """One of your jobs; ask again until it is done or failed."""
    return selectors.job_for(request.person, pk)


class CheckOut(Schema):
    """A verification of the log on its way."""

    state: str
    done: int = Field(description="Lines looked at.")
    total: int
    asked_at: dt.datetime


@router.post("/audit-check", response={202: CheckOut}, url_name="jobs-audit-check", tags=["audit"], summary="Verify the log")  # fmt: skip
def audit_check(request: Asked) -> Status[object]:
    """Has the log verified from the first line to the last; see the verdict when it is done. One at a time."""
    return Status(202, audit_check_enter(request.person, at=timezone.now()))
