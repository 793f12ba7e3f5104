"""Packages in: checked when they come, entered when a person says so, answered by a signed receipt."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.audit.ahead import Stale, computed_ahead
from xiandao.apps.audit.keys import installation_key
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep, files_lock, place_of
from xiandao.apps.packages.contents import Content
from xiandao.apps.packages.fates import ENTERS, TAKE, Fate, Judged, Weighed, judged, looked_through, weighed
from xiandao.apps.packages.models import Identity, Partner, Received
from xiandao.apps.packages.neighbours import Found, neighbours_compared
from xiandao.apps.packages.renewing import edition_renew, plan_renew
from xiandao.apps.packages.selectors import identity_here, partners, partners_now, received_for, trusted
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import root_place
from xiandao.apps.plans.comparison import comparison_keep, comparison_make
from xiandao.apps.plans.exchange import edition_lay, plan_came
from xiandao.apps.plans.models import SECRECY, Edition, Plan
from xiandao.core.canonical import digest
from xiandao.core.errors import Refusal
from xiandao.core.exchange import Kind, Package, RejectedRow, Standing, receipt_for, standing
from xiandao.readers.sealed import unpack
from xiandao.writers.sealed import receipt_bytes

Trust = tuple[str, frozenset[tuple[str, str]]]
UNNAMED = "—"
"""What a package is called where a refusal of its container names a file: whoever sent it knows which."""
RETURNS = ("wrong-place", "incomplete", "outdated", "not-needed")
"""Why a person sends a package back; each is told in the receipt as ``package-back-…``."""
OURS = ("package-identity-none", "ahead-stale")
"""Refusals that say nothing of the package: it was not looked at, or may come again in a moment."""


def package_open(person: Person, data: bytes, *, at: dt.datetime) -> Received:
    """A package that came: checked, kept, and waiting for a person's yes. Nothing of it enters yet.

    A package that waits already is found again. What is refused is not kept; that it came is logged.

    Raises:
        Refusal: As ``unpack``; ``package-sender-ended``, ``package-kind``, ``package-repeated``, ``package-clashing``,
            ``package-closed``, ``state-secret``; :data:`OURS`.
    """
    grants = person.within(TAKE)
    if not grants:
        raise Refusal("not-permitted")
    try:
        return computed_ahead(lambda: _opened_ahead(data), lambda opened: _opened(person, grants[0], opened, at=at))
    except Refusal as refusal:
        if refusal.code in OURS:
            raise
        with transaction.atomic():
            record("package.refuse", "package", "-", by=person, at=at, after=digest(data), code=refusal.code)
        raise Refusal(refusal.code, **{"name": UNNAMED, **refusal.values}) from None


class Opened(NamedTuple):
    """A package as it was unpacked and weighed while nobody waited.

    Attributes:
        trust: Who we were, and whom we believed by which keys.
        secrecy: The highest that any file of it says of itself.
        met: Whether it came before; what did is not weighed again.
        draft: The package as a file; ``None`` where it came before.
    """

    trust: Trust
    package: Package
    met: Standing
    secrecy: str
    draft: Path | None


def _opened_ahead(data: bytes) -> Opened:
    own = identity_here()
    trust = _trust(own)
    package = _unpacked(data, own)
    cover = package.manifest.cover
    if cover.kind is not Kind.PLAN:
        raise Refusal("package-kind", kind=cover.kind.value)
    met = standing(package.manifest, _received_keys(cover.sender))
    if met is not Standing.NEW:
        return Opened(trust, package, met, SECRECY[-1], None)
    files = [looked_through(name, each, own=own.ident) for name, each in sorted(package.files.items())]
    held = [each.content.whole["of"]["secrecy"] for each in files if each.content]
    secrecy = max(held, key=SECRECY.index, default=SECRECY[0])
    return Opened(trust, package, met, secrecy, draft_of((data,)))


def _opened(person: Person, grant: Grant, opened: Opened, *, at: dt.datetime) -> Received:
    """Keeps what was unpacked, if it would be unpacked like that now."""
    draft, package, secrecy = opened.draft, opened.package, opened.secrecy
    cover = package.manifest.cover
    try:
        own = Identity.objects.select_for_update().get()  # packages come one after the other
        if _trust(own) != opened.trust or standing(package.manifest, _received_keys(cover.sender)) is not opened.met:
            raise Stale
        if draft is None:
            return _met(person, opened.met, cover.sender, cover.number)
        if secrecy not in RIGHTS.sees[grant.role]:
            raise Refusal("package-closed")
        blob = file_keep(draft, at=at)
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    received = Received.objects.create(
        partner=Partner.objects.filter(ident=cover.sender, ended_at=None).latest("pk"), sender=cover.sender,
        number=cover.number[:60], key=package.manifest.key, digest=package.digest, blob=blob, secrecy=secrecy,
        made_at=cover.created_at, place=root_place() if grant.path == "/" else Place.objects.get(path=grant.path),
        post_id=grant.post, at=at, by_id=person.id,
    )  # fmt: skip
    record(
        "package.receive", "package-in", received.pk, by=person, at=at, after=package.digest, sender=cover.sender,
        number=received.number,
    )  # fmt: skip
    return received


def _trust(own: Identity) -> Trust:
    return own.ident, frozenset(partners_now().values_list("ident", "key_id"))


def _unpacked(data: bytes, own: Identity) -> Package:
    try:
        return unpack(data, trusted(), own.ident)
    except Refusal as refusal:
        sender = refusal.values.get("sender", "")
        ended = partners().filter(ident=sender).exclude(ended_at=None).order_by("-ended_at").first()
        if ended and refusal.code in ("package-sender-unknown", "package-key-unknown"):
            key = refusal.values.get("key", ended.key_id)
            if key == ended.key_id or refusal.code == "package-sender-unknown":
                raise Refusal("package-sender-ended", name=ended.name, sender=sender) from None
        raise


def _received_keys(sender: str) -> dict[tuple[str, str], str]:
    rows = Received.objects.filter(sender=sender).values_list("sender", "number", "key")
    return {(of, number): key for of, number, key in rows}


def _met(person: Person, met: Standing, sender: str, number: str) -> Received:
    """The same package again: found where it still waits for this person, refused where it is settled."""
    if met is Standing.CLASHING:
        raise Refusal("package-clashing", number=number)
    before = Received.objects.get(sender=sender, number=number)
    if before.state != "waiting":
        raise Refusal("package-repeated", number=number)
    return received_for(person, before.pk, TAKE)


def _weighed(package: Package, own: Identity) -> tuple[Weighed, ...]:
    return tuple(weighed(name, data, own=own.ident) for name, data in sorted(package.files.items()))


def package_preview(person: Person, received: Received) -> list[dict[str, object]]:
    """What the package would bring as things stand now; once it was decided, what became of it."""
    if received.state != "waiting":
        lines: list[dict[str, object]] = received.lines
        return lines
    own = identity_here()
    package = unpack(place_of(received.blob_id).read_bytes(), trusted(), own.ident)
    sender = package.manifest.cover.sender
    return [judged(person, each, sender=sender, own=own.ident).line() for each in _weighed(package, own)]


class Waits(NamedTuple):
    """A package that waits, as it was weighed while nobody waited.

    Attributes:
        trust: Who we were, and whom we believed by which keys.
        data: The package.
        files: In the order in which they enter.
        found: What they become beside their neighbours; empty where nothing is to enter.
        came: By number of each edition that has entered or was renewed, its file.
    """

    trust: Trust
    data: bytes
    files: tuple[Weighed, ...]
    found: Found
    came: dict[int, str]


def _waits(person: Person, pk: int, *, enters: bool) -> Waits:
    own, received = identity_here(), received_for(person, pk, TAKE)
    if received.state != "waiting":
        raise Refusal("package-settled", number=received.number)
    trust, data = _trust(own), place_of(received.blob_id).read_bytes()
    files = _weighed(_unpacked(data, own), own)
    return Waits(trust, data, files, neighbours_compared(files, sender=received.sender) if enters else {}, {})


def package_take(person: Person, pk: int, *, at: dt.datetime) -> Received:
    """Enters what the package brings, all of it or nothing, and writes the receipt.

    Raises:
        Refusal: ``package-settled`` where somebody was quicker; as ``unpack`` where the sender is no longer believed;
            ``ahead-stale``.
    """
    return computed_ahead(lambda: _waits(person, pk, enters=True), lambda waits: _taken(person, pk, waits, at=at))


def _taken(person: Person, pk: int, waits: Waits, *, at: dt.datetime) -> Received:
    files_lock(shared=True)
    received, own = _waiting(person, pk, waits)
    rows, lines, touched = [], [], set[int]()
    for each in waits.files:  # each sees what those before it brought
        row = judged(person, each, sender=received.sender, own=own.ident, touched=touched)
        edition = _entered(person, row, received, waits, at=at) if row.fate in ENTERS else None
        if edition is not None:
            touched.add(edition.plan_id)
        lines.append(row.line(edition.pk if edition else None))
        if row.fate is Fate.REJECTED and row.why:
            rows.append(
                RejectedRow(
                    each.file, int(row.why.values.get("line", "1")), row.why.code, tuple(row.why.values.items())
                )
            )
    received.lines, received.state = lines, "taken"
    receipt = receipt_for(waits.data, own.ident, at, rows=tuple(rows))
    _settle(person, received, receipt_bytes(receipt, installation_key()), at=at)
    record(
        "package.take", "package-in", received.pk, by=person, at=at, after=received.digest, sender=received.sender,
        number=received.number, entered=[line["edition"] for line in lines if line["fate"] in ENTERS],
        rejected=len(rows),
    )  # fmt: skip
    return received


def package_return(person: Person, pk: int, reason: str, *, at: dt.datetime) -> Received:
    """Sends the package back for one of :data:`RETURNS`; nothing of it enters.

    Raises:
        Refusal: ``package-back-why``; ``package-settled`` where somebody was quicker; ``ahead-stale``.
    """
    if reason not in RETURNS:
        raise Refusal("package-back-why")
    return computed_ahead(
        lambda: _waits(person, pk, enters=False), lambda waits: _returned(person, pk, reason, waits, at=at)
    )


def _returned(person: Person, pk: int, reason: str, waits: Waits, *, at: dt.datetime) -> Received:
    received, own = _waiting(person, pk, waits)
    code, none = f"package-back-{reason}", frozenset[int]()
    rows = (judged(person, each, sender=received.sender, own=own.ident, touched=none) for each in waits.files)
    received.lines, received.state, received.reason = [row.line() for row in rows], "returned", code
    receipt = receipt_for(waits.data, own.ident, at, reason=code)
    _settle(person, received, receipt_bytes(receipt, installation_key()), at=at)
    record(
        "package.return", "package-in", received.pk, by=person, at=at, after=received.digest, sender=received.sender,
        number=received.number, reason=reason,
    )  # fmt: skip
    return received


def _waiting(person: Person, pk: int, waits: Waits) -> tuple[Received, Identity]:
    """The package, if it still waits; nobody else decides on it, and nothing else enters, until the transaction ends."""
    own = Identity.objects.select_for_update().get(pk=identity_here().pk)
    received_for(person, pk, TAKE)
    received = Received.objects.select_for_update().get(pk=pk)
    if received.state != "waiting":
        raise Refusal("package-settled", number=received.number)
    if _trust(own) != waits.trust:
        raise Stale
    return received, own


def _settle(person: Person, received: Received, receipt: bytes, *, at: dt.datetime) -> None:
    received.decided_at, received.decided_by_id, received.receipt = at, person.id, receipt.decode()
    received.save(update_fields=("state", "decided_at", "decided_by", "reason", "lines", "receipt"))


def _entered(person: Person, row: Judged, received: Received, waits: Waits, *, at: dt.datetime) -> Edition:
    """The edition that *row* became."""
    if row.content is None:
        raise ValueError("what could not be read enters nowhere")
    whole, brought = row.content.whole, f"{received.partner.name} {received.number}"
    if row.fate is Fate.RENEWED and row.known:
        edition_renew(person, row.known, whole, at=at)
        waits.came[row.known.pk] = row.file
        return row.known
    plan = row.plan or _plan_enter(person, row.content, received, at=at)
    before = plan.editions.filter(ordinal__lt=whole["edition"]["ordinal"]).order_by("-ordinal").first()
    after = plan.editions.filter(ordinal__gt=whole["edition"]["ordinal"]).order_by("ordinal").first()
    edition = edition_lay(person, plan, whole, brought=brought, at=at, supersedes=before)
    waits.came[edition.pk] = row.file
    if after is None:
        plan_renew(plan, whole)
    else:  # an older one that comes late takes its place in the row
        after.supersedes = edition
        after.save(update_fields=("supersedes",))
    _compared(person, edition, after, waits, at=at)
    return edition


def _plan_enter(person: Person, content: Content, received: Received, *, at: dt.datetime) -> Plan:
    plan = plan_came(person, TAKE, content.whole, at=at)
    plan.place = _place_of(plan, received)
    plan.origin, plan.origin_number = content.origin, content.plan
    plan.save()
    return plan


def _place_of(plan: Plan, received: Received) -> Place | None:
    """The plan's own place where that lies with its sender; nobody's package makes a plan of another's place."""
    theirs = Place.objects.filter(code=received.partner.place_code).first()
    if theirs and plan.place and plan.place.path.startswith(theirs.path):
        return plan.place
    return theirs


def _compared(person: Person, edition: Edition, after: Edition | None, waits: Waits, *, at: dt.datetime) -> None:
    """Lays the edition beside its neighbours, where both sides have their documents."""
    pairs = ((edition, edition.supersedes), (after, edition))
    for later, earlier in pairs:
        if later and earlier and later.document_id and earlier.document_id:
            found = waits.found.get((waits.came.get(later.pk, later.pk), waits.came.get(earlier.pk, earlier.pk)))
            if found is None:  # a row that no installation of ours would send
                comparison_make(later, earlier, by=person, at=at)
            else:
                comparison_keep(later, earlier, found, by=person, at=at)
