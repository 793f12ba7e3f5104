"""Workbooks on their way into a register: read, their columns confirmed, their rows checked, entered, and undone."""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.files.services import file_keep, files_lock, place_of
from xiandao.apps.jobs.documents import documents_enter, draft_for, job_forget
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, job_enter, work
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.load_columns import mapping_confirm, tables_proposed
from xiandao.apps.registers.loading import AT, Line, lines_of, period_days
from xiandao.apps.registers.models import KeptMapping, Load, Origin
from xiandao.apps.registers.outcomes import finding_told, original_forget, outcome_of, size_of
from xiandao.apps.registers.selectors import load_for
from xiandao.apps.registers.services import Grounds, grant_for, keeper_of, may_see_class, origin_make, origin_withdraw
from xiandao.apps.registers.writing import Draft, new_key, said_write
from xiandao.core.errors import Refusal
from xiandao.core.sheets import Workbook
from xiandao.core.statements import AUTHORITIES
from xiandao.readers.sheets import read_workbook, read_workbook_file
from xiandao.registers.tables import tables_of

READ_JOB, CHECK_JOB, ENTER_JOB = "register.read", "register.check", "register.enter"
PERIOD = re.compile(r"\d{4}(Q[1-4]|-(0[1-9]|1[0-2]))?")


class About(NamedTuple):
    """What a workbook is said to be.

    Attributes:
        kind: Of the entities in it. stream: who keeps sending such workbooks; the office itself where none is given.
        authority: How much it weighs. as_of: the day of which it speaks; today where none is given.
        period: Of figures that are said of periods and whose heads name none; the year before *as_of* where none is given.
        secrecy: 保密属性 of entities that are new.
    """

    kind: str
    stream: str = ""
    authority: str = "reported"
    as_of: dt.date | None = None
    period: str = ""
    secrecy: str = "none"


def loads_enter(
    person: Person, files: Iterable[tuple[str, Iterable[bytes]]], about: About, *, at: dt.datetime
) -> list[Job]:
    """Workbooks (name, bytes), each read in the background; nothing is in the register before somebody said so.

    Raises:
        Refusal: ``not-permitted``, ``kind-unknown``, ``class-unseen``, ``period-unknown``, ``authority-unknown``;
            ``state-secret``: a name bears a marking.
    """
    about_check(person, about)
    told = {**about._asdict(), "as_of": about.as_of.isoformat() if about.as_of else ""}
    return documents_enter(READ_JOB, files, {"about": told}, by=person, at=at)


def about_check(person: Person, about: About) -> None:
    """Raises what :func:`loads_enter` refuses."""
    grant_for(person)
    kind_of(about.kind)
    if not may_see_class(person, about.secrecy):
        raise Refusal("class-unseen")
    if about.period and not PERIOD.fullmatch(about.period):
        raise Refusal("period-unknown", period=about.period[:20])
    if about.authority not in AUTHORITIES:
        raise Refusal("authority-unknown", authority=about.authority[:20])


@work(READ_JOB)
def _read(job: Job, progress: Progress) -> Mapping[str, Any]:
    progress(0, 1)
    draft = draft_for(job)
    if not draft.exists():
        return job.result or {"load": None}
    at = timezone.now()
    named = draft.with_name(f"{draft.name}-{job.pk}") / job.arguments["name"]
    named.parent.mkdir(mode=0o700, exist_ok=True)
    named.unlink(missing_ok=True)
    named.hardlink_to(draft)
    try:
        book = read_workbook_file(named)
    except Refusal as refused:
        if refused.code == "state-secret":
            job_forget(job, refused.values["case"])
        draft.unlink(missing_ok=True)
        raise
    finally:
        named.unlink(missing_ok=True)
        named.parent.rmdir()
    person = person_of_job(job, timezone.localdate(at))
    told = job.arguments["about"]
    about = About(**{**told, "as_of": dt.date.fromisoformat(told["as_of"]) if told["as_of"] else None})
    with transaction.atomic():
        load = load_make(person, about, job.arguments["name"], book, at=at)
        load.blob = file_keep(draft, at=at)
        load.save(update_fields=["blob"])
        Job.objects.filter(pk=job.pk).update(result={"load": load.pk})
    draft.unlink(missing_ok=True)
    return {"load": load.pk}


