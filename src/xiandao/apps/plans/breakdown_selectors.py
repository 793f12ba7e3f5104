"""What may be read of breakdowns: the office's own on their way, and what was handed down to one's place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from xiandao.alignment import breakdown_values as values
from xiandao.alignment.breakdown_amounts import percent, printed
from xiandao.alignment.breakdown_opinions import HandoutRow, handout_rows
from xiandao.alignment.breakdown_scenarios import compare_scenarios
from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.plans.breakdown_asked import ASKED, answered, asked_rows, shares_asked, standing_of, unit_of
from xiandao.apps.plans.breakdown_receivers import able_to_answer
from xiandao.apps.plans.breakdown_rows import breakdown_of_row
from xiandao.apps.plans.models import AGREES, Breakdown, BreakdownOpinion, Item, Scenario, Share
from xiandao.apps.plans.selectors import item_for
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

READ, MAKE = "breakdown.read", "breakdown.make"
_ANSWERED = ("breakdown-adopted-", "breakdown-declined-")


def breakdowns_own(person: Person, deed: str = READ) -> QuerySet[Breakdown]:
    """The breakdowns of plans that lie within the posts by which *person* may do *deed*.

    A post of a unit that is or was asked gives its own row alone, unless it may make the breakdown or is of the unit that
    keeps the plan or made the breakdown.
    """
    own = Q(pk__in=())
    for grant in person.within(deed):
        plans = (
            Q(edition__plan__keeper__path__startswith=grant.path)
            if grant.unit is None
            else Q(edition__plan__post__unit=grant.unit)
        )
        if grant.role not in RIGHTS.drafts:
            plans &= ~Q(edition__state="draft")
        if grant.post is not None and grant.role not in RIGHTS.deeds[MAKE]:
            unit = unit_of(grant)
            asked = Share.objects.filter(ASKED, receiver__in=unit).values("scenario__breakdown")
            plans &= ~Q(pk__in=asked) | Q(edition__plan__post__unit__in=unit) | Q(post__unit__in=unit)
        own |= plans & Q(edition__plan__secrecy__in=RIGHTS.sees[grant.role], edition__plan__is_reference=False)
    return Breakdown.objects.filter(own)


def breakdowns_seen(person: Person) -> QuerySet[Breakdown]:
    """Those, what has been handed down to a place or unit of the person's, and what they are or were asked on."""
    taken = Q(pk__in=())
    for grant in person.within(READ):
        theirs = Share.objects.filter(_theirs(grant), scenario__breakdown=OuterRef("pk"), scenario__is_chosen=True)
        taken |= Q(Exists(theirs)) & Q(edition__plan__secrecy__in=RIGHTS.sees[grant.role])
    own = breakdowns_own(person).values("pk")
    asked = shares_asked(person).values("scenario__breakdown")
    return Breakdown.objects.filter(Q(pk__in=own) | Q(pk__in=asked) | (taken & Q(state="handed-down")))


def _theirs(grant: Grant) -> Q:
    """The rows of the places within a post, and of its unit."""
    unit = Q(receiver__in=unit_of(grant))
    return unit | Q(place__path__startswith=grant.path) if grant.unit is None else unit


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
        is_asked: Whether an answer of the person's place or unit is waited for. is_answered: whether it was given.
    """

    breakdown: Breakdown
    total: Decimal
    ratio: Decimal | None
    allotted: Decimal | None
    mine: str | None
    is_asked: bool = False
    is_answered: bool = False


_ORDERS = {"title": "title", "-title": "-title", "year": "year", "-year": "-year", "state": "state", "-state": "-state"}


def breakdown_list(person: Person, asked: Mapping[str, str]) -> QuerySet[Breakdown]:
    """Breakdowns seen, filtered and sorted by what the address asks."""
    rows = breakdowns_seen(person).select_related("edition__plan__place", "edition__plan__keeper")
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
    asked = _asked_of(person, rows)
    units = _units_of(person)
    return [_listed(person, row, asked.get(row.pk), units, is_own=row.pk in own) for row in rows]


class _Asked(NamedTuple):
    """A row of the list as far as the person is asked on it: figures in words, and whether answers are waited for."""

    figures: str
    waits: bool


def _asked_of(person: Person, rows: Sequence[Breakdown]) -> dict[int, _Asked]:
    """Breakdown → what the person is or was asked on it."""
    found = shares_asked(person).filter(scenario__breakdown__in=[row.pk for row in rows])
    shares = list(found.select_related("scenario").order_by("ordinal"))
    if not shares:
        return {}
    standing = standing_of(shares)
    said: dict[tuple[int, str], list[BreakdownOpinion]] = {}
    for each in BreakdownOpinion.objects.filter(scenario__in={share.scenario_id for share in shares}):
        said.setdefault((each.scenario_id, each.name), []).append(each)
    asked: dict[int, _Asked] = {}
    for share in shares:
        pk, stands = share.scenario.breakdown_id, standing[share.pk]
        waits = not answered(said.get((share.scenario_id, share.name), ()), [stands])
        before = asked.get(pk)
        figure = f"{share.name} {stands.assigned}"
        asked[pk] = _Asked(f"{before.figures}、{figure}", before.waits or waits) if before else _Asked(figure, waits)
    return asked


def _listed(person: Person, row: Breakdown, asked: _Asked | None, units: frozenset[int], *, is_own: bool) -> Listed:
    now = asked if row.state == "opinions" else None
    waits, said = now is not None and now.waits, now is not None and not now.waits
    if not is_own and asked is not None and row.state != "handed-down":
        return Listed(row, Decimal(row.total), None, None, asked.figures, waits, said)
    (chosen,) = row.in_force  # type: ignore[attr-defined]
    mine = _mine(person, row, chosen.shares.all(), units)
    taken = "、".join(f"{share.name} {share.assigned}" for share in mine)
    ratio, allotted = Decimal(chosen.ratio) * 100, Decimal(chosen.result["proof"]["allotted"])
    return Listed(row, Decimal(row.total), ratio, allotted, None if is_own else taken, waits, said)


def _units_of(person: Person) -> frozenset[int]:
    return frozenset(Post.objects.filter(pk__in=person.posts).values_list("unit", flat=True))


def _mine(person: Person, row: Breakdown, shares: Iterable[Share], units: frozenset[int]) -> list[Share]:
    """The rows of the person's units, and of the places within their posts where these do not reach the plan itself."""
    keeper = row.edition.plan.keeper.path
    reached = [grant.path for grant in person.within(READ) if grant.unit is None]
    paths = tuple(path for path in reached if not keeper.startswith(path))
    return [each for each in shares if each.receiver_id in units or (each.place and each.place.path.startswith(paths))]


