"""The only writer of documents, plans and editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.audit.ahead import Stale, computed_ahead
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_keep, files_lock
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
from xiandao.apps.plans.by_token import unmarked
from xiandao.apps.plans.classing import EXPOSED, Classing, class_check, class_given, class_of, plan_class, plan_locked
from xiandao.apps.plans.comparison import comparison_keep
from xiandao.apps.plans.comparison_ahead import Compared, compared_next, last_of
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
    classing, results = Classing(*job.arguments.get("classing", ())), dict[str, Any]()

    def said(edition: Edition) -> None:
        results.clear()
        results.update(result_of(person, edition))
        Job.objects.filter(pk=job.pk).update(result=results)

    edition_enter(person, source, draft, at=at, plan=job.arguments["plan"], classing=classing, then=said)
    draft.unlink(missing_ok=True)
    return results


class Ahead(NamedTuple):
    """What was found out about a document before the transaction that enters it: on SQLite every writer waits for that.

    Attributes:
        waits: Whether a plan waits for its words; ``None`` where the very text is here.
        next: What the last edition becomes in it, where it follows one.
    """

    waits: attaching.Waiting | None
    next: Compared | None


def edition_enter(  # noqa: PLR0913 - all of it is what an edition is made of
    person: Person,
    source: Source,
    file: Path,
    *,
    at: dt.datetime,
    plan: int | None = None,
    classing: Classing | None = None,
    then: Callable[[Edition], None] = lambda _edition: None,
) -> Edition:
    """The document *source* of *file* as an edition: of *plan*, of the plan whose words it brings, or of a new one.

    Every item enters as a candidate: nothing counts before a person has confirmed it. Nobody's upload ends in another
    office's plan: what is known already is looked for among the plans that the person may add to, and the reference.
    What *then* writes stands with it, or not at all.

    Raises:
        Refusal: ``absent`` where *plan* is none they may add to; ``ahead-stale``.
    """
    read = read_plan(source)

    def written(found: Ahead) -> Edition:
        document = document_keep(source, file, at=at)
        edition = _laid(person, document, read, found, at=at, plan=plan) or edition_add(
            plan_add(person, read, at=at, classing=classing), document, read, by=person, at=at
        )
        then(edition)
        return edition

    return computed_ahead(lambda: _ahead(person, source, read, plan), written)


def _ahead(person: Person, source: Source, read: values.Plan, plan: int | None) -> Ahead:
    own = plans_seen(person, "plan.add")
    if _same(own, read, plan) or _theirs(own, plan).filter(text_sha256=read.text_sha256, reading="facts").exists():
        return Ahead(None, None)
    waits = attaching.waiting_ahead(read, _theirs(own, plan))
    is_next = plan is not None and waits.edition is None and own.filter(pk=plan).exists()
    return Ahead(waits, compared_next(plan, read, source.text) if is_next and plan else None)


def _same(own: QuerySet[Plan], read: values.Plan, plan: int | None) -> Edition | None:
    """The edition with this very text that the person may add to."""
    among = Edition.objects.filter(plan__in=own, text_sha256=read.text_sha256, **({"plan": plan} if plan else {}))
    found = among.first()
    return found if found is not None and found.document_id is not None else None


def _theirs(own: QuerySet[Plan], plan: int | None) -> QuerySet[Edition]:
    """Where words may be brought: what the person may add to, and the reference."""
    return Edition.objects.filter(Q(plan__in=own) if plan else Q(plan__is_reference=True) | Q(plan__in=own))


def _laid(
    person: Person, document: Document, read: values.Plan, found: Ahead, *, at: dt.datetime, plan: int | None
) -> Edition | None:
    """The document with what is here already, as it was found ahead; ``None`` where it is a plan of its own."""
    own = plans_seen(person, "plan.add")
    theirs = _theirs(own, plan)
    if same := _same(own, read, plan):
        return same
    if waiting := theirs.filter(text_sha256=read.text_sha256, reading="facts").first():
        return facts.words_attach(waiting, document, by=person, at=at)
    if found.waits is None or not attaching.still_waits(found.waits, theirs):
        raise Stale
    if found.waits.edition is not None:
        return attaching.words_bring(theirs.get(pk=found.waits.edition), document, read, by=person, at=at)
    if not plan:
        return None
    if (of := own.filter(pk=plan).first()) is None:
        raise Refusal("absent")
    return edition_add(of, document, read, by=person, at=at, found=found.next)


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


def edition_add(
    plan: Plan,
    document: Document,
    read: values.Plan,
    *,
    by: Person | None,
    at: dt.datetime,
    found: Compared | None = None,
) -> Edition:
    """The next edition of *plan*, with every item as a candidate; *found* is what the last one becomes in it.

    Raises:
        Stale: Another edition is the last one by now, or it is not any more as it was compared.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)  # two editions that come together come one after the other
    last = last_of(plan.pk)
    earlier = last if last is not None and last.document_id is not None else None
    if (found.earlier if found else None) != (earlier.pk if earlier else None):
        raise Stale
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
    if earlier is not None and found is not None:
        comparison_told(edition, comparison_keep(edition, earlier, found, by=by, at=at), by=by, at=at)
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
    files_lock(shared=True)  # what waits for a second person is frozen as a file
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
    """Notes that *edition* leaves whole: its ``original``, its ``text``, or its data.

    Raises:
        Refusal: ``taken-numbered`` for what is 内部 or 工作秘密: that leaves numbered and for a purpose, or not at all.
    """
    unmarked((edition,))
    record("plan.take", "edition", edition.pk, by=person, at=at, what=what)
