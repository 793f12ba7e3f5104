"""指标分解 by API: reckon, keep, compare and choose scenarios, opinions and rulings, the way to 下达, the papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from xiandao.alignment import breakdown_values as values
from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.plans import breakdown_asked, breakdown_forms, breakdown_papers, breakdown_selectors, breakdowns
from xiandao.apps.plans.api_across import as_address
from xiandao.apps.plans.breakdown_receivers import place_of, receivers_of
from xiandao.apps.plans.breakdown_rows import LIMITS
from xiandao.apps.plans.breakdown_schemas import (
    AskedBreakdown,
    BreakdownAnswerIn,
    BreakdownOpinionIn,
    BreakdownOpinionOut,
    BreakdownPage,
    BreakdownPaperIn,
    BreakdownRuleIn,
    BreakdownsAsked,
    ChooseIn,
    HandedBreakdown,
    MoveIn,
    OwnBreakdown,
    ReceiversAsked,
    ReceiversOut,
    ResultOut,
    ScenarioIn,
)
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.leaving import left
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion
from xiandao.apps.publishing.api import ReleaseWhole
from xiandao.core.messages import Language

router = Router(tags=["breakdowns"])
MAKE = breakdown_selectors.MAKE


@router.get("/breakdowns", response=BreakdownPage, url_name="breakdowns", summary="List breakdowns")
def breakdown_list(request: Asked, asked: Query[BreakdownsAsked]) -> dict[str, Any]:
    """The office's own on their way, what you are asked on, and what was handed down to your place."""
    page = page_of(breakdown_selectors.breakdown_list(request.person, as_address(asked)), asked)
    listed = breakdown_selectors.listed(request.person, page["items"])
    amounts = [{**each._asdict(), "ratio": _said(each.ratio), "allotted": _said(each.allotted)} for each in listed]
    return {**page, "items": amounts}


@router.get("/breakdowns/{int:pk}", response=OwnBreakdown | AskedBreakdown | HandedBreakdown, url_name="breakdown", summary="One breakdown")  # fmt: skip
def breakdown_get(request: Asked, pk: int) -> dict[str, Any]:
    """Everything of one of the office's own; your own row of one you were asked on; the table of one handed down to you."""
    row = breakdown_selectors.breakdown_for(request.person, pk)
    if breakdown_selectors.breakdowns_own(request.person).filter(pk=pk).exists():
        return _whole(request, row)
    if row.state != "handed-down":
        return {"view": "asked", "breakdown": row, "asked": _asked(breakdown_asked.asked_rows(row, request.person))}
    page = breakdown_selectors.handed_page(row, request.person, request.language)
    rows = [
        {"number": each.number, "place": each.place, "assigned": _said(each.assigned), "is_mine": mine, "remarks": said}
        for each, mine, said in page["rows"]
    ]
    step = page["step"]
    asked, at = _asked(page["asked"]), step.at if step else None
    return {"view": "handed", "breakdown": row, "rows": rows, "handed_down_at": at, "asked": asked}


def _asked(rows: list[breakdown_asked.AskedRow]) -> list[dict[str, Any]]:
    names = ("opinions", "waits", "may_answer")
    return [
        {
            "name": each.share.name,
            "base": each.share.base,
            "assigned": each.seen,
            **{name: getattr(each, name) for name in names},
        }
        for each in rows
    ]


def _whole(request: Asked, row: Breakdown) -> dict[str, Any]:
    page = breakdown_selectors.breakdown_page(row, request.person, request.language, timezone.localdate())
    names = ("id", "name", "is_chosen", "method", "step", "ratio", "digest")
    return {
        **{name: page[name] for name in ("breakdown", "shares", "opinions", "silent", "unable", "steps", "may_make")},
        "view": "own",
        "scenarios": [
            {**{name: getattr(each, name) for name in names}, "origin": each.origin_id} for each in page["scenarios"]
        ],
        "chosen": page["chosen"].pk,
        "result": _result(page["result"]),
        "compared": _compared(page["compared"]),
        "moves": [move._asdict() for move in breakdowns.MOVES[row.state]],
    }


def _result(page: dict[str, Any]) -> dict[str, Any]:
    found: values.Breakdown = page["found"]
    proof = {name: _said(getattr(found.proof, name)) for name in ("total", "handed_down", "exact", "allotted", "sum")}
    return {
        "name": found.request.name,
        "unit": found.request.unit,
        "rows": [_result_row(row) for row in page["rows"]],
        "proof": {**proof, "terms": [_said(term) for term in found.proof.terms]},
        "ratio": page["ratio"],
        "is_over": page["is_over"],
        "notes": page["notes"],
    }


def _result_row(row: breakdown_selectors.ResultRow) -> dict[str, Any]:
    limits = {name: _said(getattr(row.place, name)) for name in LIMITS}
    amounts = {name: _said(getattr(row, name)) for name in ("assigned", "growth", "share")}
    return {"name": row.place.name, **limits, **amounts, "bound": row.bound, "reasons": row.reasons}


def _compared(page: dict[str, Any] | None) -> list[dict[str, Any]]:
    rows = page["table"].rows if page else ()
    return [
        {
            "place": row.place,
            "cells": [
                {"assigned": _said(cell.assigned), "change": _said(cell.change), "rank": cell.rank}
                for cell in row.cells
            ],
        }
        for row in rows
    ]


def _said(amount: Any) -> str | None:
    """Digits, never an exponent."""
    return None if amount is None else f"{amount:f}"


def _again(request: Asked, pk: int) -> dict[str, Any]:
    return _whole(request, breakdown_selectors.breakdown_for(request.person, pk, MAKE))