def handed_page(row: Breakdown, person: Person, language: Language) -> dict[str, Any]:
    """What every receiver may read once it is handed down: the table, without the reckoning, and its own answers."""
    chosen = row.scenarios.get(is_chosen=True)
    found = breakdown_of_row(chosen)
    mine = {share.name for share in _mine(person, row, chosen.shares.select_related("place"), _units_of(person))}
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "rows": [
            (each, each.place in mine, said_all(remarks_of(each, opinions=each.place in mine), language))
            for each in handout_rows(found)
        ],
        "step": row.steps.select_related("by").filter(state="handed-down").last(),
        "asked": [each for each in asked_rows(row, person) if each.opinions],
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


def breakdown_page(row: Breakdown, person: Person, language: Language, on: dt.date) -> dict[str, Any]:
    """Everything about a breakdown of the office's own; *on* which day, for who may answer."""
    scenarios = list(row.scenarios.select_related("origin"))
    chosen = next(each for each in scenarios if each.is_chosen)
    sent = chosen.origin or chosen
    shares = list(chosen.shares.all())
    opinions = list(row_opinions(row))
    now = [each for each in opinions if each.scenario_id == sent.pk]
    held = answered([each for each in now if each.wish == AGREES], shares)
    return {
        "breakdown": row,
        "plan": row.edition.plan,
        "scenarios": scenarios,
        "chosen": chosen,
        "sent": sent,
        "result": result_of(breakdown_of_row(chosen), language),
        "compared": compared(scenarios),
        "opinions": now,
        "earlier": [each for each in opinions if each.scenario_id != sent.pk],
        "outdated": {each.pk for each in now if each.wish == AGREES and each.name not in held},
        "steps": row.steps.select_related("by"),
        "may_make": breakdowns_own(person, MAKE).filter(pk=row.pk).exists(),
        "may_export": breakdowns_own(person, "plan.export").filter(pk=row.pk).exists(),
        "shares": shares,
        "asked": asked_rows(row, person),
        **_silent(row, now, shares, on),
    }


def row_opinions(row: Breakdown) -> QuerySet[BreakdownOpinion]:
    """What was answered in every round."""
    return BreakdownOpinion.objects.filter(scenario__breakdown=row).select_related("by", "ruled_by").order_by("pk")


def _silent(
    row: Breakdown, said: Iterable[BreakdownOpinion], shares: Sequence[Share], on: dt.date
) -> dict[str, list[str]]:
    """Who has not answered yet, while it goes round: who can, and for whom the office enters what came on paper."""
    if row.state != "opinions":
        return {"silent": [], "unable": []}
    done = answered(said, shares)
    able = able_to_answer(shares, row.edition.plan.secrecy, on)
    left = [each.name for each in shares if each.name not in done]
    return {"silent": [name for name in left if name in able], "unable": [name for name in left if name not in able]}


def compared(scenarios: Sequence[Scenario]) -> dict[str, Any] | None:
    """Scenarios beside each other; ``None`` of fewer than two."""
    if len(scenarios) < 2:
        return None
    found = compare_scenarios([breakdown_of_row(each) for each in scenarios])
    ginis = [None if each.gini is None else percent(each.gini, 2) / 100 for each in found.scenarios]
    return {"table": found, "heads": list(zip(scenarios, found.scenarios, ginis, strict=True))}
