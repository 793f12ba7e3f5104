"""数据交换 as pages: what was sent, what came, who is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import download
from xiandao.apps.packages import identities, making, selectors, taking
from xiandao.apps.packages.cards import LARGEST as LARGEST_CARD
from xiandao.apps.packages.cards import LEAST, card_bytes, fingerprint
from xiandao.apps.packages.models import Sent
from xiandao.apps.publishing.services import LONGEST_PURPOSE
from xiandao.core.errors import Refusal
from xiandao.core.exchange import LARGEST
from xiandao.core.messages import Language, refusal_message

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 50
MIB = 1024 * 1024


def _who(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def listing(request: HttpRequest) -> HttpResponse:
    """What was sent and how it was answered, or what came."""
    person, asked = _who(request), {**request.GET.dict()}
    if asked.get("show") not in selectors.SHOWN:
        asked["show"] = selectors.SHOWN[0]
    rows = selectors.sent_seen(person) if asked["show"] == "sent" else selectors.received_seen(person)
    page = Paginator(rows, PAGE).get_page(asked.get("page"))
    states = {each.pk: selectors.sent_state(each) for each in page if isinstance(each, Sent)}
    context = {
        "page": page, "asked": asked, "shown": selectors.SHOWN, "identity": selectors.identity(), "states": states,
    }  # fmt: skip
    return render(request, "packages/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Editions are chosen, and who gets them."""
    person = _who(request)
    said = ""
    if request.method == "POST":
        ids = tuple(int(each) for each in request.POST.getlist("edition") if each.isdecimal() and len(each) < 10)
        wish = making.Wish(ids, number_of(request.POST.get("partner", "")), request.POST.get("purpose", ""))
        try:
            return redirect("packages:sent", pk=making.package_make(person, wish, at=timezone.now()).pk)
        except Refusal as refusal:
            if refusal.code in ("absent", "not-permitted"):
                raise
            said = refusal_message(refusal, request.language)  # type: ignore[attr-defined]
    chosen = [*request.GET.getlist("edition"), *request.POST.getlist("edition")]
    editions = selectors.packable(person, request.GET.get("q", ""))
    context = {
        "page": Paginator(editions, making.MOST).get_page(request.GET.get("page")), "asked": request.GET.dict(),
        "chosen": {int(each) for each in chosen if each.isdecimal() and len(each) < 10}, "said": said,
        "partners": selectors.partners_now(), "identity": selectors.identity(), "typed": request.POST,
        "most": LONGEST_PURPOSE, "left_out": selectors.left_out(person),
    }  # fmt: skip
    return render(request, "packages/new.html", context, status=422 if said else 200)


def number_of(said: str) -> int:
    """The id that a form says; 0, which nothing has, where it says none."""
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """One package that was made."""
    person, language = _who(request), request.language  # type: ignore[attr-defined]
    found = selectors.sent_for(person, pk)
    context = {
        **selectors.sent_page(person, found),
        "reason": worded(found.reason, {}, language),
        "rows": [(row["file"], worded(row["code"], row["values"], language)) for row in found.rows],
    }
    return render(request, "packages/sent.html", context)


def worded(code: str, values: Mapping[str, str], language: Language) -> str:
    """A reason that another installation gave: the code itself where this version has no words for it."""
    try:
        return refusal_message(Refusal(code, **values), language)
    except (KeyError, TypeError, ValueError, IndexError):
        return code


