"""Plans as pages: the list, an upload, a plan with its items, its text, its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xiandao.apps.plans import (
    as_of,
    classing,
    issuing,
    layout_tiles,
    page_views,
    pages,
    selectors,
    services,
    trajectory_pages,
    withdrawing,
)
from xiandao.apps.plans.article import article_of
from xiandao.apps.plans.models import EDITION_STATES, ITEM_STATES, KINDS, OPENNESS, SECRECY
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, refusal_message
from xiandao.readers import Limits

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
        said = classing.Classing(request.POST.get("secrecy", "none"), request.POST.get("openness", "closed"))
        services.upload(person, files, at=timezone.now(), plan=plan.pk if plan else None, classing=said)
        return redirect("jobs:list")
    context = {"plan": plan, "secrecies": classing.settable(person, "plan.add"), "openness": OPENNESS[:0:-1]}
    return render(request, "plans/upload.html", context)


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition at a glance: what it says of itself, targets, duties by unit, sectors, layout, findings."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk)
    said = ""
    try:
        if dates := as_of.dates_of(request.GET, timezone.now()):
            return page_views.edition_then(request, of, dates)
    except Refusal as refusal:
        if refusal.code not in ("day-unknown", "known-later"):
            raise
        said = refusal_message(refusal, language)  # on the page as it is now, where another day can be chosen
    glance = selectors.plan_page(of, person)
    context = {
        **glance, **page_views.parts_of(of, person, glance),
        **layout_tiles.of_plan(glance["layout_rows"], of.plan.place),
        "openness": OPENNESS, "states": EDITION_STATES, "tab": "plan", "said": said,
    }  # fmt: skip
    if context["may_issue"]:
        context |= {"secrecies": classing.settable(person, plan=of.plan), "waits": classing.waiting_of(of.plan)}
        context["issue_waits"] = issuing.issue_waiting(of)
    context |= {"may_withdraw": withdrawing.may_withdraw(person, of), "maybe_issued": issuing.maybe_issued(of)}
    status = 422 if said else 200
    return render(request, "plans/edition.html", context, status=status)


def items(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every item of one kind."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk)
    if kind not in KINDS:
        raise Refusal("absent")
    rows = selectors.items_listed(of, kind, request.GET.dict())
    page = Paginator(rows, 200).get_page(request.GET.get("page"))
    context = {**selectors.plan_head(of, person), "kind": kind, "page": page, "asked": request.GET, "tab": kind}
    context["item_states"] = ITEM_STATES
    return render(request, "plans/items.html", context)


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The document, every word of an item leading to it."""
    person, language = _who(request)
    of = selectors.edition_for(person, pk)
    rows = list(of.items.exclude(state="rejected"))
    sought = pages.span_asked(of, request.GET.dict())
    article = article_of(of, rows, language, sought)
    context = {**selectors.plan_head(of, person), "article": article, "tab": "text"}
    if context["is_paged"]:
        context |= {"first_page": pages.page_of_span(of, sought), "sought": sought}
    return render(request, "plans/text.html", context)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its fields, its sentence, who decided what about it."""
    person, language = _who(request)
    found = selectors.item_for(person, pk)
    context = {**selectors.item_page(found, person), "life": as_of.life_of(person, found)}
    if request.headers.get("HX-Request"):
        return render(request, "plans/_item.html", context)
    return render(request, "plans/item.html", {**context, **trajectory_pages.item_part(person, found, language)})


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what the edition is and who may see it."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.issue")
    state, openness, secrecy = (request.POST.get(name, "") for name in ("state", "openness", "secrecy"))
    if state not in EDITION_STATES or openness not in OPENNESS or (secrecy and secrecy not in SECRECY):
        raise Refusal("absent")
    services.edition_issue(person, of, state=state, openness=openness, secrecy=secrecy, at=timezone.now())
    if waits := issuing.issue_waiting(of):
        return redirect("publishing:release", pk=waits.pk)
    return redirect("plans:class" if classing.waiting_of(of.plan) else "plans:edition", pk=pk)


@require_http_methods(("GET", "POST"))
def classify(request: HttpRequest, pk: int) -> HttpResponse:
    """保密属性调整: how closed the plan is, and a change of it with its reason."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.issue")
    if request.method == "POST":
        said = classing.Classing(request.POST.get("secrecy", ""), request.POST.get("openness", ""))
        reason = request.POST.get("reason", "")
        release = classing.plan_class(person, of.plan_id, said, reason=reason, at=timezone.now())
        return redirect("publishing:release", pk=release.pk) if release else redirect("plans:class", pk=pk)
    context = {**selectors.plan_head(of, person), **classing.class_page(person, of.plan), "tab": "class"}
    return render(request, "plans/class.html", context)


@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads the document again with the rules of today."""
    person, _ = _who(request)
    of = selectors.edition_for(person, pk, "plan.judge")
    found = services.edition_reread(of, by=person, at=timezone.now())
    context: dict[str, Any] = {**selectors.plan_head(of, person), "found": found, "tab": "plan"}
    return render(request, "plans/reread.html", context)
