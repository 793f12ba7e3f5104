"""The only writer of breakdowns: scenarios, opinions and what is ruled on them, and the way to 下达."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction

from xiandao.alignment import breakdown_values as values
from xiandao.alignment.breakdown import break_down
from xiandao.alignment.breakdown_opinions import with_opinions
from xiandao.alignment.breakdown_scenarios import compare_scenarios
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.breakdown_asked import RULED, answered, asked_for, share_asked, share_standing
from xiandao.apps.plans.breakdown_forms import RATES, Typed, amount_of, refuse_texts, request_of, year_of
from xiandao.apps.plans.breakdown_receivers import Keys, keys_of, keys_typed, place_of
from xiandao.apps.plans.breakdown_rows import (
    breakdown_of_row,
    columns_of_breakdown,
    request_of_dict,
    rulings_of_rows,
    shares_of_breakdown,
)
from xiandao.apps.plans.breakdown_selectors import MAKE, breakdown_for, target_for
from xiandao.apps.plans.models import (
    AGREES,
    PARTITIONS,
    WISHES,
    Breakdown,
    BreakdownOpinion,
    BreakdownStep,
    Scenario,
    Share,
)
from xiandao.apps.plans.telling import answer_told, breakdown_told, opinion_ruled_told, share_changed_told
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

MOST_SCENARIOS = 8
LONGEST_NOTE, LONGEST_REASON = 400, 400


class Move(NamedTuple):
    """A step from one state to another; *needs_note*: it must be said by whom, where, or why."""

    to: str
    needs_note: bool = False


MOVES: Mapping[str, tuple[Move, ...]] = {
    "drafting": (Move("opinions"), Move("withdrawn", needs_note=True)),
    "opinions": (
        Move("countersigned", needs_note=True),
        Move("drafting", needs_note=True),
        Move("withdrawn", needs_note=True),
    ),
    "countersigned": (
        Move("decided", needs_note=True),
        Move("drafting", needs_note=True),
        Move("withdrawn", needs_note=True),
    ),
    "decided": (Move("handed-down"), Move("drafting", needs_note=True), Move("withdrawn", needs_note=True)),
    "handed-down": (Move("withdrawn", needs_note=True),),
    "withdrawn": (),
}
"""Where a breakdown may go from each state: 起草 → 征求意见 → 会签 → 上会 → 下达, back to 起草, or 撤回."""


def reckoned(typed: Typed) -> values.Breakdown:
    """What the form gives; nothing is kept.

    Raises:
        Refusal: It cannot be reckoned; it says which and by how much.
    """
    return break_down(request_of(typed))


@transaction.atomic
def breakdown_make(person: Person, item: int, typed: Typed, *, at: dt.datetime) -> Breakdown:
    """A breakdown of a live target, with its first scenario."""
    target = target_for(person, item)
    if target.unit in RATES:
        raise Refusal("breakdown-rate", unit=target.unit)
    found = reckoned(typed)
    post = next((grant.post for grant in person.within(MAKE)), None)
    row = Breakdown.objects.create(
        edition=target.edition,
        item=target,
        title=typed.title,
        year=year_of(typed),
        unit=found.request.unit,
        total=str(found.request.total),
        partition=typed.partition if typed.partition in PARTITIONS else PARTITIONS[0],
        at=at,
        by_id=person.id,
        post_id=post,
    )
    record("breakdown.make", "breakdown", row.pk, by=person, at=at, item=target.pk, edition=target.edition_id)
    _step(row, "drafting", None, by=person, at=at)
    _scenario(row, found, keys_typed(typed, place_of(row.edition.plan)), by=person, at=at, is_chosen=True)
    return row


@transaction.atomic
def scenario_add(person: Person, pk: int, typed: Typed, *, at: dt.datetime) -> Scenario:
    """One more way of splitting the same total over the same places."""
    row = _locked(person, pk)
    _require(row, "drafting")
    others = list(row.scenarios.all())
    found = reckoned(typed)
    if found.request.unit != row.unit or found.request.total != request_of_dict(others[0].request).total:
        raise Refusal("breakdown-other-total", total=row.total, unit=row.unit)
    if any(each.name == typed.name for each in others):
        raise Refusal("breakdown-name-taken", name=typed.name)
    if len(others) >= MOST_SCENARIOS:
        raise Refusal("breakdown-scenarios-many", most=MOST_SCENARIOS)
    compare_scenarios([*map(breakdown_of_row, others), found])
    return _scenario(row, found, keys_typed(typed, place_of(row.edition.plan)), by=person, at=at)


@transaction.atomic
def scenario_choose(person: Person, pk: int, scenario: int, *, at: dt.datetime) -> None:
    """That one goes on its way."""
    row = _locked(person, pk)
    _require(row, "drafting")
    chosen = row.scenarios.filter(pk=scenario).first()
    if chosen is None:
        raise Refusal("absent")
    _choose(row, chosen)
    record("breakdown.choose", "breakdown", row.pk, by=person, at=at, scenario=chosen.pk, after=chosen.digest)


@transaction.atomic
def breakdown_move(person: Person, pk: int, *, seen: str, to: str, note: str, at: dt.datetime) -> Breakdown:
    """Brings a breakdown from the state that was on the screen, *seen*, into the next.

    Raises:
        Refusal: ``breakdown-moved`` when somebody was quicker, ``breakdown-note`` without the words that the step
            needs, ``breakdown-opinions-open`` while an opinion waits for its ruling.
    """
    row = _locked(person, pk)
    _require(row, seen)
    move = next((each for each in MOVES[row.state] if each.to == to), None)
    if move is None:
        raise Refusal("breakdown-moved")
    said = _words(note, LONGEST_NOTE)
    if move.needs_note and not said:
        raise Refusal("breakdown-note")
    if (row.state, to) == ("opinions", "countersigned") and (left := _open(row)):
        raise Refusal("breakdown-opinions-open", n=left)
    if to == "opinions":
        _resend(row, by=person, at=at)
    row.state = to
    row.save(update_fields=("state",))
    _step(row, to, row.scenarios.get(is_chosen=True), by=person, at=at, note=said)
    breakdown_told(row, by=person, at=at)
    return row


@transaction.atomic
def opinion_add(person: Person, pk: int, given: Mapping[str, str], *, at: dt.datetime) -> BreakdownOpinion:
    """What a place answers, entered for it with its reason."""
    row = _locked(person, pk)
    _require(row, "opinions")
    sent = _sent(row)
    name, reason = given.get("name", ""), _words(given.get("reason", ""), LONGEST_REASON)
    if not sent.shares.filter(name=name).exists():
        raise Refusal("opinion-place-unknown", place=name)
    if given.get("wish") not in WISHES:
        raise Refusal("breakdown-wish")
    if not reason:
        raise Refusal("opinion-without-reason", place=name)
    value = amount_of(given.get("value", ""), place=name, field=given["wish"])
    if value < 0:
        raise Refusal("breakdown-amount-negative", place=name, field=given["wish"], value=value)
    opinion = BreakdownOpinion.objects.create(
        scenario=sent, name=name, wish=given["wish"], value=str(value), reason=reason, at=at, by_id=person.id
    )
    record(
        "breakdown.opinion", "breakdown", row.pk, by=person, at=at, after=_digest(opinion),
        opinion=opinion.pk, wish=opinion.wish,
    )  # fmt: skip
    return opinion


@transaction.atomic
def opinion_answer(person: Person, pk: int, given: Mapping[str, str], *, at: dt.datetime) -> BreakdownOpinion:
    """What a place or unit that is asked answers itself, on its own row, until the round ends or somebody has ruled on it.

    What it said before takes its place. It is bound to the figure that was on the screen, ``seen``: whoever agrees says
    to what.

    Raises:
        Refusal: ``absent`` where it is not asked; ``opinion-round-over``, ``opinion-ruled``, ``breakdown-share-changed``
            where another figure stands by now; ``opinion-stance``, ``opinion-without-reason``, and what is wrong with
            the value.
    """
    row = Breakdown.objects.select_for_update().get(pk=asked_for(person, pk).pk)
    if row.state != "opinions":
        raise Refusal("opinion-round-over")
    sent = share_asked(person, row, given.get("name", ""))
    mine = BreakdownOpinion.objects.filter(scenario=sent.scenario_id, name=sent.name, is_own=True)
    if mine.filter(ruling__in=RULED).exists():
        raise Refusal("opinion-ruled", place=sent.name)
    said = _answer(given, share_standing(sent), row.unit)
    opinion = mine.last()
    before = _digest(opinion) if opinion else None
    if opinion is None:
        opinion = BreakdownOpinion(scenario=sent.scenario, name=sent.name, is_own=True)
    else:
        opinion.version += 1
    for name, value in {**said, "at": at, "by_id": person.id}.items():
        setattr(opinion, name, value)
    opinion.save()
    record(
        "breakdown.answer", "breakdown", row.pk, by=person, at=at, before=before, after=_digest(opinion),
        opinion=opinion.pk, wish=opinion.wish, place=sent.place_id, unit=sent.receiver_id,
    )  # fmt: skip
    answer_told(row, by=person, at=at, agrees=opinion.wish == AGREES)
    return opinion


def _answer(given: Mapping[str, str], share: Share, unit: str) -> dict[str, str]:
    """The columns of an answer: agreed to the figure that was seen, or another amount with the reason."""
    wish, reason = given.get("wish", ""), _words(given.get("reason", ""), LONGEST_REASON)
    seen = given.get("seen", "")
    if seen != share.assigned and (seen or wish == AGREES):
        raise Refusal("breakdown-share-changed", place=share.name, now=share.assigned, unit=unit)
    if wish == AGREES:
        return {"wish": wish, "value": share.assigned, "reason": reason, "ruling": "agreed"}
    if wish not in WISHES:
        raise Refusal("opinion-stance")
    if not reason:
        raise Refusal("opinion-without-reason", place=share.name)
    value = amount_of(given.get("value", ""), place=share.name, field=wish)
    if value < 0:
        raise Refusal("breakdown-amount-negative", place=share.name, field=wish, value=value)
    return {"wish": wish, "value": str(value), "reason": reason, "ruling": "open"}


def _digest(opinion: BreakdownOpinion) -> str:
    return digest_of({name: getattr(opinion, name) for name in ("name", "wish", "value", "reason")})


@transaction.atomic
def opinion_rule(  # noqa: PLR0913 - all of it is what a ruling is
    person: Person, pk: int, number: int, *, ruling: str, ruled_for: str, at: dt.datetime, version: int | None = None
) -> Scenario:
    """Adopts or declines an opinion, with the reason; then the whole is reckoned anew and still makes the total.

    Raises:
        Refusal: Without a reason, ruled already, answered by the person themselves, said anew since it was on the screen
            (*version*), or what was adopted leaves no room: then nothing has changed.
    """
    row = _locked(person, pk)
    _require(row, "opinions")
    opinion = _sent(row).opinions.filter(pk=number).first()
    if opinion is None:
        raise Refusal("absent")
    if ruling not in ("adopted", "declined"):
        raise Refusal("breakdown-ruling")
    if opinion.ruling != "open":
        raise Refusal("opinion-ruled", place=opinion.name)
    if opinion.is_own and opinion.by_id is not None and opinion.by_id == person.id:
        raise Refusal("case-own")
    if version is not None and opinion.version != version:
        raise Refusal("opinion-changed", place=opinion.name)
    opinion.ruling, opinion.ruled_for = ruling, _words(ruled_for, LONGEST_REASON)
    opinion.ruled_at, opinion.ruled_by_id = at, person.id
    opinion.save()
    stood = _agreed(row, opinion.scenario)
    amended = _amended(row, opinion.scenario, by=person, at=at)
    record(
        "breakdown.rule", "breakdown", row.pk, by=person, at=at,
        opinion=opinion.pk, ruling=ruling, after=amended.digest,
    )  # fmt: skip
    opinion_ruled_told(row, opinion.name, by=person, at=at)
    share_changed_told(row, stood - _agreed(row, opinion.scenario), by=person, at=at)
    return amended


def _agreed(row: Breakdown, sent: Scenario) -> set[str]:
    """Who agrees to the figure that stands."""
    shares = row.scenarios.get(is_chosen=True).shares.all()
    return answered(sent.opinions.filter(ruling="agreed"), shares)


def _amended(row: Breakdown, sent: Scenario, *, by: Person, at: dt.datetime) -> Scenario:
    """*sent* with everything ruled so far; it takes the place of what earlier rulings made of it."""
    request = with_opinions(request_of_dict(sent.request), rulings_of_rows(sent.opinions.all()))
    found = break_down(replace(request, name=_free_name(row, sent, "breakdown-amended")))
    sent.amended.all().delete()
    return _scenario(row, found, keys_of(sent), by=by, at=at, origin=sent, is_chosen=True)


def _free_name(row: Breakdown, of: Scenario, code: str) -> str:
    name = wording(code, "zh", name=of.name)[:40]
    taken_names = set(row.scenarios.exclude(origin=of).values_list("name", flat=True))
    return name if name not in taken_names else f"{name[:30]}#{of.pk}"


def _resend(row: Breakdown, *, by: Person, at: dt.datetime) -> None:
    """What goes round once more goes as rulings left it, and is answered anew: what was ruled stays with the round before."""
    chosen = row.scenarios.get(is_chosen=True)
    if chosen.origin_id is not None:
        row.scenarios.filter(pk=chosen.pk).update(origin=None)
    elif chosen.opinions.filter(ruling__in=RULED).exists():
        found = breakdown_of_row(chosen)
        again = replace(found, request=replace(found.request, name=_free_name(row, chosen, "breakdown-again")))
        _scenario(row, again, keys_of(chosen), by=by, at=at, is_chosen=True)


def _scenario(  # noqa: PLR0913 - a scenario is what it is
    row: Breakdown,
    found: values.Breakdown,
    keys: Keys,
    *,
    by: Person,
    at: dt.datetime,
    origin: Scenario | None = None,
    is_chosen: bool = False,
) -> Scenario:
    made = Scenario.objects.create(
        breakdown=row, origin=origin, name=found.request.name, at=at, by_id=by.id, **columns_of_breakdown(found)
    )
    Share.objects.bulk_create(shares_of_breakdown(found, made, keys.places, keys.units))
    if is_chosen:
        _choose(row, made)
    record("breakdown.scenario", "breakdown", row.pk, by=by, at=at, scenario=made.pk, after=made.digest)
    return made


def _choose(row: Breakdown, chosen: Scenario) -> None:
    row.scenarios.filter(is_chosen=True).update(is_chosen=False)
    row.scenarios.filter(pk=chosen.pk).update(is_chosen=True)


def _step(
    row: Breakdown, state: str, scenario: Scenario | None, *, by: Person, at: dt.datetime, note: str = ""
) -> None:
    digest = scenario.digest if scenario else ""
    BreakdownStep.objects.create(
        breakdown=row, state=state, scenario=scenario, digest=digest, note=note, at=at, by_id=by.id
    )
    if scenario is not None:
        record("breakdown.move", "breakdown", row.pk, by=by, at=at, state=state, after=digest)


def _locked(person: Person, pk: int) -> Breakdown:
    return Breakdown.objects.select_for_update().get(pk=breakdown_for(person, pk, MAKE).pk)


def _require(row: Breakdown, state: str) -> None:
    if row.state != state:
        raise Refusal("breakdown-moved")


def _sent(row: Breakdown) -> Scenario:
    """The scenario that was sent round: the chosen one, as it was before rulings changed it."""
    chosen = row.scenarios.select_related("origin").get(is_chosen=True)
    return chosen.origin or chosen


def _open(row: Breakdown) -> int:
    return _sent(row).opinions.filter(ruling="open").count()


def _words(text: str, most: int) -> str:
    said = " ".join("".join(each if each.isprintable() else " " for each in text).split())[:most]
    refuse_texts((said,))
    return said
