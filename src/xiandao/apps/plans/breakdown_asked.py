"""Who is asked what they say to their share of a breakdown, and what they read of their own row, then and later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.plans.models import AGREES, Breakdown, BreakdownOpinion, BreakdownStep, Share
from xiandao.apps.plans.selectors import editions_seen
from xiandao.core.errors import Refusal

READ, ANSWER = "breakdown.read", "breakdown.answer"
RULED = ("adopted", "declined")
_AFTER = ("drafting", "withdrawn")
"""States in which another scenario may be chosen than the one that was sent round."""
_SENT = Q(scenario__is_chosen=True, scenario__origin=None) | Q(scenario__amended__is_chosen=True)
"""Rows of the scenario that was sent round: the chosen one, as it was before rulings changed it."""
_LAST_SENT = BreakdownStep.objects.filter(breakdown=OuterRef("scenario__breakdown"), state="opinions").order_by("-pk")
ASKED = (_SENT & ~Q(scenario__breakdown__state__in=_AFTER)) | Q(
    scenario__breakdown__state__in=_AFTER, scenario=Subquery(_LAST_SENT.values("scenario")[:1])
)
"""Rows on which somebody is or was asked: of the scenario that was sent round, the last time it was."""


def unit_of(grant: Grant) -> QuerySet[Post, Any]:
    """The unit of the post behind a grant."""
    return Post.objects.filter(pk=grant.post or 0).values("unit")


def shares_asked(person: Person, deed: str = READ) -> QuerySet[Share]:
    """The rows of the person's own place or unit, since it was asked; those who may not answer read their unit's alone."""
    theirs = Q(pk__in=())
    for grant in person.within(deed):
        named = Q(receiver__in=unit_of(grant))
        if grant.unit is None and grant.role in RIGHTS.deeds[ANSWER]:
            named |= Q(place__path=grant.path)
        theirs |= named & Q(scenario__breakdown__edition__plan__secrecy__in=RIGHTS.sees[grant.role])
    return Share.objects.filter(pk__in=Share.objects.filter(ASKED, theirs).order_by().values("pk"))


def asked_for(person: Person, pk: int) -> Breakdown:
    """A breakdown on which *person* is or was asked and may answer; else a refusal as if it never was."""
    asked = shares_asked(person, ANSWER).filter(scenario__breakdown=pk)
    row = Breakdown.objects.select_related("edition__plan").filter(pk=pk).first() if asked.exists() else None
    if row is None:
        raise Refusal("absent")
    return row


def share_asked(person: Person, row: Breakdown, name: str = "") -> Share:
    """The row on which *person* answers, as it was sent: the one called *name*, or the only one there is."""
    shares = list(shares_asked(person, ANSWER).filter(scenario__breakdown=row).select_related("scenario"))
    found = [each for each in shares if each.name == name] if name else shares
    if len(found) != 1:
        raise Refusal("absent")
    return found[0]


def share_standing(sent: Share) -> Share:
    """A row that was sent round as rulings have left it."""
    return standing_of([sent])[sent.pk]


def standing_of(sent: Sequence[Share]) -> dict[int, Share]:
    """Rows that were sent round → as they stand; as they were sent where another scenario was chosen since."""
    keys = {each.scenario_id for each in sent}
    chosen = Share.objects.filter(
        Q(scenario__in=keys) | Q(scenario__origin__in=keys), scenario__is_chosen=True
    ).select_related("scenario")
    by_name = {
        (each.scenario_id if each.scenario_id in keys else each.scenario.origin_id, each.name): each for each in chosen
    }
    return {each.pk: by_name.get((each.scenario_id, each.name), each) for each in sent}


def answered(opinions: Iterable[BreakdownOpinion], shares: Iterable[Share]) -> set[str]:
    """Who has answered what stands in *shares*: whoever agreed to another figure than theirs is asked anew."""
    stands = {each.name: Decimal(each.assigned) for each in shares}
    return {each.name for each in opinions if each.wish != AGREES or Decimal(each.value) == stands.get(each.name)}


class AskedRow(NamedTuple):
    """What a receiver reads of its own: its row, and what was said on it, entered by itself or for it.

    Attributes:
        share: As it was sent. assigned: the figure that stands now. seen: the same as kept, to be sent with the answer.
        opinions: Of every round. mine: its own answer of this round that nobody has ruled on.
        waits: Whether an answer is waited for. may_answer: whether the reader may give one, or another.
    """

    share: Share
    total: Decimal
    base: Decimal | None
    assigned: Decimal
    seen: str
    opinions: tuple[BreakdownOpinion, ...]
    mine: BreakdownOpinion | None
    waits: bool
    may_answer: bool


def asked_rows(row: Breakdown, person: Person) -> list[AskedRow]:
    """Their own rows of a breakdown on which *person* is or was asked; none where they were not."""
    shares = list(shares_asked(person).filter(scenario__breakdown=row).order_by("ordinal"))
    if not shares:
        return []
    answerable = set(shares_asked(person, ANSWER).filter(scenario__breakdown=row).values_list("pk", flat=True))
    said = BreakdownOpinion.objects.filter(scenario__breakdown=row, name__in=[each.name for each in shares])
    by_name: dict[str, list[BreakdownOpinion]] = {}
    for each in said.select_related("by"):
        by_name.setdefault(each.name, []).append(each)
    stands = standing_of(shares)
    return [
        _asked_row(row, share, stands[share.pk], by_name.get(share.name, []), may_answer=share.pk in answerable)
        for share in shares
    ]


def _asked_row(
    row: Breakdown, sent: Share, stands: Share, said: Sequence[BreakdownOpinion], *, may_answer: bool
) -> AskedRow:
    now = [each for each in said if each.scenario_id == sent.scenario_id]
    own = [each for each in now if each.is_own]
    is_ruled, is_round = any(each.ruling in RULED for each in own), row.state == "opinions"
    return AskedRow(
        sent,
        Decimal(row.total),
        None if sent.base is None else Decimal(sent.base),
        Decimal(stands.assigned),
        stands.assigned,
        tuple(said),
        own[-1] if own and not is_ruled else None,
        waits=is_round and not answered(now, [stands]),
        may_answer=may_answer and is_round and not is_ruled,
    )


def asked_page(row: Breakdown, person: Person) -> dict[str, Any]:
    """What a receiver sees of what it is or was asked on: its own figure and the total, and nothing of the others."""
    rows = asked_rows(row, person)
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "asked": rows,
        "step": row.steps.filter(state="opinions").last(),
        "may_answer": any(each.may_answer for each in rows),
        "asker": row.post.unit.name if row.post else "",
        "source": row.item if editions_seen(person).filter(pk=row.edition_id).exists() else None,
    }
