"""Another installation beside this one: its key and card, packages it makes, receipts it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ninja.responses import NinjaJSONEncoder
from tests.builders.workspace import AT, DAY, World

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.packages import identities, making, taking
from xiandao.apps.packages.cards import Card, card_bytes, fingerprint
from xiandao.apps.packages.contents import FORMAT
from xiandao.apps.packages.models import Partner, Received, Sent
from xiandao.apps.plans import exchange
from xiandao.apps.plans.models import Edition, Plan
from xiandao.core.canonical import canonical_bytes
from xiandao.core.exchange import Cover, Kind
from xiandao.writers.sealed import pack
from xiandao.writers.signing import Ed25519Signer, signer_of

OWN = "place:990100"
HEARD = 24


class Other(NamedTuple):
    """An installation elsewhere."""

    ident: str
    name: str
    place: str
    signer: Ed25519Signer

    @property
    def card(self) -> bytes:
        """What it hands out."""
        return card_bytes(Card(self.ident, self.name, self.place, self.signer.verifier))

    @property
    def heard(self) -> str:
        """What its people read out."""
        return fingerprint(self.signer.key_id)[:HEARD]

    def package(
        self, files: Mapping[str, object], number: str = "SJ-2026-00001", *, to: str = OWN, kind: Kind = Kind.PLAN
    ) -> bytes:
        """A package of its own."""
        cover = Cover(kind=kind, number=number, sender=self.ident, recipient=to, created_at=AT)
        return pack(cover, {name: canonical_bytes(each) for name, each in files.items()}, self.signer)


def other(place: str = "990000", name: str = "云澜省样例专班", seed: int = 7) -> Other:
    """An installation of the province, if nothing else is said."""
    return Other(f"place:{place}", name, place, signer_of(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)))


def own_identity() -> None:
    """This installation is the city's."""
    identities.identity_set(operator("root"), "霁川市样例专班", "990100", at=AT)


def trusted(of: Other) -> Partner:
    """This installation believes *of*."""
    return identities.partner_add(operator("root"), of.card, of.heard, at=AT)


def met(of: Other | None = None) -> Other:
    """Another installation that this one, the city's, believes."""
    own_identity()
    found = of or other()
    trusted(found)
    return found


def flat_of(edition: Edition) -> dict[str, Any]:
    """The edition as JSON."""
    said: dict[str, Any] = json.loads(json.dumps(exchange.edition_flat(edition), cls=NinjaJSONEncoder))
    return said


def theirs(edition: Edition, origin: str = "place:990000", plan: int = 41) -> dict[str, Any]:
    """*edition* as a file of the package of *origin*, where it is plan number *plan*; nothing of it stays here."""
    whole = flat_of(edition)
    Plan.objects.filter(pk=edition.plan_id).delete()
    return packed(whole, origin, plan)


def packed(whole: dict[str, Any], origin: str = "place:990000", plan: int = 41) -> dict[str, Any]:
    """The file of a package."""
    return {"format": FORMAT, "origin": origin, "plan": plan, "edition": whole}


def taken(person: Person, package: bytes) -> Received:
    """Checked and entered."""
    return taking.package_take(person, taking.package_open(person, package, at=AT).pk, at=AT)


def sent_by_city(world: World, plan: Edition) -> Sent:
    """A package of the city's office for the province, which waits at the gate."""
    return _sent(world.person("office"), plan)


def _sent(office: Person, plan: Edition) -> Sent:
    return making.package_make(office, making.Wish((plan.pk,), province().pk, "报送"), at=AT)


def province() -> Partner:
    """The province's installation, which the city's believes: again, where an earlier caller ended that."""
    Partner.objects.filter(ident="place:990000").update(ended_at=None, ended_by=None)
    known = Partner.objects.filter(ident="place:990000", ended_at=None).first()
    if known is None:
        met()
    return known or Partner.objects.get(ident="place:990000")


def exchanged(name: str, plan: Edition) -> int:
    """What an address of packages is asked about, in the city: what was sent, what came, who is believed."""
    office, partner = person_of(User.objects.get(username="office"), DAY), province()
    match name.partition(":")[2]:
        case "sent" | "file":
            return _sent(office, plan).pk
        case "partner-end":
            return partner.pk
        case "card":
            return 0
        case _:
            pass
    received = came_back(office, plan)
    return (taking.package_take(office, received.pk, at=AT) if name.endswith("receipt") else received).pk


def came_back(office: Person, plan: Edition) -> Received:
    """A package of the province that waits: it brings the city's own plan back."""
    file = packed(flat_of(plan), OWN, plan.plan_id)
    number = f"SJ-2026-{Received.objects.count() + 1:05d}"
    return taking.package_open(office, other().package({"edition-0001.json": file}, number), at=AT)
