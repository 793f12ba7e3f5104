"""The review: text and items side by side, the riskiest first, everything by the keyboard."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import claims, judging, selectors
from xiandao.apps.plans.article import article_of
from xiandao.apps.plans.field_specs import BLANK, FIELDS
from xiandao.apps.plans.judging import Look
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.plans.models import Edition, Item


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; the panel beside the text is renewed piece by piece."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk, judging.DEED)
    rows = list(of.items.exclude(state="rejected"))
    shown = selectors.panel_of(of, person, request.GET.get("item"))
    context = {
        **selectors.plan_head(of, person),
        **shown,
        **claims.panel_claims(of, shown["queue"], at=timezone.now()),
        "article": article_of(of, rows, request.language),  # type: ignore[attr-defined]
        "tab": "review",
        "add_kinds": tuple(BLANK),
    }
    return render(request, "plans/review.html", context)


def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel on one item, or on the next that waits."""
    of = selectors.edition_for(request.person, pk, judging.DEED)  # type: ignore[attr-defined]
    return _panel(request, of, request.GET.get("item"))


@require_POST
def judge(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One decision about one item; the answer is the panel on the next."""
    person: Person = request.person  # type: ignore[attr-defined]
    if deed not in _DEEDS:
        raise Refusal("absent")
    judged: Item = _DEEDS[deed](person, pk, _look(request.POST), request.POST)
    following = judged.pk if deed == "reopen" else None
    return _panel(request, judged.edition, following, judged=judged)


def form(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """The fields of an item, to be corrected or parted."""
    item = selectors.item_for(request.person, pk, judging.DEED)  # type: ignore[attr-defined]
    if deed not in ("correct", "split"):
        raise Refusal("absent")
    fields = [(spec, item.fields.get(spec.name)) for spec in FIELDS[item.kind]]
    return render(request, f"plans/_form_{deed}.html", {"item": item, "fields": fields})


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """An item on selected words: first its form, then the item."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk, judging.DEED)
    asked = request.POST if request.method == "POST" else request.GET
    kind, span = asked.get("of", ""), (_whole(asked.get("start")), _whole(asked.get("end")))
    if kind not in FIELDS or of.document is None:
        raise Refusal("absent")
    if request.method == "POST":
        said = _said(kind, request.POST)
        made = judging.item_add(person, pk, kind, span, said, at=timezone.now())
        return _panel(request, of, made.pk, judged=made)
    if span[0] < 0:
        span = judging.words_at(of.document.text, asked.get("words", ""))
    words = of.document.text[span[0] : span[1]]
    if not words:
        raise Refusal("words-none")
    fields = [(spec, words if spec.name == FIELDS[kind][0].name else BLANK[kind][spec.name]) for spec in FIELDS[kind]]
    context = {"edition": of, "kind": kind, "start": span[0], "end": span[1], "words": words, "fields": fields}
    return render(request, "plans/_form_add.html", context)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Several items are one."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk, judging.DEED)
    marked = (re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", each) for each in request.POST.getlist("items"))
    looks = {int(each[1]): Look(int(each[2])) for each in marked if each}
    merged = judging.items_merge(person, looks, {}, at=timezone.now())
    return _panel(request, of, merged.pk, judged=merged)


@require_POST
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws the sample of the low-risk group; the panel goes on with it."""
    person: Person = request.person  # type: ignore[attr-defined]
    of = selectors.edition_for(person, pk, judging.DEED)
    judging.sample_draw(person, pk, at=timezone.now())
    return _panel(request, of, None)


@require_POST
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms the group whose sample was found good."""
    person: Person = request.person  # type: ignore[attr-defined]
    judging.group_confirm(person, pk, at=timezone.now())
    return redirect("plans:review", pk=pk)


def _panel(request: HttpRequest, of: Edition, item: object, judged: Item | None = None) -> HttpResponse:
    context: dict[str, Any] = selectors.panel_of(of, request.person, item)  # type: ignore[attr-defined]
    context |= claims.panel_claims(of, context["queue"], at=timezone.now())
    response = render(request, "plans/_panel.html", {**context, "edition": of, "judged": judged})
    if judged is not None:
        told = {"judged": {"id": judged.pk, "state": judged.state}}
        response.headers["HX-Trigger"] = json.dumps(told)
    return response


def _look(said: QueryDict) -> Look:
    try:
        seconds = float(said.get("seconds", ""))
    except ValueError:
        return Look(_whole(said.get("version")))
    return Look(_whole(said.get("version")), seconds if math.isfinite(seconds) else None)


def _whole(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 10 else -1


def _said(kind: str, given: QueryDict) -> dict[str, str]:
    return {spec.name: str(given[spec.name]) for spec in FIELDS[kind] if spec.name in given}


def _parts(person: Person, pk: int, given: QueryDict) -> list[dict[str, str]]:
    """What is said of each part: ``head`` lines, one a part."""
    item = selectors.item_for(person, pk, judging.DEED)
    first = FIELDS[item.kind][0].name
    lines = [line.strip() for line in given.get("parts", "").splitlines() if line.strip()]
    return [{first: line} for line in lines]


_DEEDS: dict[str, Callable[[Person, int, Look, QueryDict], Item]] = {
    "confirm": lambda person, pk, look, _: judging.item_confirm(person, pk, look, at=timezone.now()),
    "reject": lambda person, pk, look, said: judging.item_reject(
        person, pk, look, at=timezone.now(), note=said.get("note", "")
    ),
    "reopen": lambda person, pk, look, _: judging.item_reopen(person, pk, look, at=timezone.now()),
    "correct": lambda person, pk, look, said: judging.item_correct(
        person,
        pk,
        look,
        _said(selectors.item_for(person, pk, judging.DEED).kind, said),
        at=timezone.now(),
        note=said.get("note", ""),
    ),
    "split": lambda person, pk, look, said: judging.item_split(
        person, pk, look, _parts(person, pk, said), at=timezone.now()
    )[0],
}
