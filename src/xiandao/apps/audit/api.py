"""The log by API: its lines, and whether it is whole."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.audit.selectors import check_last, check_latest, lines_listed, verdict_kept
from xiandao.core.chain_audit import Verdict
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, message

router = Router(tags=["audit"])


class LineOut(Schema):
    """One deed, chained to the one before it."""

    seq: int = Field(description="Counted from 0, without gaps.")
    at: dt.datetime
    actor: str = Field(description="Id of the account; `-` for the installation, `os:name` for its operator.")
    deed: str = Field(description="`item.confirm` for instance.")
    object_kind: str
    object_id: str
    detail: dict[str, Any] = Field(description="Ids, digests and codes; never personal data.")
    before: str | None = Field(description="Digest of the thing before the deed.")
    after: str | None = Field(description="Digest of the thing after the deed.")
    previous: str = Field(description="Hash of the line before.")
    hash: str


class LinePage(Page[LineOut]):
    """Lines of the log, the latest first."""


class LinesAsked(Paging):
    """Which lines are asked for."""

    actor: str = Field("", description="Id of the account.")
    deed: str = Field("", description="What the deed begins with: `item.` for all that was done to items.")
    object: str = Field("", description="Id of the object.")


class FaultOut(Schema):
    """One thing that is wrong with the log, or worth knowing."""

    code: str
    message: str
    values: dict[str, str]


class VerdictOut(Schema):
    """What the last verification of the whole log found."""

    state: Literal["none", "running", "done", "failed"] = Field(description="Of the one that was asked for last.")
    done: int = Field(description="Lines that it has looked at.")
    total: int
    checked_at: dt.datetime | None = Field(description="Of what follows; null where none ever came to its end.")
    is_sound: bool | None
    lines: int = Field(description="How many lines stand in unbroken order.")
    signed: int = Field(description="Up to which line signed heads vouch for the log.")
    faults: list[FaultOut]
    unlisted: int = Field(description="How many more faults there are than are listed.")
    notices: list[FaultOut] = Field(description="What a crash explains.")


@router.get("/lines", response=LinePage, url_name="audit-lines", summary="List the log")
def audit_lines(request: HttpRequest, asked: Query[LinesAsked]) -> dict[str, Any]:
    """The deeds of the people of your place, the latest first; with a post at the root, all."""
    return page_of(lines_listed(request.person, asked.dict()), asked)  # type: ignore[attr-defined]


@router.get("/verdict", response=VerdictOut, url_name="audit-verdict", summary="Is the log whole")
def audit_verify(request: HttpRequest) -> dict[str, Any]:
    """What the last verification found, from the first line to the last; `POST /jobs/audit-check` begins one."""
    last, latest = check_last(), check_latest()
    way = {"state": latest.state, "done": latest.done, "total": latest.total} if latest else NONE
    if last is None:
        nothing = Verdict((), (), 0, 0, 0)
        return {**_verdict(nothing, "zh"), **way, "checked_at": None, "is_sound": None}
    found = _verdict(verdict_kept(last), request.language)  # type: ignore[attr-defined]
    return {**found, **way, "checked_at": last.ended_at}


NONE = {"state": "none", "done": 0, "total": 0}


def _verdict(found: Verdict, language: Language) -> dict[str, Any]:
    return {
        **found._asdict(),
        "is_sound": not found.faults,
        "faults": [_fault(each, language) for each in found.faults],
        "notices": [_fault(each, language) for each in found.notices],
    }


def _fault(found: Finding, language: Language) -> dict[str, Any]:
    return {"code": found.code, "message": message(found, language), "values": dict(found.values)}
