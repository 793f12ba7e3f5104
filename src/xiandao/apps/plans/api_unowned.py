"""责任空缺 by API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema

from xiandao.apps.accounts.api import Asked
from xiandao.apps.plans.unowned import as_values, gaps_of

router = Router(tags=["bodies"])


class GapOut(Schema):
    """A field that a place has chosen, and nobody there answers for."""

    place: str
    code: str
    name: str
    said: str
    role: str
    item: int


class GapsAsked(Schema):
    """Whose gaps, on which day."""

    on: dt.date | None = None
    place: str = ""


@router.get("/unowned", response=list[GapOut], url_name="unowned", summary="Fields without anybody")
def unowned_list(request: Asked, asked: Query[GapsAsked]) -> list[Any]:
    """Chosen by confirmed items of plans in force; a wider field with somebody counts as answered for."""
    gaps = gaps_of(request.person, asked.on or timezone.localdate(), asked.place)
    return [as_values(gap) for gap in gaps]
