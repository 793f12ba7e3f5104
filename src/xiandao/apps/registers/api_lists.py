"""Lists by API: which there are, their rows, how they divide, two dates of one, and a list as a file.

Rows and values above 保密属性 无 are given to no program: an answer bears no mark and no number.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from xiandao.apps.accounts.org_api import Asked as Request
from xiandao.apps.audit.paging import Paging
from xiandao.apps.files.downloads import LEAVES, download
from xiandao.apps.publishing.api import ReleaseOut
from xiandao.apps.publishing.models import Release
from xiandao.apps.registers import list_schemas as told
from xiandao.apps.registers.asking import Asked, asked_of, whole
from xiandao.apps.registers.found import Found, Reader, Sought
from xiandao.apps.registers.list_changes import Change, changes_of
from xiandao.apps.registers.list_files import list_found
from xiandao.apps.registers.list_index import PARTS, index
from xiandao.apps.registers.list_leaving import Wish, list_give
from xiandao.apps.registers.list_rows import Seen, facet_told, seen, words_of
from xiandao.apps.registers.listing import Listing, codes_counted, listing_of
from xiandao.apps.registers.models import SavedView
from xiandao.apps.registers.moments import then_of
from xiandao.apps.registers.personal import SEALED
from xiandao.apps.registers.saved import saved_of, view_drop, view_keep
from xiandao.apps.registers.selectors import READ
from xiandao.apps.registers.sight import CLASSES
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, PLACE, STAGE

router = Router(tags=["registers"])
GIVEN = frozenset(("none",))
"""The 保密属性 of what a program is given."""

SOUGHT = Sought(READ, GIVEN)


class _Listed:
    """A list as a program asks for it."""

    def __init__(self, request: Request, code: str, of: str) -> None:
        self.reader = Reader(request.person, request.language, timezone.now())  # type: ignore[attr-defined]
        found = listing_of(request.person, of, code)
        self.listing = Listing(of=found.of, view=found.view, kinds=found.kinds, classes=found.classes & GIVEN)
        self.params = dict(request.GET.lists())

    def asked(self) -> Asked:
        """What is asked of it."""
        return asked_of(self.listing, self.params, self.reader.now)

    def found(self, asked: Asked) -> Found:
        """What of it a program is given."""
        return list_found(self.reader.person, self.listing, asked, now=self.reader.now, sought=SOUGHT)

    def refuse_restricted(self) -> None:
        """Rows of a list that is sensitive when gathered go to no program."""
        if self.listing.view.restricted:
            raise Refusal("list-restricted", view=self.listing.view.name)


@router.get("/lists", response=list[told.ListHead], url_name="register-lists", summary="All lists")
def register_lists(request: Request) -> list[dict[str, Any]]:
    """Views by the plans that ask for them, then kinds, with how many you see of each today."""
    found = index(request.person)
    counts = {view.code: (view, n) for group in found.groups for view, n in group.views}
    views = [
        {
            "of": "view", "code": view.code, "name": view.name, "en": view.en, "kinds": list(view.kinds), "n": n,
            "sources": view.source.split(PARTS) if view.source else [], "is_restricted": view.restricted,
        }
        for view, n in counts.values()
    ]  # fmt: skip
    kinds = [
        {
            "of": "kind", "code": kind.code, "name": kind.name, "en": kind.en, "kinds": [kind.code], "n": n,
            "sources": [], "is_restricted": False,
        }
        for kind, n in found.kinds
    ]  # fmt: skip
    return views + kinds


@router.get("/lists/{code}", response=told.ListRows, url_name="register-list", summary="Rows of a list")
def register_list(request: Request, code: str, asked: Query[told.ListAsked], paging: Query[Paging]) -> dict[str, Any]:
    """Of today, or as it was on a day as known at a moment: the same for ever."""
    of = _Listed(request, code, asked.of)
    of.refuse_restricted()
    wanted = of.asked()
    found = of.found(wanted)
    lines = list(found[paging.offset : paging.offset + paging.limit])
    rows = seen(of.reader.person, of.listing, lines, leaves=True)
    return {
        "total": len(found), "limit": paging.limit, "offset": paging.offset, "on": wanted.then.on,
        "known_at": wanted.then.known_at, "columns": list(wanted.columns),
        "items": [_row(of.listing, each, wanted) for each in rows],
    }  # fmt: skip


def _row(listing: Listing, each: Seen, asked: Asked) -> dict[str, Any]:
    kind = next(kind for kind in listing.kinds if kind.code == each.line.kind)
    secret = {prop.code for prop in kind.properties if CLASSES[prop.secrecy] not in GIVEN}
    labels = {label.code for label in kind.labels if CLASSES[label.secrecy] not in GIVEN}
    values = {code: each.values[code] for code in asked.columns if code in each.values and code not in secret}
    masked = sorted(code for code, said in values.items() if any(one.startswith(SEALED) for one in said))
    given = {
        code: [one for one in said if code != LABEL or one not in labels]
        for code, said in values.items()
        if code not in masked
    }
    return {
        "key": each.line.key, "kind": each.line.kind, "name": each.line.name, "values": given, "masked": masked,
        "contested": sorted(code for code in each.line.contested if code in given),
    }  # fmt: skip


@router.get(
    "/lists/{code}/counts", response=list[told.ListShare], url_name="register-counts", summary="How a list divides"
)
def register_counts(request: Request, code: str, asked: Query[told.ListAsked], by: str = "") -> list[dict[str, Any]]:
    """By the properties in `by` (codes parted by commas), else by place, stage and label."""
    of = _Listed(request, code, asked.of)
    codes = [each for each in codes_counted(of.listing) if not by or each in by.split(",")]
    if of.listing.view.restricted or not by:
        codes = [each for each in codes if each in (PLACE, STAGE, LABEL)]
    wanted = of.asked()
    if of.listing.view.restricted:
        wanted = whole(of.listing, wanted.then)
    found, reader = of.found(wanted), of.reader
    return [
        {
            "property": each,
            "counts": facet_told(reader.person, of.listing, each, found.facet(each), reader.language),
        }
        for each in codes
    ]


@router.get("/lists/{code}/pivot", response=told.ListCross, url_name="register-pivot", summary="Cross a list")
def register_pivot(request: Request, code: str, asked: Query[told.ListAsked], down: str, across: str) -> dict[str, Any]:
    """How many have each pair of values of two properties."""
    of = _Listed(request, code, asked.of)
    of.refuse_restricted()
    if not {down, across} <= {*codes_counted(of.listing)}:
        raise Refusal("absent")
    found = of.found(of.asked())
    counts = found.pivot(down, across)
    open_values = [
        words_of(of.reader.person, of.listing, each, sorted({pair[n] for pair in counts}), "zh")
        for n, each in enumerate((down, across))
    ]
    cells = [
        (one, other, n)
        for (one, other), n in sorted(counts.items())
        if one in open_values[0] and other in open_values[1]
    ]
    return {"down": down, "across": across, "total": len(found), "cells": cells}


@router.get("/lists/{code}/changes", response=told.ListChanges, url_name="register-changes", summary="Two dates")
def register_changes(
    request: Request,
    code: str,
    asked: Query[told.ListAsked],
    paging: Query[Paging],
    before: str,
    before_known: str = "",
) -> dict[str, Any]:
    """What came, went and changed since the day `before`."""
    of = _Listed(request, code, asked.of)
    of.refuse_restricted()
    then = then_of({"as_of": before, "known_at": before_known}, of.reader.now)
    found = changes_of(of.reader, of.listing, of.asked(), then, sought=SOUGHT)
    stretch = found.lines[paging.offset : paging.offset + paging.limit]
    return {
        **{name: getattr(found, name) for name in ("total_before", "total_after", "came", "went", "changed")},
        "total": len(found.lines), "limit": paging.limit, "offset": paging.offset,
        "items": [
            {"what": each.what, "key": each.key, "name": each.name, "changes": [_change(side) for side in each.changes]}
            for each in stretch
        ],
    }  # fmt: skip


def _change(side: Change) -> tuple[str, str, str]:
    before, after = ("、".join(one.text for one in said) for said in (side.before, side.after))
    return side.code, before, after


@router.post(
    "/lists/{code}/export", response={201: ReleaseOut}, url_name="register-export", summary="A list as a file",
    openapi_extra=LEAVES,
)  # fmt: skip
def register_export(
    request: Request, code: str, said: told.ListExport, asked: Query[told.ListAsked]
) -> HttpResponse | Status[Release]:
    """The file, or the release that waits for two people; what is 内部 or 工作秘密 leaves marked alone."""
    reader = Reader(request.person, request.language, timezone.now())  # type: ignore[attr-defined]
    listing = listing_of(request.person, asked.of, code)
    wanted = asked_of(listing, dict(request.GET.lists()), reader.now)
    wish = Wish(said.form, said.use, said.purpose, said.receiver, said.excel)
    given = list_give(request.person, listing, wanted, wish, language=reader.language, at=reader.now)
    if isinstance(given, Release):
        return Status(201, given)
    return download(given.data, given.name, plain=f"{code}.{given.name.rpartition('.')[2]}")


@router.get("/saved", response=list[told.ListKept], url_name="register-saved", summary="Kept conditions")
def register_saved(request: Request) -> list[SavedView]:
    """Of your posts."""
    return list(saved_of(request.person))


@router.post("/lists/{code}/saved", response={201: told.ListKept}, url_name="register-keep", summary="Keep conditions")
def register_keep(request: Request, code: str, said: told.ListKeep, of: told.Of = "view") -> Status[SavedView]:
    """For the post acted in; the same name again keeps it anew."""
    listing = listing_of(request.person, of, code)
    return Status(201, view_keep(request.person, listing, said.name, said.query, at=timezone.now()))


@router.delete("/saved/{int:pk}", response={204: None}, url_name="register-drop", summary="Let go of kept conditions")
def register_drop(request: Request, pk: int) -> Status[None]:
    """Of one of your posts."""
    view_drop(request.person, pk, at=timezone.now())
    return Status(204, None)
