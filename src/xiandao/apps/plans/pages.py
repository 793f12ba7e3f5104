"""What stands around a printed page: the words asked for, the items on it, the pages beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from xiandao.apps.plans.models import Document, Edition, Item
from xiandao.apps.plans.page_images import (
    ZOOMS,
    boxes_on,
    is_paged,
    page_places,
    pages_of_span,
    picture_name,
    span_of_page,
)
from xiandao.core.errors import Refusal
from xiandao.core.text import Span
from xiandao.readers.places import Box

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


class Drawn(NamedTuple):
    """A box as SVG has it, in points; a little larger than the words."""

    x: str
    y: str
    width: str
    height: str


def paged(edition: Edition) -> Document:
    """The edition's document.

    Raises:
        Refusal: ``page-none`` for documents whose pages cannot be shown.
    """
    if edition.document is None or not is_paged(edition.document):
        raise Refusal("page-none")
    return edition.document


def picture_tag(edition: Edition, page: int, zoom: int) -> str:
    """What a picture is known by; a new way of showing pages makes new names.

    Raises:
        Refusal: ``page-none``.
    """
    return f'"{picture_name(paged(edition), page, zoom)}"'


def page_context(edition: Edition, page: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page, with the words of ``item`` or ``at`` (start-end) marked.

    Raises:
        Refusal: ``page-none``.
    """
    document = paged(edition)
    shown = page_places(document, page)
    first, last = span_of_page(document, page)
    item = _item(edition, asked.get("item", ""))
    span = span_asked(edition, asked, item)
    boxes = boxes_on(document, page, shown, span) if span else ()
    is_here = span is not None and span.start < last and span.end > first
    return {
        "number": page,
        "pages_all": shown.pages,
        "width": round(shown.width),
        "height": round(shown.height),
        "boxes": [_drawn(box) for box in boxes],
        "note": _note(
            has_words=bool(shown.pieces), is_picture=shown.is_picture, is_here=is_here, is_placed=bool(boxes)
        ),
        "item": item,
        "span": span,
        "zoom": next((zoom for zoom in ZOOMS if str(zoom) == asked.get("zoom")), ZOOMS[0]),
        "zooms": ZOOMS,
        "also_on": [other for other in pages_of_span(document, *span) if other != page] if span else [],
        "on_page": list(
            edition.items.exclude(state="rejected").filter(start__lt=last, end__gt=first).order_by("start", "pk")
        ),
    }


def page_waiting(edition: Edition, page: int) -> dict[str, Any]:
    """What stands around a page whose picture is still being made.

    Raises:
        Refusal: ``page-none``.
    """
    document = paged(edition)
    first, last = span_of_page(document, page)
    found = edition.items.exclude(state="rejected").filter(start__lt=last, end__gt=first).order_by("start", "pk")
    return {"number": page, "pages_all": len(document.pages), "waits": True, "on_page": list(found)}


def page_of_span(edition: Edition, span: Span | None) -> int:
    """The page on which the words begin; the first where nothing is asked for."""
    found = pages_of_span(paged(edition), *span) if span else []
    return found[0] if found else 1


def _item(edition: Edition, said: str) -> Item | None:
    return edition.items.filter(pk=int(said)).first() if said.isdecimal() and len(said) < 10 else None


def span_asked(edition: Edition, asked: Mapping[str, str], item: Item | None = None) -> Span | None:
    """The words asked for: of the item, or between two places of the text; ``None`` for neither."""
    if item is not None and item.start is not None and item.end is not None:
        return Span(item.start, item.end)
    found = _SPAN.fullmatch(asked.get("at", ""))
    if found is None or edition.document is None:
        return None
    span = Span(int(found[1]), int(found[2]))
    return span if span.start < span.end <= len(edition.document.text) else None


def _note(*, has_words: bool, is_picture: bool, is_here: bool, is_placed: bool) -> str:
    """Why nothing is marked although something was asked for; empty where all is well."""
    if not is_here or is_placed:
        return ""
    return "picture" if is_picture and not has_words else "unplaced"


def _drawn(box: Box) -> Drawn:
    return Drawn(
        f"{box.left - 1:.1f}",
        f"{box.top - 1:.1f}",
        f"{box.right - box.left + 2:.1f}",
        f"{box.bottom - box.top + 2:.1f}",
    )
