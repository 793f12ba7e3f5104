"""The only writer of cases and rounds: open, answer, rule, withdraw, close, each step with its line in the log.

Whose thing it is that a case is about, and who may see it, is known to the app of that thing alone: it asks its own
gate first and then calls these. What holds for every kind is held here: the order of the steps, a reason for every
ruling, and that nobody rules on a case of their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases.enclosures import Enclosed, enclosures_drop, enclosures_keep
from xiandao.apps.cases.kinds import RULINGS, STEPS, states_before
from xiandao.apps.cases.models import Case, CaseStep, Invitation, Round
from xiandao.apps.files.services import files_lock
from xiandao.core.errors import Refusal
from xiandao.readers.secrecy import bears_marking, case_number

OPEN, RULE = "case.open", "case.rule"
"""The deeds of the rights table."""
LONGEST, LONGEST_NAME, LONGEST_KEY = 4_000, 80, 40
MOST_INVITED = 200
MOST_DAYS = 250
"""Working days that a term may have: a year's."""


class About(NamedTuple):
    """What a case is about: a row of a model, what within it, and what it was called and said when it was opened."""

    model: str
    id: int
    key: str = ""
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case as it is put forward.

    Attributes:
        kind: One of the kinds.
        about: What it is about.
        text: What is said.
        wanted: The value or wording that is asked for; empty where none is.
        place: Id of the place for which it is said. unit: of the unit. outside: the name typed of who has no account.
        round: In which it is said, ``None`` outside of any.
        clock: The day from which working days count, and how many there are; ``None`` where no clock runs.
    """

    kind: str
    about: About
    text: str
    wanted: str = ""
    place: int | None = None
    unit: int | None = None
    outside: str = ""
    round: Round | None = None
    clock: tuple[dt.date, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long a round lasts.

    Attributes:
        until: The last day for those invited.
        days: The working days from which *until* was counted; ``None`` where the day itself was given.
        rule_days: Working days behind *until* in which everything is to be ruled upon; ``None`` for no clock.
    """

    until: dt.date
    days: int | None = None
    rule_days: int | None = None


@transaction.atomic
def round_open(  # noqa: PLR0913 - all of it is what a round is
    person: Person,
    about: About,
    title: str,
    term: Term,
    *,
    places: Sequence[int] = (),
    units: Sequence[int] = (),
    at: dt.datetime,
) -> Round:
    """Asks *places* and *units* (ids) what they have to say.

    Raises:
        Refusal: ``round-title``, ``round-nobody``, ``round-past``, ``round-open-already``.
    """
    _permitted(person, RULE)
    title = _checked(title, "round-title", most=200)
    if not places and not units:
        raise Refusal("round-nobody")
    if len(places) + len(units) > MOST_INVITED:
        raise Refusal("case-long", most=MOST_INVITED)
    if Round.objects.filter(about_model=about.model, about_id=about.id, closed_at=None).exists():
        raise Refusal("round-open-already")
    opened = Round.objects.create(
        about_model=about.model, about_id=about.id, title=title, opened_at=at, by_id=person.id,
        days=term.days, until=term.until, rule_days=term.rule_days,
    )  # fmt: skip
    Invitation.objects.bulk_create(
        [
            *(Invitation(round=opened, place_id=each) for each in dict.fromkeys(places)),
            *(Invitation(round=opened, unit_id=each) for each in dict.fromkeys(units)),
        ]
    )
    record(
        "round.open", "round", opened.pk, by=person, at=at, about=f"{about.model}:{about.id}",
        until=term.until.isoformat(), places=[*places], units=[*units],
    )  # fmt: skip
    return opened


@transaction.atomic
def round_close(person: Person, pk: int, *, at: dt.datetime) -> Round:
    """Ends the round, and every case of it that was ruled upon.

    Raises:
        Refusal: ``round-unruled`` while some wait for a ruling: nobody's word may end without one.
    """
    _permitted(person, RULE)
    closing = Round.objects.select_for_update().get(pk=pk)
    if closing.closed_at is not None:
        raise Refusal("round-none")
    waiting = closing.cases.filter(state__in=("open", "answered")).count()
    if waiting:
        raise Refusal("round-unruled", n=waiting)
    for case in closing.cases.select_for_update().filter(state="ruled"):
        _step(person, case, "close", at=at)
    closing.closed_at, closing.closed_by_id = at, person.id
    closing.save(update_fields=("closed_at", "closed_by"))
    record("round.close", "round", closing.pk, by=person, at=at, cases=closing.cases.count())
    return closing


