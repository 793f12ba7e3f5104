"""Pages on which plans stand beside each other: editions of one, levels of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xiandao.apps.plans import comparison, levels, selectors, succession_said
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.plans.models import Edition

LINES, LINKS, UNFOUNDED = 50, 3, 30
"""Upper items on one page, links of each, lower items without any above."""


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of every item of the earlier edition."""
    person: Person = request.person  # type: ignore[attr-defined]
    later = selectors.edition_for(person, pk)
    earlier = _earlier(person, later, request.GET.get("with"))
    context = {**selectors.plan_head(later, person), "tab": "compare", "asked": request.GET}
    if earlier is not None:
        context |= comparison.comparison_page(person, later, earlier, request.GET.dict())
    return render(request, "plans/compare.html", context)


@require_POST
def compare_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposes the links anew; what people confirmed stays."""
    person: Person = request.person  # type: ignore[attr-defined]
    later = selectors.edition_for(person, pk, comparison.DEED)
    earlier = _earlier(person, later, request.POST.get("with"))
    if earlier is None:
        raise Refusal("compare-nothing")
    comparison.comparison_make(later, earlier, by=person, at=timezone.now())
    return redirect(f"{request.path.removesuffix('/again')}?with={earlier.pk}")


@require_POST
def succession(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """A person's yes or no to one link."""
    person: Person = request.person  # type: ignore[attr-defined]
    if verdict not in ("yes", "no"):
        raise Refusal("absent")
    link = comparison.succession_judge(person, pk, holds=verdict == "yes", at=timezone.now())
    return render(request, "plans/_verdict.html", {"succession": link, "may_compare": True})


@require_http_methods(("GET", "POST"))
def succession_join(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's word that a later item goes on from an earlier one that the comparison did not find."""
    person: Person = request.person  # type: ignore[attr-defined]
    if request.method == "GET":
        return render(request, "plans/_join.html", succession_said.joining_page(person, pk))
    said = request.POST.get("before", "")
    before = int(said) if said.isdecimal() and len(said) < 10 else 0
    link = succession_said.succession_join(person, pk, before, at=timezone.now())
    return redirect(f"{reverse('plans:compare', args=[link.edition_id])}?with={link.earlier_id}#s-{link.pk}")


@require_POST
def quiet(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms together what was kept or only moved."""
    person: Person = request.person  # type: ignore[attr-defined]
    later = selectors.edition_for(person, pk, comparison.DEED)
    earlier = _earlier(person, later, request.POST.get("with"))
    if earlier is None:
        raise Refusal("compare-nothing")
    comparison.quiet_confirm(person, later.pk, earlier.pk, at=timezone.now())
    return redirect(f"{request.path.removesuffix('/quiet')}?with={earlier.pk}")


def align(request: HttpRequest, pk: int) -> HttpResponse:
    """上下衔接对照表 of one plan."""
    person: Person = request.person  # type: ignore[attr-defined]
    upper = selectors.edition_for(person, pk)
    of = levels.laid(person, upper, request.GET.dict())
    page = Paginator(of.lines, LINES).get_page(request.GET.get("page"))
    rows = levels.rows_of(upper, list(page.object_list), most=None if request.GET.get("item") else LINKS)
    context = {
        **selectors.plan_head(upper, person),
        **levels.sides_of(upper, of, most=UNFOUNDED),
        "page": page, "rows": rows, "tab": "align", "asked": request.GET,
        "aboves": levels.above_of(person, upper), "in_sums": levels.in_sums(rows),
    }  # fmt: skip
    if counts := context["counts"]:
        context["rest"] = counts["all"] - counts["met"] - counts["unmet"]
    return render(request, "plans/align.html", {**context, "upper_kinds": levels.UPPER_KINDS})


@require_POST
def bond(request: HttpRequest, upper: int, lower: int, verdict: str) -> HttpResponse:
    """A person's yes or no to a lower item carrying out an upper one."""
    person: Person = request.person  # type: ignore[attr-defined]
    if verdict not in ("yes", "no"):
        raise Refusal("absent")
    said = levels.bond_judge(person, upper, lower, holds=verdict == "yes", at=timezone.now())
    return render(request, "plans/_bond.html", {"bond": said})


def _earlier(person: Person, later: Edition, asked: str | None) -> Edition | None:
    """The edition that the address asks for, else the one before."""
    wanted = int(asked) if asked and asked.isdecimal() and len(asked) < 10 else None
    return comparison.earlier_of(person, later, wanted)
