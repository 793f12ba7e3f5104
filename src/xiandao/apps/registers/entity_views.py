"""One entity as a page, on a day and as known at a moment, and the page of a source with everything that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import download
from xiandao.apps.registers import entity_card, entity_links, entity_past, evidence, opening
from xiandao.apps.registers.entity_card import Subject, subject_of
from xiandao.apps.registers.entity_forms import weights
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.moments import then_of
from xiandao.apps.registers.origins import entities_told, origin_for
from xiandao.apps.registers.selectors import ENTER, JUDGE, OPEN, entity_for
from xiandao.apps.registers.sight import may_do
from xiandao.apps.registers.telling import name_in
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, NAME, STAGE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

STATEMENTS = 50
"""On a page."""
TOLD = 50
"""Entities of a source on a page."""


def who(request: HttpRequest) -> Person:
    """Who asks."""
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def language_of(request: HttpRequest) -> Language:
    """The language of the page."""
    language: Language = request.language  # type: ignore[attr-defined]
    return language


def entity(request: HttpRequest, key: str) -> HttpResponse:
    """Everything of one entity."""
    person = who(request)
    found = entity_for(person, key)
    if found.key != key:  # it was found to be the same as another, which speaks for both
        return redirect("registers:entity", found.key)
    return entity_page(request, found)


def entity_page(request: HttpRequest, of: Entity, *, refused: Refusal | None = None) -> HttpResponse:
    """The page of an entity; *refused* where somebody's deed on it was."""
    person, asked = who(request), request.GET.dict()
    subject = subject_of(person, of, kind_of(of.kind), then_of(asked, timezone.now()), language_of(request))
    context = {**head(subject), **_rights(person, of), **_past(subject, asked), **_now(person, subject)}
    context |= {"asked": asked, "typed": request.POST, "refused": refused, "authorities": weights(language_of(request))}
    return render(request, "registers/entity.html", context, status=422 if refused else 200)


def head(of: Subject) -> dict[str, Any]:
    """What every page about an entity begins with."""
    return {
        "entity": of.entity,
        "kind": of.kind,
        "kind_name": name_in(of.kind, of.names.language),
        "then": of.then,
        "row": of.row,
    }


def _rights(person: Person, of: Entity) -> dict[str, bool]:
    """What the person may do to the entity: nothing that the page offers is refused."""
    deeds = {"may_enter": ENTER, "may_judge": JUDGE, "may_open": OPEN}
    return {name: may_do(person, of, deed) for name, deed in deeds.items()}


def _past(of: Subject, asked: dict[str, str]) -> dict[str, Any]:
    people, papers = entity_past.people_of(of), entity_past.papers_of(of)
    said = entity_past.statements(of, people, asked.get("property", ""))
    return {
        "statements": Paginator(said, STATEMENTS).get_page(asked.get("page")),
        "stages": entity_past.turns(of, people, STAGE, papers),
        "labels": entity_past.turns(of, people, LABEL, papers),
        "names": entity_past.turns(of, people, NAME, papers),
        "deeds": entity_past.deeds(of, people),
        "withdrawn": entity_past.withdrawn(of),
    }


def _now(person: Person, of: Subject) -> dict[str, Any]:
    where, since, stale = entity_card.stage_told(of)
    return {
        "groups": entity_card.card(of),
        "unfilled": entity_card.unfilled(of),
        "contradictions": entity_card.contradictions(of),
        "ladders": entity_card.ladders(of),
        "has_personal": any(prop.personal != "none" for prop in of.kind.properties),
        "stage": where, "stage_since": since, "stage_stale": stale,
        "held": entity_card.labels_told(of),
        "outward": entity_links.outward(of),
        "inward": entity_links.inward(person, of),
        "family": entity_links.family(person, of.entity),
    }  # fmt: skip


@require_POST
def value_open(request: HttpRequest, key: str) -> HttpResponse:
    """One sealed value in clear, on a page of its own that nothing keeps."""
    said, person = request.POST, who(request)
    code, place = said.get("property", ""), said.get("place", "0")
    at = int(place) if place.isdecimal() and len(place) < 4 else -1
    found = opening.value_open(person, key, code, at, said.get("purpose", ""), at=timezone.now())
    of = entity_for(person, key)
    prop = kind_of(of.kind).property(code)
    context = {"entity": of, "name": name_in(prop, language_of(request)) if prop else code, "value": found}
    response = render(request, "registers/opened.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a paper behind a stage or a label."""
    given = evidence.paper_give(who(request), pk, request.POST.get("purpose", ""), at=timezone.now())
    return download(given.data, given.name, plain="paper")


def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """A source: what it is, and of whom it says something."""
    found = origin_for(who(request), pk)
    page = Paginator(entities_told(who(request), found), TOLD).get_page(request.GET.get("page"))
    kinds = {each.code: name_in(each, language_of(request)) for each in registry().kinds}
    context = {"origin": found, "page": page, "kinds": kinds, "total": found.saids.values("entity").distinct().count()}
    return render(request, "registers/origin.html", context)
