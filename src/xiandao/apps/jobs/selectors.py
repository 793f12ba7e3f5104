"""What may be read of jobs."""

from __future__ import annotations

from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.jobs.models import Job
from xiandao.core.errors import Refusal


def jobs_seen(person: Person) -> QuerySet[Job]:
    """A person's own jobs: a job's arguments and results are nobody else's to see."""
    return Job.objects.filter(by_id=person.id)


def job_for(person: Person, pk: int) -> Job:
    """One of them."""
    job = jobs_seen(person).filter(pk=pk).first()
    if job is None:
        raise Refusal("absent")
    return job
