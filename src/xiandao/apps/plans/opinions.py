"""征求意见 on a draft: a round that asks places and units, comments clause by clause, a ruling with a reason on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases import selectors as cases
from xiandao.apps.cases import services
from xiandao.apps.cases.clock import last_day
from xiandao.apps.cases.enclosures import Enclosed, File, enclosed_files
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.cases.services import MOST_DAYS, OPEN, RULE, About, Opening, Term
from xiandao.apps.files.services import files_lock
from xiandao.apps.places.models import Management, Place
from xiandao.apps.plans.export_sources import Sources
from xiandao.apps.plans.models import SECRECY, Edition, Item
from xiandao.apps.plans.selectors import OPINIONS_ON, edition_for, editions_seen
from xiandao.apps.plans.telling import comment_told, round_told, ruling_told
from xiandao.core.errors import Refusal

KIND = "comment"
ITEM = "plans.item"
LONGEST_QUOTE = 2_000
"""Characters of selected words; whoever means more means the whole."""
TWICE = dt.timedelta(minutes=1)
"""In which the same files with the same words are one comment, sent twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A round as it is asked for.

    Attributes:
        title: What it is called.
        days: Working days for those invited, ``None`` where *until* is given instead.
        until: The last day for those invited, ``None`` where it is to be counted.
        rule_days: Working days behind it in which the office rules on everything; ``None`` for no clock.
        places: Ids of the places asked. units: ids of the units.
    """

    title: str
    days: int | None = None
    until: dt.date | None = None
    rule_days: int | None = None
    places: Sequence[int] = ()
    units: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A comment as it is put forward: on an item, on words of the text, or on the whole.

    Attributes:
        item: Id of the item, ``None`` for none.
        span: Where the words stand; ``None`` where they are typed in *words*, or nothing is selected.
        outside: The unit's name as typed, where the office enters what it was sent; else empty.
    """

    text: str
    wanted: str = ""
    item: int | None = None
    span: tuple[int, int] | None = None
    words: str = ""
    outside: str = ""


def may_rule(person: Person, of: Edition) -> bool:
    """Whether *person* keeps the plan and rules on what is said of it."""
    return person.may(RULE) and editions_seen(person, RULE).filter(pk=of.pk).exists()


def places_to_ask(of: Edition) -> list[Place]:
    """The places below the keeper of the plan, and the zones that manage any of them."""
    path = of.plan.keeper.path
    managing = Management.objects.filter(place__path__startswith=path).values("zone")
    below = Q(parent=of.plan.keeper) | Q(pk__in=managing)
    return list(Place.objects.filter(below).exclude(pk=of.plan.keeper_id).order_by("path"))


def units_to_ask(of: Edition) -> list[Unit]:
    """The units of the keeper's own place, of those below it, and of those beside it; the own first, then place by place."""
    keeper = of.plan.keeper
    below = [each.pk for each in places_to_ask(of)]
    beside = Q(place__parent=keeper.parent_id) if keeper.parent_id else Q(pk__in=())
    found = Unit.objects.filter(Q(place=keeper) | Q(place__in=below) | beside).select_related("place")
    return sorted(found, key=lambda each: (_nearness(each.place, keeper, below), each.place.path, each.name))


def _nearness(place: Place, keeper: Place, below: Sequence[int]) -> int:
    """The own place first, then what lies below, then what lies beside."""
    if place.pk == keeper.pk:
        return 0
    return 1 if place.pk in below else 2


@transaction.atomic
def round_begin(person: Person, pk: int, asking: Asking, *, at: dt.datetime) -> Round:
    """Asks for comments on a draft.

    Raises:
        Refusal: ``round-not-draft``, ``round-days``, ``round-past``, ``calendar-year-missing`` where the last day cannot
            be counted, and what opening a round refuses.
    """
    of = edition_for(person, pk, RULE)
    if of.state != "draft":
        raise Refusal("round-not-draft")
    strangers = {*asking.places} - {each.pk for each in places_to_ask(of)} or (
        {*asking.units} - {each.pk for each in units_to_ask(of)}
    )
    if strangers:
        raise Refusal("round-nobody")
    term = _term(asking, timezone.localdate(at))
    about = About(OPINIONS_ON, of.pk)
    opened = services.round_open(person, about, asking.title, term, places=asking.places, units=asking.units, at=at)
    round_told(opened, of.pk, by=person, at=at)
    return opened


def _term(asking: Asking, today: dt.date) -> Term:
    for days in (asking.days, asking.rule_days):
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise Refusal("round-days", most=MOST_DAYS)
    if asking.until is not None:
        if asking.until < today:
            raise Refusal("round-past")
        return Term(until=asking.until, rule_days=asking.rule_days)
    if asking.days is None:
        raise Refusal("round-days", most=MOST_DAYS)
    return Term(until=last_day(today, asking.days), days=asking.days, rule_days=asking.rule_days)


