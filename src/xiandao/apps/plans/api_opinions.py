"""征求意见 by API: rounds, comments clause by clause, rulings, 采纳情况表."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Paging, page_of
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.files.downloads import LEAVES, OPAQUE
from xiandao.apps.plans import opinion_files, opinion_pages, opinion_papers, opinions, selectors
from xiandao.apps.plans.api_across import as_address, stretch
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.leaving import file_of, left
from xiandao.apps.plans.opinion_answers import answers_of
from xiandao.apps.plans.opinion_schemas import (
    AnswersOut,
    CaseIn,
    CaseOut,
    CaseRuleIn,
    CommentIn,
    FileTakeIn,
    LeavingIn,
    OpinionsAsked,
    OpinionsOut,
    OwnOut,
    RoundIn,
    RoundOut,
)
from xiandao.apps.publishing.api import ReleaseWhole

router = Router(tags=["opinions"])


@router.get("/opinions", response=OwnOut, url_name="opinions-own", summary="What I am asked, and what I said")
def opinions_own(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Open rounds in which you are asked or ask, and what your unit or place ever said."""
    found = opinion_pages.own_page(request.person, timezone.localdate())
    rounds = {name: [_open(each) for each in found[name]] for name in ("asked", "asking")}
    return {**page_of(found["own"], paging), **rounds}


def _open(each: opinion_pages.Asking) -> dict[str, Any]:
    return {**each._asdict(), "title": each.edition.plan.title}


@router.get("/editions/{int:pk}/opinions", response=OpinionsOut, url_name="opinions", summary="Comments on a draft")
def opinion_list(request: Asked, pk: int, asked: Query[OpinionsAsked]) -> dict[str, Any]:
    """The round, who was asked, every comment with its clause, clock and ruling; by token only of what is 无."""
    of = selectors.edition_for(request.person, pk)
    words_answered(request, of)
    found = opinion_pages.opinions_page(request.person, of, as_address(asked), timezone.localdate())
    page = stretch(found["rows"], asked)
    return {**found, **page, "items": [_comment(row) for row in page["items"]], "counts": found["counts"]._asdict()}


def _comment(row: opinion_pages.Row) -> dict[str, Any]:
    about = {name: [item.pk for item in getattr(row, name)] for name in ("items", "later")}
    return {**row._asdict(), **about, "due": row.due.day if row.due else None}


@router.get("/editions/{int:pk}/opinions/answers", response=AnswersOut, url_name="opinions-answers", summary="What became of comments")  # fmt: skip
def opinion_answers(request: Asked, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """The changed clauses of this edition, each with the comments on the one before that it answers."""
    found = answers_of(request.person, selectors.edition_for(request.person, pk))
    if found is None:
        return {**stretch((), paging), "earlier": None, "changed": 0, "comments": 0, "unheeded": []}
    page = stretch(found.rows, paging)
    rows = [
        {
            **{name: [item.pk for item in getattr(row, name)] for name in ("before", "after", "comments")},
            "changes": row.link.changes,
        }
        for row in page["items"]
    ]
    told = {"earlier": found.earlier.pk, "changed": found.changed, "comments": found.comments}
    return {**page, **told, "items": rows, "unheeded": [case.pk for case in found.unheeded]}


@router.post("/editions/{int:pk}/opinions/round", response={201: RoundOut}, url_name="opinions-round", summary="Ask")
def round_begin(request: Asked, pk: int, said: RoundIn) -> Status[Round]:
    """Asks places and units what they have to say of a draft."""
    asking = opinions.Asking(**said.dict())
    return Status(201, opinions.round_begin(request.person, pk, asking, at=timezone.now()))


@router.post("/editions/{int:pk}/opinions/close", response=RoundOut, url_name="opinions-close", summary="End the round")
def round_end(request: Asked, pk: int) -> Round:
    """Ends the round, once everything was ruled upon."""
    return opinions.round_end(request.person, pk, at=timezone.now())


@router.post("/editions/{int:pk}/opinions", response={201: CaseOut}, url_name="opinions", summary="Comment")
def comment_add(request: Asked, pk: int, said: CommentIn) -> Status[Case]:
    """What your place or unit has to say, if it is asked; or what the office was sent by somebody outside."""
    span = None if said.start is None or said.end is None else (said.start, said.end)
    told = said.dict(exclude={"start", "end"})
    return Status(201, opinions.comment_add(request.person, pk, opinions.Saying(span=span, **told), at=timezone.now()))


@router.post("/editions/{int:pk}/opinions/files", response={201: CaseOut}, url_name="opinions-files", summary="Attach files")  # fmt: skip
def comment_attach(
    request: Asked, pk: int, case: Form[int], files: File[list[UploadedFile]], version: Form[int | None] = None
) -> Status[Case]:
    """The formal letter of a comment that you entered, with its annexes; until it is ruled upon.

    docx, pdf, ofd, txt, md, html and scans, at most five with one comment; of scans and pictures three pages at most, since
    they are read while you wait: ``enclosure-busy`` (503) says to come again. A file that bears a marking of a state secret
    is refused, and nothing of it is kept.
    """
    sent = [(each.name or "", each.chunks()) for each in files]
    return Status(201, opinions.comment_attach(request.person, pk, case, sent, at=timezone.now(), version=version))


@router.post("/opinions/files/{int:pk}", response={200: None}, url_name="opinions-file", summary="Take a file", openapi_extra=LEAVES)  # fmt: skip
def comment_file(request: Asked, pk: int, said: FileTakeIn) -> HttpResponse:
    """A file that came with a comment that you see, as it came; numbered, of an internal draft for a purpose."""
    return file_of(opinion_files.file_give(request.person, pk, said.purpose, at=timezone.now()), OPAQUE)


@router.post(
    "/editions/{int:pk}/opinions/rule", response=CaseOut, url_name="opinions-rule", summary="Rule on a comment"
)
def comment_rule(request: Asked, pk: int, said: CaseRuleIn) -> Case:
    """采纳, 部分采纳 or 未采纳, with the reason; not by who put it forward."""
    return opinions.comment_rule(
        request.person, pk, said.case, said.ruling, said.reason, at=timezone.now(), version=said.version
    )


@router.post(
    "/editions/{int:pk}/opinions/withdraw", response=CaseOut, url_name="opinions-withdraw", summary="Take back"
)
def comment_withdraw(request: Asked, pk: int, said: CaseIn) -> Case:
    """Takes back a comment that you entered."""
    return opinions.comment_withdraw(request.person, pk, said.case, at=timezone.now())


@router.post("/editions/{int:pk}/opinions/paper", response={201: ReleaseWhole}, url_name="opinions-paper", summary="采纳情况表", openapi_extra=LEAVES)  # fmt: skip
def opinion_paper(request: Asked, pk: int, said: LeavingIn) -> HttpResponse | Status[Any]:
    """The table of all comments as a file; where the gate stands before it, a release that waits for two people."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    given = opinion_papers.paper_give(request.person, pk, said.form, wish=wish, at=timezone.now())
    return left(given)
