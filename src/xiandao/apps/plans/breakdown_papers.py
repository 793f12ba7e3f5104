"""The papers of a breakdown: 目标任务分解表, the draft 下达通知, and 责任书 where somebody asks for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from xiandao.alignment import breakdown_values as values
from xiandao.alignment.breakdown_opinions import handout_rows
from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.plans.breakdown_rows import breakdown_of_row
from xiandao.apps.plans.breakdown_selectors import breakdown_for, remarks_of, said_all
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.export_scope import Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given
from xiandao.apps.plans.export_sources import Sources
from xiandao.apps.plans.models import Breakdown, Edition, Share
from xiandao.apps.plans.paper_leaving import LONGEST_NAME, Leaving, paper_leave
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.core.papers import Footnote, Paper
from xiandao.writers import papers_breakdown as papers
from xiandao.writers.papers_notice import Notice, notice_paper
from xiandao.writers.papers_pledge import Pledge, pledge_paper

DEED = "plan.export"
SETTLED = ("decided", "handed-down")
"""States in which letters may be drafted; before, the table alone goes round."""
OFFICES = {"province": "人民政府", "city": "人民政府", "district": "人民政府", "zone": "管理委员会"}


class Wanted(NamedTuple):
    """Which paper: ``table``, ``notice`` or ``pledge`` (of one *share*), as *form*, and how it is to leave."""

    what: str
    form: str
    share: int | None = None
    wish: Wish = Wish()


def paper_give(person: Person, pk: int, wanted: Wanted, *, at: dt.datetime) -> Given | Release:
    """A paper of the chosen scenario: numbered, marked and logged like everything that leaves, or waiting to leave.

    Raises:
        Refusal: ``absent``; ``breakdown-not-decided`` for letters before 上会; ``export-purpose``.
    """
    row = breakdown_for(person, pk, DEED)
    make = MAKERS.get((wanted.what, wanted.form))
    if make is None:
        raise Refusal("absent")
    if wanted.what != "table" and row.state not in SETTLED:
        raise Refusal("breakdown-not-decided")
    tab, paper = make(row, wanted)
    edition = row.edition
    scope = Scope(
        edition, (), edition.plan.secrecy, is_sample(edition), row.scenarios.get(is_chosen=True).shares.count()
    )
    leaving = Leaving(
        ask=Ask(f"breakdown-{wanted.what}", wanted.form, edition.pk, {"breakdown": str(row.pk)}),
        scope=scope,
        paper=paper,
        tab=tab,
        of=row.title,
        name=f"{row.title[:LONGEST_NAME]}{tab}",
        touched=(edition.pk,),
        log={"breakdown": row.pk},
    )
    return paper_leave(person, leaving, wanted.wish, at=at)


def _table(row: Breakdown, wanted: Wanted) -> tuple[str, Paper]:
    del wanted
    tab = wording("breakdown-paper-table", "zh")
    paper = papers.breakdown_paper(f"{row.title}\n{tab}", [_goal(row)])
    if row.state in SETTLED:
        return tab, paper
    return tab, replace(paper, subtitle=f"（{wording(f'breakdown-draft-{row.state}', 'zh')}）")


def _notice(row: Breakdown, wanted: Wanted) -> tuple[str, Paper]:
    del wanted
    shares = row.scenarios.get(is_chosen=True).shares.select_related("place")
    note = _source(row)
    bases = (note._replace(quote="", clause=None),) if note else ()
    letter = Notice(row.title, tuple(map(addressee, shares)), bases, (_goal(row),), unit=_giver(row))
    return wording("breakdown-paper-notice", "zh"), notice_paper(letter)


def _pledge(row: Breakdown, wanted: Wanted) -> tuple[str, Paper]:
    share = row.scenarios.get(is_chosen=True).shares.select_related("place").filter(pk=wanted.share or 0).first()
    if share is None:
        raise Refusal("absent")
    pledge = Pledge(
        row.title,
        addressee(share),
        _giver(row),
        _subject(row),
        row.unit,
        row.year,
        Decimal(share.assigned),
        _source(row),
    )
    return f"{wording('breakdown-paper-pledge', 'zh')}（{share.name}）", pledge_paper(pledge)


MAKERS: Mapping[tuple[str, str], Callable[[Breakdown, Wanted], tuple[str, Paper]]] = {
    ("table", "xlsx"): _table,
    ("table", "docx"): _table,
    ("notice", "docx"): _notice,
    ("pledge", "docx"): _pledge,
}


def _goal(row: Breakdown) -> papers.Goal:
    """The target with its shares; the table itself adds them up again and says how much of the target they make."""
    found = breakdown_of_row(row.scenarios.get(is_chosen=True))
    return papers.Goal(
        name=_subject(row),
        unit=row.unit,
        years=(row.year,),
        totals=(found.request.total,),
        shares=tuple(_shares(found, opinions=row.state not in SETTLED)),
        source=_source(row),
    )


def _shares(found: values.Breakdown, *, opinions: bool) -> list[papers.Share]:
    """A row a place; what becomes of *opinions* stands in the table while it goes round, not in what is handed down."""
    return [
        papers.Share(
            each.place,
            (each.assigned,),
            each.base,
            "；".join(said_all(remarks_of(each, opinions=opinions), "zh")) or None,
        )
        for each in handout_rows(found)
        if each.number is not None
    ]


def _subject(row: Breakdown) -> str:
    return str(row.item.fields["subject"]) if row.item else row.title


def _source(row: Breakdown) -> Footnote | None:
    edition: Edition = row.edition
    return Sources(edition).note(row.item) if row.item else None


def _giver(row: Breakdown) -> str:
    """The unit whose post made the breakdown; empty where it was made without a post."""
    post = Post.objects.select_related("unit").filter(pk=row.post_id or 0).first()
    return post.unit.name if post else ""


def addressee(share: Share) -> str:
    """Whom a letter goes to: the government of a place, the committee of a zone; others by their own name."""
    place: Place | None = share.place
    if place is None:
        return share.name
    if place.level == "town":
        return f"{share.name}{'办事处' if share.name.endswith('街道') else '人民政府'}"
    return f"{share.name}{OFFICES.get(place.level, '')}"
