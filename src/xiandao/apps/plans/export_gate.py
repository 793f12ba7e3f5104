"""What of plans goes through the gate: frozen with places for its number, and answered for until it is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse

from xiandao.apps.accounts.rights import Person
from xiandao.apps.files.services import place_of
from xiandao.apps.plans.export_scope import DEED, Ask, Scope, may_all, touched_by
from xiandao.apps.plans.exports import bytes_of, name_of, paper_for, tab_of
from xiandao.apps.plans.models import SECRECY, Edition
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.apps.publishing.stamping import DAY, NUMBER, TAKER
from xiandao.core.errors import Refusal
from xiandao.core.papers import Watermark

KIND = "plan.export"


class Wish(NamedTuple):
    """How something is to leave.

    Attributes:
        use: 本单位工作 or 对外提供.
        purpose: What for. receiver: 接收单位, where it goes outside.
        takers: User names of those who may take it; empty for the asker alone.
    """

    use: str = USES[0]
    purpose: str = ""
    receiver: str = ""
    takers: tuple[str, ...] = ()


def wish_of(said: Mapping[str, str]) -> Wish:
    """What a form or a program says."""
    takers = said.get("takers", "").replace("，", " ").replace("、", " ").replace(",", " ").split()
    use = said.get("use") or USES[0]
    if use not in USES:
        raise Refusal("absent")
    return Wish(use, said.get("purpose", ""), said.get("receiver", ""), tuple(takers))


def gate_way(scope: Scope, wish: Wish) -> str:
    """``direct``, ``numbered`` or ``gate``."""
    return way_of(wish.use, scope.secrecy)


def mark_reviewed(scope: Scope, wish: Wish) -> Watermark | None:
    """The mark of what is looked through: above 无 with places for what is only known when it is taken."""
    if scope.secrecy != SECRECY[0]:
        purpose = " ".join(wish.purpose.split())
        return Watermark(sample=scope.is_sample, number=NUMBER, purpose=purpose, taker=f"{TAKER}　{DAY}")
    return Watermark(sample=True) if scope.is_sample else None


def export_ask(person: Person, ask: Ask, scope: Scope, wish: Wish, *, at: dt.datetime) -> Release:
    """An export as it is now, put before two people."""
    data = bytes_of(paper_for(person, ask, scope), ask, mark_reviewed(scope, wish))
    title = f"{scope.edition.plan.title} · {tab_of(ask.what)}" if scope.edition else tab_of(ask.what)
    touched = touched_by(person, ask, scope)
    return asked(person, scope, wish, data, title=title, name=name_of(ask, scope), touched=touched, at=at)


def file_ask(
    person: Person, of: Edition, wish: Wish, what: str, *, data: bytes | None = None, at: dt.datetime
) -> Release:
    """The file of an edition as it came in, or its *data*, put before two people.

    Raises:
        Refusal: ``taken-numbered``: no mark can be put on it, so that of what is 内部 or 工作秘密 it does not leave.
    """
    if of.plan.secrecy != SECRECY[0]:
        raise Refusal("taken-numbered")
    if data is None:
        if of.document is None:
            raise Refusal("absent")
        data = place_of(of.document.blob_id).read_bytes()
    name = f"{of.plan.title[:60]}.json" if what == "json" else of.file_name
    scope = Scope(of, (), of.plan.secrecy, is_sample=False, rows=1)
    return asked(person, scope, wish, data, title=f"{of.plan.title} · {name}", name=name, touched=[of.pk], at=at)


def asked(  # noqa: PLR0913 - all of it is what a release of an export is
    person: Person,
    scope: Scope,
    wish: Wish,
    data: bytes,
    *,
    title: str,
    name: str,
    touched: list[int],
    at: dt.datetime,
) -> Release:
    """Puts the bytes of something of plans before two people."""
    grants = person.within(DEED)
    if not grants:
        raise Refusal("not-permitted")
    edition = scope.edition
    is_marked = name.endswith((".xlsx", ".docx")) and scope.secrecy != SECRECY[0]
    asking = Asking(
        channel="export",
        what=KIND,
        about=("plans.edition", edition.pk) if edition else None,
        title=title,
        name=name,
        secrecy=scope.secrecy,
        grant=grants[0],
        terms={"touched": touched},
        **wish._asdict(),
    )
    return release_ask(person, asking, data, is_marked=is_marked, at=at)


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may export all of it still, and none of it has been closed further."""
    terms: dict[str, Any] = release.terms
    touched = terms.get("touched", [])
    closed = Edition.objects.filter(pk__in=touched).values_list("pk", "plan__secrecy")
    highest = max((secrecy for _, secrecy in closed), key=SECRECY.index, default=SECRECY[0])
    return (
        len(closed) == len(touched)
        and SECRECY.index(highest) <= SECRECY.index(release.secrecy)
        and may_all(person, touched)
        and not (highest != SECRECY[0] and not release.is_marked)
    )


def _address(release: Release) -> str:
    return reverse("plans:edition", args=[release.about_id]) if release.about_id else reverse("plans:list")


kind_declare(KIND, Kind(may_take=_may_take, address=_address))
