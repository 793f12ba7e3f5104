"""Kinds and views declared here: a pack's text replaced by another of the same name, every wording kept; none half in force."""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import Progress, job_enter, work
from xiandao.apps.registers.kinds import declared, kind_of, loaded, shipped
from xiandao.apps.registers.models import Declaration, Entity
from xiandao.apps.registers.writing import CHUNK, entities_refold
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Kind, Property
from xiandao.readers.packs import PackFinding
from xiandao.writers.packs_registers import kind_text

DECLARE = "register.declare"
REFOLD_JOB = "register.refold"
LONGEST_TEXT = 400_000
_NAME = re.compile(r"[a-z][a-z0-9-]{0,70}\.toml")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Pack(NamedTuple):
    """A pack in force: its name, what it declares, whether it came with the product and whether it was changed here."""

    name: str
    kinds: tuple[str, ...]
    views: tuple[str, ...]
    is_shipped: bool
    changes: int


class Tried(NamedTuple):
    """What would come of a text: what is wrong with it and with whatever leans on it; empty where it may be kept."""

    findings: tuple[PackFinding, ...]


def packs() -> tuple[Pack, ...]:
    """Every pack in force, by name."""
    texts, own = declared(), shipped()
    changes: dict[str, int] = {}
    for name in Declaration.objects.values_list("name", flat=True):
        changes[name] = changes.get(name, 0) + 1
    found = []
    for name in sorted(texts):
        codes = _declared_in(texts[name])
        found.append(Pack(name, codes.get("kind", ()), codes.get("view", ()), name in own, changes.get(name, 0)))
    return tuple(found)


def text_of(name: str) -> str:
    """The text of a pack in force; empty for a new one.

    Raises:
        Refusal: ``pack-name`` for a name that no pack may bear.
    """
    if not _NAME.fullmatch(name):
        raise Refusal("pack-name", name=name[:80])
    return declared().get(name, b"").decode()


def declaration_try(name: str, text: str) -> Tried:
    """Looks through a text together with all the others, and changes nothing."""
    text_of(name)
    if len(text) > LONGEST_TEXT:
        raise Refusal("pack-long", most=LONGEST_TEXT)
    return Tried(loaded({**declared(), name: text.encode()}).findings)


@transaction.atomic
def declaration_keep(person: Person, name: str, text: str, note: str, *, at: dt.datetime, version: int) -> Declaration:
    """Puts a text in force under *name*, for every list from now on; the rows of its kinds are made anew by a job.

    *version* is how many wordings of it there were when the person began.

    Raises:
        Refusal: ``not-permitted``, ``pack-name``, ``pack-long``, ``pack-changed``; ``pack-refused`` with how many faults;
            ``pack-kind-in-use`` where a kind would vanish of which there are entities.
    """
    if not person.may(DECLARE):
        raise Refusal("not-permitted")
    chain_lock()
    if Declaration.objects.filter(name=name).count() != version:
        raise Refusal("pack-changed")
    tried = declaration_try(name, text)
    if tried.findings:
        raise Refusal("pack-refused", n=len(tried.findings), line=tried.findings[0].line)
    kinds = _kinds_left({**declared(), name: text.encode()})
    lost = next((kind for kind in Entity.objects.values_list("kind", flat=True).distinct() if kind not in kinds), None)
    if lost is not None:
        raise Refusal("pack-kind-in-use", kind=lost)
    kept = Declaration.objects.create(name=name, text=text, note=note.strip()[:400], by_id=person.id, at=at)
    record("register.declare", "pack", name, by=person, at=at, version=version + 1, length=len(text))
    concerned = _declared_in(text.encode()).get("kind", ())
    if Entity.objects.filter(kind__in=concerned).exists():
        job_enter(REFOLD_JOB, {"kinds": list(concerned)}, by=person, at=at)
    return kept


def property_add(person: Person, kind: str, prop: Property, note: str, *, at: dt.datetime, version: int) -> Declaration:
    """A kind with one property more.

    Raises:
        Refusal: ``kind-unknown``; ``property-taken``; as :func:`declaration_keep`.
    """
    of = kind_of(kind)
    if of.property(prop.code) is not None:
        raise Refusal("property-taken", property=prop.name)
    wider = replace(of, properties=(*of.properties, prop))
    return declaration_keep(person, pack_of(of), kind_text(wider), note, at=at, version=version)


def pack_of(kind: Kind) -> str:
    """Name of the pack that declares a kind."""
    found = next((name for name, text in declared().items() if kind.code in _declared_in(text).get("kind", ())), None)
    return found or f"{kind.code}.toml"


def versions_of(name: str) -> Sequence[Declaration]:
    """Every wording of a pack that was declared here, the last first."""
    return list(Declaration.objects.filter(name=name).select_related("by").order_by("-pk"))


def archive() -> bytes:
    """Every pack in force in one zip file, the same bytes for the same packs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in sorted(declared().items()):
            box.writestr(zipfile.ZipInfo(name, _LONG_AGO), text)
    return out.getvalue()


@work(REFOLD_JOB)
def _refold(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Makes the rows of kinds anew whose declaration is another, some at a time: each by itself is as it should be."""
    pks = list(Entity.objects.filter(kind__in=job.arguments["kinds"]).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            entities_refold(pks[start : start + CHUNK], at=timezone.now())
        progress(start, len(pks))
    return {"entities": len(pks)}


def _kinds_left(texts: Mapping[str, bytes]) -> set[str]:
    value = loaded(dict(texts)).value
    return {kind.code for kind in value.kinds} if value is not None else set()


def _declared_in(text: bytes) -> dict[str, tuple[str, ...]]:
    """Codes of the kinds and views that a sound text declares."""
    try:
        table = tomllib.loads(text.decode())
    except ValueError:
        return {}
    return {of: tuple(str(each.get("code", "")) for each in table.get(of, ())) for of in ("kind", "view")}
