"""Workbooks on their way into a register: read, their columns confirmed, their rows checked, entered, and undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.files.services import file_keep, place_of
from xiandao.apps.jobs.documents import documents_enter, draft_for
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, job_enter, work
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.loading import AT, Line, lines_of, period_days
from xiandao.apps.registers.models import KeptMapping, Load, Origin
from xiandao.apps.registers.selectors import load_for
from xiandao.apps.registers.services import Grounds, grant_for, keeper_of, may_see_class, origin_make, origin_withdraw
from xiandao.apps.registers.writing import Draft, new_key, said_write
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.kinds import Kind, columns_of
from xiandao.core.sheets import Workbook
from xiandao.core.statements import AUTHORITIES
from xiandao.readers.sheets import read_workbook, read_workbook_file
from xiandao.registers.intake import OUTCOMES
from xiandao.registers.mapping import head_key, proposed
from xiandao.registers.tables import Table, tables_of

READ_JOB, CHECK_JOB, ENTER_JOB = "register.read", "register.check", "register.enter"
SHOWN = 100
"""Rows of each outcome that the page of a load shows; the returned workbook has all that are wrong."""
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
    grant_for(person)
    kind_of(about.kind)
    if not may_see_class(person, about.secrecy):
        raise Refusal("class-unseen")
    if about.period and not PERIOD.fullmatch(about.period):
        raise Refusal("period-unknown", period=about.period[:20])
    if about.authority not in AUTHORITIES:
        raise Refusal("authority-unknown", authority=about.authority[:20])
    told = {**about._asdict(), "as_of": about.as_of.isoformat() if about.as_of else ""}
    return documents_enter(READ_JOB, files, {"about": told}, by=person, at=at)


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
    except Refusal:
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
    grant = grant_for(person)
    keeper = keeper_of(grant)
    kind = kind_of(about.kind)
    kept = dict(KeptMapping.objects.filter(keeper=keeper, kind=kind.code).values_list("heading", "property"))
    tables = [
        told
        for sheet in book.sheets
        if not sheet.hidden
        for told in _tables(sheet_tables=tables_of(sheet), kind=kind, kept=kept)
    ]
    if not tables:
        raise Refusal("load-empty", name=name)
    as_of = about.as_of or timezone.localdate(at)
    load = Load.objects.create(
        kind=kind.code, keeper=keeper, post_id=grant.post, secrecy=about.secrecy, file_name=name,
        stream=(about.stream.strip() or keeper.name)[:80], authority=about.authority, as_of=as_of,
        period=about.period or str(as_of.year - 1), state="mapping", by_id=person.id, at=at,
        mapping={"tables": tables, "findings": [_told(each) for each in book.findings]},
    )  # fmt: skip
    record("register.load", "load", load.pk, by=person, at=at, of=kind.code)
    return load


def _tables(*, sheet_tables: Sequence[Table], kind: Kind, kept: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for table in sheet_tables:
        proposal = proposed(table, columns_of(kind), kept)
        links = {link.column: link for link in proposal.links}
        yield {
            "sheet": table.sheet, "first": table.first, "title": table.title, "rows": len(table.rows),
            "used": not proposal.missing, "sure": proposal.is_sure, "missing": list(proposal.missing),
            "columns": [
                {
                    "column": at, "name": column.name, "key": head_key(column), "letters": column.letters,
                    "said_unit": column.unit or table.unit or "",
                    "sample": [str(each)[:40] for each in column.sample[:3]],
                    "property": links[at].code if at in links else "",
                    "unit": (links[at].unit or "") if at in links else "",
                    "period": links[at].period if at in links else "",
                    "score": round(links[at].score, 3) if at in links else 0,
                    "reasons": [[because.code, dict(because.values)] for because in links[at].reasons] if at in links else [],
                }
                for at, column in enumerate(table.columns)
            ],
        }  # fmt: skip


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
        Refusal: ``absent``, ``load-changed`` (another version), ``load-state``, ``mapping-twice``, ``mapping-required``.
    """
    load = _locked(person, pk, ("mapping", "checked"), version)
    kind = kind_of(load.kind)
    tables = load.mapping["tables"]
    for at_table, table in enumerate(tables):
        table["used"] = at_table in used
    for each in chosen:
        column = tables[each.table]["columns"][each.column]
        column |= {"property": each.property, "unit": each.unit, "period": each.period}
    for table in tables:
        if table["used"]:
            _refuse_twice(table, kind)
            _mapping_keep(person, load, table, at=at)
    return _checking(person, load, at=at)


@transaction.atomic
def load_check(person: Person, pk: int, *, version: int, at: dt.datetime) -> Job:
    """Checks the rows (again) under the columns as they stand."""
    return _checking(person, _locked(person, pk, ("mapping", "checked"), version), at=at)


