"""The library's list as a file: straight out where it may, else put before two people."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.policies.models import SECRECY, Measure, Policy
from xiandao.apps.policies.selectors import EXPORT, library, policies_seen
from xiandao.apps.policies.vocabularies import named
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.apps.publishing.stamping import key_new, places_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Cell, Column, Footnote, Paper, Table, Watermark, paragraph, row
from xiandao.core.papers import Form as Set
from xiandao.core.papers import Kind as Shape
from xiandao.writers.labels import label
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_sheets import sheets_of

KIND = "policy.list"
FORMS = ("xlsx", "docx")
MOST = 2_000
"""Rows of one file."""
COLUMNS = (
    Column("序号", width=3.5, centred=True), Column("层级", width=4, centred=True), Column("地区", width=6),
    Column("政策名称", width=12), Column("状态", width=4.5, centred=True), Column("政策主题", width=6),
    Column("政策工具", width=5), Column("支持对象", width=8), Column("支持标准", width=14), Column("申报时间", width=8),
    Column("资金渠道", width=8), Column("有效期至", Shape.DATE, width=6, centred=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """How it is to leave: 用途, 用途说明, 接收单位."""

    use: str = USES[0]
    purpose: str = ""
    receiver: str = ""
    key: str = field(default_factory=key_new, compare=False, repr=False)


class Given(NamedTuple):
    """A file on its way out."""

    name: str
    data: bytes


@transaction.atomic
def list_give(person: Person, asked: Mapping[str, str], form: str, wish: Wish, *, at: dt.datetime) -> Given | Release:
    """The measures that are asked for, as ``xlsx`` or ``docx``: at once for work inside, else through the gate.

    Raises:
        Refusal: ``absent``; ``policy-export-many``; as :func:`release_ask`.
    """
    grants = person.within(EXPORT)
    if form not in FORMS or wish.use not in USES or not grants:
        raise Refusal("absent")
    today = timezone.localdate(at)
    seen = policies_seen(person, EXPORT)
    found = library(person, {**asked, "show": ""}, today).filter(policy__in=seen.values("pk"))
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        raise Refusal("policy-export-many", most=MOST)
    touched = sorted({each.policy_id for each in rows})
    secrecy = max((each.policy.secrecy for each in rows), key=SECRECY.index, default=SECRECY[0])
    sample = any(each.policy.place.is_invented for each in rows)
    name = f"{wording('policies', 'zh')}.{form}"
    if way_of(wish.use, secrecy) == "direct":
        data = _bytes(_paper(rows, today, Watermark(sample=True) if sample else None), form)
        sha256 = hashlib.sha256(data).hexdigest()
        record(EXPORT, "policy", "list", by=person, at=at, after=f"sha256:{sha256}", form=form, rows=len(rows))
        return Given(name, data)
    mark, key = (Watermark(sample=True) if sample else None), None
    if secrecy != SECRECY[0]:
        number, taker, day = places_of(wish.key)
        purpose = " ".join(wish.purpose.split())
        mark, key = Watermark(sample=sample, number=number, purpose=purpose, taker=f"{taker}　{day}"), wish.key
    asking = Asking(
        channel="export", what=KIND, title=wording("policies", "zh"), name=name, use=wish.use, secrecy=secrecy,
        purpose=wish.purpose, receiver=wish.receiver, grant=grants[0], terms={"touched": touched, "secrecy": secrecy},
        holds=tuple(("policies.policy", each) for each in touched), is_made=True,
    )  # fmt: skip
    return release_ask(person, asking, _bytes(_paper(rows, today, mark), form), key=key, at=at)


def _bytes(paper: Paper, form: str) -> bytes:
    tab = wording("policies", "zh")
    return docx_of(paper) if form == "docx" else xlsx_of([replace(each, name=tab) for each in sheets_of(paper)])


def _paper(rows: list[Measure], today: dt.date, mark: Watermark | None) -> Paper:
    lines = tuple(_row(n, each, today) for n, each in enumerate(rows, 1))
    said = wording("policies-paper-note", "zh", day=today.isoformat(), n=len(rows))
    return Paper(
        title=wording("policies", "zh"),
        parts=(Table(columns=COLUMNS, rows=lines), paragraph(said, form=Set.NOTE)),
        watermark=mark,
        landscape=True,
    )


def _row(n: int, each: Measure, today: dt.date) -> tuple[Cell, ...]:
    policy = each.policy
    source = Footnote(policy.title, each.quote, policy.doc_no or None, each.clause or None)
    return row(
        n, label("level", policy.place.level, "zh"), policy.place.name, policy.title,
        label("policystate", policy.state(today), "zh"),
        "、".join(named("topics", code, "zh") for code in each.topic_codes), named("instruments", each.instrument, "zh"),
        each.object, Cell(each.benefit or each.quote, source), each.window or None, each.budget or None,
        policy.valid_until,
    )  # fmt: skip


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may export all of it still, and none of it has been closed further."""
    touched = release.terms.get("touched", [])
    seen = {*policies_seen(person, EXPORT).filter(pk__in=touched).values_list("pk", flat=True)}
    highest = max(
        Policy.objects.filter(pk__in=touched).values_list("secrecy", flat=True), key=SECRECY.index, default=SECRECY[0]
    )
    return {*touched} <= seen and SECRECY.index(highest) <= SECRECY.index(release.terms.get("secrecy", SECRECY[0]))


kind_declare(KIND, Kind(may_take=_may_take))
