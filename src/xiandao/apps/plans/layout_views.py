"""产业空间布局表 as pages: the tables, a version as of a day, the yearly review, what changed, files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import layout_making, layout_pages, layout_papers, layouts
from xiandao.apps.plans.export_gate import wish_of
from xiandao.apps.plans.layout_selectors import layout_for, review_open, version_numbered, version_on
from xiandao.apps.plans.layouts import Asking, Saying
from xiandao.apps.plans.leaving import handed
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from xiandao.apps.accounts.rights import Person


def listing(request: HttpRequest) -> HttpResponse:
    """Every table, and the places of which one can be made."""
    context = layout_pages.list_page(_who(request), timezone.localdate())
    return render(request, "plans/layouts.html", {**context, "tab": "layouts"})


def layout(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: the one asked for, else that of the day asked for, else today's."""
    person = _who(request)
    of, asked = layout_for(person, pk), request.GET
    day = _day(asked.get("on")) or timezone.localdate()
    version = version_numbered(of, _number(asked.get("version"))) or version_on(of, day)
    if version is None and not asked.get("on"):
        version = of.versions.first()  # in force from a day to come
    context = layout_pages.version_page(person, of, version, day)
    return render(request, "plans/layout.html", {**context, "tab": "layouts", "day": day, "asked": asked})


def diff(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions: the ones asked for, else the last two."""
    person = _who(request)
    of = layout_for(person, pk)
    last = of.versions.latest("ordinal").ordinal
    after = version_numbered(of, _number(request.GET.get("to")) or last)
    before = version_numbered(of, _number(request.GET.get("from")) or max((after.ordinal if after else 1) - 1, 1))
    if before is None or after is None:
        raise Refusal("absent")
    before, after = sorted((before, after), key=lambda each: each.ordinal)
    context = layout_pages.diff_page(person, of, before, after)
    return render(request, "plans/layout_diff.html", {**context, "tab": "layouts"})


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The review under way, else that of the year asked for, else the last."""
    person = _who(request)
    of = layout_for(person, pk)
    year = _number(request.GET.get("year"))
    shown = of.reviews.filter(year=year).first() if year else review_open(of) or of.reviews.first()
    if shown is None:
        context = {**layout_pages.layout_head(person, of), **layout_pages.opening_page(of)}
        return render(request, "plans/layout_review_none.html", {**context, "tab": "layouts"})
    context = layout_pages.review_page(person, of, shown, timezone.localdate())
    more = layout_pages.opening_page(of) if context["may_make"] and not context["review"] else {}
    return render(request, "plans/layout_review.html", {**context, **more, "tab": "layouts"})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The first version."""
    said = request.POST
    since = _day(said.get("since")) or timezone.localdate()
    made = layout_making.layout_make(_who(request), _number(said.get("place")) or 0, since, at=timezone.now())
    return redirect("plans:layout", pk=made.pk)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a review."""
    said = request.POST
    asking = Asking(
        year=_number(said.get("year")), days=_number(said.get("days")), until=_day(said.get("until")),
        rule_days=_number(said.get("rule_days")), places=_numbers(said, "places"), units=_numbers(said, "units"),
    )  # fmt: skip
    layouts.review_begin(_who(request), pk, asking, at=timezone.now())
    return redirect("plans:layout-review", pk=pk)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal; the row is chosen from the table, or named where it is new."""
    said = request.POST
    name, _, sector = said.get("line", "").partition("\t")
    is_new = said.get("deed") == "add"
    saying = Saying(
        deed=said.get("deed", ""), name=said.get("name", "") if is_new else name,
        sector=said.get("sector", "") if is_new else sector, text=said.get("text", ""),
        role=said.get("role", ""), carrier=said.get("carrier", ""), direction=said.get("direction", ""),
        item=_number(said.get("item")), outside=said.get("outside", ""),
    )  # fmt: skip
    layouts.proposal_add(_who(request), pk, saying, at=timezone.now())
    return redirect("plans:layout-review", pk=pk)


@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """采纳 or 未采纳, with the reason."""
    said = request.POST
    layouts.proposal_rule(
        _who(request), pk, _number(said.get("case")), said.get("ruling", ""), said.get("reason", ""),
        at=timezone.now(), version=_number(said.get("version")),
    )  # fmt: skip
    return redirect("plans:layout-review", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a proposal back."""
    layouts.proposal_withdraw(_who(request), pk, _number(request.POST.get("case")), at=timezone.now())
    return redirect("plans:layout-review", pk=pk)


@require_POST
def verdicts(request: HttpRequest, pk: int) -> HttpResponse:
    """What the review says of the rows, those left empty apart; with ``rest`` all others are kept."""
    said = request.POST
    given = {
        line: (verdict, said.get(f"why-{line}", ""))
        for key in said
        if key.startswith("verdict-") and (line := _number(key.removeprefix("verdict-"))) and (verdict := said[key])
    }
    rest = said.get("rest-reason", "") if said.get("act") == "rest" else None
    layouts.verdicts_give(_who(request), pk, given, rest=rest, at=timezone.now())
    return redirect("plans:layout-review", pk=pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the review with a new version."""
    said = request.POST
    since = _day(said.get("since")) or timezone.localdate()
    layouts.review_close(_who(request), pk, since, said.get("reason", ""), at=timezone.now())
    return redirect("plans:layout-diff", pk=pk)


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """产业空间布局表, or what changed."""
    said = request.POST
    form = said.get("form", "xlsx")
    given = layout_papers.paper_give(
        _who(request), pk, form, ordinal=_number(said.get("ordinal")), before=_number(said.get("before")),
        wish=wish_of(said), at=timezone.now(),
    )  # fmt: skip
    return handed(given)


def _who(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 10 else None


def _numbers(said: QueryDict, name: str) -> tuple[int, ...]:
    return tuple(number for each in said.getlist(name) if (number := _number(each)) is not None)


def _day(said: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said) if said else None
    except ValueError:
        raise Refusal("day-form", day=(said or "")[:20]) from None
