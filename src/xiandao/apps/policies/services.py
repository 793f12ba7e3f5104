"""The only writer of policies and their measures: upload, correct, judge, clean up; each with its line in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_keep
from xiandao.apps.jobs.documents import documents_enter, draft_for, draft_read, refuse_marked
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.people import person_of_job
from xiandao.apps.jobs.services import Progress, work
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import place_by_name, root_place
from xiandao.apps.policies import opening as _opening  # noqa: F401 - workers load what declares kinds from here
from xiandao.apps.policies.ending import ENDS, ending_over
from xiandao.apps.policies.mappers import FIELDS, bars, decimal_of, digits, key_of, known_of, longest, rows_of
from xiandao.apps.policies.models import (
    LIVE,
    SECRECY,
    STANDINGS,
    VERDICTS,
    Measure,
    MeasureJudgement,
    Policy,
    PolicyVerdict,
)
from xiandao.apps.policies.selectors import JUDGE, measure_for, policies_seen, policy_for
from xiandao.apps.policies.telling import READ_JOB, read_told
from xiandao.apps.policies.vocabularies import known, vocabulary
from xiandao.core.errors import Refusal
from xiandao.core.plan import DocumentData
from xiandao.core.policies import STACKINGS, PolicyReading
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.measures import read_policy

ADD = "policy.add"
LONGEST_REASON = 400
RULED = {"confirm": "confirmed", "reject": "rejected", "reopen": "candidate", "correct": "corrected"}


class About(NamedTuple):
    """What a person says a policy is; days as ISO text, empty for none."""

    title: str
    place: str
    issuers: str = ""
    doc_no: str = ""
    issued_on: str = ""
    valid_from: str = ""
    valid_until: str = ""
    standing: str = "draft"
    repealed_on: str = ""


def upload(
    person: Person, files: Iterable[tuple[str, Iterable[bytes]]], *, at: dt.datetime, secrecy: str = SECRECY[0]
) -> list[Job]:
    """Files (name, bytes), each read in the background as a policy of the person's office.

    Nothing of a file is kept, shown or logged before it was searched for markings of state secrets.

    Raises:
        Refusal: ``not-permitted``; ``state-secret``: a name bears a marking; ``class-unseen``: higher than they see.
    """
    grants = person.within(ADD)
    if not grants:
        raise Refusal("not-permitted")
    if secrecy not in {each for grant in grants for each in RIGHTS.sees[grant.role]}:
        raise Refusal("class-unseen")
    return documents_enter(READ_JOB, files, {"secrecy": secrecy}, by=person, at=at)


@work(READ_JOB)
def _read(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Reads the file of one job; the draft goes when the policy stands, or the file was refused."""
    progress(0, 1)
    draft = draft_for(job)
    if not draft.exists():  # an earlier worker got to the end and was killed before it could say so
        return job.result or {"policy": None}
    source = draft_read(job)
    at = timezone.now()
    person = person_of_job(job, timezone.localdate(at))

    def said(policy: Policy) -> None:
        Job.objects.filter(pk=job.pk).update(result={"policy": policy.pk})

    policy = policy_enter(person, source, draft, at=at, secrecy=job.arguments["secrecy"], then=said)
    draft.unlink(missing_ok=True)
    return {"policy": policy.pk}


class Read(NamedTuple):
    """What a document says: of itself, and as a policy."""

    document: DocumentData
    issued: dt.date | None
    reading: PolicyReading


def policy_enter(
    person: Person,
    source: Source,
    file: Path,
    *,
    at: dt.datetime,
    secrecy: str = SECRECY[0],
    then: Callable[[Policy], None] = lambda _policy: None,
) -> Policy:
    """The document as a policy of the person's office, every measure a candidate; the same words are one policy.

    What *then* writes stands with it, or not at all.
    """
    document = read_plan(source).document  # before the transaction: on SQLite every writer would wait for it
    issued = _day(document.issued_on or "")
    read = Read(document, issued, read_policy(source, vocabulary(), issued=issued))
    with transaction.atomic():
        policy = _policy_enter(person, source, file, read, at=at, secrecy=secrecy)
        then(policy)
    return policy


