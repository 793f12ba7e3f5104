"""The register as pages: bodies, linked leaders, a body with its history, and who answers for a field on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.accounts.typed import day_or_none
from xiandao.apps.bodies import answers, papers, selectors, services
from xiandao.apps.bodies.fields import field_code, field_name, field_names
from xiandao.apps.bodies.kinds import ABOUT, BODIES, ROLES
from xiandao.apps.bodies.models import Body, Charge, Kept, Link, Member, Setting
from xiandao.apps.bodies.telephones import masked, unsealed
from xiandao.apps.files.downloads import MEDIA_TYPES, download
from xiandao.apps.places.models import LEVELS
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.places.models import Place

PAGE = 50


def who(request: HttpRequest) -> Person:
    """Who asks."""
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def day_asked(asked: Mapping[str, str]) -> dt.date:
    """The day of the parameter ``on``; today where there is none, or none that is a day."""
    try:
        return day_or_none(asked, "on") or timezone.localdate()
    except Refusal:
        return timezone.localdate()


def listed(request: HttpRequest) -> HttpResponse:
    """The bodies that stand on a day, by place."""
    person, asked = who(request), request.GET.dict()
    on = day_asked(asked)
    page = Paginator(selectors.bodies_listed(person, asked, on), PAGE).get_page(asked.get("page"))
    context = {"page": page, "rows": [shown(each) for each in page], "kinds": BODIES, **_asking(person, asked, on)}
    return render(request, "bodies/list.html", context)


def shown(body: Body) -> dict[str, Any]:
    """A body of a list as a page shows it."""
    people, fields = body.people, body.fields  # type: ignore[attr-defined]  # of with_rows
    return {
        "body": body,
        "now": body.now[-1],  # type: ignore[attr-defined]
        "leads": [each for each in people if each.role in selectors.LEADS[:2]][:3],
        "units": sum(not each.leader for each in people),
        "people": len(people),
        "fields": [field_name(each.code) for each in fields],
    }


def links(request: HttpRequest) -> HttpResponse:
    """The linked leaders of a day, by place."""
    person, asked = who(request), request.GET.dict()
    on = day_asked(asked)
    page = Paginator(selectors.links_listed(person, asked, on), PAGE).get_page(asked.get("page"))
    made = {*selectors.places_made(person).values_list("pk", flat=True)}
    rows = [link_shown(each, may_change=each.place_id in made) for each in page]
    context = {"page": page, "rows": rows, "about": ABOUT, "forms": papers.FORMS, **_asking(person, asked, on)}
    return render(request, "bodies/links.html", context)


def link_shown(link: Link, *, may_change: bool) -> dict[str, Any]:
    """A linked leader; the telephone number whole for whoever may change it."""
    number = unsealed(link.key, link.sealed)
    telephone = number if may_change else masked(number)
    return {
        "link": link,
        "subject": papers.subject_of(link),
        "telephone": telephone if number else "",
        "may_change": may_change,
    }


def _asking(person: Person, asked: Mapping[str, str], on: dt.date) -> dict[str, Any]:
    """What every list of the register needs beside its rows."""
    return {
        "asked": asked,
        "on": on,
        "today": timezone.localdate(),
        "places": selectors.places_seen(person).exclude(level="town"),
        "levels": LEVELS[1:],
        "may_add": selectors.places_made(person).exists(),
    }


def new(request: HttpRequest) -> HttpResponse:
    """A new body of a place."""
    person, refused = who(request), None
    place = _place(person, request.POST or request.GET)
    if request.method == "POST":
        try:
            if place is None:
                raise Refusal("body-needed", field="place")  # noqa: TRY301 - said like what the service refuses
            made = services.body_add(person, place.pk, request.POST.dict(), at=timezone.now())
            return redirect("bodies:body", made.pk)
        except Refusal as said:
            refused = said
    typed = request.POST or request.GET
    context = {**of_setting(person, place), "typed": typed, "refused": refused, "place": place, "today": _today()}
    context["places"] = selectors.places_made(person).exclude(level="town")
    return render(request, "bodies/new.html", context, status=422 if refused else 200)


def _place(person: Person, said: Mapping[str, str]) -> Place | None:
    code = said.get("place", "")
    return selectors.places_made(person).filter(code=code).first() if code else None


def _today() -> str:
    return timezone.localdate().isoformat()


def of_setting(person: Person, place: Place | None) -> dict[str, Any]:
    """What the form of a setting offers."""
    on = timezone.localdate()
    above = [code for code in place.path.split("/") if code] if place else []
    parents = selectors.with_rows(selectors.bodies_seen(person).filter(place__code__in=above), on)
    return {
        "kinds": BODIES,
        "units": selectors.units_offered(place) if place else (),
        "parents": [(each.pk, each.now[-1].name) for each in parents if each.now],  # type: ignore[attr-defined]
    }


def body(request: HttpRequest, pk: int) -> HttpResponse:
    """A body as it stands on a day, and every row there ever was of it."""
    person, on = who(request), day_asked(request.GET.dict())
    return body_page(request, selectors.body_for(person, pk), on)


def body_page(request: HttpRequest, of: Body, on: dt.date, *, refused: Refusal | None = None) -> HttpResponse:
    """The page of a body; *refused* where somebody's deed on it was."""
    person = who(request)
    history = selectors.history_of(of)
    then = {kind: [row for row in rows if _holds(row, on)] for kind, rows in history.items()}
    last = next((row for row in history["setting"] if row.withdrawn_at is None), history["setting"][0])
    now = next(iter(then["setting"]), None)
    parent = getattr(now, "parent_id", None)
    above = selectors.bodies_seen(person).filter(pk=parent).first() if parent else None
    below = Setting.objects.filter(selectors.in_force(on), parent=of, body__in=selectors.bodies_seen(person))
    may_change = selectors.bodies_made(person, timezone.localdate()).filter(pk=of.pk).exists()
    context = {
        "body": of, "on": on, "today": timezone.localdate(), "now": now, "last": last, "asked": request.GET.dict(),
        "members": sorted(then["member"], key=lambda row: (row.order, row.pk)),
        "charges": [(row, field_name(row.code)) for row in reversed(then["charge"])],  # type: ignore[attr-defined]
        "above": (above.pk, selectors.names_of([above.pk], on).get(above.pk, "")) if above else None,
        "below": [(each.body_id, each.name) for each in below.order_by("body__place__path", "pk")],
        "history": [(kind, row, _told(row)) for kind, rows in history.items() for row in rows],
        "may_change": may_change, "refused": refused, "typed": request.POST, "roles": ROLES,
        "field_names": field_names() if may_change else (), "forms": papers.FORMS,
        "units": selectors.units_offered(of.place) if may_change else (),
    }  # fmt: skip
    return render(request, "bodies/body.html", context, status=422 if refused else 200)


