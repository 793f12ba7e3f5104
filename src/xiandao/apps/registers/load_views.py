"""Workbooks as pages: those on their way, an upload, one with its columns, its rows, and what may be done with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xiandao.apps.files.downloads import MEDIA_TYPES, download
from xiandao.apps.registers import load_pages, loads, returning
from xiandao.apps.registers.entity_views import language_of, who
from xiandao.apps.registers.load_choices import choices_check, chosen_of, used_of
from xiandao.apps.registers.models import LOAD_STATES
from xiandao.apps.registers.selectors import load_for
from xiandao.core.errors import Refusal
from xiandao.readers import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PAGE = 50
STATES = tuple(each for each in LOAD_STATES if each not in ("reading", "failed"))
PASSED_ON = ("absent", "not-permitted", "state-secret")
"""Refusals that are pages of their own."""


def listing(request: HttpRequest) -> HttpResponse:
    """Workbooks on their way; while files are being read or rows looked at, the list renews itself."""
    person, asked = who(request), request.GET.dict()
    page = Paginator(load_pages.loads_listed(person, asked), PAGE).get_page(asked.get("page"))
    jobs = load_pages.reading(person, timezone.now())
    kinds = load_pages.kinds_offered(language_of(request))
    context = {
        "page": page, "asked": asked, "jobs": jobs, "kinds": kinds, "names": dict(kinds), "states": STATES,
        "is_busy": any(job.is_open for job in jobs) or any(each.state in load_pages.BUSY for each in page),
    }  # fmt: skip
    part = "registers/_loads.html" if request.headers.get("HX-Request") else "registers/loads.html"
    return render(request, part, context)


@require_http_methods(("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """The form, and the workbooks that came by it."""
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            return _came(request)
        except Refusal as said:
            refused = _passed(said)
    context = {
        **load_pages.form(who(request), language_of(request)),
        "typed": request.POST or request.GET, "today": timezone.localdate().isoformat(), "refused": refused,
    }  # fmt: skip
    return render(request, "registers/load_new.html", context, status=422 if refused else 200)


def _came(request: HttpRequest) -> HttpResponse:
    came, most = request.FILES.getlist("files"), Limits().bytes
    if any((file.size or 0) > most for file in came):
        raise Refusal("file-too-large", name="—", limit=most // (1024 * 1024))
    if not came:
        raise Refusal("files-none")
    files = [(file.name or "", file.chunks()) for file in came]
    loads.loads_enter(who(request), files, about_of(request.POST.dict()), at=timezone.now())
    return redirect("registers:loads")


def about_of(form: dict[str, str]) -> loads.About:
    """What a form says of workbooks.

    Raises:
        Refusal: ``day-unknown``.
    """
    day = form.get("as_of", "").strip()
    try:
        as_of = dt.date.fromisoformat(day) if day else None
    except ValueError:
        raise Refusal("day-unknown", day=day[:20]) from None
    return loads.About(
        kind=form.get("kind", ""), stream=form.get("stream", ""), authority=form.get("authority", "reported"),
        as_of=as_of, period=form.get("period", "").strip(), secrecy=form.get("secrecy", "none"),
    )  # fmt: skip


def _passed(refused: Refusal) -> Refusal:
    if refused.code in PASSED_ON:
        raise refused
    return refused


def load(request: HttpRequest, pk: int) -> HttpResponse:
    """One workbook; while work on it goes on, its progress renews itself, and the page when it is over."""
    return _shown(request, pk)


def _shown(request: HttpRequest, pk: int, refused: Refusal | None = None) -> HttpResponse:
    person, language = who(request), language_of(request)
    context = load_pages.page_of_load(person, load_for(person, pk), language, request.GET.dict())
    if request.headers.get("HX-Request"):
        response = render(request, "registers/_load_progress.html", context)
        if not context["is_busy"]:
            response.headers["HX-Refresh"] = "true"
        return response
    context |= {"refused": refused, "typed": request.POST, "maps": context["maps"] or "t-0" in request.POST}
    return render(request, "registers/load.html", context, status=422 if refused else 200)


def _done(request: HttpRequest, pk: int, do: Callable[[int], object]) -> HttpResponse:
    """Does it on the version that was seen, and shows the workbook again, with why where it was refused."""
    version = request.POST.get("version", "")
    try:
        do(int(version) if version.isdecimal() and len(version) < 10 else -1)
    except Refusal as said:
        return _shown(request, pk, _passed(said))
    return redirect("registers:load", pk)


@require_POST
def mapped(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which property: confirmed, kept for the next workbook, the rows looked at."""
    person, form = who(request), request.POST.dict()
    of = load_for(person, pk)
    chosen, used = chosen_of(of, form), used_of(of, form)

    def do(version: int) -> object:
        choices_check(of, chosen, used)
        return loads.load_map(person, pk, chosen, used, version=version, at=timezone.now())

    return _done(request, pk, do)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks at the rows again, under the columns as they stand."""
    return _done(request, pk, lambda version: loads.load_check(who(request), pk, version=version, at=timezone.now()))


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters the rows that are not wrong."""
    return _done(request, pk, lambda version: loads.load_enter(who(request), pk, version=version, at=timezone.now()))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the whole workbook back."""
    return _done(request, pk, lambda _: loads.load_undo(who(request), pk, at=timezone.now()))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets it aside before anything was entered."""
    return _done(request, pk, lambda version: loads.load_drop(who(request), pk, version=version, at=timezone.now()))


@require_POST
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """退回表: the wrong rows with the reasons."""
    try:
        name, data = returning.returned_give(who(request), pk, language_of(request), at=timezone.now())
    except Refusal as said:
        return _shown(request, pk, _passed(said))
    return download(data, name, plain="returned.xlsx", media_type=MEDIA_TYPES["xlsx"])