def round_end(person: Person, pk: int, *, at: dt.datetime) -> Round:
    """Ends the round on a draft; refused while a comment waits for its ruling."""
    of = edition_for(person, pk, RULE)
    return services.round_close(person, open_round(of).pk, at=at)


def open_round(of: Edition) -> Round:
    """The round that is open on *of*.

    Raises:
        Refusal: ``round-none``.
    """
    found = cases.round_of(OPINIONS_ON, of.pk)
    if found is None or found.closed_at is not None:
        raise Refusal("round-none")
    return found


def comment_add(person: Person, pk: int, saying: Saying, *, at: dt.datetime, files: Collection[File] = ()) -> Case:
    """What somebody has to say of a draft: invited, or outside and typed in by the office that asks; with its letter.

    Raises:
        Refusal: ``round-none``, ``round-over`` after the last day, ``round-not-invited``, ``opinion-words`` where the
            words typed do not stand in the text; ``enclosure-secret``, and what files are refused for.

    Returns:
        The comment; the one that stands already, where the same with the same files was sent a moment before.
    """
    if files:  # nothing is read of whoever may not speak
        of = edition_for(person, pk)
        _speaks_for(person, of, open_round(of), saying, timezone.localdate(at))
        _refuse_secret(of)
    with enclosed_files(files, by=person, at=at) as enclosed:
        return _comment_add(person, pk, saying, enclosed, at=at)


@transaction.atomic
def _comment_add(person: Person, pk: int, saying: Saying, enclosed: Sequence[Enclosed], *, at: dt.datetime) -> Case:
    if enclosed:
        files_lock(shared=True)
    of = edition_for(person, pk)
    if enclosed:
        _refuse_secret(of)
    asked = open_round(of)
    place, unit = _speaks_for(person, of, asked, saying, timezone.localdate(at))
    opening = Opening(
        kind=KIND,
        about=about_of(of, saying),
        text=saying.text,
        wanted=saying.wanted,
        place=place,
        unit=unit,
        outside=saying.outside,
        round=asked,
        clock=None if asked.rule_days is None else (asked.until, asked.rule_days),
    )
    if enclosed and (already := _sent_already(person, opening, enclosed, asked, at=at)):
        return already
    case = services.case_open(person, opening, at=at, enclosed=enclosed)
    comment_told(of, by=person, at=at)
    return case


def _sent_already(
    person: Person, opening: Opening, enclosed: Sequence[Enclosed], asked: Round, *, at: dt.datetime
) -> Case | None:
    """The same words of the same person with the same files, sent a moment ago: by an impatient hand, or a lost answer."""
    Round.objects.select_for_update().get(pk=asked.pk)  # two that come together come one after the other
    about = opening.about
    same = asked.cases.filter(
        actor=person.actor, text=opening.text.strip(), wanted=opening.wanted.strip(), outside=opening.outside.strip(),
        place=opening.place, unit=opening.unit, about_model=about.model, about_id=about.id, about_key=about.key,
        state="open", opened_at__gt=at - TWICE,
    ).prefetch_related("enclosures")  # fmt: skip
    digests = sorted(each.sha256 for each in enclosed)
    return next((case for case in same if sorted(row.sha256 for row in case.files) == digests), None)


def _refuse_secret(of: Edition) -> None:
    """What is enclosed with a comment on a 工作秘密 could never be given out: no mark can be put on it."""
    if of.plan.secrecy == SECRECY[-1]:
        raise Refusal("enclosure-secret")


def comment_attach(
    person: Person, pk: int, case: int | None, files: Collection[File], *, at: dt.datetime, version: int | None = None
) -> Case:
    """Files that come after the comment: the formal letter, once it is sealed; until the comment is ruled upon.

    Raises:
        Refusal: ``files-none``, ``round-none``, ``round-over``, ``absent`` of a comment of somebody else,
            ``case-state``, ``enclosure-secret``, and what files are refused for.
    """
    of = edition_for(person, pk)
    _attachable(person, of, case, timezone.localdate(at))
    if not files:
        raise Refusal("files-none")
    with enclosed_files(files, by=person, at=at) as enclosed:
        return _comment_attach(person, pk, case, enclosed, at=at, version=version)


@transaction.atomic
def _comment_attach(
    person: Person, pk: int, case: int | None, enclosed: Sequence[Enclosed], *, at: dt.datetime, version: int | None
) -> Case:
    of = edition_for(person, pk)
    found = _attachable(person, of, case, timezone.localdate(at))
    attached = services.case_attach(person, found.pk, enclosed, at=at, version=version)
    comment_told(of, by=person, at=at)
    return attached


def _attachable(person: Person, of: Edition, case: int | None, today: dt.date) -> Case:
    found, asked = _case(of, case), open_round(of)
    if found.actor != person.actor:
        raise Refusal("absent")
    if today > asked.until and not found.outside:
        raise Refusal("round-over", until=asked.until.isoformat())
    _refuse_secret(of)
    return found


