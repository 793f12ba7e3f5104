"""Exports as addresses: a page that asks how it is to leave, a file, or the way through the gate.

Looking changes nothing: whatever gives a number, a file or a line of the log is posted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from xiandao.apps.files.downloads import OPAQUE, download
from xiandao.apps.files.services import place_of
from xiandao.apps.plans import export_gate, selectors
from xiandao.apps.plans import export_services as services
from xiandao.apps.plans import services as plans
from xiandao.apps.plans.export_scope import LIST, Ask, Scope, ask_of, is_sample, scope_of
from xiandao.apps.plans.exports import tab_of
from xiandao.apps.plans.leaving import handed
from xiandao.apps.plans.models import Export
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message, wording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.plans.models import Edition
    from xiandao.core.messages import Language


@require_http_methods(("GET", "POST"))
def export(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """Something of one edition."""
    return _export(request, ask_of(what, form, pk, request.GET.dict()))


@require_http_methods(("GET", "POST"))
def listing(request: HttpRequest, form: str) -> HttpResponse:
    """The list of plans as it is filtered and sorted."""
    return _export(request, ask_of(LIST, form, None, request.GET.dict()))


TO_MEND = ("export-purpose", "release-purpose", "release-receiver", "release-taker", "release-takers-many")
"""What the form says beside what was typed, so that it can be mended there."""


def _export(request: HttpRequest, ask: Ask) -> HttpResponse:
    person: Person = request.person  # type: ignore[attr-defined]
    if request.GET.get("number"):
        return _numbered(request, person, ask)
    scope, wish = scope_of(person, ask), export_gate.wish_of(request.POST or request.GET)
    way = export_gate.gate_way(scope, wish)
    tab = tab_of(ask.what, _language(request))
    if request.method == "GET" or (way != "direct" and "purpose" not in request.POST):
        return _page(request, scope, wish, tab, ask.edition)

    def address(number: str) -> str:
        return f"{request.path}?{urlencode({**ask.asked, 'number': number})}"

    try:
        taken = services.export_take(person, ask, scope, wish, address, at=timezone.now())
    except Refusal as refusal:
        return _page(request, scope, wish, tab, ask.edition, refusal)
    if isinstance(taken, services.Given):
        return handed(taken)
    return redirect(address(taken.number)) if isinstance(taken, Export) else _on(taken.pk if taken else None)


def _numbered(request: HttpRequest, person: Person, ask: Ask) -> HttpResponse:
    """A large file that was asked for: whether it is there, and, posted, the file."""
    number = request.GET["number"]
    if request.method == "POST" and (given := services.export_fetch(person, ask, number, at=timezone.now())):
        return handed(given)
    made = services.export_look(person, ask, number)
    context = {"number": number, "made": made, "tab": tab_of(ask.what, _language(request)), "edition": ask.edition}
    return render(request, "plans/export.html", context)


def _on(release: int | None) -> HttpResponse:
    """To the release; to the jobs where its content is still being made."""
    return redirect("publishing:release", pk=release) if release else redirect("jobs:list")


@require_http_methods(("GET", "POST"))
def original(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as it came in."""
    return _taken(request, pk, "original")


@require_http_methods(("GET", "POST"))
def plan_json(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The edition in the plan format: items as people left them, rejected ones left out."""
    return _taken(request, pk, "json")


def _taken(request: HttpRequest, pk: int, what: str) -> HttpResponse | FileResponse:
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk, "plan.export")
    if what == "original" and of.document is None:
        raise Refusal("absent")
    wish, scope = export_gate.wish_of(request.POST or request.GET), Scope(of, (), of.plan.secrecy, is_sample(of), 1)
    if request.method == "GET" or (wish.use != USES[0] and "purpose" not in request.POST):
        return _page(request, scope, wish, wording(f"export-what-{what}", _language(request)), pk)
    if way_of(wish.use, of.plan.secrecy) == "gate":
        data = export_gate.json_of_edition(of, _language(request)) if what == "json" else None
        try:
            return _on(export_gate.file_ask(person, of, wish, what, data=data, at=timezone.now()).pk)
        except Refusal as refusal:
            return _page(request, scope, wish, wording(f"export-what-{what}", _language(request)), pk, refusal)
    plans.taken(person, of, what, at=timezone.now())
    return _data(of, _language(request)) if what == "json" else _document(of)


def _data(of: Edition, language: Language) -> HttpResponse:
    name = export_gate.file_name_of(of, "json")
    data = export_gate.json_of_edition(of, language)
    return download(data, name, plain=f"plan-{of.pk}.json", media_type="application/json")


def _document(of: Edition) -> FileResponse:
    if of.document is None:
        raise Refusal("absent")
    name = export_gate.file_name_of(of, "original")
    response = FileResponse(place_of(of.document.blob_id).open("rb"), as_attachment=True, filename=name)
    response.headers["Content-Type"] = OPAQUE
    return response


def _language(request: HttpRequest) -> Language:
    language: Language = request.language  # type: ignore[attr-defined]
    return language


def _page(
    request: HttpRequest,
    scope: Scope,
    wish: export_gate.Wish,
    tab: str,
    edition: int | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The form; with what is to be mended in it, and what was typed."""
    if refusal is not None and refusal.code not in TO_MEND:
        raise refusal
    context = {
        "said": refusal_message(refusal, _language(request)) if refusal else "",
        "tab": tab,
        "scope": scope,
        "wish": wish,
        "edition": edition,
        "ways": [(use, way_of(use, scope.secrecy)) for use in USES],
        "most": services.LONGEST_PURPOSE,
        "back": reverse("plans:edition", args=[edition]) if edition else reverse("plans:list"),
    }
    return render(request, "plans/export.html", context, status=422 if refusal else 200)
