"""What may be read of breakdowns: the office's own on their way, and what was handed down to one's place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from xiandao.alignment import breakdown_values as values
from xiandao.alignment.breakdown_amounts import percent, printed
from xiandao.alignment.breakdown_opinions import HandoutRow, handout_rows
from xiandao.alignment.breakdown_scenarios import compare_scenarios
from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.plans.breakdown_rows import breakdown_of_row
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, Item, Scenario, Share
from xiandao.apps.plans.selectors import item_for
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

READ, MAKE, ANSWER = "breakdown.read", "breakdown.make", "breakdown.answer"
_SENT = Q(scenario__is_chosen=True, scenario__origin=None) | Q(scenario__amended__is_chosen=True)
"""Rows of the scenario that was sent round: the chosen one, as it was before rulings changed it."""
_ANSWERED = ("breakdown-adopted-", "breakdown-declined-")


def breakdowns_own(person: Person, deed: str = READ) -> QuerySet[Breakdown]:
    """The breakdowns of plans that lie within the posts by which *person* may do *deed*.

    Whoever is asked for their own unit and does not make the breakdown sees their row alone, while it goes round.
    """
    rows = _breakdowns_within(person, deed)
    if deed == MAKE:
        return rows
    made, asked = _breakdowns_within(person, MAKE).values("pk"), _shares_asked(person).values("scenario__breakdown")
    return rows.exclude(Q(pk__in=asked) & ~Q(pk__in=made))


def _breakdowns_within(person: Person, deed: str) -> QuerySet[Breakdown]:
    own = Q(pk__in=())
    for grant in person.within(deed):
        plans = (
            Q(edition__plan__keeper__path__startswith=grant.path)
            if grant.unit is None
            else Q(edition__plan__post__unit=grant.unit)
        )
        if grant.role not in RIGHTS.drafts:
            plans &= ~Q(edition__state="draft")
        own |= plans & Q(edition__plan__secrecy__in=RIGHTS.sees[grant.role], edition__plan__is_reference=False)
    return Breakdown.objects.filter(own)


def breakdowns_seen(person: Person) -> QuerySet[Breakdown]:
    """Those, what has been handed down to a place of the person's, and what goes round on which they are asked."""
    taken = Q(pk__in=())
    for grant in person.within(READ):
        if grant.unit is None:
            theirs = Share.objects.filter(
                scenario__breakdown=OuterRef("pk"), scenario__is_chosen=True, place__path__startswith=grant.path
            )
            taken |= Q(Exists(theirs)) & Q(edition__plan__secrecy__in=RIGHTS.sees[grant.role])
    own = breakdowns_own(person).values("pk")
    asked = _shares_asked(person).values("scenario__breakdown")
    return Breakdown.objects.filter(Q(pk__in=own) | Q(pk__in=asked) | (taken & Q(state="handed-down")))


def _shares_asked(person: Person) -> QuerySet[Share]:
    """The rows on which *person* may answer for their place or unit, while the breakdown goes round."""
    theirs = Q(pk__in=())
    for grant in person.within(ANSWER):
        named = Q(receiver__posts=grant.post) if grant.post is not None else Q(pk__in=())
        if grant.unit is None:
            named |= Q(place__path=grant.path)
        theirs |= named & Q(scenario__breakdown__edition__plan__secrecy__in=RIGHTS.sees[grant.role])
    found = Share.objects.filter(_SENT, theirs, scenario__breakdown__state="opinions").order_by().values("pk")
    return Share.objects.filter(pk__in=found)


def asked_for(person: Person, pk: int) -> Breakdown:
    """A breakdown that goes round and on which *person* is asked; else a refusal as if it never was."""
    asked = _shares_asked(person).filter(scenario__breakdown=pk)
    row = Breakdown.objects.select_related("edition__plan").filter(pk=pk).first() if asked.exists() else None
    if row is None:
        raise Refusal("absent")
    return row


def share_asked(person: Person, row: Breakdown, name: str = "") -> Share:
    """The row on which *person* answers: the one called *name*, or the only one there is."""
    shares = list(_shares_asked(person).filter(scenario__breakdown=row).select_related("scenario"))
    found = [each for each in shares if each.name == name] if name else shares
    if len(found) != 1:
        raise Refusal("absent")
    return found[0]


