"""Whom the work on a workbook concerns, and where a workbook stands whose work failed: it waits where it waited before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import ended
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import notify
from xiandao.apps.notices.subjects import NOTHING, About, Shown, Subject, subject_declare
from xiandao.apps.registers.loads import CHECK_JOB, ENTER_JOB, READ_JOB
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.selectors import loads_seen

MODEL = "registers.load"
BACK = {CHECK_JOB: ("checking", "mapping"), ENTER_JOB: ("entering", "checked")}
"""Where a workbook stands while a job is at work, and where when the job has failed."""
TOLD = {READ_JOB: "register.load-read", CHECK_JOB: "register.load-checked", ENTER_JOB: "register.load-entered"}


@ended(READ_JOB)
def _read(job: Job) -> None:
    _told(job, job.result.get("load") if job.state == "done" else None)


@ended(CHECK_JOB)
@ended(ENTER_JOB)
def _worked(job: Job) -> None:
    pk = job.arguments["load"]
    if job.state == "failed":
        during, before = BACK[job.kind]
        Load.objects.filter(pk=pk, state=during).update(state=before, version=F("version") + 1)
    _told(job, pk)


def _told(job: Job, pk: int | None) -> None:
    """Whoever had the work done: it is done, or it failed."""
    if job.by_id is None:
        return
    about = About(MODEL, pk) if pk else NOTHING
    link = reverse("registers:load", args=[pk]) if pk else reverse("registers:loads")
    kind = TOLD[job.kind] if job.state == "done" and pk else "register.load-failed"
    notify(kind, (To(user=job.by_id),), about=about, link=link, by=None, at=job.ended_at or timezone.now())


def _seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return loads_seen(person)


def _shown(pks: Iterable[int]) -> dict[int, Shown]:
    found = Load.objects.filter(pk__in=[*pks]).values_list("pk", "file_name", "secrecy")
    return {pk: Shown(name, secrecy) for pk, name, secrecy in found}


subject_declare(MODEL, Subject(_seen, _shown))
