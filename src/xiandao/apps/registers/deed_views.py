"""What is done to one entity by forms: said, moved, granted, chosen, deleted, erased, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.registers import entity_forms as forms
from xiandao.apps.registers import services
from xiandao.apps.registers.choosing import Wish, side_choose
from xiandao.apps.registers.doubles import doubles_told
from xiandao.apps.registers.entering import Doubled, entity_enter
from xiandao.apps.registers.entity_card import subject_of
from xiandao.apps.registers.entity_past import people_of
from xiandao.apps.registers.entity_views import entity_page, head, language_of, who
from xiandao.apps.registers.evidence import Sheet, label_enter, stage_enter
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.loads import load_undo
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.origins import origin_for
from xiandao.apps.registers.selectors import ENTER, JUDGE, entity_for
from xiandao.apps.registers.stage_moves import Move, moves_of
from xiandao.apps.registers.telling import name_in, told
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, Property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from xiandao.apps.registers.entity_card import Subject
    from xiandao.apps.registers.models import Entity
    from xiandao.core.kinds import Kind

PASSED_ON = ("absent", "entity-changed")
"""Refusals that are pages of their own: there is no such thing, or somebody was first."""


def new(request: HttpRequest) -> HttpResponse:
    """A new entity: first its kind, then its fields; those that look like it are shown before anything is entered."""
    code = (request.POST or request.GET).get("kind", "")
    kind = registry().kind(code)
    if kind is None:
        kinds = [(each.code, name_in(each, language_of(request))) for each in registry().kinds]
        return render(request, "registers/choose_kind.html", {"kinds": kinds})
    refused: Refusal | None = None
    read = forms.Read({}, {})
    if request.method == "POST":
        read = forms.read(kind, forms.typed_of(request.POST))
        try:
            return _entered(request, kind, read)
        except Refusal as said:
            refused = said
    wanted = {
        "fields": _fields(request, kind, read, lambda prop: prop.holds == "on"),
        "kind": kind, "kind_name": name_in(kind, language_of(request)),
        "doubles": doubles_told(refused.doubles) if isinstance(refused, Doubled) else (),
        "refused": None if isinstance(refused, Doubled) else refused,
    }  # fmt: skip
    return render(request, "registers/new.html", {**_offers(request), **wanted}, status=422 if refused else 200)


def _entered(request: HttpRequest, kind: Kind, read: forms.Read) -> HttpResponse:
    read.refuse(kind)
    grounds, is_other = forms.grounds_of(request.POST.dict()), "other" in request.POST
    made = entity_enter(who(request), kind.code, read.values, grounds, at=timezone.now(), is_other=is_other)
    return redirect("registers:entity", made.key)


def _fields(
    request: HttpRequest, kind: Kind, read: forms.Read, wanted: Callable[[Property], bool]
) -> list[forms.Field]:
    return forms.fields_of(
        kind, language_of(request), typed=forms.typed_of(request.POST), faults=read.faults, wanted=wanted
    )


def _offers(request: HttpRequest) -> dict[str, Any]:
    """What every form of grounds and values offers."""
    return {
        "typed": request.POST,
        "today": timezone.localdate().isoformat(),
        "authorities": forms.weights(language_of(request)),
        "places": forms.places_offered(),
        "field_names": forms.fields_offered(),
    }


def _subject(request: HttpRequest, key: str, deed: str) -> Subject:
    person, now = who(request), timezone.now()
    of = entity_for(person, key, deed)
    return subject_of(person, of, kind_of(of.kind), Then(timezone.localdate(now), now), language_of(request))


def say(request: HttpRequest, key: str) -> HttpResponse:
    """Something said of an entity: one property where ``property`` names it, else all, or all figures of a period."""
    of = _subject(request, key, ENTER)
    code, is_period = request.GET.get("property", ""), request.GET.get("of") == "period"
    prop = of.kind.property(code)
    is_period = is_period or (prop is not None and prop.holds == "during")
    read, refused = forms.Read({}, {}), None
    if request.method == "POST":
        read = forms.read(of.kind, forms.typed_of(request.POST))
        try:
            read.refuse(of.kind)
            period = request.POST.get("period", "") if is_period else ""
            grounds = forms.grounds_of(request.POST.dict(), period=period or ("-" if is_period else ""))
            services.entity_say(who(request), of.entity.key, read.values, grounds, at=timezone.now())
            return redirect("registers:entity", of.entity.key)
        except Refusal as said:
            refused = _passed(said)

    def wanted(each: Property) -> bool:
        return each.code == code if prop is not None else (each.holds == "during") == is_period

    known = {
        name: "、".join(told(of.kind, name, each, of.names).text for each in values)
        for name, values in of.row.values.items()
    }
    context = {
        **head(of), **_offers(request), "fields": _fields(request, of.kind, read, wanted), "known": known,
        "is_period": is_period, "has_periods": any(each.holds == "during" for each in of.kind.properties),
        "one": name_in(prop, language_of(request)) if prop else "", "refused": refused,
    }  # fmt: skip
    return render(request, "registers/say.html", context, status=422 if refused else 200)


def _passed(refused: Refusal) -> Refusal:
    if refused.code in PASSED_ON:
        raise refused
    return refused


def stage(request: HttpRequest, key: str) -> HttpResponse:
    """The legal moves of an entity, each with the papers that it needs; one of them where it is sent."""
    of = _subject(request, key, ENTER)
    moves, refused = moves_of(of.kind, of.row, language_of(request)), None
    chosen = (request.POST or request.GET).get("stage", "")
    if request.method == "POST":
        try:
            sheets = _sheets(request, next((each for each in moves if each.code == chosen), None))
            grounds = forms.grounds_of(request.POST.dict())
            stage_enter(who(request), of.entity.key, chosen, sheets, grounds, at=timezone.now())
            return redirect("registers:entity", of.entity.key)
        except Refusal as said:
            refused = _passed(said)
    here = next((each for each in of.kind.stages if [each.code] == list(of.row.values.get("stage", ()))), None)
    context = {
        **head(of), **_offers(request), "moves": moves, "refused": refused,
        "chosen": next((each for each in moves if each.code == chosen), None),
        "standing": name_in(here, language_of(request)) if here else "",
    }  # fmt: skip
    return render(request, "registers/stage.html", context, status=422 if refused else 200)


def _sheets(request: HttpRequest, move: Move | None) -> list[Sheet]:
    """The papers that were handed in: a file each, or the word that the office holds it."""
    sheets: list[Sheet] = []
    for place, name in enumerate(move.papers if move else ()):
        file = request.FILES.get(f"paper-{place}")
        if file is not None:
            sheets.append(Sheet(name, (file.name or "", file.chunks())))
        elif request.POST.get(f"held-{place}"):
            sheets.append(Sheet(name))
    return sheets


def label(request: HttpRequest, key: str) -> HttpResponse:
    """A title that somebody granted is entered, on the paper that grants it."""
    of, refused = _subject(request, key, ENTER), None
    if request.method == "POST":
        try:
            files = [
                Sheet(each.name or "", (each.name or "", each.chunks())) for each in request.FILES.getlist("files")
            ]
            grounds, code = forms.grounds_of(request.POST.dict()), request.POST.get("label", "")
            label_enter(who(request), of.entity.key, code, files, grounds, at=timezone.now())
            return redirect("registers:entity", of.entity.key)
        except Refusal as said:
            refused = _passed(said)
    held = set(of.row.values.get(LABEL, ()))
    offered = [(each, name_in(each, language_of(request))) for each in of.kind.labels if each.code not in held]
    context = {**head(of), **_offers(request), "offered": offered, "refused": refused}
    return render(request, "registers/label.html", context, status=422 if refused else 200)


def _done(request: HttpRequest, key: str, deed: str, do: Callable[[Entity], object]) -> HttpResponse:
    """Does it, and shows the entity again, with why where it was refused."""
    of = entity_for(who(request), key, deed)
    try:
        do(of)
    except Refusal as said:
        return entity_page(request, of, refused=_passed(said))
    return redirect("registers:entity", of.key)


@require_POST
def label_end(request: HttpRequest, key: str) -> HttpResponse:
    """A title is held no more from a day on."""
    code = request.POST.get("label", "")

    def do(of: Entity) -> object:
        grounds = forms.grounds_of(request.POST.dict())
        return services.label_end(who(request), of.key, code, grounds, at=timezone.now())

    return _done(request, key, ENTER, do)


@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Which of contradicting sources leads; without a side the choice is taken back."""
    said = request.POST
    side = int(said["side"]) if said.get("side", "").isdecimal() and len(said["side"]) < 4 else None
    seen = int(said["seen"]) if said.get("seen", "").isdecimal() and len(said["seen"]) < 10 else -1

    def do(of: Entity) -> object:
        grounds = forms.grounds_of(said.dict())
        wish = Wish(said.get("property", ""), side, seen)
        return side_choose(who(request), of.key, wish, grounds, at=timezone.now())

    return _done(request, key, JUDGE, do)


