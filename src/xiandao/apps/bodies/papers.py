"""成员名单 and 挂钩联系表 as files: from the rows of a day, marked where they are samples, noted in the log."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.bodies.fields import field_name
from xiandao.apps.bodies.models import Link, Member
from xiandao.apps.bodies.selectors import EXPORT, body_for, in_force, links_listed
from xiandao.apps.places.models import Place
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Paper, Watermark
from xiandao.writers.labels import label
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_bodies import Linked, links_paper, members_paper
from xiandao.writers.papers_bodies import Member as Line
from xiandao.writers.papers_sheets import sheets_of

FORMS = ("docx", "xlsx")
Given = tuple[str, bytes]
"""The name and the bytes of a file."""


@transaction.atomic
def members_given(person: Person, pk: int, form: str, *, on: dt.date, at: dt.datetime) -> Given:
    """The members of a body on a day.

    Raises:
        Refusal: ``absent``; ``body-over``: it does not stand on that day.
    """
    body = body_for(person, pk, EXPORT)
    now = body.settings.filter(in_force(on)).last()
    if form not in FORMS:
        raise Refusal("absent")
    if now is None:
        raise Refusal("body-over", day=on.isoformat())
    rows = body.members.filter(in_force(on)).select_related("unit").order_by("order", "pk")
    members = [Line(label("memberrole", each.role, "zh"), who_of(each), each.since) for each in rows]
    notes = [wording("bodies-paper-note", "zh", source=now.source)]
    paper = members_paper(now.name, _as_of(on), members, notes, _mark(is_sample=body.place.is_invented))
    data = _bytes(paper, wording("bodies-members", "zh"), form)
    record(
        EXPORT, "body", body.pk, by=person, at=at, after=_digest(data), form=form, rows=len(members), on=on.isoformat()
    )
    return f"{now.name}{wording('bodies-members', 'zh')}{on.isoformat()}.{form}", data


@transaction.atomic
def links_given(person: Person, asked: Mapping[str, str], form: str, *, on: dt.date, at: dt.datetime) -> Given:
    """The linked leaders of a day as the list is filtered."""
    if form not in FORMS:
        raise Refusal("absent")
    links = [*links_listed(person, asked, on, EXPORT)]
    place = Place.objects.filter(code=asked.get("place", "")[:32]).first() if asked.get("place") else None
    tab = wording("bodies-links-paper", "zh")
    title = f"{place.name}\n{tab}" if place else tab
    mark = _mark(is_sample=any(link.place.is_invented for link in links))
    lines = [_linked(link) for link in links]
    data = _bytes(links_paper(title, _as_of(on), lines, [wording("bodies-links-note", "zh")], mark), tab, form)
    record(
        EXPORT, "link", "list", by=person, at=at, after=_digest(data), form=form, rows=len(links), on=on.isoformat(),
        place=place.code if place else "",
    )  # fmt: skip
    return f"{place.name if place else ''}{tab}{on.isoformat()}.{form}", data


def who_of(member: Member) -> str:
    """``职务 姓名``, or the name of the unit."""
    if member.leader:
        return f"{member.duty} {member.leader}"
    return member.unit.name if member.unit else member.unit_name


def subject_of(link: Link) -> str:
    """What a leader is linked to."""
    return field_name(link.code) if link.about == "field" else link.name


def _linked(link: Link) -> Linked:
    unit = link.unit.name if link.unit else link.unit_name
    about = label("linkabout", link.about, "zh")
    leader = f"{link.duty} {link.leader}"
    return Linked(link.place.name, leader, about, subject_of(link), unit, link.contact, link.since)


def _as_of(on: dt.date) -> str:
    return f"（{wording('bodies-as-of', 'zh', day=on.isoformat())}）"


def _mark(*, is_sample: bool) -> Watermark | None:
    return Watermark(sample=True) if is_sample else None


def _bytes(paper: Paper, tab: str, form: str) -> bytes:
    return docx_of(paper) if form == "docx" else xlsx_of([replace(each, name=tab) for each in sheets_of(paper)])


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
