"""Work that the queue does for apps below it, which cannot know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from xiandao.apps.accounts.attempts import tries_old_forgotten
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.checks import check_ask, check_failed, check_make
from xiandao.apps.audit.models import AuditCheck
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import Progress, ended, every, job_enter, work

CHECK = "audit.check"
"""The job that verifies the log from the first line to the last."""


@transaction.atomic
def audit_check_enter(person: Person, *, at: dt.datetime) -> AuditCheck:
    """Asks for a verification; one that is under way is given instead."""
    check, is_new = check_ask(person, at=at)
    if is_new:
        job_enter(CHECK, {"check": check.pk}, by=person, at=at, total=check.total)
    return check


@every(3600)
def tries_clean() -> None:
    """What the worker does every hour: tries to sign in that lock nobody any more are forgotten."""
    tries_old_forgotten(timezone.now())


@every(3600)
def figures_renew() -> None:
    """Lets SQLite count what its tables hold: it chooses by that which index to ask first. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


@work(CHECK)
def _check(job: Job, progress: Progress) -> Mapping[str, Any]:
    found = check_make(job.arguments["check"], lambda done: progress(done, job.total), at=timezone.now)
    return {"check": job.arguments["check"], "faults": len(found.faults) + found.unlisted}


@ended(CHECK)
def _ended(job: Job) -> None:
    if job.state == "failed":
        check_failed(job.arguments["check"], at=job.ended_at or timezone.now())
