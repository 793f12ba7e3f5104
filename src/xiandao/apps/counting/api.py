"""指标认定明细 by API: targets with their figures, one with its members, how it is counted, a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from ninja import Query, Router

from xiandao.apps.accounts.api import Asked
from xiandao.apps.counting import api_schemas as told
from xiandao.apps.counting.bindings import CONFIRM, binding_confirm, proposals_for, target_of
from xiandao.apps.counting.bundles import Filled, board_of, bundle_of
from xiandao.apps.counting.choosing import NOT_COUNTED, said_measure
from xiandao.apps.counting.flat import item_flat, targets_flat
from xiandao.apps.counting.pages import dates_asked, version_of
from xiandao.apps.counting.targets import targets_of
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.models import Item
from xiandao.apps.plans.selectors import edition_for, editions_seen, item_for
from xiandao.core.canonical import value_of
from xiandao.core.measures import measure_text

router = Router(tags=["counting"])


@router.get(
    "/editions/{int:pk}/counting",
    response=told.TargetsCountedOut,
    url_name="edition-counting",
    summary="Targets counted",
)
def counting_list(request: Asked, pk: int, asked: Query[told.CountingAsked]) -> dict[str, Any]:
    """Every target of an edition on a day, as known at a moment; by token only of what is 无."""
    of, dates = edition_for(request.person, pk), dates_asked(asked.dict(), timezone.now())
    words_answered(request, of)
    items = targets_of(of, dates.known_at)
    found = targets_flat(request.person, items, dates, request.language)
    return {"edition": pk, **dates._asdict(), "items": found, "total": len(found)}


@router.get("/items/{int:pk}/counting", response=told.CountOut, url_name="item-counting", summary="A target counted")
def counting_get(request: Asked, pk: int, asked: Query[told.CountedAsked]) -> dict[str, Any]:
    """The figure with what counts, what nearly does and what was withdrawn, each with why."""
    dates = dates_asked({"as_of": asked.as_of, "known_at": asked.known_at}, timezone.now())
    item, pages = item_for(request.person, pk), {"members": asked.members, "near": asked.near, "gone": asked.gone}
    words_answered(request, item.edition)
    return _count(request, item, dates, pages)


def _count(request: Asked, item: Item, dates: Dates, pages: Mapping[str, int]) -> dict[str, Any]:
    target_of(item)
    found = item_flat(request.person, item, dates, pages, request.language)
    may_confirm = editions_seen(request.person, CONFIRM).filter(pk=item.edition_id).exists()
    proposed = [value_of(measure_text(each.measure).encode()) for each in proposals_for(item)] if may_confirm else []
    return found | {"proposals": proposed, "version": version_of(item)}


@router.post("/items/{int:pk}/binding", response=told.CountOut, url_name="item-binding", summary="Settle a measure")
def binding_settle(request: Asked, pk: int, said: told.BindingIn) -> dict[str, Any]:
    """How a target is counted, or that registers cannot count it. 409 where somebody spoke since."""
    item = item_for(request.person, pk, CONFIRM)
    sent = {"act": "json" if said.measure else NOT_COUNTED, "measure": said.measure}
    measure = said_measure(item, sent)
    binding_confirm(request.person, pk, measure, said.note, at=timezone.now(), version=said.version)
    return _count(request, item, dates_asked({}, timezone.now()), {})


@router.get("/items/{int:pk}/bundle", response=told.BundleOut, url_name="item-bundle", summary="A bundle filled")
def bundle_get(request: Asked, pk: int, asked: Query[told.CountingAsked]) -> dict[str, Any]:
    """Each slot with what fills it, by industry or place; `unknown` where no register keeps such things."""
    item, dates = item_for(request.person, pk), dates_asked(asked.dict(), timezone.now())
    words_answered(request, item.edition)
    board = board_of(request.person, item, dates, request.language)
    rows = [{"name": row.name, "why": row.why, "cells": [_cell(each) for each in row.cells]} for row in board.rows]
    return {"id": pk, "name": bundle_of(item).name, **board._asdict(), "rows": rows}


def _cell(of: Filled) -> dict[str, Any]:
    return {**of._asdict(), "names": [name for _, name in of.names]}
