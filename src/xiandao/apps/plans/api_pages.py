"""Pages of documents as they are printed, by API: which there are, where words stand on one, its picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging
from xiandao.apps.plans import pages, selectors
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.page_images import ZOOMS, spans_of_pages
from xiandao.apps.plans.page_views import picture_answer

router = Router(tags=["plans"])
FARTHEST = 100_000
BUSY = {503: {"description": "Another page is being made; `Retry-After` says when to come again. `page-busy`"}}
PICTURE = {
    "responses": {
        200: {"description": "The picture.", "content": {"image/png": {}, "image/svg+xml": {}}},
        304: {"description": "You have it: `If-None-Match` named it."},
        **BUSY,
    }
}


class PrintedPage(Schema):
    """A page, and which words of the text stand on it."""

    number: int = Field(description="From 1 on.")
    start: int = Field(description="Where its text begins, in code points of the document's text.")
    end: int


class PrintedPages(Page[PrintedPage]):
    """The pages of a document, in their order."""


class PageNumber(Schema):
    """Which page is asked for."""

    number: int = Field(1, ge=1, le=FARTHEST, description="From 1 on.")


class PageAsked(PageNumber):
    """Which page, and which words on it."""

    item: int | None = Field(None, ge=1, le=999_999_999, description="The words of this item.")
    at: str = Field(
        "", pattern=r"^$|^\d{1,9}-\d{1,9}$", description="Or those between two places of the text: 120-160."
    )


class PictureAsked(PageNumber):
    """Which page, how large."""

    zoom: int = Field(
        ZOOMS[0], ge=ZOOMS[0], le=ZOOMS[-1], description="1 is three pixels to two points, 3 is three to one."
    )


class BoxOut(Schema):
    """A line of the words asked for, in points from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


class PrintedPageWhole(Schema):
    """A page as it is printed."""

    number: int
    pages: int = Field(alias="pages_all")
    width: int = Field(description="In points.")
    height: int
    boxes: list[BoxOut]
    note: str = Field(description="`picture` or `unplaced`: why nothing is marked although something was asked for.")
    also_on: list[int] = Field(description="Other pages on which the words stand.")
    items: list[int] = Field(description="The items on it, in the order of the text.")


@router.get("/editions/{int:pk}/pages", response=PrintedPages, url_name="edition-pages", summary="Pages as printed")
def edition_pages(request: Asked, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """The pages of a PDF or OFD; of other documents `page-none`."""
    of = selectors.edition_for(request.person, pk)
    rows = [{"number": n, "start": first, "end": last} for n, first, last in spans_of_pages(pages.paged(of))]
    told = {"total": len(rows), "limit": paging.limit, "offset": paging.offset}
    return {**told, "items": rows[paging.offset : paging.offset + paging.limit]}


@router.get("/editions/{int:pk}/page", response=PrintedPageWhole, url_name="edition-page", summary="One page", openapi_extra={"responses": BUSY})  # fmt: skip
def edition_page(request: Asked, pk: int, asked: Query[PageAsked]) -> dict[str, Any]:
    """Its size, what stands on it, and where on it the words stand that are asked for; by token only of what is 无."""
    of = _shown(request, pk)
    said = {"item": str(asked.item or ""), "at": asked.at}
    shown = pages.page_context(of, asked.number, said)
    boxes = [{name: float(value) for name, value in box._asdict().items()} for box in shown["boxes"]]
    return {**shown, "boxes": boxes, "items": [each.pk for each in shown["on_page"]]}


@router.get("/editions/{int:pk}/page-image", url_name="edition-page-image", summary="The picture of a page", openapi_extra=PICTURE)  # fmt: skip
def edition_page_image(request: Asked, pk: int, asked: Query[PictureAsked]) -> HttpResponse:
    """As a browser shows it: PNG of PDF, SVG of OFD; never kept for anybody else; by token only of what is 无."""
    of = _shown(request, pk)
    return picture_answer(of, asked.number, asked.zoom, request.headers.get("If-None-Match"))


def _shown(request: Asked, pk: int) -> Edition:
    """The edition, where whoever asks may have its pages as printed.

    Raises:
        Refusal: ``absent``, ``taken-numbered``.
    """
    of = selectors.edition_for(request.person, pk)
    words_answered(request, of)
    return of
