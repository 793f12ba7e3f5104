"""An upload that bears the title of a plan that is here already goes where its uploader says."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.ahead import computed_ahead
from xiandao.apps.jobs.models import Job
from xiandao.apps.plans import attaching
from xiandao.apps.plans.comparison_ahead import Compared, compared_next
from xiandao.apps.plans.mappers import source_of_document
from xiandao.apps.plans.models import Document, Edition
from xiandao.apps.plans.namesakes import DEED, namesake_of, way_of
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.plans.services import edition_add
from xiandao.apps.plans.withdrawing import READ, upload_withdraw, withdraw_hindered
from xiandao.core import plan as values
from xiandao.core.errors import Refusal
from xiandao.reading import read_plan

WAYS = ("words", "edition", "apart")
"""对上原文, 作为新版本, 另存."""


def upload_join(person: Person, pk: int, way: str, *, at: dt.datetime) -> Edition:
    """Does with an upload what its uploader says of its namesake; the edition in which it is from now on.

    Raises:
        Refusal: ``absent``, ``join-none`` where no such plan is here any more, and as :func:`.upload_withdraw`.
    """
    edition = editions_seen(person, DEED).select_related("plan", "document").filter(pk=pk).first()
    if edition is None:
        raise Refusal("absent")
    if way not in WAYS:
        raise Refusal("join-none")
    document, same = edition.document, namesake_of(person, edition)
    if way == "apart" or document is None:
        Job.objects.filter(kind=READ, result__edition=pk).update(result={"edition": pk})
        return edition
    if same is None or way != way_of(same):
        raise Refusal("join-none")
    if hindered := withdraw_hindered(edition):
        raise Refusal(hindered)
    read = read_plan(source_of_document(document))  # before the transaction: writers do not wait for it
    is_next, of = same.reading != "facts", Upload(edition, document, read)
    return computed_ahead(
        lambda: compared_next(same.plan_id, read, document.text) if is_next else None,
        lambda found: _joined(person, of, same, found, at=at),
    )


class Upload(NamedTuple):
    """What came in: as it was entered, its document, and what is read of it."""

    edition: Edition
    document: Document
    read: values.Plan


def _joined(person: Person, of: Upload, same: Edition, found: Compared | None, *, at: dt.datetime) -> Edition:
    """The upload goes, its document stays: with the namesake, or behind it."""
    edition, document, read = of
    jobs = list(Job.objects.filter(kind=READ, result__edition=edition.pk).values_list("pk", flat=True))
    if same.reading == "facts":
        into = attaching.words_bring(same, document, read, by=person, at=at)
    else:
        into = edition_add(same.plan, document, read, by=person, at=at, found=found)
    upload_withdraw(person, edition.pk, at=at)
    Job.objects.filter(pk__in=jobs).update(result={"edition": into.pk})
    return into
