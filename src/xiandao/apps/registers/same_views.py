"""Sameness as pages: pairs that look like one, two entities side by side, and the search for whom to join with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from xiandao.apps.registers import same_pairs
from xiandao.apps.registers.doubles import ALIKE_JOB, alike_enter, doubles_of, doubles_told
from xiandao.apps.registers.entity_views import language_of, who
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.sameness import Pair, likeness_judge
from xiandao.apps.registers.selectors import JUDGE, entity_for, named, standing
from xiandao.apps.registers.telling import name_in

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE, FOUND = 10, 20
"""Pairs on a page; entities that a search shows."""
LONGEST_WORDS = 80


def same(request: HttpRequest) -> HttpResponse:
    """Pairs that look like one, each with its reasons and both cards."""
    person, asked = who(request), request.GET.dict()
    rows = same_pairs.likenesses_listed(person, asked)
    page = Paginator(rows, PAGE).get_page(asked.get("page"))
    context = {
        "page": page, "pairs": same_pairs.pairings(person, list(page), language_of(request)), "asked": asked,
        "shows": same_pairs.SHOWS, "kinds": _kinds(request), "alike_job": ALIKE_JOB,
    }  # fmt: skip
    return render(request, "registers/same.html", context)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return [(each.code, name_in(each, language_of(request))) for each in registry().kinds]


def pair(request: HttpRequest) -> HttpResponse:
    """Two entities side by side, with every word that was said of their being one."""
    keys = (request.GET.get("first", ""), request.GET.get("second", ""))
    found = same_pairs.pairing_of(who(request), keys, language_of(request))
    context = {"pair": found, "verdicts": same_pairs.verdicts_of(found.likeness)}
    return render(request, "registers/same_pair.html", context)


@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """Yes, no, unsure, or the last word taken back."""
    said = request.POST
    keys = Pair(said.get("first", ""), said.get("second", ""))
    likeness_judge(who(request), keys, said.get("verdict", "-"), said.get("note", ""), at=timezone.now())
    if said.get("back") == "list":
        return redirect(f"{reverse('registers:same')}?{urlencode({'show': said.get('show', '')})}")
    return redirect(f"{reverse('registers:same-pair')}?{urlencode({'first': keys.first, 'second': keys.second})}")


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Looks in the background for pairs of a kind."""
    kind = request.POST.get("kind", "")
    alike_enter(who(request), kind, at=timezone.now())
    return redirect(f"{reverse('registers:same')}?{urlencode({'kind': kind, 'sought': '1'})}")


def partner(request: HttpRequest, key: str) -> HttpResponse:
    """With whom an entity may be joined: those that look like it, or those that a search finds."""
    person, words = who(request), request.GET.get("q", "").strip()[:LONGEST_WORDS]
    of = entity_for(person, key, JUDGE)
    kind = kind_of(of.kind)
    found: list[dict[str, Any]]
    if words:
        rows = named(standing(person, [of.kind], JUDGE), words).exclude(pk=of.pk).select_related("place")[:FOUND]
        found = [{"entity": each, "reasons": ()} for each in rows]
    else:
        found = doubles_told(doubles_of(person, kind, of.row, leave=[of.key]))
    context = {"entity": of, "kind_name": name_in(kind, language_of(request)), "words": words, "found": found}
    return render(request, "registers/partner.html", context)