@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The package itself, to be carried over."""
    return file_of(making.package_file(_who(request), pk, at=timezone.now()))


@require_POST
def receipt_in(request: HttpRequest) -> HttpResponse:
    """The receipt of something that was sent."""
    found = making.receipt_take(_who(request), uploaded(request, LARGEST), at=timezone.now())
    return redirect("packages:sent", pk=found.pk)


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """A package that came."""
    found = taking.package_open(_who(request), uploaded(request, LARGEST), at=timezone.now())
    return redirect("packages:received", pk=found.pk)


def received(request: HttpRequest, pk: int) -> HttpResponse:
    """One package that came: what it would bring, or brought."""
    person = _who(request)
    found = selectors.received_for(person, pk)
    may_take = selectors.received_seen(person, "package.take").filter(pk=pk).exists()
    context = {
        "received": found, "may_take": may_take, "returns": taking.RETURNS, "refused": None, "lines": [],
        "reason": worded(found.reason, {}, request.language),  # type: ignore[attr-defined]
    }  # fmt: skip
    try:
        context["lines"] = taking.package_preview(person, found)
    except Refusal as refusal:  # its sender is no longer believed
        context["refused"] = refusal_message(refusal, request.language)  # type: ignore[attr-defined]
    return render(request, "packages/received.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters it."""
    taking.package_take(_who(request), pk, at=timezone.now())
    return redirect("packages:received", pk=pk)


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it back with a reason."""
    taking.package_return(_who(request), pk, request.POST.get("reason", ""), at=timezone.now())
    return redirect("packages:received", pk=pk)


def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to be carried back."""
    return file_of(receipt_of(_who(request), pk))


def receipt_of(person: Person, pk: int) -> making.Handed:
    """The receipt of a package that was decided on."""
    found = selectors.received_for(person, pk, "package.take")
    if not found.receipt:
        raise Refusal("absent")
    return making.Handed(f"{found.number}-receipt.json", found.receipt.encode())


def partners(request: HttpRequest) -> HttpResponse:
    """Who this installation is, and whom it believes."""
    return _partners(request)


def _partners(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    """The page; where what was typed is refused, with that and the reason."""
    own = selectors.identity()
    key_id = selectors.own_card(own).key.key_id if own else ""
    rows = [(each, fingerprint(each.key_id)) for each in selectors.partners()]
    typed = request.POST if refusal else {}
    context = {
        "identity": own, "fingerprint": fingerprint(key_id), "partners": rows, "least": LEAST,
        "places": selectors.places_here(), "name": typed.get("name", own.name if own else ""),
        "place": typed.get("place", own.place.code if own else ""),
        "said": refusal_message(refusal, request.language) if refusal else "",  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "packages/partners.html", context, status=422 if refusal else 200)


@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """Says who this installation is."""
    said = request.POST
    try:
        identities.identity_set(_who(request), said.get("name", ""), said.get("place", ""), at=timezone.now())
    except Refusal as refusal:
        if refusal.code in ("absent", "not-permitted"):
            raise
        return _partners(request, refusal)
    return redirect("packages:partners")


def card(request: HttpRequest) -> HttpResponse:
    """The own card, for others."""
    del request
    own = selectors.identity_here()
    return file_of(making.Handed(f"card-{own.place.code}.json", card_bytes(selectors.own_card(own))))


@require_POST
def partner_add(request: HttpRequest) -> HttpResponse:
    """Believes another installation."""
    data = uploaded(request, LARGEST_CARD)
    identities.partner_add(_who(request), data, request.POST.get("fingerprint", ""), at=timezone.now())
    return redirect("packages:partners")


@require_POST
def partner_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Believes it no longer."""
    identities.partner_end(_who(request), pk, at=timezone.now())
    return redirect("packages:partners")


def uploaded(request: HttpRequest, largest: int) -> bytes:
    """The one file that was sent.

    Raises:
        Refusal: ``package-no-file``, ``file-too-large``.
    """
    came = request.FILES.get("file")
    if came is None or isinstance(came, list):
        raise Refusal("package-no-file")
    if (came.size or 0) > largest:
        raise Refusal("file-too-large", name=came.name or "—", limit=max(largest // MIB, 1))
    data: bytes = came.read()
    return data


def file_of(given: making.Handed) -> HttpResponse:
    """The file as an attachment, never opened by the browser as what it claims to be."""
    return download(given.data, given.name, plain=plain_name(given.name))


def plain_name(name: str) -> str:
    """*name* as every system takes it: numbers of packages come from others."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "_" for sign in name)
