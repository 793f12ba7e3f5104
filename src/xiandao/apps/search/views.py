"""Search as a page: a box, filters, what was found plan by plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from xiandao.apps.plans.taxonomies import taxonomy
from xiandao.apps.policies.selectors import READ
from xiandao.apps.search import policy_words, selectors
from xiandao.apps.search.services import AT_ONCE, search_refresh

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def search(request: HttpRequest) -> HttpResponse:
    """What the person finds; what was entered a moment ago is found too."""
    person = request.person  # type: ignore[attr-defined]
    asked = selectors.asked_of(request.GET.dict())
    search_refresh(AT_ONCE)
    refreshed = policy_words.policies_refresh(policy_words.AT_ONCE)
    tree, is_of_policies = taxonomy(), request.GET.get("kind") == policy_words.KIND
    policies = policy_words.policies_found(
        person, asked, timezone.localdate(), number=request.GET.get("page") if is_of_policies else None,
        size=policy_words.PAGE if is_of_policies else policy_words.SHOWN,
    )  # fmt: skip
    context = {
        "asked": asked,
        "found": selectors.counted(person, asked) if is_of_policies else _found(request, asked),
        "policies": policies,
        "is_making": not refreshed.is_whole and person.may(READ),
        "is_of_policies": is_of_policies,
        "meant": selectors.fields_meant(asked),
        "places": selectors.places_offered(person),
        "levels": ("national", "province", "city", "district", "zone"),
        "sectors": [node for node in tree.nodes if node.kind == "sector" or node.code == asked.sector],
    }
    return render(request, "search/page.html", context)


def _found(request: HttpRequest, asked: selectors.Asked) -> selectors.Found:
    return selectors.found(request.person, asked, request.GET.get("page"))  # type: ignore[attr-defined]