def _holds(row: Kept, on: dt.date) -> bool:
    return row.withdrawn_at is None and row.since <= on and (row.until is None or row.until >= on)


def _told(row: Kept) -> str:
    """What a row of the history says, in the words of the register."""
    if isinstance(row, Member):
        return papers.who_of(row)
    if isinstance(row, Charge):
        return field_name(row.code)
    return row.name if isinstance(row, Setting) else ""


def responsibility(request: HttpRequest) -> HttpResponse:
    """责任查询: a field, or a chain, an enterprise, a park by name, on a day."""
    person, asked = who(request), request.GET.dict()
    on, words = day_asked(asked), asked.get("field", "").strip()[:80]
    code = field_code(words)
    place = selectors.places_seen(person).filter(code=asked.get("place", "")).first() if asked.get("place") else None
    found: tuple[answers.Answer, ...] = ()
    if code:
        found = answers.answers_to(person, code, on, place)
    elif words:
        found = answers.subject_answers(person, words, on)
    context = {
        **_asking(person, asked, on),
        "field": field_name(code) if code else "",
        "words": words,
        "code": code,
        "found": [(each, [(team, [field_name(one) for one in team.codes]) for team in each.teams]) for each in found],
        "field_names": field_names(),
    }
    return render(request, "bodies/responsibility.html", context)


@require_POST
def members_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """成员名单 of a day."""
    on = day_asked(request.POST.dict())
    return _file(form, papers.members_given(who(request), pk, form, on=on, at=timezone.now()))


@require_POST
def links_paper(request: HttpRequest, form: str) -> HttpResponse:
    """挂钩联系表 of a day, as the list is filtered."""
    asked = request.POST.dict()
    return _file(form, papers.links_given(who(request), asked, form, on=day_asked(asked), at=timezone.now()))


def _file(form: str, given: papers.Given) -> HttpResponse:
    name, data = given
    return download(data, name, plain=f"paper.{form}", media_type=MEDIA_TYPES[form])
