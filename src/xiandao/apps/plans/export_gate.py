"""What of plans goes through the gate: frozen with places for its number, and answered for until it is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.urls import reverse

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.files.services import place_of
from xiandao.apps.plans.by_token import unmarked
from xiandao.apps.plans.classing import covers
from xiandao.apps.plans.export_scope import DEED, Ask, Scope, highest_of, is_sample, may_all, touched_stand
from xiandao.apps.plans.exports import LONGEST_NAME, bytes_of, name_of, paper_for, tab_of
from xiandao.apps.plans.mappers import plan_of_edition
from xiandao.apps.plans.models import SECRECY, Edition
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.apps.publishing.stamping import key_new, places_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording
from xiandao.core.papers import Watermark
from xiandao.writers.plan_json import json_from_plan

KIND = "plan.export"
FILES = ("original", "json")
"""What leaves without a form of its own: the file as it came in, the data."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How something is to leave.

    Attributes:
        use: 本单位工作 or 对外提供.
        purpose: What for. receiver: 接收单位, where it goes outside.
        takers: User names of those who may take it; empty for the asker alone.
        key: Of the places for number, taker and date, another one for every wish; nobody ever reads it.
    """

    use: str = USES[0]
    purpose: str = ""
    receiver: str = ""
    takers: tuple[str, ...] = ()
    key: str = field(default_factory=key_new, compare=False, repr=False)


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
        number, taker, day = places_of(wish.key)
        return Watermark(sample=scope.is_sample, number=number, purpose=purpose, taker=f"{taker}　{day}")
    return Watermark(sample=True) if scope.is_sample else None


def export_frozen(person: Person, ask: Ask, scope: Scope, wish: Wish) -> bytes:
    """An export as it is now, with places for what is only known when it is taken."""
    return bytes_of(paper_for(person, ask, scope), ask, mark_reviewed(scope, wish))


def export_ask(
    person: Person, ask: Ask, scope: Scope, wish: Wish, *, data: bytes | None = None, at: dt.datetime
) -> Release:
    """An export as it is now, or as it was when *data* was frozen just before, put before two people."""
    data = export_frozen(person, ask, scope, wish) if data is None else data
    title = f"{scope.edition.plan.title} · {tab_of(ask.what)}" if scope.edition else tab_of(ask.what)
    touched = touched_stand(scope)
    return asked(person, scope, wish, data, title=title, name=name_of(ask, scope), touched=touched, at=at)


def json_of_edition(of: Edition, language: Language) -> bytes:
    """The edition in the plan format: items as people left them, rejected ones left out."""
    return json_from_plan(plan_of_edition(of, of.items.exclude(state="rejected")), language)


def file_name_of(of: Edition, what: str) -> str:
    """What the file that came in, or the data, is called: no mark can be put on either, so that its name says 样例数据."""
    name = PurePath(f"{of.plan.title[:LONGEST_NAME]}.json" if what == "json" else of.file_name)
    return f"{wording('sample-mark', 'zh')}-{name.stem[:LONGEST_NAME]}{name.suffix}" if is_sample(of) else name.name


def file_ask(
    person: Person, of: Edition, wish: Wish, what: str, *, data: bytes | None = None, at: dt.datetime
) -> Release:
    """The file of an edition as it came in, or its *data*, put before two people.

    Raises:
        Refusal: ``taken-numbered``: no mark can be put on it, so that of what is 内部 or 工作秘密 it does not leave.
    """
    unmarked((of,))
    if data is None:
        if of.document is None:
            raise Refusal("absent")
        data = place_of(of.document.blob_id).read_bytes()
    name = file_name_of(of, what)
    title, is_made = f"{of.plan.title} · {name}", what != "original"
    scope = Scope(of, (), of.plan.secrecy, is_sample=is_sample(of), rows=1, touched=(of.pk,))
    return asked(person, scope, wish, data, title=title, name=name, touched=[of.pk], is_made=is_made, at=at)


def asked(  # noqa: PLR0913 - all of it is what a release of an export is
    person: Person,
    scope: Scope,
    wish: Wish,
    data: bytes,
    *,
    title: str,
    name: str,
    touched: list[int],
    is_made: bool = True,
    at: dt.datetime,
) -> Release:
    """Puts the bytes of something of plans before two people; *is_made* where they are not a file that came in."""
    edition = scope.edition
    is_marked = name.endswith((".xlsx", ".docx")) and scope.secrecy != SECRECY[0]
    asking = Asking(
        channel="export",
        what=KIND,
        about=("plans.edition", edition.pk) if edition else None,
        title=title,
        name=name,
        use=wish.use,
        secrecy=scope.secrecy,
        purpose=wish.purpose,
        receiver=wish.receiver,
        takers=wish.takers,
        grant=_grant(person, scope),
        terms={"touched": touched, "secrecy": scope.secrecy},
        holds=tuple(("plans.edition", each) for each in touched),
        is_made=is_made,
    )
    return release_ask(person, asking, data, key=wish.key if is_marked else None, at=at)


def _grant(person: Person, scope: Scope) -> Grant:
    """The post under which it is asked: one that covers the plan and may see it; of a list the one acted in.

    What nobody's post covers is open to all, or reference: there too the post acted in, which stands first.
    """
    grants = person.within(DEED)
    if not grants:
        raise Refusal("not-permitted")
    if scope.edition is None:
        return grants[0]
    plan = scope.edition.plan
    covering = [each for each in grants if scope.secrecy in RIGHTS.sees[each.role] and covers(each, plan)]
    return (covering or [*grants])[0]


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may export all of it still, and none of it has been closed further."""
    terms: dict[str, Any] = release.terms
    touched = terms.get("touched", [])
    highest = highest_of(touched)
    return (
        SECRECY.index(highest) <= SECRECY.index(terms.get("secrecy", SECRECY[0]))
        and may_all(person, touched)
        and not (highest != SECRECY[0] and not release.is_marked)
    )


def _address(release: Release) -> str:
    return reverse("plans:edition", args=[release.about_id]) if release.about_id else reverse("plans:list")


kind_declare(KIND, Kind(may_take=_may_take, address=_address))
