"""Pages of a kept file as they are printed, in a process of their own; formats without pages have none."""

from __future__ import annotations

from pathlib import Path

from xiandao.core.errors import Refusal
from xiandao.readers.extract import Task
from xiandao.readers.limits import Limits
from xiandao.readers.shown import Shown

SHOWERS = {"application/pdf": "shown_pdf:show_pdf", "application/ofd": "shown_ofd:show_ofd"}
"""Media type → what shows its pages."""
_LIMITS = Limits(seconds=60.0)


def page_shown(path: Path, media_type: str, page: int, *, scale: float) -> Shown:
    """The page, counted from 0, with *scale* pixels a point.

    Raises:
        Refusal: ``page-none`` for a format or number without a page, or what the reading process refuses.
    """
    from xiandao.readers.apart import shown_apart

    if media_type not in SHOWERS:
        raise Refusal("page-none")
    task = Task(data=path.read_bytes(), limits=_LIMITS, page=page, scale=scale)
    return shown_apart(SHOWERS[media_type], task)
