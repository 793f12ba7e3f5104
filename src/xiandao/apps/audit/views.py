"""The log as an auditor reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from xiandao.apps.audit.selectors import check_last, check_latest, lines_listed, shown_of, verdict_kept

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 100


def log(request: HttpRequest) -> HttpResponse:
    """The deeds, the latest first, filtered by person, deed and day."""
    lines = lines_listed(request.person, request.GET.dict())  # type: ignore[attr-defined]
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/log.html", {"page": page, "rows": shown_of(list(page.object_list))})


def check(request: HttpRequest) -> HttpResponse:
    """What the last verification of the whole chain found, and how far the one under way is."""
    last, latest = check_last(), check_latest()
    context = {"last": last, "latest": latest, "verdict": verdict_kept(last) if last else None}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "audit/_check.html" if is_part else "audit/check.html", context)
