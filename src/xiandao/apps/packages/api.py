"""The exchange by API: who we are and whom we believe, packages out and in, their receipts."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.packages import identities, making, selectors, taking
from xiandao.apps.packages.cards import card_bytes, fingerprint
from xiandao.apps.packages.models import Identity, Partner, Received, Sent
from xiandao.apps.packages.views import MIB, file_of, receipt_of
from xiandao.core.errors import Refusal
from xiandao.core.exchange import LARGEST

router = Router(tags=["packages"])


class IdentityOut(Schema):
    """Who this installation is to others."""

    ident: str = Field(description="`place:` and the code of its place.")
    name: str
    place: str = Field(description="Code of the place.")
    fingerprint: str = Field(description="Of its public key, as it is read out on the telephone.")


class IdentityIn(Schema):
    """What it is called, and whose it is."""

    name: str = Field(max_length=60)
    place: str = Field(max_length=32, description="Code of a place of the tree.")


class PartnerOut(Schema):
    """Another installation by one of its keys."""

    id: int
    ident: str
    name: str
    place_code: str
    fingerprint: str
    at: dt.datetime
    ended_at: dt.datetime | None = Field(description="Null while it is believed.")

    @staticmethod
    def resolve_fingerprint(partner: Partner) -> str:
        """As it is read out."""
        return fingerprint(partner.key_id)


class SentIn(Schema):
    """What is to be sent."""

    editions: list[int] = Field(min_length=1, max_length=making.MOST)
    partner: int = Field(description="Id of an installation that is believed.")
    purpose: str


class LineLost(Schema):
    """A file that was not taken over."""

    file: str
    line: int
    code: str
    values: dict[str, str]


class SentOut(Schema):
    """A package that was made."""

    id: int
    number: str
    to: str = Field(description="Id of the installation it is for.")
    purpose: str
    secrecy: Literal["none", "internal", "secret"]
    editions: list[int]
    digest: str
    release: int | None = Field(description="Where two people look it through; null where none need to.")
    state: str = Field(description="At the gate: secrecy, publish, declined, withdrawn; ready; or as the receipt says.")
    at: dt.datetime
    receipt_at: dt.datetime | None
    reason: str = Field(description="Why it was sent back; empty otherwise.")
    rows: list[LineLost]


class SentPage(Page[SentOut]):
    """The latest first."""


class PackageLineOut(Schema):
    """One file of a package that came, and what becomes of it."""

    file: str
    fate: Literal["plan", "edition", "renewed", "same", "own", "here", "rejected"]
    title: str
    ordinal: int | None
    state: str
    items: int
    secrecy: str
    openness: str
    origin: str
    code: str = Field(description="Why it is rejected; empty otherwise.")
    values: dict[str, str]
    edition: int | None = Field(description="What it became, or is here already.")


class ReceivedOut(Schema):
    """A package that came."""

    id: int
    number: str = Field(description="The sender's.")
    sender: str
    state: Literal["waiting", "taken", "returned"]
    digest: str
    secrecy: Literal["none", "internal", "secret"]
    made_at: dt.datetime
    at: dt.datetime
    decided_at: dt.datetime | None
    reason: str


class ReceivedWhole(ReceivedOut):
    """A package that came, with what it brings."""

    lines: list[PackageLineOut]


class ReceivedPage(Page[ReceivedOut]):
    """The latest first."""


class BackIn(Schema):
    """Why it is sent back."""

    reason: str = Field(description="wrong-place, incomplete, outdated or not-needed.")


def _identity(own: Identity) -> dict[str, Any]:
    card = selectors.own_card(own)
    return {"ident": own.ident, "name": own.name, "place": card.place, "fingerprint": fingerprint(card.key.key_id)}


def _sent(sent: Sent) -> dict[str, Any]:
    names = ("number", "purpose", "secrecy", "editions", "digest", "at", "receipt_at", "reason", "rows")
    told = {name: getattr(sent, name) for name in names}
    more = {"to": sent.partner.ident, "release": sent.release_id, "state": selectors.sent_state(sent)}
    return {"id": sent.pk, **told, **more}


def _received(request: Asked, received: Received) -> dict[str, Any]:
    told = {name: getattr(received, name) for name in ReceivedOut.model_fields}
    return {**told, "lines": taking.package_preview(request.person, received)}


def _read(came: UploadedFile) -> bytes:
    if (came.size or 0) > LARGEST:
        raise Refusal("file-too-large", name=came.name or "—", limit=LARGEST // MIB)
    data: bytes = came.read()
    return data


@router.get("/identity", response=IdentityOut, url_name="packages-identity", summary="Who this installation is")
def package_identity(request: Asked) -> dict[str, Any]:
    """Name, place and fingerprint; refused until the administrator has said who it is."""
    del request
    return _identity(selectors.identity_here())


@router.post("/identity", response=IdentityOut, url_name="packages-identity", summary="Say who it is")
def package_identity_set(request: Asked, said: IdentityIn) -> dict[str, Any]:
    """Name and place; the place stays once something was sent or received."""
    return _identity(identities.identity_set(request.person, said.name, said.place, at=timezone.now()))


@router.get("/card", url_name="packages-card", summary="The own card", openapi_extra=LEAVES)
def package_card(request: Asked) -> HttpResponse:
    """The public card that others enter; nothing in it is secret."""
    del request
    own = selectors.identity_here()
    return file_of(making.Handed(f"card-{own.place.code}.json", card_bytes(selectors.own_card(own))))


@router.get("/partners", response=list[PartnerOut], url_name="packages-partners", summary="Whom it believes")
def package_partners(request: Asked) -> list[Partner]:
    """Every installation that was ever believed, the present ones first."""
    del request
    return list(selectors.partners())


@router.post("/partners", response={201: PartnerOut}, url_name="packages-partners", summary="Believe another")
def package_partner_add(request: Asked, file: File[UploadedFile], fingerprint: Form[str]) -> Status[Partner]:
    """Its card, and the fingerprint as its people read it out (twenty signs or more): both must agree."""
    return Status(201, identities.partner_add(request.person, _read(file), fingerprint, at=timezone.now()))


@router.post(
    "/partners/{int:pk}/end", response=PartnerOut, url_name="packages-partner-end", summary="Believe no longer"
)
def package_partner_end(request: Asked, pk: int) -> Partner:
    """Nothing that it signs is taken in any more; what came before stays."""
    return identities.partner_end(request.person, pk, at=timezone.now())


@router.get("/sent", response=SentPage, url_name="packages-sent", summary="List what was sent")
def package_sent_list(request: Asked, asked: Query[Paging]) -> dict[str, Any]:
    """The packages made in your places, with what the receipts say."""
    page = page_of(selectors.sent_seen(request.person), asked)
    return {**page, "items": [_sent(each) for each in page["items"]]}


@router.post("/sent", response={201: SentOut}, url_name="packages-sent", summary="Make a package")
def package_make(request: Asked, said: SentIn) -> Status[dict[str, Any]]:
    """Editions, whole and without the names of people, signed for one installation; it waits at the gate where it must."""
    wish = making.Wish(tuple(said.editions), said.partner, said.purpose)
    return Status(201, _sent(making.package_make(request.person, wish, at=timezone.now())))


@router.get("/sent/{int:pk}", response=SentOut, url_name="packages-sent-one", summary="One that was sent")
def package_sent(request: Asked, pk: int) -> dict[str, Any]:
    """One package that was made."""
    return _sent(selectors.sent_for(request.person, pk))


@router.post("/sent/{int:pk}/file", url_name="packages-file", summary="The package itself", openapi_extra=LEAVES)
def package_file(request: Asked, pk: int) -> HttpResponse:
    """To be carried over; what had to be looked through is given once to whoever asked."""
    return file_of(making.package_file(request.person, pk, at=timezone.now()))


@router.post("/receipts", response=SentOut, url_name="packages-receipts", summary="Take in a receipt")
def package_receipt_in(request: Asked, file: File[UploadedFile]) -> dict[str, Any]:
    """What the other side says became of a package; the same receipt again changes nothing."""
    return _sent(making.receipt_take(request.person, _read(file), at=timezone.now()))


@router.get("/received", response=ReceivedPage, url_name="packages-received", summary="List what came")
def package_received_list(request: Asked, asked: Query[Paging]) -> dict[str, Any]:
    """The packages that came to your places."""
    return page_of(selectors.received_seen(request.person), asked)


@router.post("/received", response={201: ReceivedWhole}, url_name="packages-received", summary="Check a package")
def package_receive(request: Asked, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Checked and kept; `lines` say what it would bring. Nothing enters before it is taken."""
    return Status(201, _received(request, taking.package_open(request.person, _read(file), at=timezone.now())))


