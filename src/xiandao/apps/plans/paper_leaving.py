"""A paper of plans on its way out: at once with a number and a line of the log, or through two people's hands."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.export_gate import Wish, asked, gate_way, mark_reviewed
from xiandao.apps.plans.export_scope import DEED, Ask, Scope
from xiandao.apps.plans.export_services import Given, export_begin, mark_of
from xiandao.apps.plans.models import Edition
from xiandao.apps.publishing.models import Release
from xiandao.core.papers import Paper, Watermark
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_sheets import sheets_of

LONGEST_NAME = 60
"""Characters of a plan's title in the name of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A paper as it is to leave.

    Attributes:
        tab: What it is called, on its sheet too. of: whose it is, before that in the title of a release.
        name: Of the file, without its ending.
        touched: Ids of the editions whose items stand in it.
        log: What its line in the log says beside number, form and rows.
    """

    ask: Ask
    scope: Scope
    paper: Paper
    tab: str
    of: str
    name: str
    touched: tuple[int, ...]
    log: Mapping[str, int]


def leaving_of(of: Edition, scope: Scope, paper: Paper, *, ask: Ask, tab: str) -> Leaving:
    """A paper about one edition."""
    return Leaving(
        ask=ask,
        scope=scope,
        paper=paper,
        tab=tab,
        of=of.plan.title,
        name=f"{of.plan.title[:LONGEST_NAME]}{tab}",
        touched=(of.pk,),
        log={"edition": of.pk},
    )


def paper_leave(person: Person, leaving: Leaving, wish: Wish, *, at: dt.datetime) -> Given | Release:
    """The file, or what waits until two people have looked it through.

    Raises:
        Refusal: ``export-purpose``.
    """
    scope, form, name = leaving.scope, leaving.ask.form, f"{leaving.name}.{leaving.ask.form}"
    if gate_way(scope, wish) == "gate":
        data, title = _bytes(leaving, mark_reviewed(scope, wish)), f"{leaving.of} · {leaving.tab}"
        return asked(person, scope, wish, data, title=title, name=name, touched=[*leaving.touched], at=at)
    export = export_begin(person, leaving.ask, scope, purpose=wish.purpose, at=at)
    data = _bytes(leaving, mark_of(export, scope))  # between two transactions: writers do not wait for it
    export.sha256, export.rows, export.touched = hashlib.sha256(data).hexdigest(), scope.rows, [*leaving.touched]
    with transaction.atomic():
        export.save(update_fields=("sha256", "rows", "touched"))
        record(
            DEED, "export", export.pk, by=person, at=at, after=f"sha256:{export.sha256}", number=export.number,
            what=leaving.ask.what, form=form, rows=export.rows, secrecy=export.secrecy, **leaving.log,
        )  # fmt: skip
    return Given(export, name, data)


def _bytes(leaving: Leaving, watermark: Watermark | None) -> bytes:
    paper = replace(leaving.paper, watermark=watermark)
    if leaving.ask.form == "docx":
        return docx_of(paper)
    return xlsx_of([replace(each, name=leaving.tab) for each in sheets_of(paper)])
