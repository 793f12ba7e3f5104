"""What the pages of 征求意见 show: the round, who has answered, every comment with its clause, clock and ruling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases import selectors as cases
from xiandao.apps.cases.clock import Due, days_left
from xiandao.apps.cases.enclosures import MOST
from xiandao.apps.cases.kinds import RULINGS
from xiandao.apps.cases.models import Case, CaseStep, Invitation, Round
from xiandao.apps.cases.services import OPEN, RULE, is_own
from xiandao.apps.plans.models import SECRECY, Edition, Item
from xiandao.apps.plans.opinion_answers import answers_of, later_items
from xiandao.apps.plans.opinions import (
    KIND,
    comments_seen,
    items_of,
    may_rule,
    places_to_ask,
    span_of,
    units_to_ask,
)
from xiandao.apps.plans.selectors import OPINIONS_ON, editions_seen


class Row(NamedTuple):
    """One comment as the page shows it.

    Attributes:
        due: When it is to be ruled upon; ``None`` where no clock runs.
        items: The items that it is about. later: what they became in a later edition, where they changed.
        steps: What was done to it, in order.
        may_rule: Whether the person may rule on it now. may_withdraw: take it back. may_attach: add files to it.
        is_own: Whether they put it forward themselves, so that somebody else must rule.
    """

    case: Case
    due: Due | None
    items: Sequence[Item]
    later: Sequence[Item]
    steps: Sequence[CaseStep]
    may_rule: bool
    may_withdraw: bool
    may_attach: bool
    is_own: bool


class Asked(NamedTuple):
    """One that was invited, and how many comments came."""

    invitation: Invitation
    n: int


def opinions_page(person: Person, of: Edition, asked: Mapping[str, str], today: dt.date) -> dict[str, Any]:
    """Everything the tab shows to *person*."""
    round_, rules = cases.round_of(OPINIONS_ON, of.pk), may_rule(person, of)
    comments = comments_seen(person, of)
    rows = _rows(person, of, comments, today, rules=rules)
    return {
        "round": round_,
        "may_rule": rules,
        "may_comment": _may_comment(person, of, round_, today),
        "is_open": round_ is not None and round_.closed_at is None,
        "left": days_left(today, round_.until) if round_ else None,
        "counts": cases.counts_of(comments),
        "rows": _sorted([row for row in rows if _is_asked(row.case, asked)], asked.get("sort", "")),
        "proposers": sorted({case.proposer for case in comments}),
        "invited": _invited(round_, comments) if round_ and rules else [],
        "places": places_to_ask(of) if rules else [],
        "units": (units := units_to_ask(of) if rules else []),
        "units_by_place": [(place, list(group)) for place, group in groupby(units, key=lambda each: each.place)],
        "answers": answers_of(person, of),
        "most": MOST,
        "rulings": RULINGS,
        "fates": ("open", *RULINGS, "withdrawn"),
        "needs_purpose": of.plan.secrecy != SECRECY[0],
        "is_held": of.plan.secrecy == SECRECY[-1],
    }


class Asking(NamedTuple):
    """An open round on a list: on which edition, how many working days are left, how many comments wait for a ruling.

    Attributes:
        left: ``None`` where a year's holidays are not known.
        waiting: ``None`` for who was asked; of whoever keeps the plan, the comments without a ruling.
    """

    round: Round
    edition: Edition
    left: int | None
    waiting: int | None


def own_page(person: Person, today: dt.date) -> dict[str, Any]:
    """What *person* is asked, what they ask others, and what became of all that their unit or place ever said."""
    kept = editions_seen(person, RULE).values("pk") if person.may(RULE) else []
    asking = cases.rounds_open(OPINIONS_ON, kept)
    asked = cases.open_rounds(OPINIONS_ON, person.within(OPEN)).order_by("until", "pk")
    editions = (
        editions_seen(person).select_related("plan__place").in_bulk([each.about_id for each in (*asking, *asked)])
    )
    own = cases.own_cases(person, KIND)
    secrecy = _secrecy_of(own)
    return {
        "asked": [
            Asking(each, editions[each.about_id], days_left(today, each.until), None)
            for each in asked
            if each.about_id in editions
        ],
        "asking": [
            Asking(each, editions[each.about_id], days_left(today, each.until), each.cases.filter(state="open").count())
            for each in asking
            if each.about_id in editions
        ],
        "own": own.prefetch_related("enclosures"),
        "unmarked": {pk for pk, of in secrecy.items() if of == SECRECY[0]},
        "held": {pk for pk, of in secrecy.items() if of == SECRECY[-1]},
    }


def _secrecy_of(own: QuerySet[Case]) -> dict[int, str]:
    """The drafts on which something was said with files, each with its 保密属性."""
    about = own.exclude(enclosures=None).order_by().values("round__about_id")
    return dict(Edition.objects.filter(pk__in=about).values_list("pk", "plan__secrecy"))


def writing_page(person: Person, of: Edition, asked: Mapping[str, str]) -> dict[str, Any]:
    """The form for a comment: what is chosen to be commented on, and the clauses that may be."""
    items = list(of.items.exclude(state="rejected").order_by("start", "pk"))
    wanted, text = asked.get("item", ""), of.document.text if of.document else ""
    start, end = span_at(text, _whole(asked.get("skip", "")), _whole(asked.get("count", "")))
    return {
        "items": items,
        "item": next((each for each in items if str(each.pk) == wanted), None),
        "words": text[start:end],
        "start": start,
        "end": end,
        "may_rule": may_rule(person, of),
        "may_enclose": of.plan.secrecy != SECRECY[-1],
        "most": MOST,
        "invitation": _invitation(person, of),
    }


def span_at(text: str, skip: int, count: int) -> tuple[int, int]:
    """Where *count* letters stand behind the first *skip*, blanks not counted: pages set blanks otherwise than documents.

    Nothing is ``(0, 0)``.
    """
    places = [at for at, letter in enumerate(text) if not letter.isspace() and letter != "\ufeff"]
    if not (skip >= 0 and count > 0 and skip + count <= len(places)):
        return 0, 0
    return places[skip], places[skip + count - 1] + 1


def _may_comment(person: Person, of: Edition, round_: Round | None, today: dt.date) -> bool:
    if round_ is None or round_.closed_at is not None or not person.may(OPEN):
        return False
    invited = today <= round_.until and cases.invitation_of(person, round_, OPEN) is not None
    return invited or may_rule(person, of)


def _invitation(person: Person, of: Edition) -> Invitation | None:
    round_ = cases.round_of(OPINIONS_ON, of.pk)
    return cases.invitation_of(person, round_, OPEN) if round_ else None


def _rows(person: Person, of: Edition, comments: Sequence[Case], today: dt.date, *, rules: bool) -> list[Row]:
    about = items_of(of, comments)
    later = later_items(person, of, about)
    steps: dict[int, list[CaseStep]] = {}
    for step in CaseStep.objects.filter(case__in=comments).select_related("by"):
        steps.setdefault(step.case_id, []).append(step)
    return [
        Row(
            case=case,
            due=cases.case_due(case, today),
            items=about[case.pk],
            later=later[case.pk],
            steps=steps.get(case.pk, ()),
            may_rule=rules and case.state in ("open", "answered", "ruled") and not is_own(case, person),
            may_withdraw=case.state in ("open", "answered") and case.actor == person.actor,
            may_attach=_may_attach(person, case, of, today),
            is_own=is_own(case, person),
        )
        for case in comments
    ]


def _may_attach(person: Person, case: Case, of: Edition, today: dt.date) -> bool:
    """Whoever entered it, until it is ruled upon; those asked, until the last day."""
    if case.actor != person.actor or case.state not in ("open", "answered") or of.plan.secrecy == SECRECY[-1]:
        return False
    return bool(case.outside) or case.round is None or today <= case.round.until


def _is_asked(case: Case, asked: Mapping[str, str]) -> bool:
    fate, proposer, words = asked.get("fate"), asked.get("proposer"), asked.get("q", "").strip()
    if fate and fate != (("withdrawn" if case.state == "withdrawn" else case.ruling) or "open"):
        return False
    if proposer and proposer != case.proposer:
        return False
    return not words or any(words in said for said in (case.text, case.wanted, case.clause, case.quote, case.reason))


def _sorted(rows: Sequence[Row], order: str) -> list[Row]:
    """By clause, the whole first; or by who said it, or when."""
    keys = {
        "proposer": lambda row: (row.case.proposer, row.case.pk),
        "opened": lambda row: (row.case.pk,),
    }
    by_key = sorted(rows, key=keys.get(order.removeprefix("-"), _place))
    return by_key[::-1] if order.startswith("-") else by_key


def _place(row: Row) -> tuple[int, int]:
    span = span_of(row.case)
    start = span[0] if span else (row.items[0].start or 0) if row.items else -1
    return start, row.case.pk


def _invited(round_: Round, comments: Sequence[Case]) -> list[Asked]:
    live = [case for case in comments if case.round_id == round_.pk and case.state != "withdrawn"]
    named = round_.invitations.select_related("place", "unit")
    return [
        Asked(
            each,
            sum((case.place_id, case.unit_id) == (each.place_id, each.unit_id) and not case.outside for case in live),
        )
        for each in named
    ]


def _whole(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else -1
