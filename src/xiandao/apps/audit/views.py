"""The log as an auditor reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from xiandao.apps.audit.selectors import audit_verdict, lines_listed

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 100


def log(request: HttpRequest) -> HttpResponse:
    """The deeds, the latest first, filtered by person, deed and day."""
    page = Paginator(lines_listed(request.GET.dict()), PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/log.html", {"page": page})


def check(request: HttpRequest) -> HttpResponse:
    """Verifies the chain from the first line to the last."""
    return render(request, "audit/check.html", {"verdict": audit_verdict()})
