"""征求意见 as pages: the tab on a draft, the text beside the form, and what is sent to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import OPAQUE
from xiandao.apps.plans import opinion_files, opinion_pages, opinion_papers, opinions, selectors
from xiandao.apps.plans.article import article_of
from xiandao.apps.plans.export_gate import wish_of
from xiandao.apps.plans.leaving import file_of, handed
from xiandao.apps.plans.opinions import Asking, Saying
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.cases.enclosures import File

PAGE = 50
FILTERS = ("fate", "proposer", "q", "sort")


def own(request: HttpRequest) -> HttpResponse:
    """What one is asked, and what became of what one said."""
    context = opinion_pages.own_page(_who(request), timezone.localdate())
    page = Paginator(context["own"], PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/opinions_own.html", {**context, "page": page, "tab": "opinions"})


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The round, the comments, and what became of them."""
    person = _who(request)
    of = selectors.edition_for(person, pk)
    shown = opinion_pages.opinions_page(person, of, request.GET.dict(), timezone.localdate())
    context = {**selectors.plan_head(of, person), **shown, "tab": "opinions", "asked": request.GET}
    return render(request, "plans/opinions.html", context)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with the form beside it; the form alone where a clause or words are chosen."""
    person = _who(request)
    of = selectors.edition_for(person, pk)
    opinions.open_round(of)
    context = {"edition": of, **opinion_pages.writing_page(person, of, request.GET.dict())}
    if request.headers.get("HX-Request"):
        return render(request, "plans/_opinion_form.html", context)
    article = article_of(of, context["items"], request.language)  # type: ignore[attr-defined]
    head = selectors.plan_head(of, person)
    return render(request, "plans/opinions_write.html", {**head, **context, "article": article, "tab": "opinions"})


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a round."""
    said = request.POST
    asking = Asking(
        title=said.get("title", ""),
        days=_number(said.get("days")),
        until=_day(said.get("until")),
        rule_days=_number(said.get("rule_days")),
        places=_numbers(said, "places"),
        units=_numbers(said, "units"),
    )
    opinions.round_begin(_who(request), pk, asking, at=timezone.now())
    return _on(request, reverse("plans:opinions", args=[pk]))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the round."""
    opinions.round_end(_who(request), pk, at=timezone.now())
    return redirect("plans:opinions", pk=pk)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment."""
    said = request.POST
    start, end = _number(said.get("start")), _number(said.get("end"))
    saying = Saying(
        text=said.get("text", ""),
        wanted=said.get("wanted", ""),
        item=_number(said.get("item")),
        span=None if start is None or end is None else (start, end),
        words=said.get("words", ""),
        outside=said.get("outside", ""),
    )
    made = opinions.comment_add(_who(request), pk, saying, at=timezone.now(), files=_files(request))
    return _on(request, f"{reverse('plans:opinions', args=[pk])}#c-{made.pk}")


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Files that come after the comment."""
    said = request.POST
    taken = opinions.comment_attach(
        _who(request), pk, _number(said.get("case")), _files(request),
        at=timezone.now(), version=_number(said.get("version")),
    )  # fmt: skip
    return _back(request, pk, taken.pk)


@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the files that came with a comment."""
    given = opinion_files.file_give(_who(request), pk, request.POST.get("purpose", ""), at=timezone.now())
    return file_of(given, OPAQUE)


@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """采纳, 部分采纳 or 未采纳, with the reason."""
    said = request.POST
    ruled = opinions.comment_rule(
        _who(request), pk, _number(said.get("case")), said.get("ruling", ""), said.get("reason", ""),
        at=timezone.now(), version=_number(said.get("version")),
    )  # fmt: skip
    return _back(request, pk, ruled.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a comment back."""
    taken = opinions.comment_withdraw(_who(request), pk, _number(request.POST.get("case")), at=timezone.now())
    return _back(request, pk, taken.pk)


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """采纳情况表 as a file."""
    form, wish = request.POST.get("form", "xlsx"), wish_of(request.POST)
    given = opinion_papers.paper_give(_who(request), pk, form, wish=wish, at=timezone.now())
    return handed(given)


def _who(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def _files(request: HttpRequest) -> list[File]:
    """What was sent along."""
    return [(each.name or "", each.chunks()) for each in request.FILES.getlist("files")]


def _on(request: HttpRequest, address: str) -> HttpResponse:
    """To *address*; a form that htmx sent is told so, since it would put the page into itself."""
    if not request.headers.get("HX-Request"):
        return redirect(address)
    is_here = address.partition("#")[0] == request.headers.get("HX-Current-URL", "").partition(request.get_host())[2]
    return HttpResponse(status=204, headers={"HX-Refresh": "true"} if is_here else {"HX-Redirect": address})


def _back(request: HttpRequest, pk: int, case: int) -> HttpResponse:
    """To the comment that was acted on, the list filtered as it was."""
    asked = urlencode({key: request.GET[key] for key in FILTERS if request.GET.get(key)})
    return redirect(f"{reverse('plans:opinions', args=[pk])}{'?' if asked else ''}{asked}#c-{case}")


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 10 else None


def _numbers(said: QueryDict, name: str) -> list[int]:
    return [number for each in said.getlist(name) if (number := _number(each)) is not None]


def _day(said: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said) if said else None
    except ValueError:
        raise Refusal("round-past") from None
