"""The only writer of documents, plans and editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_keep
from xiandao.apps.jobs.documents import documents_enter, draft_for, draft_read
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, work
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import place_by_name, root_place
from xiandao.apps.plans import attaching, facts, rereading
from xiandao.apps.plans import export_cleaning as _cleaning  # noqa: F401 - workers load what declares works from here
from xiandao.apps.plans import export_services as _exports  # noqa: F401 - likewise
from xiandao.apps.plans import page_cleaning as _page_cleaning  # noqa: F401 - likewise
from xiandao.apps.plans.classing import EXPOSED, Classing, class_check, class_given, class_of, plan_class, plan_locked
from xiandao.apps.plans.comparison import comparison_make
from xiandao.apps.plans.issuing import edition_settle, exposes, issue_ask
from xiandao.apps.plans.mappers import edition_fields, rows_of_plan, source_of_document
from xiandao.apps.plans.models import Document, Edition, Item, Plan
from xiandao.apps.plans.namesakes import result_of
from xiandao.apps.plans.risk import Doubts
from xiandao.apps.plans.selectors import editions_seen, plans_seen
from xiandao.apps.plans.telling import comparison_told, review_told
from xiandao.core import plan as values
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.text import Source
from xiandao.reading import read_plan

READ = "plan.read"
"""The job that reads one file."""


def upload(
    person: Person,
    files: Iterable[tuple[str, Iterable[bytes]]],
    *,
    at: dt.datetime,
    plan: int | None = None,
    classing: Classing | None = None,
) -> list[Job]:
    """Files (name, bytes), each to be read in the background; as new editions of *plan*, or each a plan of its own.

    *classing* is how closed the new plans are; an edition is as closed as its plan.

    Nothing of a file is kept, shown or logged before it was searched for markings of state secrets: until then it
    lies in ``drafts/`` under a name of chance.

    Raises:
        Refusal: A name bears a marking, or the person may not add to *plan*; as :func:`class_check`, and
            ``class-open-later``: nothing is 主动公开 before a second person has confirmed it.
    """
    if plan is not None and not plans_seen(person, "plan.add").filter(pk=plan).exists():
        raise Refusal("absent")
    _keeper(person)
    classing = classing or Classing()
    class_check(person, classing, "plan.add")
    if classing.openness == EXPOSED:
        raise Refusal("class-open-later")
    return documents_enter(READ, files, {"plan": plan, "classing": [*classing]}, by=person, at=at)


@work(READ)
def _read(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Reads the file of one job and enters it; the draft goes when the edition stands, or the file was refused."""
    progress(0, 1)
    draft = draft_for(job)
    if not draft.exists():  # an earlier worker got to the end and was killed before it could say so
        return job.result or {"edition": None}
    return _entered(job, draft_read(job), draft)


def _entered(job: Job, source: Source, draft: Path) -> dict[str, Any]:
    """The job's word of the edition, entered with it in one transaction; then the draft is done with."""
    at = timezone.now()
    person = person_of_job(job, timezone.localdate(at))
    read = read_plan(source)  # before the transaction: on SQLite it would keep every writer waiting
    with transaction.atomic():
        classing = Classing(*job.arguments.get("classing", ()))
        edition = edition_enter(
            person, source, draft, at=at, plan=job.arguments["plan"], read=read, classing=classing
        )  # fmt: skip
        result = result_of(person, edition)
        Job.objects.filter(pk=job.pk).update(result=result)
    draft.unlink(missing_ok=True)
    return result


@transaction.atomic
def edition_enter(  # noqa: PLR0913 - all of it is what an edition is made of
    person: Person,
    source: Source,
    file: Path,
    *,
    at: dt.datetime,
    plan: int | None = None,
    read: values.Plan | None = None,
    classing: Classing | None = None,
) -> Edition:
    """The document *source* of *file* as an edition: of *plan*, of the plan whose words it brings, or of a new one.

    Every item enters as a candidate: nothing counts before a person has confirmed it. Nobody's upload ends in another
    office's plan: what is known already is looked for among the plans that the person may add to, and the reference.
    """
    read = read or read_plan(source)
    document = document_keep(source, file, at=at)
    own = plans_seen(person, "plan.add")
    same = Edition.objects.filter(
        plan__in=own, text_sha256=read.text_sha256, **({"plan": plan} if plan else {})
    ).first()
    if same is not None and same.document_id is not None:
        return same
    theirs = Q(plan__in=own) if plan else Q(plan__is_reference=True) | Q(plan__in=own)
    if waiting := Edition.objects.filter(theirs, text_sha256=read.text_sha256, reading="facts").first():
        return facts.words_attach(waiting, document, by=person, at=at)
    if waiting := attaching.waiting_for(read, Edition.objects.filter(theirs)):
        return attaching.words_bring(waiting, document, read, by=person, at=at)
    of = own.filter(pk=plan).first() if plan else plan_add(person, read, at=at, classing=classing)
    if of is None:
        raise Refusal("absent")
    return edition_add(of, document, read, by=person, at=at)


