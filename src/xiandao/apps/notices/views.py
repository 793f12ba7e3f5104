"""消息: the inbox, what one has sent with its receipts, one's own channels, and how the outlets do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import MEDIA_TYPES, download
from xiandao.apps.notices import receipts, selectors, services
from xiandao.apps.notices.kinds import KINDS
from xiandao.apps.notices.leading import may_open
from xiandao.apps.notices.models import MESSAGE_STATES
from xiandao.apps.notices.outlets import outlets_here
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

PAGE = 50


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


def listing(request: HttpRequest) -> HttpResponse:
    """What waits for the person and their posts; filtered, page by page."""
    person, on = _who(request)[0], timezone.localdate()
    found = selectors.notice_list(person, request.GET.dict(), on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    closed = {notice.pk for notice in page if not may_open(person, notice.link)}
    context = {"page": page, "lines": selectors.lines_of(page, on), "asked": request.GET, "kinds": KINDS}
    return render(request, "notices/list.html", {**context, "closed": closed, "tab": "inbox"})


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads a notice and goes where it leads; back to the list where that page is no longer the person's to open."""
    person = _who(request)[0]
    link = services.notice_read(person, pk, at=timezone.now()).link
    return redirect(link if may_open(person, link) else "notices:list")


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads a notice and stays."""
    services.notice_read(_who(request)[0], pk, at=timezone.now())
    return redirect("notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Reads all of them, or all of one kind."""
    services.notices_read(_who(request)[0], at=timezone.now(), kind=request.POST.get("kind", ""))
    return redirect("notices:list")


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """签收."""
    services.notice_sign(_who(request)[0], pk, at=timezone.now())
    return redirect("notices:list")


def sent(request: HttpRequest) -> HttpResponse:
    """What the person and their posts have told others, and what became of it."""
    person, on = _who(request)[0], timezone.localdate()
    found = selectors.sent_list(person, request.GET.dict(), on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    late = selectors.sent_list(person, {"state": "late"}, on).count()
    context = {"page": page, "lines": selectors.lines_of(page, on), "asked": request.GET, "kinds": KINDS, "late": late}
    return render(request, "notices/sent.html", {**context, "tab": "sent"})


@require_POST
def sent_export(request: HttpRequest) -> HttpResponse:
    """送达回执 as a workbook, by the filter of the page."""
    person, language = _who(request)
    given = receipts.receipts_give(person, request.POST.dict(), language, at=timezone.now())
    return download(given.data, given.name, plain="receipts.xlsx", media_type=MEDIA_TYPES["xlsx"])


def channels(request: HttpRequest) -> HttpResponse:
    """The person's own channels, and which kinds they want to be sent."""
    person, said = _who(request)[0], request.POST
    declared = outlets_here().declared
    refused = None
    if request.method == "POST":
        addresses = {outlet: said.get(f"address-{outlet}", "") for outlet in declared}
        try:
            services.channels_set(
                person, addresses, said.getlist("on"), said.getlist("kind"), at=timezone.now()
            )  # fmt: skip
            return redirect("notices:channels")
        except Refusal as fault:
            refused = fault
    context = {
        "settings": selectors.channel_settings(person, declared), "off": selectors.muted(person.id or 0),
        "kinds": KINDS, "messages": selectors.own_messages(person), "refused": refused, "tab": "channels",
        "has_address": selectors.has_address(person), "hour": outlets_here().hour, "typed": said if refused else None,
    }  # fmt: skip
    return render(request, "notices/channels.html", context, status=422 if refused else 200)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """The person's own addresses, for good."""
    person = _who(request)[0]
    services.address_erase(person.id or 0, by=person, at=timezone.now())
    return redirect("notices:channels")


def messages(request: HttpRequest) -> HttpResponse:
    """What was handed to the outlets, and what they answered."""
    person, asked = _who(request)[0], request.GET.dict()
    page = Paginator(selectors.message_list(person, asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "asked": asked, "states": MESSAGE_STATES, "counts": selectors.message_counts(person),
        "declared": outlets_here().declared, "last": selectors.attempt_last(),
    }  # fmt: skip
    return render(request, "notices/messages.html", context)
