"""采纳情况表 of a draft as a file: numbered, marked and logged like everything that leaves the house."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases.models import Case
from xiandao.apps.cases.selectors import round_of
from xiandao.apps.cases.services import RULE
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import FORMS, Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.opinions import comments_seen
from xiandao.apps.plans.paper_leaving import leaving_of, paper_leave
from xiandao.apps.plans.selectors import OPINIONS_ON, edition_for
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Paper
from xiandao.writers.papers_opinions import Adoption, Opinion, opinions_paper

WHAT = "opinions"
ADOPTIONS = {
    "": Adoption.OPEN,
    "adopted": Adoption.ADOPTED,
    "partly": Adoption.PARTLY,
    "declined": Adoption.DECLINED,
}
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
        files=tuple(each.name for each in case.files),
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
    leaving = leaving_of(of, scope, paper, ask=Ask(WHAT, form, of.pk, {}), tab=tab)
    return paper_leave(person, leaving, wish, at=at)
