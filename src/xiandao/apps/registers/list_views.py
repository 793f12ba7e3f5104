"""Lists as pages: all of them with their counts, one with its rows, crossed, at two dates, and on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import download
from xiandao.apps.publishing.models import Release
from xiandao.apps.registers import list_page as pages
from xiandao.apps.registers.asking import Params, asked_of, whole
from xiandao.apps.registers.entity_views import language_of, who
from xiandao.apps.registers.found import Reader
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.list_index import index
from xiandao.apps.registers.list_leaving import Wish, list_give
from xiandao.apps.registers.list_words import conditions_told
from xiandao.apps.registers.listing import Listing, listing_of
from xiandao.apps.registers.models import SavedView
from xiandao.apps.registers.moments import then_of
from xiandao.apps.registers.saved import saved_of, view_drop, view_keep
from xiandao.apps.registers.selectors import ENTER, EXPORT, entities_seen, named
from xiandao.apps.registers.telling import name_in

if TYPE_CHECKING:
    from django.http import HttpRequest

FOUND = 50
"""Entities that a search over all kinds shows on a page."""
TABS = ("list", "pivot", "changes")


def _reader(request: HttpRequest) -> Reader:
    return Reader(who(request), language_of(request), timezone.now())


def _params(request: HttpRequest) -> Params:
    return dict(request.GET.lists())


def lists(request: HttpRequest) -> HttpResponse:
    """All lists, or what a search over all kinds finds."""
    reader = _reader(request)
    words = request.GET.get("q", "").strip()[:80]
    context: dict[str, Any] = {"words": words, "may_enter": reader.person.may(ENTER)}
    if words:
        seen = entities_seen(reader.person).filter(exists=True, leader=None)
        page = Paginator(named(seen, words).select_related("place").order_by("name", "pk"), FOUND)
        names = {kind.code: name_in(kind, reader.language) for kind in registry().kinds}
        context |= {"page": page.get_page(request.GET.get("page")), "kind_names": names}
    else:
        saved = {(each.of, each.code): each for each in saved_of(reader.person)}
        context |= {"index": index(reader.person), "saved": saved, "kept": saved_of(reader.person)}
    return render(request, "registers/lists.html", context)


def listing(request: HttpRequest, of: str, code: str) -> HttpResponse:
    """One list: its rows, crossed, or at two dates."""
    reader = _reader(request)
    found = listing_of(reader.person, of, code)
    if found.view.restricted:
        return _restricted(request, reader, found)
    params, number = _params(request), request.GET.get("page", "")
    asked = asked_of(found, params, reader.now)
    show = request.GET.get("show", "")
    show = show if show in TABS else TABS[0]
    context = {
        **_head(reader, found), **pages.filters(reader, found), "asked": asked, "then": asked.then, "show": show,
        "said": request.GET, "told": conditions_told(found, asked, reader.language), "saved": saved_of(reader.person, found),
        "may_export": reader.person.may(EXPORT),
    }  # fmt: skip
    if show == "pivot":
        context |= pages.crossing_page(reader, found, asked, params)
    elif show == "changes":
        context |= pages.changes_page(reader, found, asked, params, number)
    else:
        context |= pages.rows_page(reader, found, asked, number)
    return render(request, f"registers/list_{show}.html" if show != TABS[0] else "registers/list.html", context)


def _head(reader: Reader, of: Listing) -> dict[str, Any]:
    return {
        "listing": of,
        "title": of.name(reader.language),
        "may_enter": reader.person.may(ENTER),
        "tabs": TABS,
    }


def _restricted(request: HttpRequest, reader: Reader, of: Listing) -> HttpResponse:
    then = then_of(request.GET, reader.now)
    context = {**_head(reader, of), "then": then, **pages.restricted_page(reader, of, whole(of, then))}
    return render(request, "registers/list_restricted.html", context)


@require_POST
def export(request: HttpRequest, of: str, code: str) -> HttpResponse:
    """The list as a file, or the release that waits for two people."""
    reader, said = _reader(request), request.POST
    found = listing_of(reader.person, of, code)
    asked = asked_of(found, _params(request), reader.now)
    wish = Wish(
        form=said.get("form", "xlsx"), use=said.get("use") or "inside", purpose=said.get("purpose", ""),
        receiver=said.get("receiver", ""), excel=bool(said.get("excel")),
    )  # fmt: skip
    given = list_give(reader.person, found, asked, wish, language=reader.language, at=reader.now)
    if isinstance(given, Release):
        return redirect("publishing:release", pk=given.pk)
    return download(given.data, given.name, plain=f"{code}.{given.name.rpartition('.')[2]}")


@require_POST
def keep(request: HttpRequest, of: str, code: str) -> HttpResponse:
    """Keeps what is asked of the list under a name."""
    reader = _reader(request)
    asked = request.GET.copy()
    asked.pop("page", None)
    found = listing_of(reader.person, of, code)
    view_keep(reader.person, found, request.POST.get("name", ""), asked.urlencode(), at=reader.now)
    return redirect(f"{_address(of, code)}?{asked.urlencode()}")


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets go of a kept one."""
    dropped = view_drop(who(request), pk, at=timezone.now())
    return redirect(_address(*dropped) if dropped else reverse("registers:lists"))


def _address(of: str, code: str) -> str:
    return reverse("registers:list" if of == "view" else "registers:kind", args=[code])


def address_of(saved: SavedView) -> str:
    """Where a kept list is looked at."""
    return f"{_address(saved.of, saved.code)}?{saved.query}"