def _speaks_for(
    person: Person, of: Edition, asked: Round, saying: Saying, today: dt.date
) -> tuple[int | None, int | None]:
    """The place, or the unit, for which *person* speaks; neither where they type in the words of somebody outside."""
    if saying.outside.strip():
        if not may_rule(person, of):
            raise Refusal("not-permitted")
        return None, None
    invited = cases.invitation_of(person, asked, OPEN)
    if invited is None:
        raise Refusal("case-proposer" if may_rule(person, of) else "round-not-invited")
    if today > asked.until:
        raise Refusal("round-over", until=asked.until.isoformat())
    return invited.place_id, invited.unit_id


def about_of(of: Edition, saying: Saying) -> About:
    """What is commented on, with the clause and the words as they stand in the draft."""
    sources, text = Sources(of), of.document.text if of.document else ""
    if saying.item is not None:
        item = of.items.exclude(state="rejected").filter(pk=saying.item).first()
        if item is None:
            raise Refusal("absent")
        clause = " ".join(each for each in (sources.clause(item), item.head) if each)
        return About(ITEM, item.pk, item.key, clause, item.quote)
    span = saying.span or _found(text, saying.words.strip())
    if span is None:
        return About(OPINIONS_ON, of.pk)
    start, end = span
    if not 0 <= start < end <= len(text) or end - start > LONGEST_QUOTE:
        raise Refusal("opinion-words")
    return About(OPINIONS_ON, of.pk, f"{start}-{end}", sources.clause_at(start) or "", text[start:end])


def _found(text: str, words: str) -> tuple[int, int] | None:
    """Where *words* stand first; ``None`` where there are none."""
    if not words:
        return None
    start = text.find(words)
    if start < 0:
        raise Refusal("opinion-words")
    return start, start + len(words)


@transaction.atomic
def comment_rule(  # noqa: PLR0913 - all of it is what a ruling is
    person: Person,
    pk: int,
    case: int | None,
    ruling: str,
    reason: str,
    *,
    at: dt.datetime,
    version: int | None = None,
) -> Case:
    """采纳, 部分采纳 or 未采纳, with the reason, by the office that keeps the plan."""
    of = edition_for(person, pk, RULE)
    ruled = services.case_rule(person, _case(of, case).pk, ruling, reason, at=at, version=version)
    ruling_told(ruled, of.pk, by=person, at=at)
    return ruled


def comment_withdraw(person: Person, pk: int, case: int | None, *, at: dt.datetime) -> Case:
    """Whoever entered a comment takes it back."""
    of = edition_for(person, pk)
    return services.case_withdraw(person, _case(of, case).pk, at=at)


def _case(of: Edition, pk: int | None) -> Case:
    """A comment on *of*, its round still open."""
    if pk is None:
        raise Refusal("opinion-none")
    found = open_round(of).cases.filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def comments_seen(person: Person, of: Edition) -> list[Case]:
    """The comments on *of*: all for who keeps it, else those of the person's own unit and place."""
    return list(_comments(person, of).prefetch_related("enclosures"))


def is_comment_seen(person: Person, of: Edition, pk: int) -> bool:
    """Whether a comment is among those."""
    return _comments(person, of).filter(pk=pk).exists()


def _comments(person: Person, of: Edition) -> QuerySet[Case]:
    found = cases.cases_of(OPINIONS_ON, [of.pk])
    if may_rule(person, of):
        return found
    return found.filter(pk__in=Case.objects.filter(cases.put_forward_by(person)).values("pk"))


def items_of(of: Edition, comments: Iterable[Case]) -> dict[int, list[Item]]:
    """Comment → the items of the draft that it is about: the one named, those its words touch, none for the whole."""
    rows = list(of.items.exclude(state="rejected").order_by("start", "pk"))
    by_key = {row.key: row for row in rows}
    return {case.pk: _touched(case, rows, by_key) for case in comments}


def _touched(case: Case, rows: Sequence[Item], by_key: dict[str, Item]) -> list[Item]:
    if case.about_model == ITEM:
        return [by_key[case.about_key]] if case.about_key in by_key else []
    span = span_of(case)
    if span is None:
        return []
    return [row for row in rows if (own := stretch_of(row))[0] < span[1] and own[1] > span[0]]


def stretch_of(item: Item) -> tuple[int, int]:
    """Where an item stands in the text; of a task, with everything below its heading."""
    fields = item.fields
    start, end = item.start or 0, item.end or 0
    return min(fields.get("body_start") or start, start), max(fields.get("body_end") or end, end)


def span_of(case: Case) -> tuple[int, int] | None:
    """The words of the text that a comment is about; ``None`` where it is about an item or the whole."""
    first, dash, last = case.about_key.partition("-")
    return (int(first), int(last)) if case.about_model == OPINIONS_ON and dash else None
