"""What changes the register: members one by one and as a pasted list, fields, linked leaders, and one row's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.bodies import selectors, services
from xiandao.apps.bodies.fields import field_name, field_names
from xiandao.apps.bodies.kinds import ABOUT, ROLES
from xiandao.apps.bodies.models import Charge, Kept, Link, Member, Setting
from xiandao.apps.bodies.papers import subject_of
from xiandao.apps.bodies.telephones import unsealed
from xiandao.apps.bodies.views import body_page, of_setting, who
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PASSED_ON = ("absent", "body-changed")
"""Refusals that are pages of their own: there is no such thing, or somebody was first."""


def _on_body(request: HttpRequest, pk: int, deed: Callable[[], object]) -> HttpResponse:
    """Does it, and shows the body again: with what was typed and why where it was refused."""
    today = timezone.localdate()
    body = selectors.body_made(who(request), pk, today)
    try:
        deed()
    except Refusal as said:
        if said.code in PASSED_ON:
            raise
        return body_page(request, body, today, refused=said)
    return redirect("bodies:body", pk)


@require_POST
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One member."""
    return _on_body(request, pk, lambda: services.member_add(who(request), pk, request.POST.dict(), at=timezone.now()))


@require_POST
def charge_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A field that the body answers for."""
    return _on_body(request, pk, lambda: services.charge_add(who(request), pk, request.POST.dict(), at=timezone.now()))


@require_POST
def body_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The body is dissolved."""
    return _on_body(request, pk, lambda: services.body_end(who(request), pk, request.POST.dict(), at=timezone.now()))


def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A list pasted line by line: first shown as it was understood, entered when it is sent again with ``go``."""
    person, today = who(request), timezone.localdate()
    body = selectors.body_made(person, pk, today)
    said, refused, done = request.POST.dict(), None, None
    if request.method == "POST":
        try:
            text, is_trial = said.get("text", "")[:20_000], "go" not in said
            done = services.members_paste(person, pk, text, said, at=timezone.now(), is_trial=is_trial)
            if done.entered and not done.faults:
                return redirect("bodies:body", pk)
        except Refusal as told:
            refused = told
    name = selectors.names_of([body.pk], today).get(body.pk, "")
    left = "\n".join(fault.words for fault in done.faults) if done and done.entered else said.get("text", "")
    context = {
        "body": body, "name": name, "typed": said, "text": left, "done": done, "refused": refused,
        "today": today.isoformat(),
    }  # fmt: skip
    return render(request, "bodies/paste.html", context, status=422 if refused else 200)


def link_new(request: HttpRequest) -> HttpResponse:
    """A leader is linked to something."""
    person, refused = who(request), None
    places = selectors.places_made(person).exclude(level="town")
    place = places.filter(code=(request.POST or request.GET).get("place", "")).first()
    if request.method == "POST":
        try:
            if place is None:
                raise Refusal("body-needed", field="place")  # noqa: TRY301 - said like what the service refuses
            services.link_add(person, place.pk, request.POST.dict(), at=timezone.now())
            return redirect(f"{reverse('bodies:links')}?place={place.code}")
        except Refusal as said:
            refused = said
    context = {
        "typed": request.POST or request.GET, "refused": refused, "places": places, "place": place, "about": ABOUT,
        "units": selectors.units_offered(place) if place else (), "field_names": field_names(),
        "today": timezone.localdate().isoformat(),
    }  # fmt: skip
    return render(request, "bodies/link_new.html", context, status=422 if refused else 200)


def row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One row: what changes from a day on, when it ends, or why it is withdrawn."""
    person = who(request)
    of = selectors.row_made(person, kind, pk, timezone.localdate())
    if request.method == "POST":
        try:
            made = services.row_change(person, kind, of.pk, request.POST.dict(), at=timezone.now())
            return redirect(_home(made))
        except Refusal as said:
            if said.code in PASSED_ON:
                raise
            return _row_page(request, of, kind, refused=said)
    return _row_page(request, of, kind)


def _row_page(request: HttpRequest, of: Kept, kind: str, *, refused: Refusal | None = None) -> HttpResponse:
    person = who(request)
    place = of.place if isinstance(of, Link) else of.body.place  # type: ignore[attr-defined]
    context = {
        "row": of, "kind": kind, "place": place, "typed": request.POST if "since" in request.POST else typed_of(of),
        "refused": refused, "today": timezone.localdate().isoformat(), "home": _home(of), "title": title_of(of),
        "is_over": of.withdrawn_at is not None or (of.until is not None and of.ended_at is not None), "roles": ROLES,
        "about": ABOUT, "field_names": field_names(), "said": request.POST, **of_setting(person, place),
    }  # fmt: skip
    return render(request, "bodies/row.html", context, status=422 if refused else 200)


def typed_of(of: Kept) -> dict[str, Any]:
    """What the form shows of a row before anybody types."""
    names = {
        Setting: ("name", "kind"),
        Member: ("role", "unit_name", "leader", "duty"),
        Charge: ("code",),
        Link: ("leader", "duty", "about", "unit_name", "contact", "is_joint"),
    }[type(of)]
    said: dict[str, Any] = {name: getattr(of, name) for name in names} | {"order": of.order or ""}
    said |= {name: str(getattr(of, f"{name}_id", None) or "") for name in ("unit", "office", "parent")}
    if isinstance(of, Charge):
        said["code"] = field_name(of.code)
    if isinstance(of, Link):
        said |= {"subject": subject_of(of), "telephone": unsealed(of.key, of.sealed)}
    return said


def title_of(of: Kept) -> str:
    """What a row is called on its page."""
    if isinstance(of, Link):
        return f"{of.duty} {of.leader}"
    if isinstance(of, Member):
        return f"{of.duty} {of.leader}" if of.leader else of.unit.name if of.unit else of.unit_name
    return field_name(of.code) if isinstance(of, Charge) else str(getattr(of, "name", ""))


def _home(of: Kept) -> str:
    """Where the row is seen."""
    if isinstance(of, Link):
        return f"{reverse('bodies:links')}?place={of.place.code}"
    return reverse("bodies:body", args=[of.body_id])  # type: ignore[attr-defined]


@require_POST
def row_end(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The row ends with a day."""
    return _on_row(request, kind, pk, services.row_end)


@require_POST
def row_withdraw(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The row was entered by mistake."""
    return _on_row(request, kind, pk, services.row_withdraw)


def _on_row(request: HttpRequest, kind: str, pk: int, deed: Callable[..., Kept]) -> HttpResponse:
    of = selectors.row_made(who(request), kind, pk, timezone.localdate())
    try:
        done = deed(who(request), kind, of.pk, request.POST.dict(), at=timezone.now())
    except Refusal as said:
        if said.code in PASSED_ON:
            raise
        return _row_page(request, of, kind, refused=said)
    return redirect(_home(done))
