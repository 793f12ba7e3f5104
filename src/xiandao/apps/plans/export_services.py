"""Gives papers away: numbered, marked, logged; large ones in the background."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep, files_lock, place_of
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, job_enter, work
from xiandao.apps.plans.export_gate import Wish, export_ask, export_frozen
from xiandao.apps.plans.export_scope import (
    DEED,
    LIST,
    Ask,
    Scope,
    ask_of,
    export_numbered,
    highest_of,
    may_all,
    scope_of,
    touched_stand,
)
from xiandao.apps.plans.exports import bytes_of, name_of, paper_for
from xiandao.apps.plans.models import Export
from xiandao.apps.publishing.gates import way_of
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.papers import Paper, Table, Watermark
from xiandao.readers.secrecy import bears_marking, case_number

MOST_AT_ONCE = 5_000
"""Rows; what has more is made in the background."""
LONGEST_PURPOSE = 40
"""Characters that the header of a page holds beside the number."""
ASK = "release.make"
"""The job that freezes a large export for the gate."""
LOCK = 0x78696578  # one number at a time


class Given(NamedTuple):
    """A file on its way out: its number, its name, its bytes."""

    export: Export
    name: str
    data: bytes


def needs_purpose(scope: Scope) -> bool:
    """Whether a file must say who has it and what for: everything that is not open to all offices."""
    return way_of("inside", scope.secrecy) != "direct"


@transaction.atomic
def export_begin(person: Person, ask: Ask, scope: Scope, *, purpose: str, at: dt.datetime) -> Export:
    """A number for what is asked for.

    Raises:
        Refusal: ``export-purpose``: something 内部 is to leave and nobody says what for, or too much of it;
            ``export-gate``: it is 工作秘密 and leaves through the gate alone; ``state-secret``: the purpose bears a
            marking.
    """
    if way_of("inside", scope.secrecy) == "gate":
        raise Refusal("export-gate")
    purpose = " ".join(purpose.split())
    if bears_marking(purpose):
        case = case_number(purpose.encode())
        raise Refusal("state-secret", case=case, name=case)
    if (needs_purpose(scope) and not purpose) or len(purpose) > LONGEST_PURPOSE:
        raise Refusal("export-purpose", most=LONGEST_PURPOSE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    year = timezone.localtime(at).year
    last = Export.objects.filter(year=year).order_by("-ordinal").first()
    return Export.objects.create(
        year=year,
        ordinal=last.ordinal + 1 if last else 1,
        what=ask.what,
        form=ask.form,
        edition_id=ask.edition,
        asked=dict(ask.asked),
        secrecy=scope.secrecy,
        purpose=purpose,
        at=at,
        by_id=person.id,
    )


def export_give(person: Person, export: Export, *, at: dt.datetime) -> Given:
    """The file, with the digest of its bytes on its row and in the log.

    Raises:
        Refusal: ``export-gate``, ``export-purpose``: what it holds was closed further since its number was given;
            ``export-changed``: while its rows were being made.
    """
    given = _prepared(person, export)
    _given(person, given.export, at=at)
    return given


def _prepared(person: Person, export: Export) -> Given:
    """The file, its digest put on the row and nothing written yet."""
    ask = ask_of(export.what, export.form, None if export.what == LIST else export.edition_id, export.asked)
    scope = scope_of(person, ask)
    if way_of("inside", scope.secrecy) == "gate":
        raise Refusal("export-gate")
    if needs_purpose(scope) and not export.purpose:
        raise Refusal("export-purpose", most=LONGEST_PURPOSE)
    paper = paper_for(person, ask, scope)
    data = bytes_of(paper, ask, mark_of(export, scope))
    export.sha256, export.rows = hashlib.sha256(data).hexdigest(), _rows(paper)
    export.secrecy, export.touched = scope.secrecy, touched_stand(scope)
    return Given(export, name_of(ask, scope), data)


def mark_of(export: Export, scope: Scope) -> Watermark | None:
    """样例数据 on what is invented; number and purpose on what is not for everybody; ``None`` on the rest."""
    if needs_purpose(scope):
        return Watermark(sample=scope.is_sample, number=export.number, purpose=export.purpose)
    return Watermark(sample=True) if scope.is_sample else None


def _rows(paper: Paper) -> int:
    return sum(len(part.rows) for part in paper.parts if isinstance(part, Table))


@transaction.atomic
def _given(person: Person, export: Export, *, at: dt.datetime) -> None:
    export.save(update_fields=("sha256", "rows", "secrecy", "touched"))
    record(
        DEED, "export", export.pk, by=person, at=at, after=f"sha256:{export.sha256}", number=export.number,
        what=export.what, form=export.form, edition=export.edition_id, rows=export.rows, secrecy=export.secrecy,
    )  # fmt: skip


def release_begin(person: Person, ask: Ask, scope: Scope, wish: Wish, *, at: dt.datetime) -> int | None:
    """Puts an export before two people: the number of the release, ``None`` where its content is made in the background."""
    if scope.rows <= MOST_AT_ONCE:
        return export_ask(person, ask, scope, wish, at=at).pk
    wanted = {"what": ask.what, "form": ask.form, "edition": ask.edition, "asked": dict(ask.asked)}
    arguments: dict[str, Any] = {
        **wanted,
        "wish": [wish.use, wish.purpose, wish.receiver, [*wish.takers]],
        "name": name_of(ask, scope),
    }
    if person.id is None:
        arguments["operator"] = person.username
    with transaction.atomic():
        job_enter(ASK, arguments, by=person, at=at, total=1)
    return None


@work(ASK)
def _ask(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Freezes a large export and puts it before two people, once, however often it is begun."""
    said = job.arguments
    job.refresh_from_db(fields=("result",))
    if job.result.get("address"):  # an earlier worker got to the end and was killed before it could say so
        return job.result  # type: ignore[no-any-return]
    progress(0, 1)
    at = timezone.now()
    person = person_of_job(job, timezone.localdate(at))
    ask = ask_of(said["what"], said["form"], said["edition"], said["asked"])
    use, purpose, receiver, takers = said["wish"]
    scope, wish = scope_of(person, ask), Wish(use, purpose, receiver, tuple(takers))
    data = export_frozen(person, ask, scope, wish)  # before the transaction: on SQLite every writer would wait for it
    with transaction.atomic():
        release = export_ask(person, ask, scope, wish, data=data, at=at)
        result = {"address": reverse("publishing:release", args=[release.pk]), "release": release.pk}
        Job.objects.filter(pk=job.pk).update(result=result)
    return result