def document_keep(source: Source, file: Path, *, at: dt.datetime) -> Document:
    """The text with its file, kept once; the same words in another file are another document."""
    document, _ = Document.objects.get_or_create(
        text_sha256=source.sha256,
        blob=file_keep(file, at=at),
        defaults={
            "name": source.name,
            "media_type": source.media_type,
            "text": source.text,
            "pages": list(source.pages),
            "added_at": at,
        },
    )
    return document


def plan_add(person: Person, read: values.Plan, *, at: dt.datetime, classing: Classing | None = None) -> Plan:
    """A plan for what was read, kept by the person's office; closed to others until somebody opens it."""
    grant = _keeper(person)
    keeper = Place.objects.get(path=grant.path) if grant.path != "/" else root_place()
    said = classing or Classing()
    plan = Plan.objects.create(
        title=_title(read)[:255],
        secrecy=said.secrecy,
        openness=said.openness,
        place=place_by_name(read.document.place) or None,
        level=read.document.level or "",
        keeper=keeper,
        post_id=grant.post,
        added_at=at,
        by_id=person.id,
    )
    class_given(person, plan, said, at=at)
    return plan


def _title(read: values.Plan) -> str:
    """What the plan is called: a notice's own title says less than that of what it transmits."""
    return next(iter(read.document.alt_titles), read.document.title) or Path(read.source_name).stem


def edition_add(plan: Plan, document: Document, read: values.Plan, *, by: Person | None, at: dt.datetime) -> Edition:
    """The next edition of *plan*, with every item as a candidate."""
    Plan.objects.select_for_update().get(pk=plan.pk)  # two editions that come together come one after the other
    last = plan.editions.order_by("-ordinal").first()
    edition = Edition.objects.create(
        plan=plan,
        ordinal=last.ordinal + 1 if last else 1,
        state="draft",
        document=document,
        file_name=document.name,
        supersedes=last,
        added_at=at,
        by_id=by.id if by else None,
        **edition_fields(read),
    )
    Item.objects.bulk_create(rows_of_plan(read, edition, Doubts.about(read)), batch_size=500)
    if last is not None and last.document_id is not None:
        comparison_told(edition, comparison_make(edition, last, by=by, at=at), by=by, at=at)
    review_told(edition, by=by, at=at)
    record(
        "edition.add", "edition", edition.pk, by=by, at=at, plan=plan.pk,
        after=f"sha256:{document.text_sha256}", items=edition.items.count(),
    )  # fmt: skip
    return edition


@transaction.atomic
def edition_issue(
    person: Person, edition: Edition, *, state: str, at: dt.datetime, openness: str = "", secrecy: str = ""
) -> Edition:
    """Says what an edition is: a draft, issued, amended or repealed; and how closed its plan is from now on.

    An edition that is issued ends the one before it, and one that becomes a draft again gives it its open end back. What
    would let more people see anything waits for a second person: a plan that is opened, and every edition of one that is
    open, which stays a draft until then.

    Raises:
        Refusal: ``issue-waits``, and as :func:`.classing.plan_class`.
    """
    if not editions_seen(person, "plan.issue").filter(pk=edition.pk).exists():
        raise Refusal("absent")
    plan = plan_locked(edition.plan_id)
    edition = Edition.objects.select_related("plan").get(pk=edition.pk)
    said = Classing(secrecy or plan.secrecy, openness or plan.openness)
    if exposes(plan, edition, state, said):
        issue_ask(person, plan, edition, state, at=at)
        return edition
    edition = edition_settle(person, edition, state, at=at)
    if said != class_of(plan):
        plan_class(person, plan.pk, said, reason=wording("class-with-issue", "zh"), at=at)
    edition.plan.refresh_from_db()
    return edition


def edition_reread(edition: Edition, *, by: Person | None, at: dt.datetime) -> rereading.Reread:
    """Reads the document anew with the rules of today; what people said stays."""
    if edition.document is None:
        raise Refusal("absent")
    read = read_plan(source_of_document(edition.document))  # before the transaction: writers do not wait for it
    with transaction.atomic():
        return rereading.reread(edition, edition.document, by=by, at=at, plan=read)


def _keeper(person: Person) -> Grant:
    """The post under which *person* adds plans."""
    grants = person.within("plan.add")
    if not grants:
        raise Refusal("not-permitted")
    return grants[0]


@transaction.atomic
def taken(person: Person, edition: Edition, what: str, *, at: dt.datetime) -> None:
    """Notes that a file of *edition* leaves: its ``original``, or its data.

    Raises:
        Refusal: ``taken-numbered`` for what is 内部 or 工作秘密: that leaves numbered and for a purpose, or not at all.
    """
    if edition.plan.secrecy != "none":
        raise Refusal("taken-numbered")
    record("plan.take", "edition", edition.pk, by=person, at=at, what=what)
