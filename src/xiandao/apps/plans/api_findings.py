"""Findings by API: what reading found, what a drafter would want to know, and what people say of either."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from xiandao.apps.accounts.api import Asked
from xiandao.apps.plans import checking, selectors
from xiandao.apps.plans.api_across import as_address, stretch
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.finding_schemas import FindingIn, FindingNoteOut, FindingPage, FindingsAsked
from xiandao.apps.plans.models import FindingNote
from xiandao.core.messages import Language, message

router = Router(tags=["findings"])


@router.get("/editions/{int:pk}/findings", response=FindingPage, url_name="findings", summary="List findings")
def finding_list(request: Asked, pk: int, asked: Query[FindingsAsked]) -> dict[str, Any]:
    """What was found wrong or doubtful, in the order of the text, worded in your language; by token only of what is 无."""
    of = selectors.edition_for(request.person, pk)
    words_answered(request, of)
    found = checking.findings_page(of, request.person, as_address(asked))
    page = stretch(found["shown"], asked)
    told = {name: dict(found[name]) for name in ("by_level", "by_state")}
    items = [_finding(each, request.language) for each in page["items"]]
    return {**page, **told, "items": items, "may_note": found["may_note"]}


def _finding(found: checking.Found, language: Language) -> dict[str, Any]:
    of = found.finding
    about = {"code": of.code, "start": of.start, "end": of.end, "values": {k: str(v) for k, v in of.values}}
    return {**found._asdict(), **about, "state": found.state, "message": message(of, language)}


@router.post("/editions/{int:pk}/findings", response=FindingNoteOut, url_name="findings", summary="Say of a finding")
def finding_judge(request: Asked, pk: int, said: FindingIn) -> FindingNote:
    """That it is known, that it does not apply, or that it stands after all; the last one said counts."""
    return checking.finding_judge(
        request.person, pk, said.key, verdict=said.verdict, reason=said.reason, at=timezone.now()
    )