@transaction.atomic
def export_enter(person: Person, export: Export, address: str, *, at: dt.datetime) -> Job:
    """The job that makes a large file; *address* is where it is fetched."""
    arguments: dict[str, Any] = {"export": export.pk, "name": export.number, "address": address}
    if person.id is None:
        arguments["operator"] = person.username
    return job_enter(DEED, arguments, by=person, at=at, total=1)


@work(DEED)
def _make(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Makes one file with the rights of today and keeps it until it is fetched."""
    export = Export.objects.get(pk=job.arguments["export"])
    result = {"export": export.pk, "address": job.arguments["address"]}
    progress(0, 1)
    if export.blob_id:  # an earlier worker got to the end and was killed before it could say so
        return result
    at = timezone.now()
    person = person_of_job(job, timezone.localdate(at))
    given = _prepared(person, export)  # before the transaction: on SQLite every writer would wait for it
    with transaction.atomic():
        files_lock(shared=True)
        _given(person, export, at=at)
        draft = draft_of((given.data,))
        try:
            export.blob = file_keep(draft, at=at)
        finally:
            draft.unlink()
        export.save(update_fields=("blob",))
    return result


def export_take(
    person: Person, ask: Ask, scope: Scope, wish: Wish, address: Callable[[str], str], *, at: dt.datetime
) -> Given | Export | Release | None:
    """What is asked for, the way it may leave.

    Returns:
        The file; the row of a large one that is made now, to be fetched at *address* of its number; the release that
        waits for two people; ``None`` while a large one of those is made.
    """
    if way_of(wish.use, scope.secrecy) == "gate":
        number = release_begin(person, ask, scope, wish, at=at)
        return Release.objects.get(pk=number) if number else None
    begun = export_begin(person, ask, scope, purpose=wish.purpose, at=at)
    if scope.rows <= MOST_AT_ONCE:
        return export_give(person, begun, at=at)
    export_enter(person, begun, address(begun.number), at=at)
    return begun


def export_fetch(person: Person, ask: Ask, number: str, *, at: dt.datetime) -> Given | None:
    """A file that was made in the background, for whoever asked for it; ``None`` while it is being made.

    Raises:
        Refusal: ``absent``: it is somebody else's, or its rows are no longer theirs to export.
    """
    export, scope = _own(person, ask, number)
    if export.cleaned_at is not None or not export.blob_id:
        return None
    with transaction.atomic():
        record("export.fetch", "export", export.pk, by=person, at=at, number=export.number)
    return Given(export, name_of(ask, scope), place_of(export.blob_id).read_bytes())


def export_look(person: Person, ask: Ask, number: str) -> str:
    """What became of a large file: ``making``, ``made``, or ``cleaned`` when its days were over.

    Raises:
        Refusal: ``absent``: it is somebody else's, or its rows are no longer theirs to export.
    """
    export, _ = _own(person, ask, number)
    if export.cleaned_at is not None:
        return "cleaned"
    return "made" if export.blob_id else "making"


def _own(person: Person, ask: Ask, number: str) -> tuple[Export, Scope]:
    """The export of that number, where it was *person* who asked for it and may have it still."""
    export = export_numbered(person, number)
    if export is None or (export.what, export.form, export.edition_id) != (ask.what, ask.form, ask.edition):
        raise Refusal("absent")
    scope = scope_of(person, ask_of(export.what, export.form, ask.edition, export.asked))
    if export.blob_id and not (highest_of(export.touched) == export.secrecy and may_all(person, export.touched)):
        raise Refusal("absent")
    return export, scope
