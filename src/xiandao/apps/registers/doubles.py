"""Entities that look like one another: by code, by name, by likeness of names; before one is entered, and among all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, ended, job_enter, work
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.places.models import Place
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.mappers import FORMER, compared, first_of
from xiandao.apps.registers.models import LONGEST_VALUE, Entity, Identifier, Name
from xiandao.apps.registers.personal import is_personal
from xiandao.apps.registers.sameness import Pair, likenesses_keep
from xiandao.apps.registers.selectors import JUDGE, READ, standing
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.kinds import NAME, Kind
from xiandao.registers.likeness import Entry
from xiandao.registers.likeness_match import Match, matches
from xiandao.registers.names import name_of
from xiandao.registers.names_places import LEARNED_AFTER

ALIKE_JOB = "register.alike"
MOST = 5
"""Doubles that are shown of one entity."""
NEAR = 400
"""Entities whose names share the core of a name that are looked at closely."""
CODE = "credit-code"
BATCH = 500
"""Entities after which pairs are kept and the progress is told."""
Values = Mapping[str, Sequence[str]]
Reason = Mapping[str, str]


class Double(NamedTuple):
    """An entity that may be the same.

    Attributes:
        entity: Which.
        score: 0 to 1, for order alone; 1 for the same code or name.
        reasons: Code and values of findings, the weightiest first.
    """

    entity: Entity
    score: float
    reasons: tuple[Reason, ...]


def doubles_of(person: Person, kind: Kind, values: Values, *, leave: Iterable[str] = ()) -> list[Double]:
    """Entities of a kind that the person sees and that what is said of a new one fits, the likeliest first.

    Args:
        person: Who asks.
        kind: Of the entity.
        values: What is known of it.
        leave: Keys that are left out: of the entity itself, and of those already found to be others.
    """
    seen = standing(person, [kind.code], READ).exclude(key__in=list(leave)).select_related("place")
    found = {each.entity.pk: each for each in (*_near(seen, kind, values), *_coded(seen, kind, values))}
    return sorted(found.values(), key=lambda each: (-each.score, each.entity.pk))[:MOST]


def _coded(seen: QuerySet[Entity], kind: Kind, values: Values) -> Iterator[Double]:
    for prop in kind.properties:
        if prop.type != "identifier" or is_personal(prop):
            continue
        for value in values.get(prop.code, ()):
            same = Identifier.objects.filter(scheme=prop.scheme, value=value[:80]).values("entity_id")
            for entity in seen.filter(pk__in=same)[:MOST]:
                yield Double(entity, 1.0, (_same_code(value),))


def _near(seen: QuerySet[Entity], kind: Kind, values: Values) -> Iterator[Double]:
    name = first_of(values, NAME)
    if not name:
        return
    if is_personal(kind.property(NAME)):  # people of one name are many: only the very name is told
        for entity in seen.filter(pk__in=Name.objects.filter(folded=compared(name)).values("entity_id"))[:MOST]:
            yield Double(entity, 1.0, ({"finding": "likeness-name-same"},))
        return
    core = compared(name_of(name).core or name)
    near = Name.objects.filter(folded__contains=core[:LONGEST_VALUE]).values("entity_id")
    entities = list(seen.filter(pk__in=near)[:NEAR])
    listed = [_entry(kind, each.row) for each in entities]
    told = next(iter(matches([_entry(kind, values)], listed, top=MOST, taught=_taught())), ())
    for match in told:
        if match.likeness.verdict != "different":
            yield Double(entities[match.at], match.likeness.score, _reasons(match))


def _taught() -> list[str]:
    """Names that teach the places of this installation, as often as it takes to know them without 市 and 区."""
    names = Place.objects.exclude(level="town").values_list("name", flat=True)
    return [f"{name}样例有限公司" for name in names for _ in range(LEARNED_AFTER)]


def _entry(kind: Kind, values: Values) -> Entry:
    code = "" if is_personal(kind.property(CODE)) else first_of(values, CODE)
    return Entry(first_of(values, NAME), tuple(values.get(FORMER, ())), code)


def _reasons(match: Match) -> tuple[Reason, ...]:
    return tuple({"finding": each.code, **dict(each.values)} for each in match.likeness.reasons)


def _same_code(value: str) -> Reason:
    return {"finding": "register-code-same", "value": value}


def reason_found(reason: Reason) -> Finding:
    """A kept reason as a finding, to be worded."""
    return Finding(
        code=reason["finding"], values=tuple((name, said) for name, said in reason.items() if name != "finding")
    )


def doubles_told(doubles: Iterable[Double]) -> list[dict[str, Any]]:
    """Doubles with their reasons as findings."""
    return [{"entity": each.entity, "reasons": [reason_found(why) for why in each.reasons]} for each in doubles]


@transaction.atomic
def alike_enter(person: Person, kind: str, *, at: dt.datetime) -> Job:
    """Looks in the background for entities of a kind that look like one another.

    Raises:
        Refusal: ``kind-unknown``, ``not-permitted``; ``alike-running`` while somebody's search is under way.
    """
    found = kind_of(kind)
    if not person.within(JUDGE):
        raise Refusal("not-permitted")
    if Job.objects.filter(kind=ALIKE_JOB, state__in=("waiting", "running"), arguments__kind=kind).exists():
        raise Refusal("alike-running", kind=found.name)
    record("register.alike", "kind", kind, by=person, at=at)
    told = {} if person.id is not None else {"operator": person.username}
    return job_enter(ALIKE_JOB, {"kind": kind, **told}, by=person, at=at)


@work(ALIKE_JOB)
def _alike(job: Job, progress: Progress) -> Mapping[str, Any]:
    person = person_of_job(job, timezone.localdate())
    kind = kind_of(job.arguments["kind"])
    before = Job.objects.filter(kind=ALIKE_JOB, state="done", by=job.by, arguments__kind=kind.code).order_by("-pk")
    since = before.values_list("started_at", flat=True).first()
    kept = sum(likenesses_keep(pairs) for pairs in pairs_alike(person, kind, progress, since=since))
    return {"kind": kind.code, "pairs": kept}


@ended(ALIKE_JOB)
def _ended(job: Job) -> None:
    """Whoever asked for the search hears how it ended."""
    if job.by_id is None:
        return
    is_done, at = job.state == "done", job.ended_at or timezone.now()
    link = (
        f"{reverse('registers:same')}?{urlencode({'kind': job.arguments.get('kind', '')})}"
        if is_done
        else reverse("jobs:list")
    )
    kind = "register.alike" if is_done else "register.alike-failed"
    values = {"n": job.result.get("pairs", 0)} if is_done else {}
    notify(kind, (To(user=job.by_id),), about=About("jobs.job", job.pk), values=values, link=link, by=None, at=at)


def pairs_alike(
    person: Person, kind: Kind, progress: Progress, *, since: dt.datetime | None = None
) -> Iterator[list[Pair]]:
    """Pairs among the entities of a kind that the person may judge: the same code, or names that are alike.

    Args:
        person: Who may judge them.
        kind: Of the entities.
        progress: Told how far it is.
        since: Those of which nothing was said since then are laid over nothing but the others; ``None``: all over all.
    """
    entities = list(standing(person, [kind.code], JUDGE).order_by("pk").values_list("key", "row", "last_seen"))
    yield list(_of_one_code(kind, entities))
    if is_personal(kind.property(NAME)):
        return
    entries = [_entry(kind, row) for _, row, _ in entities]
    asked = [at for at, (_, _, seen) in enumerate(entities) if since is None or seen >= since]
    fresh = frozenset(asked)
    pairs: list[Pair] = []
    # Each is its own best match, and a pair of two that are new is met from both ends.
    for done, told in enumerate(matches([entries[at] for at in asked], entries, top=MOST + 1, taught=_taught())):
        at = asked[done]
        pairs += [
            Pair(entities[at][0], entities[match.at][0], match.likeness.score, _reasons(match))
            for match in told
            if (match.at > at or match.at not in fresh) and match.likeness.verdict != "different"
        ]
        if done % BATCH == 0:
            progress(done, len(asked))
            yield pairs
            pairs = []
    yield pairs


def _of_one_code(kind: Kind, entities: Sequence[tuple[str, Values, dt.datetime]]) -> Iterator[Pair]:
    for prop in kind.properties:
        if prop.type != "identifier" or is_personal(prop):
            continue
        first: dict[str, str] = {}
        for key, row, _ in entities:
            for value in row.get(prop.code, ()):
                before = first.setdefault(value, key)
                if before != key:
                    yield Pair(before, key, 1.0, (_same_code(value),))
