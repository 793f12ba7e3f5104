"""The plan's page as of a day, its pages as printed, its findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import as_of, checking, citing, page_images, pages, selectors, slots
from xiandao.apps.plans.article import flagged_of
from xiandao.core.errors import Refusal
from xiandao.writers.findings import LEVELS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.plans.models import Edition

FINDINGS_SHOWN = 6
"""Findings on the plan's first page; the rest are a click away."""
DRAWING_POLICY = "default-src 'none'; img-src data:"
"""A page's drawing is a picture: it loads and runs nothing, also when somebody opens it by itself."""


def parts_of(of: Edition, person: Person, glance: Mapping[str, Any]) -> dict[str, Any]:
    """What the plan's first page shows beside its items: slots of bundles, the plans that it cites, findings by level."""
    rows = [*glance["tasks"], *glance["targets"], *glance["layout_rows"], *glance["bundles"]]
    rows += [item for sector, directions in glance["sectors"] for item in (sector, *directions)]
    found = checking.findings_of(of)
    return {
        "bundled": slots.bundled(of, sorted(rows, key=lambda row: (row.start or 0, row.pk))),
        "cited": citing.cited(person, of, glance["cites"]),
        "found": [each for each in found if each.state == "open"][:FINDINGS_SHOWN],
        "found_all": len(found),
        "found_by_level": checking.tally(LEVELS, (each.level for each in found if each.state == "open")),
    }


def edition_then(request: HttpRequest, of: Edition, dates: as_of.Dates) -> HttpResponse:
    """The plan as it was on a day, as far as was known at another."""
    person: Person = request.person  # type: ignore[attr-defined]
    then = as_of.as_of_page(person, of.plan_id, dates, request.GET.dict(), timezone.now())
    known = then["then"]  # the head too is what it was known as
    context = {**selectors.plan_head(known, person), **then, "tab": "then", "asked": request.GET}
    return render(request, "plans/as_of.html", context)


def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page as it is printed, the words asked for marked."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk)
    try:
        context = pages.page_context(of, number, request.GET.dict())
    except Refusal as refused:
        if refused.code != "page-busy":
            raise
        context = pages.page_waiting(of, number)
    if request.headers.get("HX-Request"):
        return render(request, "plans/_page.html", {"edition": of, **context})
    return render(request, "plans/page.html", {**selectors.plan_head(of, person), **context, "tab": "pages"})


def page_image(request: HttpRequest, pk: int, number: int, zoom: int) -> HttpResponse:
    """The page's picture: for whoever may see the plan, and never kept for anybody else."""
    person: Person = request.person  # type: ignore[attr-defined]
    return picture_answer(selectors.edition_for(person, pk), number, zoom, request.headers.get("If-None-Match"))


def picture_answer(of: Edition, number: int, zoom: int, known: str | None) -> HttpResponse:
    """The picture of a page, or that whoever asks has it: *known* is the mark of what they kept.

    Raises:
        Refusal: ``page-none``, ``page-busy``.
    """
    tag = pages.picture_tag(of, number, zoom)
    if known == tag:
        response = HttpResponse(status=304)
    else:
        picture = page_images.page_picture(pages.paged(of), number, zoom)
        response = HttpResponse(picture.data, content_type=picture.media_type)
        response.headers["Content-Security-Policy"] = DRAWING_POLICY
    response.headers["Cache-Control"], response.headers["ETag"] = "private, no-cache", tag
    return response


def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found wrong or doubtful, beside the text in which it stands."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk)
    found = checking.findings_page(of, person, request.GET.dict())
    article = flagged_of(of, found["shown"], request.language)  # type: ignore[attr-defined]
    context = {**selectors.plan_head(of, person), **found, "article": article, "asked": request.GET, "tab": "findings"}
    return render(request, "plans/findings.html", context)


@require_POST
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person says of a finding; then the list as it was asked for."""
    person: Person = request.person  # type: ignore[attr-defined]
    said = {name: request.POST.get(name, "") for name in ("verdict", "reason")}
    checking.finding_judge(person, pk, request.POST.get("key", ""), at=timezone.now(), **said)
    asked = request.GET.urlencode()
    response = redirect("plans:findings", pk=pk)
    return redirect(f"{response.url}?{asked}" if asked else response.url)
