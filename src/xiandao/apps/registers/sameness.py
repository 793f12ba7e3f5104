"""Whether two entities are one: people's words on it, kept for ever, and what follows from them; any can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.registers.models import VERDICTS, Entity, Likeness, Verdict
from xiandao.apps.registers.selectors import JUDGE, entities_seen
from xiandao.apps.registers.writing import entities_refold
from xiandao.core.errors import Refusal


class Pair(NamedTuple):
    """Two entities by their keys, with what speaks for their being one."""

    first: str
    second: str
    score: float | None = None
    reasons: tuple[Mapping[str, str], ...] = ()


def families(known_at: dt.datetime | None = None) -> dict[int, int]:
    """By number of an entity that follows another, the one it follows, as known at a moment: the eldest of the family.

    Entities are one where the last word on them, or on a chain of pairs between them, is yes.
    """
    words = Verdict.objects.order_by("pk").values_list("likeness_id", "verdict")
    if known_at is not None:
        words = words.filter(at__lte=known_at)
    last = dict(words)
    said_yes = [pk for pk, verdict in last.items() if verdict == "yes"]
    pairs = Likeness.objects.filter(pk__in=said_yes).values_list("first_id", "second_id")
    return _eldest(pairs)


def _eldest(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    above: dict[int, int] = {}

    def top(one: int) -> int:
        while one in above:
            one = above[one]
        return one

    for first, second in sorted(pairs):
        low, high = sorted((top(first), top(second)))
        if low != high:
            above[high] = low
    return {one: top(one) for one in above}


@transaction.atomic
def likeness_judge(person: Person, pair: Pair, verdict: str, note: str, *, at: dt.datetime) -> Likeness:
    """A person's word on two entities: ``yes``, ``no``, ``unsure``, or empty to take the last word back.

    Said yes, they are one in every list from now on; taken back, they are two again, each with what was said of it.

    Raises:
        Refusal: ``absent``; ``verdict-unknown``; ``likeness-kinds`` for entities of two kinds, ``likeness-itself``.
    """
    if verdict not in (*VERDICTS, ""):
        raise Refusal("verdict-unknown", verdict=verdict[:20])
    chain_lock()
    first, second = _both(person, pair)
    likeness = _kept(first, second, pair)
    Verdict.objects.create(likeness=likeness, verdict=verdict, note=note[:400], by_id=person.id, at=at)
    Likeness.objects.filter(pk=likeness.pk).update(verdict=verdict, by_id=person.id, at=at)
    _leaders_follow(at=at)
    record(
        "register.same", "likeness", likeness.pk, by=person, at=at, first=first.key, second=second.key, verdict=verdict
    )
    return Likeness.objects.get(pk=likeness.pk)


def likenesses_keep(pairs: Iterable[Pair]) -> int:
    """Keeps pairs that look like one, for somebody to judge; those that are kept are left as they are."""
    wanted = list(pairs)
    keys = {key for pair in wanted for key in (pair.first, pair.second)}
    pks = dict(Entity.objects.filter(key__in=keys).values_list("key", "pk"))
    rows = []
    for pair in wanted:
        low, high = sorted((pks[pair.first], pks[pair.second]))
        rows.append(
            Likeness(first_id=low, second_id=high, score=pair.score, reasons=[dict(each) for each in pair.reasons])
        )
    before = Likeness.objects.count()
    Likeness.objects.bulk_create(rows, ignore_conflicts=True)
    return Likeness.objects.count() - before


def _both(person: Person, pair: Pair) -> tuple[Entity, Entity]:
    found = {each.key: each for each in entities_seen(person, JUDGE).filter(key__in=(pair.first, pair.second))}
    if pair.first not in found or pair.second not in found:
        raise Refusal("absent")
    first, second = sorted((found[pair.first], found[pair.second]), key=lambda each: each.pk)
    if first.pk == second.pk:
        raise Refusal("likeness-itself")
    if first.kind != second.kind:
        raise Refusal("likeness-kinds")
    return first, second


def _kept(first: Entity, second: Entity, pair: Pair) -> Likeness:
    likeness, _ = Likeness.objects.get_or_create(
        first=first,
        second=second,
        defaults={"score": pair.score, "reasons": [dict(each) for each in pair.reasons]},
    )
    return likeness


def _leaders_follow(*, at: dt.datetime) -> None:
    """Lets every entity follow whom the words say; the rows of all whose family is another are made anew."""
    now = families()
    before = dict(Entity.objects.exclude(leader=None).values_list("pk", "leader_id"))
    changed = {pk for pk in {*now, *before} if now.get(pk) != before.get(pk)}
    for pk in changed:
        Entity.objects.filter(pk=pk).update(leader_id=now.get(pk), version=F("version") + 1)
    concerned = changed | {each for pk in changed for each in (now.get(pk), before.get(pk)) if each is not None}
    entities_refold(Entity.objects.filter(Q(pk__in=concerned)).values_list("pk", flat=True), at=at)
