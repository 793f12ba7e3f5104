"""指标分解 as pages: the list, the form with its result at once, a breakdown on its way, its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import breakdown_asked, breakdown_forms, breakdown_papers, breakdown_selectors, breakdowns
from xiandao.apps.plans.breakdown_forms import Typed
from xiandao.apps.plans.breakdown_receivers import place_of, receivers_of
from xiandao.apps.plans.export_gate import wish_of
from xiandao.apps.plans.leaving import handed
from xiandao.apps.plans.models import BREAKDOWN_STATES, METHODS, PARTITIONS, WISHES, Breakdown
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

PAGE = 50


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


def listing(request: HttpRequest) -> HttpResponse:
    """Breakdowns of the office's own, and what was handed down to one's place."""
    person, _ = _who(request)
    rows = breakdown_selectors.breakdown_list(person, request.GET.dict())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": breakdown_selectors.listed(person, list(page)), "asked": request.GET,
        "states": BREAKDOWN_STATES,
    }  # fmt: skip
    return render(request, "plans/breakdowns.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a target; tried it shows what it gives, saved it becomes a breakdown."""
    person, language = _who(request)
    item = breakdown_selectors.target_for(person, pk)
    partition = request.GET.get("partition", PARTITIONS[0])
    partition = partition if partition in PARTITIONS else PARTITIONS[0]
    place = place_of(item.edition.plan)
    receivers = receivers_of(place, partition, timezone.localdate())
    context: dict[str, Any] = {"item": item, "place": place, "partition": partition, "receivers": receivers}
    if request.method != "POST":
        first = wording("breakdown-scenario-name", language, n=1)
        return _form(request, breakdown_forms.typed_of_item(item, receivers.places, partition, first), context)
    return _sent(request, context, lambda typed: breakdowns.breakdown_make(person, pk, typed, at=timezone.now()).pk)


def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one scenario more."""
    person, language = _who(request)
    row = breakdown_selectors.breakdown_for(person, pk, breakdown_selectors.MAKE)
    context: dict[str, Any] = {"breakdown": row, "item": row.item, "place": place_of(row.edition.plan)}
    if request.method != "POST":
        name = wording("breakdown-scenario-name", language, n=row.scenarios.filter(origin=None).count() + 1)
        chosen = row.scenarios.get(is_chosen=True)
        return _form(request, breakdown_forms.typed_of_scenario(row, chosen, name), context)
    return _sent(
        request, context, lambda typed: breakdowns.scenario_add(person, pk, typed, at=timezone.now()).breakdown_id
    )


def _sent(request: HttpRequest, context: dict[str, Any], save: Any) -> HttpResponse:
    """What was typed is tried or saved; what is refused leaves the form as it was typed, with the reason above it."""
    typed = breakdown_forms.typed_of_post(request.POST.dict())
    try:
        typed = breakdown_forms.with_pasted(typed)
        if request.POST.get("act") == "save":
            return redirect("plans:breakdown", pk=save(typed))
        result = breakdown_selectors.result_of(breakdowns.reckoned(typed), _who(request)[1])
    except Refusal as refused:
        if refused.code == "absent":
            raise
        return _form(request, typed, {**context, "refused": refused}, status=422)
    return _form(request, typed, {**context, "result": result})


def _form(request: HttpRequest, typed: Typed, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    told = {**context, "typed": typed, "methods": METHODS, "partitions": PARTITIONS}
    return render(request, "plans/breakdown_form.html", told, status=status)


def breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """A breakdown of the office's own with all that belongs to it; to others their row, or what was handed down."""
    return _shown(request, breakdown_selectors.breakdown_for(_who(request)[0], pk))


def _shown(request: HttpRequest, row: Breakdown, **more: Any) -> HttpResponse:
    """The page that is for whoever asks: of the office's own, of what was handed down, or of their own row."""
    person, language = _who(request)
    if breakdown_selectors.breakdowns_own(person).filter(pk=row.pk).exists():
        return _page(request, row, **more)
    if row.state == "handed-down":
        page, name = breakdown_selectors.handed_page(row, person, language), "plans/breakdown_handed.html"
    else:
        page, name = breakdown_asked.asked_page(row, person), "plans/breakdown_asked.html"
    return render(request, name, {**page, "wishes": WISHES, **more}, status=422 if "refused" in more else 200)


def _page(request: HttpRequest, row: Breakdown, **more: Any) -> HttpResponse:
    person, language = _who(request)
    context = {
        **breakdown_selectors.breakdown_page(row, person, language, timezone.localdate()),
        "moves": breakdowns.MOVES[row.state],
        "wishes": WISHES,
        "way": [state for state in BREAKDOWN_STATES if state != "withdrawn"],
        "needs_purpose": row.edition.plan.secrecy != "none",
        "may_draft": row.state in breakdown_papers.SETTLED,
        **more,
    }
    return render(request, "plans/breakdown.html", context, status=422 if "refused" in more else 200)


def _done(request: HttpRequest, pk: int, deed: Any) -> HttpResponse:
    """Does *deed* and shows the breakdown again; refused, it shows why and keeps what was typed."""
    row = breakdown_selectors.breakdown_for(_who(request)[0], pk, breakdown_selectors.MAKE)
    try:
        deed()
    except Refusal as refused:
        if refused.code == "absent":
            raise
        row.refresh_from_db()
        return _page(request, row, refused=refused, typed=request.POST)
    return redirect("plans:breakdown", pk=pk)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The scenario that goes on its way."""
    person, _ = _who(request)
    wanted = _whole(request.POST.get("scenario"))
    return _done(request, pk, lambda: breakdowns.scenario_choose(person, pk, wanted, at=timezone.now()))


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the next state, back, or withdrawn."""
    person, _ = _who(request)
    said = request.POST
    return _done(
        request,
        pk,
        lambda: breakdowns.breakdown_move(
            person, pk, seen=said.get("seen", ""), to=said.get("to", ""), note=said.get("note", ""), at=timezone.now()
        ),
    )


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """What a place answers."""
    person, _ = _who(request)
    return _done(request, pk, lambda: breakdowns.opinion_add(person, pk, request.POST.dict(), at=timezone.now()))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What a place or unit answers itself; refused, the page says why and keeps what was typed."""
    person, _ = _who(request)
    row = breakdown_asked.asked_for(person, pk)
    try:
        breakdowns.opinion_answer(person, pk, request.POST.dict(), at=timezone.now())
    except Refusal as refused:
        if refused.code == "absent":
            raise
        return _shown(request, row, refused=refused, answered=request.POST)
    return redirect("plans:breakdown", pk=pk)


@require_POST
def rule(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """Adopted or declined, with the reason."""
    person, _ = _who(request)
    said = request.POST
    return _done(
        request,
        pk,
        lambda: breakdowns.opinion_rule(
            person,
            pk,
            opinion,
            ruling=said.get("ruling", ""),
            ruled_for=said.get("ruled_for", ""),
            at=timezone.now(),
            version=_whole(said["version"]) if said.get("version") else None,
        ),
    )


@require_POST
def paper(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """目标任务分解表, 下达通知, 责任书."""
    person, _ = _who(request)
    wanted = breakdown_papers.Wanted(what, form, _whole(request.GET.get("share")), wish_of(request.POST))
    given = breakdown_papers.paper_give(person, pk, wanted, at=timezone.now())
    return handed(given)


def _whole(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 10 else 0