def _checking(person: Person, load: Load, *, at: dt.datetime) -> Job:
    load.state, load.version = "checking", load.version + 1
    load.save()
    return job_enter(CHECK_JOB, {"load": load.pk}, by=person, at=at, total=_size(load))


@transaction.atomic
def load_enter(person: Person, pk: int, *, version: int, at: dt.datetime) -> Job:
    """Enters the rows that are not wrong; what was checked is looked at again, for registers change meanwhile.

    Raises:
        Refusal: ``absent``, ``load-changed``, ``load-state``.
    """
    load = _locked(person, pk, ("checked",), version)
    load.state, load.version = "entering", load.version + 1
    load.save()
    return job_enter(ENTER_JOB, {"load": load.pk}, by=person, at=at, total=_size(load))


@transaction.atomic
def load_undo(person: Person, pk: int, *, at: dt.datetime) -> Load:
    """Takes a whole workbook back.

    Raises:
        Refusal: ``absent``, ``load-state``.
    """
    load = _locked(person, pk, ("entered",), None)
    if load.origin_id is None:
        raise Refusal("load-state")
    origin_withdraw(person, load.origin_id, at=at)
    load.state, load.version = "undone", load.version + 1
    load.save()
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


def _size(load: Load) -> int:
    return sum(table["rows"] for table in load.mapping["tables"] if table["used"])


def _refuse_twice(table: Mapping[str, Any], kind: Kind) -> None:
    offered = {prop.code: prop for prop in columns_of(kind)}
    seen: dict[tuple[str, str], str] = {}
    for column in table["columns"]:
        prop = offered.get(column["property"])
        if prop is None:
            continue
        slot = (prop.code, column["period"])
        if slot in seen:
            raise Refusal("mapping-twice", property=prop.name, first=seen[slot], second=column["name"])
        seen[slot] = column["name"]
    if "name" not in {code for code, _ in seen}:
        raise Refusal("mapping-nameless", sheet=table["sheet"])


def _mapping_keep(person: Person, load: Load, table: Mapping[str, Any], *, at: dt.datetime) -> None:
    for column in table["columns"]:
        if column["key"]:
            KeptMapping.objects.update_or_create(
                keeper=load.keeper,
                kind=load.kind,
                heading=column["key"][:200],
                defaults={"property": column["property"], "unit": column["unit"], "by_id": person.id, "at": at},
            )


# ------------------------------------------------------------------------------------------ check and enter


def book_of(load: Load) -> Workbook:
    """The workbook of a load, read again from its file.

    Raises:
        Refusal: ``load-file-gone``.
    """
    if load.blob is None:
        raise Refusal("load-file-gone", name=load.file_name)
    return read_workbook(place_of(load.blob.sha256).read_bytes(), load.file_name)


@work(CHECK_JOB)
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


def outcome_of(load: Load, lines: Iterable[Line], progress: Progress = lambda _done, _total: None) -> dict[str, Any]:
    """How many rows of each outcome there are, and the first of each as the page shows them."""
    counts = dict.fromkeys(OUTCOMES, 0)
    shown: dict[str, list[dict[str, Any]]] = {each: [] for each in OUTCOMES}
    total = _size(load)
    for done, line in enumerate(lines):
        outcome = line.judged.outcome
        counts[outcome] += 1
        if len(shown[outcome]) < SHOWN and outcome != "unchanged":
            shown[outcome].append(_line_told(line))
        if done % 5_000 == 0:
            progress(done, total)
    return {"counts": counts, "shown": shown}


def _line_told(line: Line) -> dict[str, Any]:
    return {
        "sheet": line.sheet,
        "row": line.number,
        "key": line.judged.key,
        "name": next(iter(line.judged.says.get("name", ())), ""),
        "changes": [[each.property, list(each.before), list(each.after)] for each in line.judged.changes],
        "findings": [_told(each) for each in line.judged.findings],
        "cells": list(line.cells),
    }


def _told(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "values": dict(found.values)}


@work(ENTER_JOB)
def _enter(job: Job, progress: Progress) -> Mapping[str, Any]:
    load = Load.objects.select_related("blob", "keeper").get(pk=job.arguments["load"])
    if load.state != "entering":
        return job.result or {"load": load.pk}
    at = timezone.now()
    person = person_of_job(job, timezone.localdate(at))
    lines = list(lines_of(load, book_of(load), at=at))
    with transaction.atomic():
        load_write(person, load, lines, at=at)
    progress(len(lines), len(lines))
    return {"load": load.pk}


def load_write(person: Person, load: Load, lines: Sequence[Line], *, at: dt.datetime) -> Origin | None:
    """Enters the judged rows in the transaction around: all of them, or none.

    A workbook that says nothing new leaves nothing behind but the load itself.
    """
    chain_lock()
    kind = kind_of(load.kind)
    outcome = outcome_of(load, lines)
    drafts = [draft for line in lines for draft in _drafts(line, load)]
    origin = None
    if drafts:
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
