"""Pages of documents as they are printed: their pictures, kept for the next who looks, and where on them words stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

from django.conf import settings

from xiandao.apps.files.services import place_of
from xiandao.apps.plans.models import Document
from xiandao.core.errors import Refusal
from xiandao.readers.places import Box, boxes_of, placed_on
from xiandao.readers.showing import SHOWERS, page_shown
from xiandao.readers.shown import Shown, places_of_shown, shown_of_row
from xiandao.writers.files import replacing

ZOOMS = (1, 2, 3)
_SCALES = {1: 1.5, 2: 2.25, 3: 3.0}
_WAY = "1"
"""Counts the ways in which pages were ever shown: what an older way kept is not found any more."""
AT_ONCE = 1
"""Pages that are made at one time in a process: its other threads answer everybody else meanwhile."""
PATIENCE = 0.3
"""Seconds that a question waits for its place."""
_places = BoundedSemaphore(AT_ONCE)
_ENDINGS = {"image/png": "png", "image/svg+xml": "svg"}


class Picture(NamedTuple):
    """A page's picture as a browser takes it."""

    media_type: str
    data: bytes


def is_paged(document: Document | None) -> bool:
    """Whether pages of the document can be shown: of PDF and OFD."""
    return document is not None and document.media_type in SHOWERS and bool(document.pages)


def page_picture(document: Document, page: int, zoom: int) -> Picture:
    """The picture of *page*, counted from 1.

    Raises:
        Refusal: ``page-none``, or the file cannot be shown.
    """
    kept = _kept(document, page, zoom)
    for media_type, ending in _ENDINGS.items():
        if (file := kept.with_suffix(f".{ending}")).exists():
            return Picture(media_type, file.read_bytes())
    shown = _made(document, page, zoom)
    return Picture(shown.media_type, shown.image)


def page_places(document: Document, page: int) -> Shown:
    """The characters of *page* with their places, without its picture.

    Raises:
        Refusal: ``page-none``, or the file cannot be shown.
    """
    kept = _kept(document, page, ZOOMS[0]).with_suffix(".json")
    return shown_of_row(json.loads(kept.read_bytes())) if kept.exists() else _made(document, page, ZOOMS[0])


def picture_name(document: Document, page: int, zoom: int) -> str:
    """What tells a picture from every other: the file, the way it is shown, the page, the scale.

    Raises:
        Refusal: ``page-none``.
    """
    return _kept(document, page, zoom).stem


def _kept(document: Document, page: int, zoom: int) -> Path:
    """Where a page is kept, but for its ending: named by the file's digest, the page, the scale."""
    if not is_paged(document) or not 1 <= page <= len(document.pages) or zoom not in _SCALES:
        raise Refusal("page-none")
    data: Path = settings.DATA
    digest = document.blob_id
    return data / "pages" / digest[:2] / f"{digest}-{_WAY}-{page}-{round(_SCALES[zoom] * 100)}.page"


@contextmanager
def _place() -> Iterator[None]:
    """A place among the pages that are made at one time in this process: whoever finds none comes again.

    Raises:
        Refusal: ``page-busy``.
    """
    if not _places.acquire(timeout=PATIENCE):
        raise Refusal("page-busy")
    try:
        yield
    finally:
        _places.release()


def _made(document: Document, page: int, zoom: int) -> Shown:
    kept = _kept(document, page, zoom)
    with _place():
        shown = _shown(document, page, zoom)
    places = json.dumps(places_of_shown(shown), ensure_ascii=False, separators=(",", ":")).encode()
    for ending, data in ((_ENDINGS[shown.media_type], shown.image), ("json", places)):
        with replacing(kept.with_suffix(f".{ending}")) as part:
            part.write_bytes(data)
    return shown


def _shown(document: Document, page: int, zoom: int) -> Shown:
    return page_shown(place_of(document.blob_id), document.media_type, page - 1, scale=_SCALES[zoom])


def pages_of_span(document: Document, start: int, end: int) -> list[int]:
    """The pages, counted from 1, on which words of the text stand."""
    return [number for number, first, last in spans_of_pages(document) if start < last and end > first]


def spans_of_pages(document: Document) -> Iterator[tuple[int, int, int]]:
    """Every page's number, and where its text begins and ends."""
    for number, (first, last) in enumerate(pairwise((*document.pages, len(document.text))), 1):
        yield number, first, last


def span_of_page(document: Document, page: int) -> tuple[int, int]:
    """Where the page's text begins and ends."""
    return next((first, last) for number, first, last in spans_of_pages(document) if number == page)


def boxes_on(document: Document, page: int, shown: Shown, span: tuple[int, int]) -> tuple[Box, ...]:
    """Where on the page, a box a line, the words of *span* stand, as far as they stand there."""
    first, last = span_of_page(document, page)
    start, end = max(span[0], first) - first, min(span[1], last) - first
    return boxes_of(placed_on(document.text[first:last], shown), start, end) if start < end else ()
