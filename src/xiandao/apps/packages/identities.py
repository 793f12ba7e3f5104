"""The only writer of who this installation is and whom it believes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.keys import installation_key
from xiandao.apps.audit.services import record
from xiandao.apps.packages.cards import LEAST, card_from, is_same_fingerprint
from xiandao.apps.packages.models import Identity, Partner, Received, Sent
from xiandao.apps.packages.selectors import identity, identity_here
from xiandao.apps.places.models import Place
from xiandao.core.errors import Refusal

DEED = "system.manage"
LONGEST_NAME = 60


@transaction.atomic
def identity_set(person: Person, name: str, place: str, *, at: dt.datetime) -> Identity:
    """Says what this installation is called, and of which place (by code) it is.

    Raises:
        Refusal: ``card-name``, ``place-unknown``; ``package-identity-used``: others know it by its place already.
    """
    _refuse_stranger(person)
    name, of = " ".join(name.split()), Place.objects.filter(code=place.strip()).first()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refusal("card-name", most=LONGEST_NAME)
    if of is None:
        raise Refusal("card-place", place=place)
    before = identity()
    if before and before.place_id != of.pk and (Sent.objects.exists() or Received.objects.exists()):
        raise Refusal("package-identity-used", place=before.place.name)
    found = before or Identity()
    found.ident, found.name, found.place, found.at, found.by_id = f"place:{of.code}", name, of, at, person.id
    found.save()
    record("package.identity", "installation", found.ident, by=person, at=at, key=installation_key().key_id)
    return found


@transaction.atomic
def partner_add(person: Person, card: bytes, heard: str, *, at: dt.datetime) -> Partner:
    """Believes the installation of *card* from now on: *heard* is its fingerprint, as it was read out by its people.

    Raises:
        Refusal: As ``card_from``; ``card-fingerprint`` where it is not that of the card, ``card-own``,
            ``card-known``; ``card-ended``: that key was ended, and an ended key is not believed again.
    """
    _refuse_stranger(person)
    said, own = card_from(card), identity_here()
    if said.key.key_id == installation_key().key_id or said.ident == own.ident:
        raise Refusal("card-own")
    if not is_same_fingerprint(heard, said.key.key_id):
        raise Refusal("card-fingerprint", least=LEAST)
    known = Partner.objects.filter(key_id=said.key.key_id).first()
    if known is not None:
        raise Refusal("card-ended" if known.ended_at else "card-known", name=known.name)
    partner = Partner.objects.create(
        ident=said.ident, name=said.name, place_code=said.place, key_id=said.key.key_id,
        pem=said.key.pem().decode("ascii"), at=at, by_id=person.id,
    )  # fmt: skip
    record("package.trust", "partner", partner.pk, by=person, at=at, ident=partner.ident, key=partner.key_id)
    return partner


@transaction.atomic
def partner_end(person: Person, pk: int, *, at: dt.datetime) -> Partner:
    """Believes it no longer; what came before stays."""
    _refuse_stranger(person)
    partner = Partner.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if partner is None:
        raise Refusal("absent")
    partner.ended_at, partner.ended_by_id = at, person.id
    partner.save(update_fields=("ended_at", "ended_by"))
    record("package.trust-end", "partner", partner.pk, by=person, at=at, ident=partner.ident, key=partner.key_id)
    return partner


def _refuse_stranger(person: Person) -> None:
    if not person.may(DEED):
        raise Refusal("not-permitted")
