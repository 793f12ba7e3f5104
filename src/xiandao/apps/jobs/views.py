"""Jobs as a person sees them: what runs, how far it is, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.jobs.selectors import jobs_seen
from xiandao.apps.jobs.works import audit_check_enter

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 50


def listing(request: HttpRequest) -> HttpResponse:
    """The latest jobs; while some are open, the list renews itself."""
    jobs = list(jobs_seen(request.person)[:SHOWN])  # type: ignore[attr-defined]
    context = {"jobs": jobs, "is_open": any(job.is_open for job in jobs), "open": sum(job.is_open for job in jobs)}
    context |= {state: sum(job.state == state for job in jobs) for state in ("done", "failed")}
    return render(request, "jobs/_table.html" if request.headers.get("HX-Request") else "jobs/list.html", context)


@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """Has the whole log verified in the background."""
    audit_check_enter(request.person, at=timezone.now())  # type: ignore[attr-defined]
    return redirect("audit:check")
