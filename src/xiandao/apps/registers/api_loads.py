"""Workbooks by API: sent, their columns confirmed, checked, entered, taken back, the wrong rows fetched."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.org_api import Asked
from xiandao.apps.audit.paging import page_of
from xiandao.apps.files.downloads import LEAVES, download
from xiandao.apps.registers import load_schemas as told
from xiandao.apps.registers import loads, returning
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.load_choices import choices_check
from xiandao.apps.registers.load_pages import ROWS_SHOWN, job_of, loads_listed
from xiandao.apps.registers.loading import AT
from xiandao.apps.registers.loads import About, Chosen
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.selectors import load_for
from xiandao.apps.registers.sight import Sight, is_given
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Kind
from xiandao.readers import Limits

router = Router(tags=["registers"])
OUTSIDE = Sight(frozenset(("none",)), is_keeper=False)
"""What of the rows goes to a program: nothing that is closed, a trade secret or above 无."""


def load_flat(of: Load) -> dict[str, Any]:
    """A workbook as a list gives it."""
    names = ("version", "kind", "file_name", "stream", "authority", "as_of", "period", "secrecy", "state", "at")
    job = job_of(of)
    return {name: getattr(of, name) for name in names} | {
        "id": of.pk,
        "counts": of.outcome.get("counts", {}),
        "origin": of.origin_id,
        "job": job.pk if job and (job.is_open or job.state == "failed") else None,
    }


def load_whole(of: Load) -> dict[str, Any]:
    """One with its columns, and its rows where they may leave by a program."""
    kind, shown = kind_of(of.kind), of.outcome.get("shown", {}) if of.secrecy == "none" else {}
    rows = {each: [_row(row, kind) for row in shown.get(each, ())] for each in ROWS_SHOWN if shown}
    return load_flat(of) | {"tables": of.mapping["tables"], "rows": rows}


def _row(row: dict[str, Any], kind: Kind) -> dict[str, Any]:
    changes = [
        {"property": code, "before": [*before], "after": [*after]}
        for code, before, after in row["changes"]
        if is_given(kind.property(code.partition(AT)[0]), OUTSIDE) and not _is_personal(kind, code)
    ]
    kept = {name: row[name] for name in ("sheet", "row", "key", "name", "findings", "cells")}
    return kept | {"changes": changes}


def _is_personal(kind: Kind, code: str) -> bool:
    prop = kind.property(code.partition(AT)[0])
    return prop is not None and prop.personal != "none"


@router.get("/loads", response=told.LoadPage, url_name="loads", summary="Workbooks")
def load_list(request: Asked, asked: Query[told.LoadsAsked]) -> dict[str, Any]:
    """Workbooks on their way into registers of your places."""
    wanted = {name: getattr(asked, name) for name in ("state", "kind", "q", "sort")}
    found = page_of(loads_listed(request.person, wanted), asked)
    return found | {"items": [load_flat(each) for each in found["items"]]}


@router.post("/loads", response={202: told.LoadJobs}, url_name="loads", summary="Upload workbooks")
def load_upload(request: Asked, files: File[list[UploadedFile]], said: Form[told.LoadIn]) -> Status[dict[str, Any]]:
    """Each is read in the background; a file that bears a marking of state secrets is refused, and nothing of it kept."""
    most = Limits().bytes
    if any((file.size or 0) > most for file in files):
        raise Refusal("file-too-large", name="—", limit=most // (1024 * 1024))
    named = [(file.name or "", file.chunks()) for file in files]
    jobs = loads.loads_enter(request.person, named, About(**said.dict()), at=timezone.now())
    return Status(202, {"items": [{"job": job.pk, "name": job.arguments["name"]} for job in jobs]})


@router.get("/loads/{int:pk}", response=told.LoadWhole, url_name="load", summary="One workbook")
def load_get(request: Asked, pk: int) -> dict[str, Any]:
    """Its columns, and what its rows would do."""
    return load_whole(load_for(request.person, pk))


@router.post("/loads/{int:pk}/map", response={202: told.LoadOut}, url_name="load-map", summary="Confirm its columns")
def load_mapped(request: Asked, pk: int, said: told.LoadMapping) -> Status[dict[str, Any]]:
    """Kept for the next workbook with these heads; the rows are checked in the background."""
    chosen = [Chosen(**each.dict()) for each in said.columns]
    choices_check(load_for(request.person, pk), chosen, said.tables)
    loads.load_map(request.person, pk, chosen, said.tables, version=said.version, at=timezone.now())
    return Status(202, load_flat(load_for(request.person, pk)))


@router.post("/loads/{int:pk}/check", response={202: told.LoadOut}, url_name="load-check", summary="Check it again")
def load_checked(request: Asked, pk: int, said: told.LoadVersion) -> Status[dict[str, Any]]:
    """Under the columns as they stand."""
    loads.load_check(request.person, pk, version=said.version, at=timezone.now())
    return Status(202, load_flat(load_for(request.person, pk)))


@router.post("/loads/{int:pk}/enter", response={202: told.LoadOut}, url_name="load-enter", summary="Enter its rows")
def load_entered(request: Asked, pk: int, said: told.LoadVersion) -> Status[dict[str, Any]]:
    """Those that are not wrong; all of them, or none."""
    loads.load_enter(request.person, pk, version=said.version, at=timezone.now())
    return Status(202, load_flat(load_for(request.person, pk)))


@router.post("/loads/{int:pk}/undo", response=told.LoadOut, url_name="load-undo", summary="Take it back")
def load_undone(request: Asked, pk: int) -> dict[str, Any]:
    """A whole workbook at once."""
    loads.load_undo(request.person, pk, at=timezone.now())
    return load_flat(load_for(request.person, pk))


@router.post("/loads/{int:pk}/drop", response=told.LoadOut, url_name="load-drop", summary="Set it aside")
def load_dropped(request: Asked, pk: int, said: told.LoadVersion) -> dict[str, Any]:
    """Before anything of it was entered."""
    loads.load_drop(request.person, pk, version=said.version, at=timezone.now())
    return load_flat(load_for(request.person, pk))


@router.post("/loads/{int:pk}/returned", url_name="load-returned", summary="Its wrong rows", openapi_extra=LEAVES)
def load_returned(request: Asked, pk: int) -> HttpResponse:
    """A workbook of the same sheets and heads with the reasons; of what is 内部 or 工作秘密 none."""
    if load_for(request.person, pk).secrecy != "none":
        raise Refusal("taken-numbered")
    language = request.language  # type: ignore[attr-defined]
    name, data = returning.returned_give(request.person, pk, language, at=timezone.now())
    return download(data, name, plain="returned.xlsx")
