"""Plans laid side by side as pages: sectors and places, likeness of places, targets of like subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.utils import timezone

from xiandao.apps.plans.layout_tiles import of_matrix
from xiandao.apps.plans.matrix import ROLES, matrix_of, node_name, overlap_of
from xiandao.apps.plans.matrix_columns import LEVELS, Asked, Compared, asked_of, compared
from xiandao.apps.plans.matrix_kept import kept
from xiandao.apps.plans.matrix_sheets import SIGNS
from xiandao.apps.plans.matrix_targets import lines_of, subjects_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PLACES = 24
"""Columns of the matrix on one page."""
TARGET_PLACES = 12
SUBJECTS = 50
CROWDS = 60


def matrix(request: HttpRequest) -> HttpResponse:
    """Which place has chosen which sector; or how alike the places are."""
    if request.GET.get("show") == "overlap":
        return overlap(request)
    of, asked = _compared(request)
    found = kept("matrix", of, asked, lambda: matrix_of(of, asked))
    page = _page(request, found.columns, PLACES)
    if request.GET.get("show") == "tiles":
        told = {
            **_context(of, asked),
            **of_matrix(found, [*page.object_list]),
            "page": page,
            "places": len(found.columns),
        }
        return render(request, "plans/matrix_tiles.html", {**told, "tab": "matrix"})
    rows = [(row, found.cells(row, page.object_list)) for row in found.rows]
    shown = [(row, cells) for row, cells in rows if any(cells)]
    context = {**_context(of, asked), "page": page, "rows": shown, "places": len(found.columns), "tab": "matrix"}
    return render(request, "plans/matrix.html", {**context, "signs": [(SIGNS[role], role) for role in ROLES]})


def overlap(request: HttpRequest) -> HttpResponse:
    """How many places chose each sector, and which two chose most alike."""
    of, asked = _compared(request)
    found = kept("overlap", of, asked, lambda: overlap_of(of, asked))
    crowds = [(node_name(each.node), each) for each in found.crowds if each.chosen > 1][:CROWDS]
    likest = [
        (
            found.columns[each.pair.one],
            found.columns[each.pair.other],
            each,
            [node_name(code) for code in each.pair.shared],
        )
        for each in found.likest
    ]
    context = {
        **_context(of, asked),
        "crowds": crowds,
        "likest": likest,
        "places": len(found.columns),
        "tab": "overlap",
    }
    return render(request, "plans/overlap.html", context)


def targets(request: HttpRequest) -> HttpResponse:
    """Targets of several places in one row where they count the same in the same unit."""
    of, asked = _compared(request)
    every = kept("targets", of, asked, lambda: subjects_of(of, asked))
    subjects = Paginator(every, SUBJECTS).get_page(request.GET.get("page"))
    keys = {key for subject in subjects for key in subject.found}
    places = _page(request, [column for column in of.columns if column.key in keys], TARGET_PLACES, "places")
    lines = lines_of(subjects, list(places))
    context = {**_context(of, asked), "page": subjects, "columns": places, "lines": lines, "tab": "targets"}
    return render(request, "plans/targets_compare.html", context)


def _compared(request: HttpRequest) -> tuple[Compared, Asked]:
    asked = asked_of(request.GET.dict(), timezone.localdate())
    return compared(request.person, asked), asked  # type: ignore[attr-defined]


def _page(request: HttpRequest, columns: Any, size: int, name: str = "page") -> Page[Any]:
    return Paginator(columns, size).get_page(request.GET.get(name))


def _context(of: Compared, asked: Asked) -> dict[str, Any]:
    return {"asked": asked, "of": of, "levels": LEVELS, "scope": of.scope}