@router.get("/received/{int:pk}", response=ReceivedWhole, url_name="packages-received-one", summary="One that came")
def package_received(request: Asked, pk: int) -> dict[str, Any]:
    """What it would bring as things stand now, or brought."""
    return _received(request, selectors.received_for(request.person, pk))


@router.post("/received/{int:pk}/take", response=ReceivedWhole, url_name="packages-take", summary="Enter it")
def package_take(request: Asked, pk: int) -> dict[str, Any]:
    """All of it or nothing; what is known already is not entered again, what is rejected stands in the receipt."""
    return _received(request, taking.package_take(request.person, pk, at=timezone.now()))


@router.post("/received/{int:pk}/back", response=ReceivedWhole, url_name="packages-back", summary="Send it back")
def package_back(request: Asked, pk: int, said: BackIn) -> dict[str, Any]:
    """Nothing of it enters; the receipt says why."""
    return _received(request, taking.package_return(request.person, pk, said.reason, at=timezone.now()))


@router.get("/received/{int:pk}/receipt", url_name="packages-receipt", summary="The receipt", openapi_extra=LEAVES)
def package_receipt(request: Asked, pk: int) -> HttpResponse:
    """To be carried back to the sender, once it was decided."""
    return file_of(receipt_of(request.person, pk))
