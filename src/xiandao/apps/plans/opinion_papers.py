"""采纳情况表 of a draft as a file: numbered, marked and logged like everything that leaves the house."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases.models import Case
from xiandao.apps.cases.selectors import round_of
from xiandao.apps.cases.services import RULE
from xiandao.apps.plans.export_gate import Wish, asked, gate_way, mark_reviewed
from xiandao.apps.plans.export_scope import FORMS, Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given, export_begin, mark_of
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.opinions import comments_seen
from xiandao.apps.plans.selectors import OPINIONS_ON, edition_for
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Paper
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of
from xiandao.writers.papers_opinions import Adoption, Opinion, opinions_paper
from xiandao.writers.papers_sheets import sheets_of

WHAT = "opinions"
ADOPTIONS = {
    "": Adoption.OPEN,
    "adopted": Adoption.ADOPTED,
    "partly": Adoption.PARTLY,
    "declined": Adoption.DECLINED,
}
LONGEST_NAME = 60
"""Characters of a plan's title in the name of a file."""


def paper_of(person: Person, of: Edition) -> Paper:
    """采纳情况表 of every comment on *of* that was not taken back."""
    comments = [case for case in comments_seen(person, of) if case.state != "withdrawn"]
    title = f"{of.plan.title}\n{wording('opinions-paper', 'zh')}"
    return opinions_paper(title, [_opinion(case) for case in comments])


def _opinion(case: Case) -> Opinion:
    wanted = wording("opinions-wanted-as", "zh", words=case.wanted) if case.wanted else ""
    return Opinion(
        clause=case.clause or (case.quote and f"“{case.quote[:40]}”") or wording("opinions-whole", "zh"),
        text="\n".join(each for each in (case.text, wanted) if each),
        proposer=case.proposer,
        adoption=ADOPTIONS[case.ruling],
        reason=case.reason or None,
    )


def paper_give(person: Person, pk: int, form: str, *, wish: Wish, at: dt.datetime) -> Given | Release:
    """The file, or what waits until two people have looked it through.

    Raises:
        Refusal: ``absent`` for a form that there is not, ``round-none`` where nobody was ever asked, ``export-purpose``.
    """
    of = edition_for(person, pk, RULE)
    if form not in FORMS:
        raise Refusal("absent")
    if round_of(OPINIONS_ON, of.pk) is None:
        raise Refusal("round-none")
    paper = paper_of(person, of)
    scope = Scope(of, (), of.plan.secrecy, is_sample(of), len(comments_seen(person, of)))
    tab = wording("opinions-paper", "zh")
    name = f"{of.plan.title[:LONGEST_NAME]}{tab}.{form}"
    if gate_way(scope, wish) == "gate":
        data = _bytes(replace(paper, watermark=mark_reviewed(scope, wish)), tab, form)
        return asked(person, scope, wish, data, title=f"{of.plan.title} · {tab}", name=name, touched=[of.pk], at=at)
    export = export_begin(person, Ask(WHAT, form, of.pk, {}), scope, purpose=wish.purpose, at=at)
    data = _bytes(replace(paper, watermark=mark_of(export, scope)), tab, form)
    export.sha256, export.rows, export.touched = hashlib.sha256(data).hexdigest(), scope.rows, [of.pk]
    with transaction.atomic():
        export.save(update_fields=("sha256", "rows", "touched"))
        record(
            "plan.export", "export", export.pk, by=person, at=at, after=f"sha256:{export.sha256}",
            number=export.number, what=WHAT, form=form, edition=of.pk, rows=export.rows, secrecy=export.secrecy,
        )  # fmt: skip
    return Given(export, name, data)


def _bytes(paper: Paper, tab: str, form: str) -> bytes:
    return docx_of(paper) if form == "docx" else xlsx_of([replace(each, name=tab) for each in sheets_of(paper)])