@transaction.atomic
def case_open(person: Person, opening: Opening, *, at: dt.datetime, enclosed: Sequence[Enclosed] = ()) -> Case:
    """Puts something forward, for a place, a unit, or somebody outside whose words are typed in; with files, if any.

    Raises:
        Refusal: ``case-text`` without words, ``case-proposer`` where nobody is named for whom it is said,
            ``enclosures-many``.
    """
    if enclosed:
        files_lock(shared=True)
    _permitted(person, OPEN)
    about = opening.about
    outside = _checked(opening.outside, most=LONGEST_NAME)
    if not (outside or opening.place or opening.unit):
        raise Refusal("case-proposer")
    case = Case.objects.create(
        kind=opening.kind, round=opening.round, about_model=about.model, about_id=about.id,
        about_key=about.key[:LONGEST_KEY], clause=about.clause[:400], quote=about.quote,
        place_id=opening.place, unit_id=opening.unit, outside=outside,
        text=_checked(opening.text, "case-text"), wanted=_checked(opening.wanted),
        actor=person.actor, by_id=person.id, opened_at=at,
        clock_from=opening.clock[0] if opening.clock else None,
        clock_days=opening.clock[1] if opening.clock else None,
    )  # fmt: skip
    CaseStep.objects.create(case=case, deed="open", state="open", words=case.text, at=at, by_id=person.id)
    record(
        "case.open", "case", case.pk, by=person, at=at, case_kind=case.kind, about=f"{about.model}:{about.id}",
        round=case.round_id, place=case.place_id, unit=case.unit_id, after=_digest(case.text, case.wanted),
    )  # fmt: skip
    enclosures_keep(case, enclosed, by=person, at=at)
    return case


@transaction.atomic
def case_attach(
    person: Person, pk: int, enclosed: Sequence[Enclosed], *, at: dt.datetime, version: int | None = None
) -> Case:
    """Adds files to what was put forward; only who entered it can, and only until it is ruled upon."""
    files_lock(shared=True)
    _permitted(person, OPEN)
    case = _locked(pk, version)
    if case.actor != person.actor:
        raise Refusal("absent")
    if case.state not in states_before(case.kind, "withdraw"):
        raise Refusal("case-state")
    enclosures_keep(case, enclosed, by=person, at=at)
    case.version += 1  # whoever rules meanwhile is told that there is more to read
    case.save(update_fields=("version",))
    named = "、".join(each.name for each in enclosed)
    CaseStep.objects.create(case=case, deed="attach", state=case.state, words=named, at=at, by_id=person.id)
    return case


@transaction.atomic
def case_answer(person: Person, pk: int, words: str, *, at: dt.datetime, version: int | None = None) -> Case:
    """Whoever it is put forward against says their word."""
    _permitted(person, RULE)
    case = _locked(pk, version)
    case.answer = _checked(words, "case-text")
    return _step(person, case, "answer", at=at, words=case.answer)


@transaction.atomic
def case_rule(
    person: Person, pk: int, ruling: str, reason: str, *, at: dt.datetime, version: int | None = None
) -> Case:
    """Adopts, adopts in part, or declines, and says why; until it is closed a ruling may be made anew.

    Raises:
        Refusal: ``case-ruling`` for none of the three, ``case-reason`` without a reason, ``case-own`` on a case that
            the person put forward themselves.
    """
    _permitted(person, RULE)
    case = _locked(pk, version)
    if ruling not in RULINGS:
        raise Refusal("case-ruling")
    if is_own(case, person):
        raise Refusal("case-own")
    case.ruling, case.reason = ruling, _checked(reason, "case-reason")
    case.ruled_at, case.ruled_by_id = at, person.id
    return _step(person, case, "rule", at=at, words=case.reason)


@transaction.atomic
def case_withdraw(person: Person, pk: int, *, at: dt.datetime, version: int | None = None) -> Case:
    """Takes back what was put forward, and what came with it; only who entered it can."""
    files_lock(shared=False)
    _permitted(person, OPEN)
    case = _locked(pk, version)
    if case.actor != person.actor:
        raise Refusal("absent")
    taken = _step(person, case, "withdraw", at=at)
    enclosures_drop(taken)
    return taken


def is_own(case: Case, person: Person) -> bool:
    """Whether *person* put it forward; who types in the words of somebody outside does not make them their own."""
    return not case.outside and case.actor == person.actor


def _permitted(person: Person, deed: str) -> None:
    if not person.may(deed):
        raise Refusal("not-permitted")


def _locked(pk: int, version: int | None) -> Case:
    """The case, if it is as it was on the screen; else whoever was quicker is named."""
    case = Case.objects.select_for_update().filter(pk=pk).first()
    if case is None:
        raise Refusal("absent")
    if version is not None and case.version != version:
        last = case.steps.select_related("by").last()
        who = last.by.name if last and last.by else "—"
        raise Refusal("item-changed", name=str(case), who=who)
    return case


def _step(person: Person, case: Case, deed: str, *, at: dt.datetime, words: str = "") -> Case:
    """One step, if the case stands where it leads from."""
    if case.state not in states_before(case.kind, deed):
        raise Refusal("case-state")
    case.state, case.version = STEPS[deed].after, case.version + 1
    case.save()
    ruling = case.ruling if deed == "rule" else ""
    CaseStep.objects.create(
        case=case, deed=deed, state=case.state, ruling=ruling, words=words, at=at, by_id=person.id
    )  # fmt: skip
    detail = {"ruling": ruling} if ruling else {}
    record(f"case.{deed}", "case", case.pk, by=person, at=at, after=_digest(case.state, words), **detail)
    return case


def _checked(words: str, lacking: str = "", most: int = LONGEST) -> str:
    """Words that may be kept: there, where *lacking* names what is said without them; not too long; of no state secret."""
    words = words.strip()
    if lacking and not words:
        raise Refusal(lacking)
    if len(words) > most:
        raise Refusal("case-long", most=most)
    if bears_marking(words):
        number = case_number(words.encode())
        raise Refusal("state-secret", case=number, name=number)
    return words


def _digest(*words: str) -> str:
    return f"sha256:{hashlib.sha256(chr(0).join(words).encode()).hexdigest()}"
