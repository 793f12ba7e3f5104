"""Papers and tokens of people by API: the list of those you manage, their tokens, hand-overs that were made."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from xiandao.apps.accounts import managed, people
from xiandao.apps.accounts.api import Asked, TokenOut, TokenPage
from xiandao.apps.accounts.models import Handover, Token
from xiandao.apps.accounts.org_api import PEOPLE, UNITS, HandoverOut
from xiandao.apps.accounts.own_views import sheet_file
from xiandao.apps.accounts.people_papers import people_given
from xiandao.apps.audit.paging import Paging, page_of
from xiandao.apps.files.downloads import LEAVES, OPAQUE, download

router = Router()


class PeoplePaper(Schema):
    """Which people are on the list; as for listing them."""

    q: str = Field("", max_length=60, description="In names and user names.")
    place: str = Field("", max_length=32, description="Code of a place: of its units and those below it.")
    unit: str = Field("", max_length=9, description="Number of a unit.")
    state: str = Field("", max_length=20, description="`active`, `locked`, `postless` or `first`.")
    sort: str = Field("", max_length=20)


@router.post("/people/paper", url_name="people-paper", tags=PEOPLE, summary="The list as a file", openapi_extra=LEAVES)
def people_export(request: Asked, said: PeoplePaper) -> HttpResponse:
    """人员名单 as a workbook."""
    name, data = people_given(request.person, said.dict(), at=timezone.now(), on=timezone.localdate())
    return download(data, name, plain="people.xlsx")


@router.get(
    "/people/{int:pk}/tokens", response=TokenPage, url_name="person-tokens", tags=PEOPLE, summary="Their tokens"
)
def person_tokens(request: Asked, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """Their tokens, those that have ended too; never the words themselves."""
    return page_of(managed.tokens_listed(managed.user_for(request.person, pk)), paging)


class TokenNamed(Schema):
    """A token."""

    token: int = Field(ge=1, le=2**31 - 1, description="Its number.")


@router.post("/people/{int:pk}/tokens/end", response=TokenOut, url_name="person-token-end", tags=PEOPLE, summary="End a token of theirs")  # fmt: skip
def person_token_end(request: Asked, pk: int, said: TokenNamed) -> Token:
    """Now and for good; the account stays open."""
    user = managed.user_changeable(request.person, pk, timezone.localdate())
    return people.token_take(request.person, user, said.token, at=timezone.now())


@router.get("/hand-overs/{int:pk}", response=HandoverOut, url_name="hand-over", tags=UNITS, summary="A hand-over")
def handover_get(request: Asked, pk: int) -> Handover:
    """A hand-over of one of the posts that you manage."""
    return managed.handover_for(request.person, pk)


@router.get("/hand-overs/{int:pk}/sheet", url_name="hand-over-sheet", tags=UNITS, summary="Its sheet", openapi_extra=LEAVES)  # fmt: skip
def handover_sheet(request: Asked, pk: int) -> HttpResponse:
    """岗位交接清单 as it was kept, to be signed."""
    return sheet_file(managed.handover_for(request.person, pk), media_type=OPAQUE)
