"""Packages out: made and signed of editions, looked through where the gate says so, handed over, answered by a receipt."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.audit.ahead import Stale, computed_ahead
from xiandao.apps.audit.keys import installation_key
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep, place_of
from xiandao.apps.packages.contents import Stood, content_bytes, stood_of
from xiandao.apps.packages.models import Identity, Numbering, Partner, Sent
from xiandao.apps.packages.selectors import GREATEST, filled, identity_here, partners_now, sent_for, sent_seen, trusted
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import root_place
from xiandao.apps.plans.models import LONG, SECRECY, Edition
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.gates import way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import LONGEST_PURPOSE, Asking, release_ask, release_fetch
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.core.canonical import digest, value_of
from xiandao.core.errors import Refusal
from xiandao.core.exchange import Cover, Receipt, receipt_from
from xiandao.core.exchange import Kind as Brings
from xiandao.core.typed import as_object
from xiandao.readers.sealed import read_receipt
from xiandao.readers.secrecy import bears_marking, case_number
from xiandao.writers.sealed import pack

DEED, KIND, ABOUT = "package.make", "package", "packages.sent"
MOST = 100
"""Editions in one package."""


class Wish(NamedTuple):
    """What is to be sent: ids of editions, the id of the partner, what for."""

    editions: tuple[int, ...]
    partner: int
    purpose: str


class Handed(NamedTuple):
    """A package on its way out."""

    name: str
    data: bytes


class Order(NamedTuple):
    """What is to be sent by whom to whom, as it may be now; the editions without what is long of them."""

    grant: Grant
    own: Identity
    partner: Partner
    editions: tuple[Edition, ...]
    purpose: str


class Number(NamedTuple):
    """The number of a package: the *ordinal* of its *year*."""

    year: int
    ordinal: int


class Ready(NamedTuple):
    """A package as it was made while nobody waited.

    Attributes:
        sent: Its row, not saved yet.
        stood: What it was made of.
        ident: Who this installation was.
        data: The package. draft: the same as a file.
    """

    sent: Sent
    stood: Stood
    ident: str
    data: bytes
    draft: Path


def package_make(person: Person, wish: Wish, *, at: dt.datetime) -> Sent:
    """Packs and signs the editions for one partner; where ``gates.toml`` says so, it waits for two people.

    Its number is its own before it is packed: whoever sends at the same time has another. Of what is refused after that
    the number stays unused, so that the numbers of a year may have gaps.

    Raises:
        Refusal: ``package-identity-none``, ``package-partner``, ``package-empty``, ``package-many``,
            ``package-purpose``, ``package-edition-empty``, ``package-too-secret``, ``package-not-own``; ``absent`` for
            what they may not send; as ``pack``, ``release_ask`` and ``computed_ahead``.
    """
    _order(person, wish)  # refuses, before a number is given
    number = _number_give(at)
    return computed_ahead(lambda: _ready(person, wish, number, at=at), lambda ready: _made(person, wish, ready, at=at))


def _ready(person: Person, wish: Wish, number: Number, *, at: dt.datetime) -> Ready:
    stood = stood_of(wish.editions)
    order = _order(person, wish)
    sent = _numbered(order, person, number, at=at)
    data = _packed(sent, order)
    sent.digest = digest(data)
    return Ready(sent, stood, order.own.ident, data, draft_of((data,)))


def _made(person: Person, wish: Wish, ready: Ready, *, at: dt.datetime) -> Sent:
    """Keeps what was packed, if it would be packed like that now."""
    try:
        order, sent = _order(person, wish), ready.sent
        if order.own.ident != ready.ident or stood_of(wish.editions) != ready.stood:
            raise Stale
        sent.blob = file_keep(ready.draft, at=at)
    finally:
        ready.draft.unlink(missing_ok=True)
    sent.save()
    if way_of("outside", sent.secrecy) == "gate":
        sent.release = release_ask(person, _asking(sent, order.grant, person), ready.data, at=at)
        sent.save(update_fields=("release",))
    record(
        "package.make", "package", sent.pk, by=person, at=at, after=sent.digest, number=sent.number,
        to=order.partner.ident, editions=sent.editions,
    )  # fmt: skip
    return sent


def _order(person: Person, wish: Wish) -> Order:
    """What is wished for, where they may have it."""
    grants = person.within(DEED)
    if not grants:
        raise Refusal("not-permitted")
    own = identity_here()
    partner = partners_now().filter(pk=wish.partner).first()
    if partner is None:
        raise Refusal("package-partner")
    return Order(grants[0], own, partner, _editions(person, wish.editions, partner), _purpose(wish.purpose))


def _editions(person: Person, ids: tuple[int, ...], partner: Partner) -> tuple[Edition, ...]:
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        raise Refusal("package-empty")
    if len(wanted) > MOST:
        raise Refusal("package-many", most=MOST)
    found = editions_seen(person, DEED).filter(pk__in=wanted).select_related("plan").defer(*LONG).in_bulk()
    if len(found) < len(wanted):
        raise Refusal("absent")
    editions, full = tuple(found[pk] for pk in wanted), filled(wanted)
    for each in editions:
        if each.pk not in full:
            raise Refusal("package-edition-empty", title=each.plan.title, n=each.ordinal)
        if SECRECY.index(each.plan.secrecy) > SECRECY.index(GREATEST):
            raise Refusal("package-too-secret", title=each.plan.title)
        if each.plan.origin not in ("", partner.ident):
            raise Refusal("package-not-own", title=each.plan.title)
    return editions


def _purpose(words: str) -> str:
    words = " ".join(words.split())
    if not 0 < len(words) <= LONGEST_PURPOSE:
        raise Refusal("package-purpose", most=LONGEST_PURPOSE)
    if bears_marking(words):
        case = case_number(words.encode())
        raise Refusal("state-secret", case=case, name=case)
    return words


@transaction.atomic
def _number_give(at: dt.datetime) -> Number:
    """The next number of the year, in a short transaction of its own: given once, whatever becomes of the package."""
    year = timezone.localtime(at).year
    known = Sent.objects.filter(year=year).aggregate(last=Max("ordinal"))["last"] or 0  # made before numbers were given
    Numbering.objects.get_or_create(year=year, defaults={"last": known})
    Numbering.objects.filter(year=year).update(last=F("last") + 1)  # whoever comes now waits for this
    return Number(year, Numbering.objects.get(year=year).last)


def _numbered(order: Order, person: Person, number: Number, *, at: dt.datetime) -> Sent:
    """A row that is not saved yet."""
    path = order.grant.path
    return Sent(
        year=number.year,
        ordinal=number.ordinal,
        partner=order.partner,
        purpose=order.purpose,
        secrecy=max((each.plan.secrecy for each in order.editions), key=SECRECY.index),
        editions=[each.pk for each in order.editions],
        place=root_place() if path == "/" else Place.objects.get(path=path),
        post_id=order.grant.post,
        at=at,
        by_id=person.id,
    )


def _packed(sent: Sent, order: Order) -> bytes:
    cover = Cover(
        kind=Brings.PLAN, number=sent.number, sender=order.own.ident, recipient=sent.partner.ident, created_at=sent.at
    )
    listed = enumerate(order.editions, 1)
    files = {f"edition-{place:04d}.json": content_bytes(_whole(each.pk), order.own.ident) for place, each in listed}
    return pack(cover, files, installation_key())


def _whole(pk: int) -> Edition:
    """An edition with all that is long of it: read one after the other, since a hundred fill the memory."""
    found = Edition.objects.select_related("plan__place", "document").filter(pk=pk).first()
    if found is None:  # withdrawn since
        raise Refusal("absent")
    return found


def name_of(sent: Sent) -> str:
    """What the file is called."""
    return f"{sent.number}.xdpack"


def _asking(sent: Sent, grant: Grant, person: Person) -> Asking:
    return Asking(
        channel=KIND,
        what=KIND,
        about=(ABOUT, sent.pk),
        title=f"{sent.number} → {sent.partner.name}",
        name=name_of(sent),
        use="outside",
        secrecy=sent.secrecy,
        purpose=sent.purpose,
        receiver=sent.partner.name,
        takers=(person.username,),
        grant=grant,
        holds=tuple(("plans.edition", each) for each in sent.editions),
    )


@transaction.atomic
def package_file(person: Person, pk: int, *, at: dt.datetime) -> Handed:
    """The package to be handed over; where it had to be looked through, the copy of its taker, once."""
    sent = sent_for(person, pk, DEED)
    if sent.release_id is not None:
        given = release_fetch(person, sent.release_id, at=at)
        return Handed(given.name, given.data)
    data = place_of(sent.blob_id).read_bytes()
    record("package.fetch", "package", sent.pk, by=person, at=at, after=sent.digest, number=sent.number)
    return Handed(name_of(sent), data)


@transaction.atomic
def receipt_take(person: Person, data: bytes, *, at: dt.datetime) -> Sent:
    """The receipt of a package that was sent; the same receipt again changes nothing.

    Raises:
        Refusal: As ``read_receipt``; ``receipt-none-sent``, ``receipt-not-recipient``, ``receipt-second``.
    """
    found = Sent.objects.select_for_update().filter(digest=_package_of(data)).first()
    if found is None or not sent_seen(person, DEED).filter(pk=found.pk).exists():
        raise Refusal("receipt-none-sent")
    said = read_receipt(data, trusted(), place_of(found.blob_id).read_bytes())
    if said.recipient != found.partner.ident:
        raise Refusal("receipt-not-recipient", sender=said.recipient)
    text = data.decode()
    if found.receipt and found.receipt != text:
        raise Refusal("receipt-second", number=found.number)
    if not found.receipt:
        _receipt_keep(found, said, text)
        record(
            "package.receipt", "package", found.pk, by=person, at=at, after=digest(data), number=found.number,
            outcome=found.outcome,
        )  # fmt: skip
    return found


def _package_of(data: bytes) -> str:
    """Which package the receipt names, before anything of it is believed."""
    try:
        return receipt_from(as_object(value_of(data))["receipt"]).package
    except (ValueError, LookupError, RecursionError):
        raise Refusal("receipt-damaged") from None


def _receipt_keep(sent: Sent, said: Receipt, text: str) -> None:
    sent.receipt, sent.receipt_at, sent.outcome, sent.reason = text, said.at, said.outcome.value, said.reason or ""
    sent.rows = [
        {"file": row.file, "line": row.line, "code": row.code, "values": dict(row.values)} for row in said.rows
    ]
    sent.save(update_fields=("receipt", "receipt_at", "outcome", "reason", "rows"))


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may send all of it still, none of it was closed further, and the partner is still believed."""
    sent = sent_seen(person, DEED).filter(pk=release.about_id or 0).first()
    if sent is None or sent.partner.ended_at is not None:
        return False
    held = editions_seen(person, DEED).filter(pk__in=sent.editions).values_list("plan__secrecy", flat=True)
    return len(held) == len(sent.editions) and all(SECRECY.index(each) <= SECRECY.index(sent.secrecy) for each in held)


def _address(release: Release) -> str:
    return reverse("packages:sent", args=[release.about_id])


kind_declare(KIND, Kind(may_take=_may_take, address=_address))
