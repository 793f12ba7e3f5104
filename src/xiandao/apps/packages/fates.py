"""What each file of a package would bring here: a plan, an edition, a change, nothing new, or nothing that is taken."""

from __future__ import annotations

from collections.abc import Container, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.audit.ahead import Stale
from xiandao.apps.packages.contents import Content, Stood, content_bytes, content_of, stood_of
from xiandao.apps.plans.exchange import edition_check
from xiandao.apps.plans.models import Edition, Plan
from xiandao.apps.plans.selectors import plans_seen
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal

TAKE = "package.take"


class Fate(StrEnum):
    """What becomes of one file."""

    PLAN = "plan"
    EDITION = "edition"
    RENEWED = "renewed"
    SAME = "same"
    OWN = "own"
    HERE = "here"
    REJECTED = "rejected"


ENTERS = frozenset((Fate.PLAN, Fate.EDITION, Fate.RENEWED))
"""The others leave everything as it is: what is known already is not counted again."""


class Judged(NamedTuple):
    """One file, with what it meets here.

    Attributes:
        content: ``None`` where it could not be read.
        why: Why it is rejected, else ``None``.
        plan: The plan here that it is of; ``None`` where there is none yet.
        known: The edition here that is the same one.
    """

    file: str
    content: Content | None
    fate: Fate
    why: Refusal | None = None
    plan: Plan | None = None
    known: Edition | None = None

    def line(self, edition: int | None = None) -> dict[str, Any]:
        """As it is kept and shown: *edition* is the id of what it became here."""
        whole = self.content.whole if self.content else None
        return {
            "file": self.file,
            "fate": self.fate.value,
            "title": whole["of"]["title"] if whole else "",
            "ordinal": whole["edition"]["ordinal"] if whole else None,
            "state": whole["edition"]["state"] if whole else "",
            "items": len(whole["states"]) if whole else 0,
            "secrecy": whole["of"]["secrecy"] if whole else "",
            "openness": whole["of"]["openness"] if whole else "",
            "origin": self.content.origin if self.content else "",
            "code": self.why.code if self.why else "",
            "values": dict(self.why.values) if self.why else {},
            "edition": edition or (self.known.pk if self.known else None),
        }


class Here(NamedTuple):
    """An edition that is here, with how it stands in the terms of a package.

    Attributes:
        edition: Its number.
        stood: What that was found from.
        stand: As :func:`stand_of`.
    """

    edition: int
    stood: Stood
    stand: str


class Weighed(NamedTuple):
    """One file with what takes long to find out about it: found out while nobody waits.

    Attributes:
        content: ``None`` where it could not be read.
        why: Why it is rejected whatever it meets, else ``None``.
        stand: How it stands where it comes from; empty where it meets nothing here.
        here: The same edition here.
    """

    file: str
    content: Content | None
    why: Refusal | None = None
    stand: str = ""
    here: Here | None = None


def weighed(file: str, data: bytes, *, own: str) -> Weighed:
    """The file called *file*, laid beside what is here.

    Raises:
        Refusal: ``state-secret``.
    """
    found = looked_through(file, data, own=own)
    content = found.content
    if content is None or found.why is not None or content.origin == own:
        return found
    _, known = _known(content)
    if known is None or _clashes(content, known):
        return found
    return Weighed(file, content, None, stand_of(content.whole), _here(content, known.pk))


def looked_through(file: str, data: bytes, *, own: str) -> Weighed:
    """The file called *file* by itself, whatever it meets here.

    Raises:
        Refusal: ``state-secret``.
    """
    try:
        content = content_of(file, data)
    except Refusal as refusal:
        return Weighed(file, None, refusal)
    if content.origin == own:
        return Weighed(file, content)
    try:
        edition_check(content.whole)
    except Refusal as refusal:
        if refusal.code == "state-secret":
            raise
        return Weighed(file, content, refusal)
    return Weighed(file, content)


def _here(content: Content, pk: int) -> Here:
    stood = stood_of((pk,))
    known = Edition.objects.select_related("plan__place", "document").get(pk=pk)
    return Here(pk, stood, stand_of(content_of(content.file, content_bytes(known, content.origin)).whole))


