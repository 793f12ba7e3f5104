"""Exports by API: a file of what is seen, numbered where it must be; large ones are made in the background."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.plans import export_services
from xiandao.apps.plans.api_schemas import FARTHEST
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import Ask, ask_of, scope_of
from xiandao.apps.plans.leaving import left
from xiandao.apps.plans.models import Export
from xiandao.apps.publishing.api import ReleaseWhole

router = Router(tags=["exports"])


class WhatIn(Schema):
    """What is to be exported."""

    what: str = Field(description="`targets`, `division`, `items-task`, `alignment` …; `plans` for the list of plans.")
    form: Literal["xlsx", "docx"]
    edition: int | None = Field(None, ge=1, le=FARTHEST, description="Null for the list of plans.")
    filters: dict[str, str] = Field({}, description="As in the address of the page: `q`, `show`, `with`, `change` …")

    def as_ask(self) -> Ask:
        """In the terms of the exports."""
        return ask_of(self.what, self.form, self.edition, self.filters)


class ExportIn(WhatIn):
    """What is to be exported, and how it is to leave."""

    use: Literal["inside", "outside"] = "inside"
    purpose: str = Field("", description="Needed for what is 内部, and outside.")
    receiver: str = ""
    takers: list[str] = Field([], max_length=20)


class FetchIn(WhatIn):
    """A large file that was asked for."""

    number: str = Field(max_length=40, description="编号, as it was answered.")


class MakingOut(Schema):
    """A large file is being made in the background."""

    number: str = Field(description="编号; empty where the file waits for two people first: see your jobs.")


@router.post("", response={201: ReleaseWhole, 202: MakingOut}, url_name="exports", summary="Export", openapi_extra=LEAVES)  # fmt: skip
def export_make(request: Asked, said: ExportIn) -> HttpResponse | Status[Any]:
    """200: the file. 201: what waits for two people. 202: it is large and is made in the background; fetch it later."""
    ask = said.as_ask()
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    scope = scope_of(request.person, ask)
    taken = export_services.export_take(
        request.person, ask, scope, wish, lambda number: _address(ask, number), at=timezone.now()
    )
    if taken is None or isinstance(taken, Export):
        return Status(202, {"number": taken.number if taken else ""})
    return left(taken)


def _address(ask: Ask, number: str) -> str:
    """The page where it is fetched."""
    of = {"pk": ask.edition, "what": ask.what, "form": ask.form}
    page = reverse("plans:export", kwargs=of) if ask.edition else reverse(f"plans:list-{ask.form}")
    return f"{page}?{urlencode({**ask.asked, 'number': number})}"


@router.post("/fetch", response={202: MakingOut}, url_name="exports-fetch", summary="Fetch", openapi_extra=LEAVES)
def export_fetch(request: Asked, said: FetchIn) -> HttpResponse | Status[Any]:
    """A large file of yours, once it is made; 202 until then, and after its days were over."""
    given = export_services.export_fetch(request.person, said.as_ask(), said.number, at=timezone.now())
    return left(given) if given else Status(202, {"number": said.number})
