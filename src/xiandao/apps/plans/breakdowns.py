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
from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.places.models import Place
from xiandao.apps.plans.breakdown_forms import RATES, Typed, amount_of, refuse_texts, request_of, taken, year_of
from xiandao.apps.plans.breakdown_receivers import place_of
from xiandao.apps.plans.breakdown_rows import (
    breakdown_of_row,
    columns_of_breakdown,
    request_of_dict,
    rulings_of_rows,
    shares_of_breakdown,
)
from xiandao.apps.plans.breakdown_selectors import MAKE, asked_for, breakdown_for, share_asked, target_for
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
from xiandao.apps.plans.telling import answer_told, breakdown_told
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
    _scenario(row, found, _places(typed, place_of(row.edition.plan)), by=person, at=at, is_chosen=True)
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
    return _scenario(row, found, _places(typed, place_of(row.edition.plan)), by=person, at=at)


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
    record("breakdown.opinion", "breakdown", row.pk, by=person, at=at, opinion=opinion.pk, wish=opinion.wish)
    return opinion


@transaction.atomic
def opinion_answer(person: Person, pk: int, given: Mapping[str, str], *, at: dt.datetime) -> BreakdownOpinion:
    """What a place or unit that is asked answers itself, on its own row, until the round ends.

    What it said before takes its place, as long as nobody has ruled on it.

    Raises:
        Refusal: ``absent`` where it is not asked, or not any more; ``opinion-stance``, ``opinion-without-reason``, and
            what is wrong with the value.
    """
    row = Breakdown.objects.select_for_update().get(pk=asked_for(person, pk).pk)
    share = share_asked(person, asked_for(person, pk), given.get("name", ""))
    said = _answer(given, share)
    mine = BreakdownOpinion.objects.filter(scenario=share.scenario, name=share.name, is_own=True)
    opinion = mine.filter(ruling__in=("open", "agreed")).last()
    before = _digest(opinion) if opinion else None
    if opinion is None:
        opinion = BreakdownOpinion(scenario=share.scenario, name=share.name, is_own=True)
    else:
        opinion.version += 1
    for name, value in {**said, "at": at, "by_id": person.id}.items():
        setattr(opinion, name, value)
    opinion.save()
    record(
        "breakdown.answer", "breakdown", row.pk, by=person, at=at, before=before, after=_digest(opinion),
        opinion=opinion.pk, wish=opinion.wish, place=share.place_id, unit=share.receiver_id,
    )  # fmt: skip
    answer_told(row, by=person, at=at)
    return opinion


def _answer(given: Mapping[str, str], share: Share) -> dict[str, str]:
    """The columns of an answer: agreed to what was given, or another amount with the reason."""
    wish, reason = given.get("wish", ""), _words(given.get("reason", ""), LONGEST_REASON)
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
        Refusal: Without a reason, ruled already, answered by the person themselves, said anew since it was on the screen (*version*), or what was adopted
            leaves no room: then nothing has changed.
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
        raise Refusal("breakdown-moved")
    opinion.ruling, opinion.ruled_for = ruling, _words(ruled_for, LONGEST_REASON)
    opinion.ruled_at, opinion.ruled_by_id = at, person.id
    opinion.save()
    amended = _amended(row, opinion.scenario, by=person, at=at)
    record(
        "breakdown.rule", "breakdown", row.pk, by=person, at=at,
        opinion=opinion.pk, ruling=ruling, after=amended.digest,
    )  # fmt: skip
    return amended


def _amended(row: Breakdown, sent: Scenario, *, by: Person, at: dt.datetime) -> Scenario:
    """*sent* with everything ruled so far; it takes the place of what earlier rulings made of it."""
    request = with_opinions(request_of_dict(sent.request), rulings_of_rows(sent.opinions.all()))
    name = _free_name(row, sent)
    found = break_down(replace(request, name=name))
    places = dict(sent.shares.exclude(place=None).values_list("name", "place_id"))
    sent.amended.all().delete()
    return _scenario(row, found, places, by=by, at=at, origin=sent, is_chosen=True)


def _free_name(row: Breakdown, sent: Scenario) -> str:
    name = wording("breakdown-amended", "zh", name=sent.name)[:40]
    taken_names = set(row.scenarios.exclude(origin=sent).values_list("name", flat=True))
    return name if name not in taken_names else f"{name[:34]}#{sent.pk}"


def _scenario(  # noqa: PLR0913 - a scenario is what it is
    row: Breakdown,
    found: values.Breakdown,
    places: Mapping[str, int],
    *,
    by: Person,
    at: dt.datetime,
    origin: Scenario | None = None,
    is_chosen: bool = False,
) -> Scenario:
    made = Scenario.objects.create(
        breakdown=row, origin=origin, name=found.request.name, at=at, by_id=by.id, **columns_of_breakdown(found)
    )
    shares = shares_of_breakdown(found, made, places, _units(found, place_of(row.edition.plan)))
    Share.objects.bulk_create(shares)
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


def _places(typed: Typed, of: Place) -> dict[str, int]:
    """The keys of the places among the lines, as far as such places lie below *of*: nothing is handed to others."""
    keys = {line.name: int(line.place) for line in taken(typed) if line.place.isdecimal() and len(line.place) < 10}
    below = Place.objects.filter(pk__in=keys.values(), path__startswith=of.path).exclude(pk=of.pk)
    known = dict(below.values_list("pk", "name"))
    return {name: pk for name, pk in keys.items() if known.get(pk) == name}


def _units(found: values.Breakdown, of: Place) -> dict[str, int]:
    """The units of *of* that are called as a receiver is; of two of one name neither."""
    names = [part.place.name for part in found.assignments]
    named = list(Unit.objects.filter(place=of, name__in=names).values_list("name", "pk"))
    return {name: pk for name, pk in named if sum(each == name for each, _ in named) == 1}


def _words(text: str, most: int) -> str:
    said = " ".join("".join(each if each.isprintable() else " " for each in text).split())[:most]
    refuse_texts((said,))
    return said