def judged(person: Person, found: Weighed, *, sender: str, own: str, touched: Container[int] | None = None) -> Judged:
    """What a file, sent by *sender*, would bring to the installation *own*.

    Args:
        person: Who takes it in.
        found: The file as it was weighed.
        sender: Id of who sent it.
        own: Id of this installation.
        touched: Ids of the plans that the transaction around this has changed itself, and may weigh anew; ``None``
            outside of transactions, where all may be.

    Raises:
        Stale: The same edition here is another than it was.
    """
    content = found.content
    if content is None:
        return Judged(found.file, None, Fate.REJECTED, found.why)
    if content.origin == own:
        return Judged(content.file, content, Fate.OWN, known=_own(person, content))
    try:
        if found.why is not None:
            raise found.why
        _refuse_closed(person, content)
    except Refusal as refusal:
        return Judged(content.file, content, Fate.REJECTED, refusal)
    plan, known = _known(content)
    if known is not None:
        return _against(found, content, known, sender=sender, touched=touched)
    if content.origin != sender:
        return Judged(content.file, content, Fate.REJECTED, Refusal("package-not-origin", origin=content.origin))
    if plan is not None:
        return Judged(content.file, content, Fate.EDITION, plan=plan)
    here = _typed_in(person, content)
    return Judged(content.file, content, Fate.HERE if here else Fate.PLAN, known=here)


def _known(content: Content) -> tuple[Plan | None, Edition | None]:
    """The plan and the edition here that it is of."""
    plan = Plan.objects.filter(origin=content.origin, origin_number=content.plan).first()
    return plan, plan.editions.filter(ordinal=content.whole["edition"]["ordinal"]).first() if plan else None


def _refuse_closed(person: Person, content: Content) -> None:
    grants = person.within(TAKE)
    if not grants or content.whole["of"]["secrecy"] not in RIGHTS.sees[grants[0].role]:
        raise Refusal("package-closed")


def _own(person: Person, content: Content) -> Edition | None:
    """The edition of ours that came back, where the person may see it; ours stands whatever the package says."""
    seen = plans_seen(person).filter(pk=content.plan, origin="").first()
    return seen.editions.filter(ordinal=content.whole["edition"]["ordinal"]).first() if seen else None


def _typed_in(person: Person, content: Content) -> Edition | None:
    """An edition with the same words that people here uploaded themselves: entered twice, it would count twice."""
    own = plans_seen(person, "plan.add").filter(is_reference=False)
    return Edition.objects.filter(plan__in=own, text_sha256=content.whole["plan"]["text_sha256"]).first()


def _clashes(content: Content, known: Edition) -> bool:
    """Whether it is another edition under the number of one that is here."""
    return known.text_sha256 != content.whole["plan"]["text_sha256"] and known.reading != "facts"


def _against(
    found: Weighed, content: Content, known: Edition, *, sender: str, touched: Container[int] | None
) -> Judged:
    """The same edition as one that is here: nothing new, a change that its keeper sends, or another under its number."""
    plan = known.plan
    if _clashes(content, known):
        clash = Refusal("package-edition-clash", n=known.ordinal)
        return Judged(content.file, content, Fate.REJECTED, clash, plan, known)
    here, stand = found.here, found.stand
    if here is None or here.edition != known.pk or here.stood != stood_of((known.pk,)):
        if touched is not None and plan.pk not in touched:
            raise Stale
        here, stand = _here(content, known.pk), stand_of(content.whole)  # a file of the same package came before it
    if stand == here.stand:
        return Judged(content.file, content, Fate.SAME, None, plan, known)
    if content.origin != sender:
        late = Refusal("package-not-origin", origin=content.origin)
        return Judged(content.file, content, Fate.REJECTED, late, plan, known)
    return Judged(content.file, content, Fate.RENEWED, None, plan, known)


def stand_of(whole: Mapping[str, Any]) -> str:
    """A digest of how an edition stands: everything but what is worded anew on each side."""
    plan = {name: each for name, each in whole["plan"].items() if name not in ("findings", "source")}
    of = {name: whole["of"][name] for name in ("title", "openness", "secrecy")}
    rest = {name: whole[name] for name in ("edition", "rejected", "states")}
    return digest_of({"of": of, "plan": plan, **rest})