class AskedRow(NamedTuple):
    """What a receiver reads of its own: its row, and what was said on it, entered by itself or for it."""

    share: Share
    total: Decimal
    base: Decimal | None
    assigned: Decimal
    opinions: tuple[BreakdownOpinion, ...]
    mine: BreakdownOpinion | None


def asked_rows(row: Breakdown, person: Person) -> list[AskedRow]:
    """Their own rows of a breakdown on which *person* is asked; none where they are not."""
    shares = list(_shares_asked(person).filter(scenario__breakdown=row).order_by("ordinal"))
    said = BreakdownOpinion.objects.filter(scenario__in={each.scenario_id for each in shares})
    by_name: dict[str, list[BreakdownOpinion]] = {}
    for each in said.select_related("by"):
        by_name.setdefault(each.name, []).append(each)
    return [_asked_row(Decimal(row.total), share, by_name.get(share.name, [])) for share in shares]


def _asked_row(total: Decimal, share: Share, said: Sequence[BreakdownOpinion]) -> AskedRow:
    mine = [each for each in said if each.is_own and each.ruling in ("open", "agreed")]
    base = None if share.base is None else Decimal(share.base)
    return AskedRow(share, total, base, Decimal(share.assigned), tuple(said), mine[-1] if mine else None)


def asked_page(row: Breakdown, person: Person) -> dict[str, Any]:
    """What a receiver sees while it is asked: its own figure and the total, and nothing of the others."""
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "asked": asked_rows(row, person),
        "step": row.steps.filter(state="opinions").last(),
    }


def breakdown_for(person: Person, pk: int, deed: str = READ) -> Breakdown:
    """One of them, or a refusal that does not tell forbidden from absent."""
    rows = breakdowns_seen(person) if deed == READ else breakdowns_own(person, deed)
    row = rows.select_related("edition__plan__place", "edition__plan__keeper", "edition__document", "item")
    found = row.filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def target_for(person: Person, pk: int) -> Item:
    """A live target that *person* may split.

    Raises:
        Refusal: ``absent``; ``breakdown-not-live`` for what does not count yet; ``breakdown-per`` for what is promised of
            each place already.
    """
    item = item_for(person, pk, MAKE)
    if item.kind != "target":
        raise Refusal("absent")
    if not item.is_live:
        raise Refusal("breakdown-not-live")
    if item.fields.get("applies_per"):
        raise Refusal("breakdown-per", per=item.fields["applies_per"])
    return item


class Listed(NamedTuple):
    """A row of the list.

    Attributes:
        ratio: Per cent that is handed down. allotted: what that makes; both ``None`` where the person is only asked.
        mine: What the person's own place takes; ``None`` for the office's own breakdowns.
        is_asked: Whether an answer of the person's place or unit is waited for.
    """

    breakdown: Breakdown
    total: Decimal
    ratio: Decimal | None
    allotted: Decimal | None
    mine: str | None
    is_asked: bool = False


_ORDERS = {"title": "title", "-title": "-title", "year": "year", "-year": "-year", "state": "state", "-state": "-state"}


def breakdown_list(person: Person, asked: Mapping[str, str]) -> QuerySet[Breakdown]:
    """Breakdowns seen, filtered and sorted by what the address asks."""
    rows = breakdowns_seen(person).select_related("edition__plan__place")
    if words := asked.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(edition__plan__title__icontains=words))
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    if (item := asked.get("item", "")).isdecimal():
        rows = rows.filter(item=int(item[:9]))
    chosen = Scenario.objects.filter(is_chosen=True).prefetch_related("shares__place")
    return rows.prefetch_related(Prefetch("scenarios", chosen, to_attr="in_force")).order_by(
        _ORDERS.get(asked.get("sort", ""), "-pk"), "-pk"
    )