@transaction.atomic
def load_make(person: Person, about: About, name: str, book: Workbook, *, at: dt.datetime) -> Load:
    """A load of *book*, its tables found and its columns proposed; a kept mapping is reused.

    Raises:
        Refusal: ``not-permitted``, ``load-empty`` where no table is found.
    """
    load = load_drafted(person, about, name, book, at=at)
    load.save()
    record("register.load", "load", load.pk, by=person, at=at, of=load.kind)
    return load


def load_drafted(person: Person, about: About, name: str, book: Workbook, *, at: dt.datetime) -> Load:
    """The load that :func:`load_make` keeps, not kept yet."""
    grant = grant_for(person)
    keeper = keeper_of(grant)
    kind = kind_of(about.kind)
    kept = dict(KeptMapping.objects.filter(keeper=keeper, kind=kind.code).values_list("heading", "property"))
    tables = [
        told for sheet in book.sheets if not sheet.hidden for told in tables_proposed(tables_of(sheet), kind, kept)
    ]
    if not tables:
        raise Refusal("load-empty", name=name)
    as_of = about.as_of or timezone.localdate(at)
    return Load(
        kind=kind.code, keeper=keeper, post_id=grant.post, secrecy=about.secrecy, file_name=name,
        stream=(about.stream.strip() or keeper.name)[:80], authority=about.authority, as_of=as_of,
        period=about.period or str(as_of.year - 1), state="mapping", by_id=person.id, at=at,
        mapping={"tables": tables, "findings": [finding_told(each) for each in book.findings]},
    )  # fmt: skip


class Chosen(NamedTuple):
    """What a person says of one column: the table's place among the tables, the column's in it, and what it is."""

    table: int
    column: int
    property: str
    unit: str = ""
    period: str = ""


@transaction.atomic
def load_map(
    person: Person, pk: int, chosen: Sequence[Chosen], used: Sequence[int], *, version: int, at: dt.datetime
) -> Job:
    """Confirms which column is which property in which tables; kept for the next workbook; the check begins.

    Raises:
        Refusal: ``absent``, ``load-changed`` (another version), ``load-state``; as :func:`mapping_confirm`.
    """
    load = _locked(person, pk, ("mapping", "checked"), version)
    tables = load.mapping["tables"]
    for at_table, table in enumerate(tables):
        table["used"] = at_table in used
    for each in chosen:
        column = tables[each.table]["columns"][each.column]
        column |= {"property": each.property, "unit": each.unit, "period": each.period}
    mapping_confirm(person, load, at=at)
    return _checking(person, load, at=at)


@transaction.atomic
def load_check(person: Person, pk: int, *, version: int, at: dt.datetime) -> Job:
    """Checks the rows (again) under the columns as they stand."""
    return _checking(person, _locked(person, pk, ("mapping", "checked"), version), at=at)


def _checking(person: Person, load: Load, *, at: dt.datetime) -> Job:
    load.state, load.version = "checking", load.version + 1
    load.save()
    return job_enter(CHECK_JOB, {"load": load.pk}, by=person, at=at, total=size_of(load))


@transaction.atomic
def load_enter(person: Person, pk: int, *, version: int, at: dt.datetime) -> Job:
    """Enters the rows that are not wrong; what was checked is looked at again, for registers change meanwhile.

    Raises:
        Refusal: ``absent``, ``load-changed``, ``load-state``.
    """
    load = _locked(person, pk, ("checked",), version)
    load.state, load.version = "entering", load.version + 1
    load.save()
    return job_enter(ENTER_JOB, {"load": load.pk}, by=person, at=at, total=size_of(load))


@transaction.atomic
def load_drop(person: Person, pk: int, *, version: int, at: dt.datetime) -> Load:
    """Sets a workbook aside before anything of it was entered.

    Raises:
        Refusal: ``absent``, ``load-changed``, ``load-state``.
    """
    files_lock(shared=False)
    load = _locked(person, pk, ("mapping", "checked"), version)
    load.state, load.version = "undone", load.version + 1
    load.save()
    record("register.load-drop", "load", load.pk, by=person, at=at, of=load.kind)
    original_forget(load)
    return load