@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Out of every list from a day on."""
    return _done(request, key, JUDGE, _of_grounds(request, services.entity_delete))


@require_POST
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Back in its lists from a day on."""
    return _done(request, key, JUDGE, _of_grounds(request, services.entity_restore))


def _of_grounds(request: HttpRequest, service: Callable[..., object]) -> Callable[[Entity], object]:
    def do(of: Entity) -> object:
        return service(who(request), of.key, forms.grounds_of(request.POST.dict()), at=timezone.now())

    return do


def erase(request: HttpRequest, key: str) -> HttpResponse:
    """A person is erased: first what goes and what stays, then, with the name typed once more, it is done."""
    of, refused = _subject(request, key, JUDGE), None
    if request.method == "POST":
        try:
            if request.POST.get("name", "").strip() != of.entity.name:
                raise Refusal("erase-name")  # noqa: TRY301 - said like what the service refuses
            services.person_erase(who(request), of.entity.key, request.POST.get("note", ""), at=timezone.now())
            return redirect("registers:entity", of.entity.key)
        except Refusal as said:
            refused = _passed(said)
    sealed = _names(of, lambda prop: prop.personal != "none")
    kept = _names(of, lambda prop: prop.personal == "none")
    people = sorted(set(people_of(of).values()))
    context = {**head(of), "sealed": sealed, "kept": kept, "people": people, "refused": refused, "typed": request.POST}
    return render(request, "registers/erase.html", context, status=422 if refused else 200)


def _names(of: Subject, wanted: Callable[[Property], bool]) -> Iterable[str]:
    """What the known properties of a sort are called."""
    return [
        name_in(each, of.names.language) for each in of.kind.properties if wanted(each) and of.row.values.get(each.code)
    ]


@require_POST
def origin_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that a source said is taken back; a workbook that was entered is undone with it."""
    load = Load.objects.filter(origin=origin_for(who(request), pk)).first()
    if load is not None:
        load_undo(who(request), load.pk, at=timezone.now())
    else:
        services.origin_withdraw(who(request), pk, at=timezone.now())
    return redirect("registers:origin", pk)
