"""A list on its way out: at once with a line of the log where it may, else put before two people."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.apps.publishing.stamping import key_new, places_of
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.list_files import Shape, Taken, bytes_of, taken
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.models import SECRECY, Entity
from xiandao.apps.registers.selectors import EXPORT, entities_seen
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording
from xiandao.core.papers import Watermark

KIND = "register.list"
ENDINGS = {"statements": "csv"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """How it is to leave: 用途, 用途说明, 接收单位; and as what."""

    form: str = "xlsx"
    use: str = USES[0]
    purpose: str = ""
    receiver: str = ""
    excel: bool = False
    key: str = field(default_factory=key_new, compare=False, repr=False)


class Given(NamedTuple):
    """A file on its way out."""

    name: str
    data: bytes


@transaction.atomic
def list_give(
    person: Person, listing: Listing, asked: Asked, wish: Wish, *, language: Language, at: dt.datetime
) -> Given | Release:
    """The list that is asked for: at once for work inside, else through the gate.

    Raises:
        Refusal: ``absent``; ``list-restricted``; ``list-many``; ``taken-numbered`` where no mark can be put on what is
            内部 or 工作秘密; as :func:`release_ask`.
    """
    if wish.use not in USES:
        raise Refusal("absent")
    of = taken(person, listing, asked, wish.form, language=language, now=at)
    if of.secrecy != SECRECY[0] and wish.form != "xlsx":
        raise Refusal("taken-numbered")
    if way_of(wish.use, of.secrecy) == "direct":
        return _directly(person, of, wish, at)
    return _asked(person, of, wish, at)


def _directly(person: Person, of: Taken, wish: Wish, at: dt.datetime) -> Given:
    mark = Watermark(sample=True) if of.is_sample else None
    data = bytes_of(of, Shape(wish.form, wish.excel, mark), at=at)
    record(
        EXPORT, of.listing.of, of.listing.code, by=person, at=at, after=f"sha256:{hashlib.sha256(data).hexdigest()}",
        form=wish.form, rows=len(of.rows),
    )  # fmt: skip
    return Given(name_of(of, wish), data)


def _asked(person: Person, of: Taken, wish: Wish, at: dt.datetime) -> Release:
    mark, key = (Watermark(sample=True) if of.is_sample else None), None
    if of.secrecy != SECRECY[0]:
        number, taker, day = places_of(wish.key)
        purpose = " ".join(wish.purpose.split())
        mark, key = Watermark(sample=of.is_sample, number=number, purpose=purpose, taker=f"{taker}　{day}"), wish.key
    touched = sorted(each.line.pk for each in of.rows)
    asking = Asking(
        channel="export", what=KIND, title=of.listing.name("zh"), name=name_of(of, wish), use=wish.use,
        secrecy=of.secrecy, purpose=wish.purpose, receiver=wish.receiver, grant=person.within(EXPORT)[0],
        terms={"touched": touched, "secrecy": of.secrecy}, is_made=True,
        holds=tuple(("registers.entity", pk) for pk in touched),
    )  # fmt: skip
    return release_ask(person, asking, bytes_of(of, Shape(wish.form, wish.excel, mark), at=at), key=key, at=at)


def name_of(of: Taken, wish: Wish) -> str:
    """What the file is called: the list, and its day where that is another than today."""
    day = of.asked.then.on.isoformat() if of.asked.then.is_past else ""
    more = wording("list-statements", "zh") if wish.form == "statements" else ""
    return f"{of.listing.name('zh')[:LONGEST_NAME]}{more}{day}.{ENDINGS.get(wish.form, wish.form)}"


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may export all of it still, and none of it has been closed further."""
    touched = release.terms.get("touched", [])
    seen = entities_seen(person, EXPORT).filter(pk__in=touched).count()
    classes = Entity.objects.filter(pk__in=touched).order_by().values_list("secrecy", flat=True).distinct()
    highest = max(classes, key=SECRECY.index, default=SECRECY[0])
    return seen == len(touched) and SECRECY.index(highest) <= SECRECY.index(release.terms.get("secrecy", SECRECY[0]))


kind_declare(KIND, Kind(may_take=_may_take))
