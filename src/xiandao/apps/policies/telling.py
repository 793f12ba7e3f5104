"""Whom a policy that was read concerns: numbers and links, never words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import ended
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notify
from xiandao.apps.notices.subjects import About, Shown, Subject, subject_declare
from xiandao.apps.policies.models import Policy
from xiandao.apps.policies.selectors import JUDGE, policies_seen

MODEL, JOB = "policies.policy", "jobs.job"
READ_JOB = "policy.read"


def read_told(policy: Policy, n: int, *, by: Person, at: dt.datetime) -> None:
    """The other posts that may judge it: its measures wait. Whoever uploaded it is told by the end of the job."""
    to = posts_for(JUDGE, places=[policy.keeper_id], but=by)
    link = reverse("policies:policy", args=[policy.pk])
    notify("policy.read", to, about=About(MODEL, policy.pk), values={"n": n}, link=link, by=None, at=at)


@ended(READ_JOB)
def _ended(job: Job) -> None:
    """Whoever uploaded a file: it is read, a policy that was here already too, or it could not be."""
    if job.by_id is None:
        return
    to, at = (To(user=job.by_id),), job.ended_at or timezone.now()
    policy = Policy.objects.filter(pk=job.result.get("policy")).only("pk").first() if job.state == "done" else None
    if policy is not None:
        n = policy.measures.filter(state="candidate").count()
        link = reverse("policies:policy", args=[policy.pk])
        notify("upload.read", to, about=About(MODEL, policy.pk), values={"n": n}, link=link, by=None, at=at)
    elif job.state == "failed":
        notify("upload.failed", to, about=About(JOB, job.pk), link=reverse("jobs:list"), by=None, at=at)


def _seen(person: Person, on: dt.date) -> QuerySet[Any]:
    del on
    return policies_seen(person)


def _shown(pks: Iterable[int]) -> dict[int, Shown]:
    found = Policy.objects.filter(pk__in=[*pks]).values_list("pk", "title", "secrecy")
    return {pk: Shown(title, secrecy) for pk, title, secrecy in found}


subject_declare(MODEL, Subject(_seen, _shown))
