"""Plans as pages: the list, an upload, a plan with its items, its text, its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.services import place_of
from xiandao.apps.plans import selectors, services
from xiandao.apps.plans.article import article_of
from xiandao.apps.plans.mappers import plan_of_edition
from xiandao.apps.plans.models import EDITION_STATES, KINDS, OPENNESS
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language
from xiandao.readers import Limits
from xiandao.writers.plan_json import json_from_plan

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 50


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


def listing(request: HttpRequest) -> HttpResponse:
    """The latest edition of every plan, filtered and sorted."""
    person, _ = _who(request)
    page = Paginator(selectors.plan_list(person, request.GET.dict()), PAGE).get_page(request.GET.get("page"))
    counts = selectors.state_counts([edition.pk for edition in page])
    context = {
        "page": page, "counts": counts, "asked": request.GET, "may_add": person.may("plan.add"),
        "may_export": person.may("plan.export"),
        "states": EDITION_STATES, "levels": ("province", "city", "district", "zone"),
    }  # fmt: skip
    return render(request, "plans/list.html", context)


def upload(request: HttpRequest) -> HttpResponse:
    """The form, and the files that came by it."""
    person, _ = _who(request)
    plan = selectors.plan_for(person, request.POST.get("plan") or request.GET.get("plan"), "plan.add")
    if request.method == "POST":
        if any((file.size or 0) > Limits().bytes for file in request.FILES.getlist("files")):
            raise Refusal("file-too-large", name="—", limit=Limits().bytes // (1024 * 1024))
        files = [(file.name or "", file.chunks()) for file in request.FILES.getlist("files")]
        if not files:
            raise Refusal("files-none")
        services.upload(person, files, at=timezone.now(), plan=plan.pk if plan else None)
        return redirect("jobs:list")
    return render(request, "plans/upload.html", {"plan": plan})


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition at a glance: what it says of itself, targets, duties by unit, sectors, layout, findings."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk)
    context = {**selectors.plan_page(of, person), "openness": OPENNESS, "states": EDITION_STATES, "tab": "plan"}
    return render(request, "plans/edition.html", {**context, "language": language})


def items(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every item of one kind."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk)
    if kind not in KINDS:
        raise Refusal("absent")
    rows = selectors.items_listed(of, kind, request.GET.dict())
    page = Paginator(rows, 200).get_page(request.GET.get("page"))
    context = {**selectors.plan_head(of, person), "kind": kind, "page": page, "asked": request.GET, "tab": kind}
    return render(request, "plans/items.html", context)


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The document, every word of an item leading to it."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk)
    rows = list(of.items.exclude(state="rejected"))
    context = {**selectors.plan_head(of, person), "article": article_of(of, rows, language), "tab": "text"}
    return render(request, "plans/text.html", context)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its fields, its sentence, who decided what about it."""
    person, _ = _who(request)
    context = selectors.item_page(selectors.item_for(person, pk), person)
    return render(request, "plans/_item.html" if request.headers.get("HX-Request") else "plans/item.html", context)


def original(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as it came in."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.export")
    if of.document is None:
        raise Refusal("absent")
    services.taken(person, of, "original", at=timezone.now())
    response = FileResponse(place_of(of.document.blob_id).open("rb"), as_attachment=True, filename=of.file_name)
    response.headers["Content-Type"] = "application/octet-stream"  # never opened by the browser as what it claims to be
    return response


def plan_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition in the plan format: items as people left them, rejected ones left out."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk, "plan.export")
    services.taken(person, of, "json", at=timezone.now())
    plan = plan_of_edition(of, of.items.exclude(state="rejected"))
    return _download(json_from_plan(plan, language), f"{of.plan.title}.json", "application/json")


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what the edition is and who may see it."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.issue")
    state, openness = request.POST.get("state", ""), request.POST.get("openness", "")
    if state not in EDITION_STATES or openness not in OPENNESS:
        raise Refusal("absent")
    services.edition_issue(person, of, state=state, openness=openness, at=timezone.now())
    return redirect("plans:edition", pk=pk)


@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads the document again with the rules of today."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.judge")
    found = services.edition_reread(of, by=person, at=timezone.now())
    context: dict[str, Any] = {**selectors.plan_head(of, person), "found": found, "tab": "plan"}
    return render(request, "plans/reread.html", context)


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
