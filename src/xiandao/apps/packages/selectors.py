"""What may be read of packages: who we are, whom we believe, what was sent and received."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.audit.keys import installation_key
from xiandao.apps.packages.cards import Card
from xiandao.apps.packages.models import Identity, Partner, Received, Sent
from xiandao.apps.places.models import Place
from xiandao.apps.plans.models import SECRECY, Edition, Item
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.selectors import releases_seen
from xiandao.core.errors import Refusal
from xiandao.readers.sealed import Trusted
from xiandao.writers.signing import Ed25519Verifier, verifier_from

SHOWN = ("sent", "received")
GREATEST = "internal"
"""The highest 保密属性 that a package may hold: it is signed, not encrypted."""


def places_here() -> QuerySet[Place]:
    """The places that an installation may be of."""
    return Place.objects.exclude(parent=None).filter(until=None).order_by("path")


def identity() -> Identity | None:
    """Who this installation is; ``None`` until the administrator has said so."""
    return Identity.objects.select_related("place").first()


def identity_here() -> Identity:
    """Who this installation is.

    Raises:
        Refusal: ``package-identity-none``.
    """
    found = identity()
    if found is None:
        raise Refusal("package-identity-none")
    return found


def own_card(of: Identity) -> Card:
    """The card that is handed to others."""
    return Card(of.ident, of.name, of.place.code, installation_key().verifier)


def partners() -> QuerySet[Partner]:
    """Every installation that was ever believed, the present ones first."""
    return Partner.objects.select_related("by", "ended_by")


def partners_now() -> QuerySet[Partner]:
    """Those believed now."""
    return Partner.objects.filter(ended_at=None).order_by("name", "pk")


def trusted() -> Trusted:
    """Id → the keys that are its own."""
    keys: dict[str, dict[str, Ed25519Verifier]] = {}
    for each in partners_now():
        keys.setdefault(each.ident, {})[each.key_id] = verifier_from(each.pem.encode(), each.name)
    return keys


def _within(person: Person, deed: str) -> Q:
    """Rows of the places (or the unit) in which *person* may do *deed*, as closed as their role may see."""
    seen = Q(pk__in=())
    for grant in person.within(deed):
        own = Q(place__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        seen |= own & Q(secrecy__in=RIGHTS.sees[grant.role])
    return seen


def sent_seen(person: Person, deed: str = "package.read") -> QuerySet[Sent]:
    """The packages made in their places."""
    return Sent.objects.filter(_within(person, deed)).select_related("partner", "release", "by", "place")


def received_seen(person: Person, deed: str = "package.read") -> QuerySet[Received]:
    """The packages that came to their places."""
    return Received.objects.filter(_within(person, deed)).select_related("partner", "by", "decided_by", "place")


def sent_for(person: Person, pk: int, deed: str = "package.read") -> Sent:
    """One of them, or a refusal that does not tell forbidden from absent."""
    found = sent_seen(person, deed).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def received_for(person: Person, pk: int, deed: str = "package.read") -> Received:
    """One of them, or a refusal that does not tell forbidden from absent."""
    found = received_seen(person, deed).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def sent_state(sent: Sent) -> str:
    """Where a sent package stands: its receipt, else where it is at the gate, else that it may be handed over."""
    if sent.outcome:
        return sent.outcome
    return sent.release.state if sent.release and sent.release.state != "passed" else "ready"


def packable(person: Person, words: str = "") -> QuerySet[Edition]:
    """The editions that *person* may put into a package: of their own places, none that is 工作秘密, none that is empty.

    What came from another installation goes back to that alone, where it is believed.
    """
    found = editions_seen(person, "package.make").filter(_FILLED, _fit(), _handed_back())
    if words := words.strip():
        found = found.filter(Q(plan__title__icontains=words) | Q(doc_no__icontains=words))
    return (
        found.select_related("plan__place")
        .defer("balance", "findings")
        .order_by("plan__place__path", "plan", "-ordinal")
    )


def filled(editions: Collection[int]) -> set[int]:
    """Which of *editions* (ids) hold anything that could be sent: an item that was not rejected."""
    return set(Edition.objects.filter(_FILLED, pk__in=editions).order_by().values_list("pk", flat=True))


class LeftOut(NamedTuple):
    """The editions kept here that cannot be sent, and how many of them for which reason, the first that holds."""

    all: int
    empty: int
    secret: int
    brought: int


def left_out(person: Person) -> LeftOut:
    """What :func:`packable` does not list."""
    empty, secret, brought = ~_FILLED, _FILLED & ~_fit(), _FILLED & _fit() & ~_handed_back()
    counted = editions_seen(person, "package.make").aggregate(
        empty=Count("pk", filter=empty), secret=Count("pk", filter=secret), brought=Count("pk", filter=brought)
    )
    return LeftOut(all=sum(counted.values()), **counted)


_FILLED = Q(Exists(Item.objects.filter(edition=OuterRef("pk")).exclude(state="rejected")))


def _fit() -> Q:
    return Q(plan__secrecy__in=SECRECY[: SECRECY.index(GREATEST) + 1])


def _handed_back() -> Q:
    return Q(plan__origin="") | Q(plan__origin__in=partners_now().values("ident"))


def sent_page(person: Person, sent: Sent) -> dict[str, Any]:
    """One sent package: which editions it holds, where it stands, what the receipt says."""
    seen = editions_seen(person).filter(pk__in=sent.editions).select_related("plan").defer("balance", "findings")
    by_id: Mapping[int, Edition] = {each.pk: each for each in seen}
    return {
        "sent": sent,
        "state": sent_state(sent),
        "editions": [by_id[pk] for pk in sent.editions if pk in by_id],
        "hidden": sum(pk not in by_id for pk in sent.editions),
        "may_see_release": sent.release_id is not None and releases_seen(person).filter(pk=sent.release_id).exists(),
        "may_fetch": sent_seen(person, "package.make").filter(pk=sent.pk).exists()
        and (sent.release is None or sent.release.state == "passed"),
    }