def listed(person: Person, rows: Sequence[Breakdown]) -> list[Listed]:
    """Those rows with what they hand down."""
    own = set(breakdowns_own(person).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    paths = [grant.path for grant in person.within(READ) if grant.unit is None]
    asked: dict[int, list[str]] = {}
    for share in (
        _shares_asked(person).filter(scenario__breakdown__in=[row.pk for row in rows]).select_related("scenario")
    ):
        asked.setdefault(share.scenario.breakdown_id, []).append(f"{share.name} {share.assigned}")
    found = []
    for row in rows:
        if row.pk not in own and row.pk in asked:
            found.append(Listed(row, Decimal(row.total), None, None, "、".join(asked[row.pk]), is_asked=True))
            continue
        (chosen,) = row.in_force  # type: ignore[attr-defined]
        mine = [share for share in chosen.shares.all() if share.place and share.place.path.startswith(tuple(paths))]
        taken = "、".join(f"{share.name} {share.assigned}" for share in mine)
        ratio, allotted = Decimal(chosen.ratio) * 100, Decimal(chosen.result["proof"]["allotted"])
        found.append(
            Listed(row, Decimal(row.total), ratio, allotted, None if row.pk in own else taken, row.pk in asked)
        )
    return found


def handed_page(row: Breakdown, person: Person, language: Language) -> dict[str, Any]:
    """What every place may read once it is handed down: the table, without the reckoning."""
    chosen = row.scenarios.get(is_chosen=True)
    found = breakdown_of_row(chosen)
    paths = tuple(grant.path for grant in person.within(READ) if grant.unit is None)
    shares = chosen.shares.select_related("place")
    mine = {share.name for share in shares if share.place and share.place.path.startswith(paths)}
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "rows": [
            (each, each.place in mine, said_all(remarks_of(each, opinions=each.place in mine), language))
            for each in handout_rows(found)
        ],
        "step": row.steps.select_related("by").filter(state="handed-down").last(),
    }


def remarks_of(row: HandoutRow, *, opinions: bool) -> tuple[values.Reason, ...]:
    """The remarks of a row; what a place had asked for is not for the others to read."""
    return tuple(each for each in row.remarks if opinions or not each.code.startswith(_ANSWERED))


class ResultRow(NamedTuple):
    """A place in the table of a scenario."""

    place: values.Place
    assigned: Decimal
    growth: Decimal | None
    share: Decimal | None
    bound: str
    reasons: tuple[str, ...]


def result_of(found: values.Breakdown, language: Language) -> dict[str, Any]:
    """A scenario as the page shows it: a row a place with its reasons, the proof of the sum, what holds of the whole."""
    *rows, total = handout_rows(found)
    return {
        "found": found,
        "rows": list(_result_rows(found, rows, language)),
        "total": total,
        "proof": found.proof,
        "notes": said_all(found.notes, language),
        "ratio": printed(Fraction(found.proof.handed_down) * 100),
        "is_over": found.proof.handed_down > 1,
    }


def _result_rows(found: values.Breakdown, rows: Sequence[HandoutRow], language: Language) -> Iterator[ResultRow]:
    for part, row in zip(found.assignments, rows, strict=True):
        yield ResultRow(
            part.place, part.assigned, row.growth, row.share, part.bound.value, said_all(part.reasons, language)
        )


def said_all(reasons: Sequence[values.Reason], language: Language) -> tuple[str, ...]:
    """Reasons, worded."""
    return tuple(wording(each.code, language, **dict(each.values)) for each in reasons)


def breakdown_page(row: Breakdown, person: Person, language: Language) -> dict[str, Any]:
    """Everything about a breakdown of the office's own."""
    scenarios = list(row.scenarios.select_related("origin"))
    chosen = next(each for each in scenarios if each.is_chosen)
    sent = chosen.origin or chosen
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "scenarios": scenarios,
        "chosen": chosen,
        "sent": sent,
        "result": result_of(breakdown_of_row(chosen), language),
        "compared": compared(scenarios),
        "opinions": sent.opinions.select_related("by", "ruled_by"),
        "steps": row.steps.select_related("by"),
        "may_make": breakdowns_own(person, MAKE).filter(pk=row.pk).exists(),
        "may_export": breakdowns_own(person, "plan.export").filter(pk=row.pk).exists(),
        "shares": chosen.shares.all(),
        "asked": asked_rows(row, person),
        "silent": _silent(row, sent),
    }


def _silent(row: Breakdown, sent: Scenario) -> list[str]:
    """Who has not answered yet, while it goes round."""
    if row.state != "opinions":
        return []
    said = {each.name for each in sent.opinions.all()}
    return [each.name for each in sent.shares.all() if each.name not in said]


def compared(scenarios: Sequence[Scenario]) -> dict[str, Any] | None:
    """Scenarios beside each other; ``None`` of fewer than two."""
    if len(scenarios) < 2:
        return None
    found = compare_scenarios([breakdown_of_row(each) for each in scenarios])
    ginis = [None if each.gini is None else percent(each.gini, 2) / 100 for each in found.scenarios]
    return {"table": found, "heads": list(zip(scenarios, found.scenarios, ginis, strict=True))}