@router.get("/items/{int:pk}/breakdown", response=ReceiversOut, url_name="item-breakdown", summary="Over whom")
def breakdown_receivers(request: Asked, pk: int, asked: Query[ReceiversAsked]) -> dict[str, Any]:
    """The places over which a live target may be split, each of them once."""
    item = breakdown_selectors.target_for(request.person, pk)
    found = receivers_of(place_of(item.edition.plan), asked.partition, timezone.localdate())
    return {"partition": asked.partition, "items": found.places}


@router.post("/items/{int:pk}/breakdown/try", response=ResultOut, url_name="item-breakdown-try", summary="Reckon a split")  # fmt: skip
def breakdown_try(request: Asked, pk: int, said: ScenarioIn) -> dict[str, Any]:
    """What a split of a target would give; nothing is kept."""
    breakdown_selectors.target_for(request.person, pk)
    return _tried(said, request.language)


def _tried(said: ScenarioIn, language: Language) -> dict[str, Any]:
    found = breakdowns.reckoned(breakdown_forms.typed_of_post(said.as_form()))
    return _result(breakdown_selectors.result_of(found, language))


@router.post("/items/{int:pk}/breakdown", response={201: OwnBreakdown}, url_name="item-breakdown", summary="Break down")
def breakdown_make(request: Asked, pk: int, said: ScenarioIn) -> Status[dict[str, Any]]:
    """A breakdown of a live target, with its first scenario."""
    typed = breakdown_forms.typed_of_post(said.as_form())
    return Status(201, _again(request, breakdowns.breakdown_make(request.person, pk, typed, at=timezone.now()).pk))


@router.post("/breakdowns/{int:pk}/scenarios/try", response=ResultOut, url_name="breakdown-try", summary="Reckon one more")  # fmt: skip
def scenario_try(request: Asked, pk: int, said: ScenarioIn) -> dict[str, Any]:
    """What one scenario more would give; nothing is kept."""
    breakdown_selectors.breakdown_for(request.person, pk, MAKE)
    return _tried(said, request.language)


@router.post("/breakdowns/{int:pk}/scenarios", response={201: OwnBreakdown}, url_name="breakdown-scenarios", summary="Add a scenario")  # fmt: skip
def scenario_add(request: Asked, pk: int, said: ScenarioIn) -> Status[dict[str, Any]]:
    """One more way of splitting the same total over the same places."""
    typed = breakdown_forms.typed_of_post(said.as_form())
    breakdowns.scenario_add(request.person, pk, typed, at=timezone.now())
    return Status(201, _again(request, pk))


@router.post("/breakdowns/{int:pk}/choose", response=OwnBreakdown, url_name="breakdown-choose", summary="Choose")
def scenario_choose(request: Asked, pk: int, said: ChooseIn) -> dict[str, Any]:
    """The scenario that goes on its way."""
    breakdowns.scenario_choose(request.person, pk, said.scenario, at=timezone.now())
    return _again(request, pk)


@router.post("/breakdowns/{int:pk}/move", response=OwnBreakdown, url_name="breakdown-move", summary="Move on")
def breakdown_move(request: Asked, pk: int, said: MoveIn) -> dict[str, Any]:
    """起草 → 征求意见 → 会签 → 上会 → 下达, back to 起草, or 撤回."""
    breakdowns.breakdown_move(request.person, pk, **said.dict(), at=timezone.now())
    return _again(request, pk)


@router.post("/breakdowns/{int:pk}/opinions", response={201: BreakdownOpinionOut}, url_name="breakdown-opinions", summary="Enter an opinion")  # fmt: skip
def breakdown_opinion(request: Asked, pk: int, said: BreakdownOpinionIn) -> Status[BreakdownOpinion]:
    """What a place answers, entered for it with its reason."""
    return Status(201, breakdowns.opinion_add(request.person, pk, said.dict(), at=timezone.now()))


@router.post("/breakdowns/{int:pk}/answer", response={201: BreakdownOpinionOut}, url_name="breakdown-answer", summary="Answer")  # fmt: skip
def breakdown_answer(request: Asked, pk: int, said: BreakdownAnswerIn) -> Status[BreakdownOpinion]:
    """What your own place or unit says to its share, while it is asked, until somebody has ruled on it: the last counts."""
    return Status(201, breakdowns.opinion_answer(request.person, pk, said.dict(), at=timezone.now()))


@router.post("/breakdowns/{int:pk}/opinions/rule", response=OwnBreakdown, url_name="breakdown-rule", summary="Rule on an opinion")  # fmt: skip
def breakdown_rule(request: Asked, pk: int, said: BreakdownRuleIn) -> dict[str, Any]:
    """Adopts or declines; the whole is then reckoned anew and still makes the total."""
    told = {"ruling": said.ruling, "ruled_for": said.ruled_for}
    breakdowns.opinion_rule(request.person, pk, said.opinion, **told, at=timezone.now(), version=said.version)
    return _again(request, pk)


@router.post("/breakdowns/{int:pk}/paper", response={201: ReleaseWhole}, url_name="breakdown-paper", summary="The papers", openapi_extra=LEAVES)  # fmt: skip
def breakdown_paper(request: Asked, pk: int, said: BreakdownPaperIn) -> HttpResponse | Status[Any]:
    """目标任务分解表, 下达通知 or 责任书 as a file; where the gate stands before it, a release that waits."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    wanted = breakdown_papers.Wanted(said.what, said.form, said.share, wish)
    return left(breakdown_papers.paper_give(request.person, pk, wanted, at=timezone.now()))