def _policy_enter(person: Person, source: Source, file: Path, read: Read, *, at: dt.datetime, secrecy: str) -> Policy:
    grants = person.within(ADD)
    if not grants:
        raise Refusal("not-permitted")
    known_one = policies_seen(person, JUDGE).filter(text_sha256=source.sha256).first()
    if known_one is not None:
        return known_one
    grant = grants[0]
    keeper = Place.objects.get(path=grant.path) if grant.path != "/" else root_place()
    document, issued, reading = read
    policy = Policy.objects.create(
        title=(document.title or Path(source.name).stem)[:255],
        place=place_by_name(document.place) or keeper,
        keeper=keeper,
        post_id=grant.post,
        issuers=(document.issuer or "")[:300],
        doc_no=(document.doc_no or "")[:80],
        issued_on=issued,
        valid_from=_day(reading.valid_from or "") or issued,
        valid_until=_day(reading.valid_until or ""),
        valid_words=reading.valid_words[:200],
        standing="draft" if document.is_draft else "issued",
        secrecy=secrecy,
        blob=file_keep(file, at=at),
        file_name=source.name[:255],
        media_type=source.media_type,
        text=source.text,
        text_sha256=source.sha256,
        rules=[{"kind": each.kind, "quote": each.quote, "start": each.start} for each in reading.rules],
        added_at=at,
        by_id=person.id,
    )
    Measure.objects.bulk_create(rows_of(reading, policy), batch_size=500)
    record(
        "policy.add", "policy", policy.pk, by=person, at=at, after=f"sha256:{policy.text_sha256}",
        measures=len(reading.measures),
    )  # fmt: skip
    read_told(policy, len(reading.measures), by=person, at=at)
    return policy


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said) if said else None
    except ValueError:
        return None


@transaction.atomic
def policy_about(person: Person, pk: int, said: About, *, version: int, at: dt.datetime) -> Policy:
    """Corrects what a policy says of itself.

    Raises:
        Refusal: ``absent``; ``item-changed``: somebody was quicker; ``policy-field`` for a day, place or name that is none.
    """
    policy = policy_for(person, pk, JUDGE)
    place = Place.objects.filter(pk=said.place).first() if said.place.isdecimal() and len(said.place) < 10 else None
    days = {name: getattr(said, name) for name in ("issued_on", "valid_from", "valid_until", "repealed_on")}
    wrong = [name for name, value in days.items() if value and _day(value) is None]
    if not said.title.strip() or place is None or said.standing not in STANDINGS:
        raise Refusal("policy-field")
    first, last = _day(said.valid_from) or _day(said.issued_on), _day(said.valid_until)
    if wrong or (first and last and last < first):
        raise Refusal("policy-day")
    for text in (said.title, said.issuers, said.doc_no):
        refuse_marked((text,), text.encode())
    values = {
        "title": said.title.strip()[:255], "place": place, "issuers": said.issuers.strip()[:300],
        "doc_no": said.doc_no.strip()[:80], "standing": said.standing, **{name: _day(value) for name, value in days.items()},
    }  # fmt: skip
    is_other_end = any(getattr(policy, name) != values[name] for name in ENDS)
    _move(policy, version, {**values, "ending_told": None} if is_other_end else values)
    if is_other_end:
        ending_over(policy.pk, at=at)
    record("policy.about", "policy", policy.pk, by=person, at=at, standing=said.standing, place=place.code)
    return policy_for(person, pk, JUDGE)


def _move(policy: Policy, version: int, values: Mapping[str, Any]) -> None:
    """Writes *values* where nobody was quicker."""
    if not Policy.objects.filter(pk=policy.pk, version=version).update(**values, version=version + 1):
        raise Refusal("item-changed", name=policy.title, who="—")


@transaction.atomic
def measure_judge(  # noqa: PLR0913 - all of it is what a judgement is
    person: Person,
    pk: int,
    deed: str,
    *,
    version: int,
    at: dt.datetime,
    fields: Mapping[str, str] | None = None,
    note: str = "",
) -> Measure:
    """Confirms, corrects, rejects or opens a measure again, as it stood at *version*.

    Raises:
        Refusal: ``absent``; ``item-changed``: somebody was quicker; ``policy-measure`` for a value that none is;
            ``reject-reason`` where a rejection has none.
    """
    if deed not in RULED:
        raise Refusal("absent")
    measure = measure_for(person, pk, JUDGE)
    if deed == "reject" and not note.strip():
        raise Refusal("policy-reason")
    refuse_marked((note,), note.encode())
    before = known_of(measure)
    changed = checked(fields or {}) if deed == "correct" else {}
    if deed == "confirm" and not measure.topics:
        raise Refusal("policy-topic")
    values = {
        **changed, "state": RULED[deed], "version": version + 1, "decided_at": at, "decided_by_id": person.id,
    }  # fmt: skip
    if not Measure.objects.filter(pk=pk, version=version).update(**values):
        who = measure.decided_by.name if measure.decided_by else "—"
        raise Refusal("item-changed", name=measure.quote[:40], who=who)
    measure = measure_for(person, pk, JUDGE)
    MeasureJudgement.objects.create(
        measure=measure, deed=deed, before=before, after=known_of(measure), note=note.strip()[:400], at=at,
        by_id=person.id,
    )  # fmt: skip
    record(f"measure.{deed}", "measure", pk, by=person, at=at, policy=measure.policy_id, version=measure.version)
    return measure