@transaction.atomic
def load_undo(person: Person, pk: int, *, at: dt.datetime) -> Load:
    """Takes a whole workbook back.

    Raises:
        Refusal: ``absent``, ``load-state``.
    """
    files_lock(shared=False)
    load = _locked(person, pk, ("entered",), None)
    if load.origin_id is None:
        raise Refusal("load-state")
    origin_withdraw(person, load.origin_id, at=at)
    load.state, load.version = "undone", load.version + 1
    load.save()
    original_forget(load)
    return load


def _locked(person: Person, pk: int, states: Sequence[str], version: int | None) -> Load:
    chain_lock()
    load_for(person, pk)
    load = Load.objects.select_for_update().get(pk=pk)
    if version is not None and load.version != version:
        raise Refusal("load-changed")
    if load.state not in states:
        raise Refusal("load-state")
    return load


# ------------------------------------------------------------------------------------------ check and enter


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows by the hundred thousand hold no circles, and looking for some again and again takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def book_of(load: Load) -> Workbook:
    """The workbook of a load, read again from its file.

    Raises:
        Refusal: ``load-file-gone``.
    """
    if load.blob is None:
        raise Refusal("load-file-gone", name=load.file_name)
    return read_workbook(place_of(load.blob.sha256).read_bytes(), load.file_name)


@work(CHECK_JOB)
@_without_collector()
def _check(job: Job, progress: Progress) -> Mapping[str, Any]:
    load = Load.objects.select_related("blob", "keeper").get(pk=job.arguments["load"])
    if load.state != "checking":
        return job.result or {"load": load.pk}
    outcome = outcome_of(load, lines_of(load, book_of(load), at=timezone.now()), progress)
    with transaction.atomic():
        Load.objects.filter(pk=load.pk, state="checking").update(
            state="checked", outcome=outcome, version=load.version + 1
        )
    return {"load": load.pk}


@work(ENTER_JOB)
@_without_collector()
def _enter(job: Job, progress: Progress) -> Mapping[str, Any]:
    load = Load.objects.select_related("blob", "keeper").get(pk=job.arguments["load"])
    if load.state == "entering":  # else it was killed once all of it was in
        at = timezone.now()
        person = person_of_job(job, timezone.localdate(at))
        lines = list(lines_of(load, book_of(load), at=at))
        with transaction.atomic():
            load_write(person, load, lines, at=at)
        progress(len(lines), len(lines))
    with transaction.atomic():
        original_forget(load)
    return {"load": load.pk}


@transaction.atomic
def load_write(person: Person, load: Load, lines: Sequence[Line], *, at: dt.datetime) -> Origin | None:
    """Enters the judged rows in the transaction around: all of them, or none.

    A workbook that says nothing new leaves nothing behind but the load itself.
    """
    chain_lock()
    kind = kind_of(load.kind)
    outcome = outcome_of(load, lines)
    origin = None
    if any(line.judged.says for line in lines):
        drafts = (draft for line in lines for draft in _drafts(line, load))  # seven times as many as rows
        grounds = Grounds(load.file_name, load.stream, load.authority, load.as_of)
        origin = origin_make(person, grounds, at=at, sort="import", blob=load.blob)
        said_write(origin, kind, drafts, secrecy=load.secrecy)
    Load.objects.filter(pk=load.pk).update(state="entered", outcome=outcome, origin=origin, version=load.version + 1)
    record(
        "register.enter", "load", load.pk, by=person, at=at, of=load.kind, counts=outcome["counts"],
        origin=origin.key if origin else None,
    )  # fmt: skip
    return origin


def _drafts(line: Line, load: Load) -> Iterator[Draft]:
    """What a row says: of its day, and of each period of which it speaks."""
    if not line.judged.says:
        return
    key = line.judged.key or new_key()
    where = f"{line.sheet}!{line.number}"
    by_period: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, values in line.judged.says.items():
        bare, _, period = code.partition(AT)
        by_period.setdefault(period, {})[bare] = values
    for period, said in by_period.items():
        first, last = period_days(period) if period else (load.as_of, None)
        yield Draft(key, said, first, last, where=where)
