"""Who entered a job, as they are when it is done."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.jobs.models import Job


def person_of_job(job: Job, day: dt.date) -> Person:
    """With the rights of *day* and in the post of then: a person, or the operator of the machine."""
    person = person_of(job.by, day) if job.by else operator(job.arguments["operator"])
    return person.acting_in(job.arguments.get("post"))
