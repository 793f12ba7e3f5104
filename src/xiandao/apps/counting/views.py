"""指标认定明细 as pages: the targets of an edition, one target with its members, how it is counted, a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.counting import bundles, forms, pages
from xiandao.apps.counting.bindings import CONFIRM, LONGEST_NOTE, binding_confirm, target_of
from xiandao.apps.counting.choosing import first_measure, said_measure
from xiandao.apps.plans.selectors import edition_for, item_for
from xiandao.core.errors import Refusal
from xiandao.core.measures import measure_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

PASSED_ON = ("absent", "not-permitted")
STATUSES = {"binding-changed": 409}


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Every target of an edition with its figure."""
    person, language = _who(request)
    of = edition_for(person, pk)
    context = pages.edition_page(person, of, request.GET.dict(), timezone.now(), language)
    return render(request, "counting/edition.html", context)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One target with everything behind its figure."""
    person, language = _who(request)
    context = pages.item_page(person, item_for(person, pk), request.GET.dict(), timezone.now(), language)
    return render(request, "counting/item.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which a target's measure is put together."""
    return _edit(request, pk, None)


def _edit(request: HttpRequest, pk: int, refused: Refusal | None) -> HttpResponse:
    person, language = _who(request)
    of = item_for(person, pk, CONFIRM)
    typed = request.POST.dict() if refused else request.GET.dict()
    measure = first_measure(of, typed)
    context: dict[str, Any] = {
        "item": of, "edition": of.edition, "plan": of.edition.plan, "target": target_of(of),
        "form": forms.form_of(measure, language), "refused": refused, "typed": typed,
        "text": typed.get("measure", "") if refused and typed.get("act") == "json" else measure_text(measure),
        "version": pages.version_of(of), "longest": LONGEST_NOTE,
    }  # fmt: skip
    return render(request, "counting/edit.html", context, status=STATUSES.get(refused.code, 422) if refused else 200)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """How the target is counted, as a person says: a proposal, the form, JSON, or that registers cannot count it."""
    person, _ = _who(request)
    said = request.POST.dict()
    of = item_for(person, pk, CONFIRM)
    version = int(said["version"]) if said.get("version", "").isdecimal() and len(said["version"]) < 7 else -1
    try:
        measure = said_measure(of, said)
        binding_confirm(person, pk, measure, said.get("note", ""), at=timezone.now(), version=version)
    except Refusal as refused:
        if refused.code in PASSED_ON:
            raise
        return _edit(request, pk, refused)
    return redirect("counting:item", pk=pk)


def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """A bundle with what fills each of its slots."""
    person, language = _who(request)
    asked = request.GET.dict()
    dates = pages.dates_asked(asked, timezone.now())
    context = bundles.bundle_page(person, item_for(person, pk), dates, asked, language)
    return render(request, "counting/bundle.html", context)