@transaction.atomic
def measure_add(person: Person, policy: int, words: str, fields: Mapping[str, str], *, at: dt.datetime) -> Measure:
    """A measure that the rules did not find, on words of the policy; confirmed by whoever adds it.

    Raises:
        Refusal: ``absent``; ``policy-words``: the text has no such words; ``policy-measure``.
    """
    of = policy_for(person, policy, JUDGE)
    quote = words.strip()
    start = of.text.find(quote) if quote else -1
    if start < 0:
        raise Refusal("policy-words")
    values = checked(fields)
    if not values.get("topics"):
        raise Refusal("policy-topic")
    ordinal = Measure.objects.filter(policy=of, quote=quote).count() + 1
    measure = Measure.objects.create(
        policy=of, key=key_of(quote, ordinal), quote=quote, start=start, end=start + len(quote), state="confirmed",
        confidence=1.0, version=1, decided_at=at, decided_by_id=person.id, **values,
    )  # fmt: skip
    MeasureJudgement.objects.create(measure=measure, deed="add", after=known_of(measure), at=at, by_id=person.id)
    record("measure.add", "measure", measure.pk, by=person, at=at, policy=of.pk)
    return measure


def checked(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a person says, as columns hold them; what is not said stays.

    Raises:
        Refusal: ``policy-measure`` for a code that the vocabulary lacks, a figure that is none, words that are too long.
    """
    found: dict[str, str] = {}
    for name in FIELDS:
        if name not in fields:
            continue
        value = str(fields[name]).strip()
        if name == "topics":
            codes = tuple(dict.fromkeys(code for code in value.replace("|", " ").split()))
            found[name] = bars(codes)
            is_wrong = not all(known("topics", code) for code in codes)
        else:
            found[name], is_wrong = _plain(name, value)
        if is_wrong or len(found[name]) > longest(name):
            raise Refusal("policy-measure", field=name)
    refuse_marked(tuple(found.values()), "\n".join(found.values()).encode())
    return found


def _plain(name: str, value: str) -> tuple[str, bool]:
    """The value as it is kept, and whether it is none."""
    if name in ("sum", "rate", "cap"):
        try:
            return digits(decimal_of(value)), False
        except ValueError:
            return "", True
    allowed = {
        "instrument": known("instruments", value),
        "stage": known("stages", value),
        "stacking": value in STACKINGS,
    }
    return value, bool(value) and not allowed.get(name, True)


@transaction.atomic
def policy_verdict(
    person: Person, pk: int, verdict: str, reason: str, *, version: int, at: dt.datetime
) -> PolicyVerdict:
    """What a person says of a policy in this year's clean-up; 废止 is carried out by whoever issued it, not here.

    Raises:
        Refusal: ``absent``; ``policy-verdict`` without verdict or reason; ``item-changed``: somebody was quicker.
    """
    policy = policy_for(person, pk, JUDGE)
    reason = " ".join(reason.split())
    if verdict not in VERDICTS or not reason or len(reason) > LONGEST_REASON:
        raise Refusal("policy-verdict")
    refuse_marked((reason,), reason.encode())
    _move(policy, version, {})
    said = PolicyVerdict.objects.create(
        policy=policy, year=timezone.localdate(at).year, verdict=verdict, reason=reason, at=at, by_id=person.id
    )
    record("policy.verdict", "policy", pk, by=person, at=at, verdict=verdict, year=said.year)
    return said


def live_count(policy: Policy) -> int:
    """How many measures of it are in the library."""
    return policy.measures.filter(state__in=LIVE).count()
