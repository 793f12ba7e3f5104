"""The only writer of releases: ask, rule, fetch, withdraw; each with its line in the log.

What holds for everything that leaves is held here: two different people, neither of them the asker, on the very bytes
that leave; a number that is given once; a copy for each named taker, once. Of what it is that leaves, and who may still
have it, only the app of that thing knows: see :mod:`xiandao.apps.publishing.sources`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep, place_of
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import root_place
from xiandao.apps.publishing import cleaning as _cleaning  # noqa: F401 - workers load what they do between jobs from here
from xiandao.apps.publishing.gates import DEEDS, GATES, USES
from xiandao.apps.publishing.models import SECRECY, VERDICTS, WAITING, Opinion, Release, ReleaseRow, ReleaseStep, Taking
from xiandao.apps.publishing.selectors import has_ended, may_look, may_withdraw, release_for, rulable
from xiandao.apps.publishing.sources import kind_of
from xiandao.apps.publishing.stamping import has_places, stamped
from xiandao.apps.publishing.telling import ruled_told, waiting_told
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.readers.secrecy import bears_marking, case_number

ASK = "release.ask"
LONGEST_PURPOSE, LONGEST_RECEIVER, LONGEST_REASON = 40, 60, 1_000
MOST_TAKERS = 20
WAITS = dt.timedelta(days=60)
"""After the last step; then it is taken back by itself and may be asked for anew."""
LOCK = 0x78697273  # one number at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked to leave.

    Attributes:
        channel: One of ``gates.toml``.
        what: The kind that answers for it.
        about: The row that it is of: model and id; ``None`` for what is of several.
        title: As people read it. name: of the file.
        use: ``inside`` or ``outside``. secrecy: the highest 保密属性 of anything in it.
        purpose: What for. receiver: 接收单位, outside never empty.
        takers: User names of those who may take it; empty for the asker alone.
        terms: What its kind must know to answer for it later.
        grant: The post under which it is asked: its place's people look it through.
        place: Id of the place whose people do so, where it is not that of the post.
        holds: Every row that something of is in it, model and id: what closes one of them closes the release.
        is_made: Whether we made the file ourselves, so that a page may look into it.
    """

    channel: str
    what: str
    title: str
    name: str
    use: str
    secrecy: str
    purpose: str
    grant: Grant
    about: tuple[str, int] | None = None
    receiver: str = ""
    takers: tuple[str, ...] = ()
    terms: Mapping[str, Any] = field(default_factory=dict)
    place: int | None = None
    holds: tuple[tuple[str, int], ...] = ()
    is_made: bool = False


class Ruling(NamedTuple):
    """What one person says at one step: ``yes`` or ``no``, why, and on the content of which digest."""

    step: str
    verdict: str
    reason: str
    sha256: str


class Given(NamedTuple):
    """A copy on its way out."""

    release: Release
    name: str
    data: bytes


@transaction.atomic
def release_ask(person: Person, asking: Asking, data: bytes, *, key: str | None = None, at: dt.datetime) -> Release:
    """Freezes *data* and asks that it may leave; *key* is that of its places for number, taker and date, where it has any.

    Raises:
        Refusal: ``release-purpose``, ``release-receiver``, ``release-taker`` for a name that nobody has, or whose
            bearer may not have such a thing; ``release-places``: the places are not whole on every page;
            ``state-secret`` where the words bear a marking.
    """
    if asking.use not in USES:
        raise Refusal("absent")
    purpose = _checked(asking.purpose, "release-purpose", LONGEST_PURPOSE)
    receiver = _checked(asking.receiver, "release-receiver" if asking.use == "outside" else "", LONGEST_RECEIVER)
    if key is not None and not has_places(data, key):
        raise Refusal("release-places")
    draft = draft_of((data,))
    try:
        blob = file_keep(draft, at=at)
    finally:
        draft.unlink()
    about = asking.about or ("", None)
    release = Release.objects.create(
        channel=asking.channel, what=asking.what, about_model=about[0], about_id=about[1], title=asking.title[:300],
        name=asking.name, use=asking.use, secrecy=asking.secrecy, purpose=purpose,
        terms={**asking.terms, "is_made": asking.is_made, "places": key or ""},
        receiver=receiver, content=blob, sha256=blob.sha256, is_marked=key is not None,
        place_id=asking.place or _place(asking.grant), post_id=asking.grant.post,
        state=GATES.channels[asking.channel].needs[0], actor=person.actor, by_id=person.id, asked_at=at,
    )  # fmt: skip
    rows = dict.fromkeys((*((asking.about,) if asking.about else ()), *asking.holds))
    ReleaseRow.objects.bulk_create(
        (ReleaseRow(release=release, model=model, ident=ident) for model, ident in rows), batch_size=500
    )
    if asking.channel != "lowering":
        _takers_name(person, release, asking.takers, at=at)
    _step(person, release, "ask", at=at)
    record(
        "release.ask", "release", release.pk, by=person, at=at, after=f"sha256:{release.sha256}",
        channel=release.channel, what=release.what, about=f"{about[0]}:{about[1]}", use=release.use,
        secrecy=release.secrecy,
    )  # fmt: skip
    waiting_told(release, by=person, at=at)
    return release


def _place(grant: Grant) -> int:
    """Whose people look it through: those of the post's place, or of the root for who runs the machine."""
    return (root_place() if grant.path == "/" else Place.objects.get(path=grant.path)).pk


def _takers_name(person: Person, release: Release, names: Collection[str], *, at: dt.datetime) -> None:
    wanted = list(dict.fromkeys(names)) or [person.username]
    users = {user.username: user for user in User.objects.filter(username__in=wanted, is_active=True)}
    day = timezone.localdate(at)
    for name in wanted:
        user = users.get(name)
        if user is None or not kind_of(release).may_take(person_of(user, day), release):
            raise Refusal("release-taker", name=name)
    if len(wanted) > MOST_TAKERS:
        raise Refusal("release-takers-many", most=MOST_TAKERS)
    Taking.objects.bulk_create(Taking(release=release, user=users[name]) for name in wanted)


@transaction.atomic
def release_rule(person: Person, pk: int, said: Ruling, *, at: dt.datetime) -> Release:
    """Says yes or no at one step, on the content whose digest is named; the last yes gives it its number.

    Raises:
        Refusal: ``release-verdict``, ``release-reason``; ``release-own``: it was asked by the same person;
            ``release-twice``: they have ruled at another step; ``release-step``: it does not wait for this;
            ``release-content``: what was looked at is not what is to leave.
    """
    release, step = _locked(person, pk), said.step
    if person.id is None or not Release.objects.filter(rulable(person, step), pk=pk).exists():
        raise Refusal("absent")
    if said.verdict not in VERDICTS:
        raise Refusal("release-verdict")
    reason = _checked(said.reason, "release-reason", LONGEST_REASON)
    if release.actor == person.actor:
        raise Refusal("release-own")
    if release.opinions.filter(by=person.id).exists():
        raise Refusal("release-twice")
    if release.state != step:
        raise Refusal("release-step")
    if said.sha256 != release.sha256:
        raise Refusal("release-content")
    _content(release)
    Opinion.objects.create(
        release=release, step=step, verdict=said.verdict, reason=reason, sha256=said.sha256, by_id=person.id, at=at
    )
    _settle(release, _after(release, step, said.verdict), at=at)
    _step(person, release, step, words=reason, at=at)
    record(
        DEEDS[step], "release", release.pk, by=person, at=at, after=f"sha256:{release.sha256}", verdict=said.verdict,
        state=release.state, number=release.number,
    )  # fmt: skip
    ruled_told(release, by=person, at=at)
    waiting_told(release, by=person, at=at)
    if release.state == "passed" and (passed := kind_of(release).passed):
        passed(person, release, at)
    return release


def _after(release: Release, step: str, verdict: str) -> str:
    """The state that an opinion leads to."""
    needs = (*GATES.channels[release.channel].needs, "passed")
    return needs[needs.index(step) + 1] if verdict == "yes" else "declined"


def _settle(release: Release, state: str, *, at: dt.datetime) -> None:
    """Brings it into *state*; a number is given with the last yes, never before and never again."""
    release.state = state
    if state == "passed":
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        release.year = timezone.localtime(at).year
        last = Release.objects.filter(year=release.year, ordinal__isnull=False).order_by("-ordinal").first()
        release.ordinal = (last.ordinal or 0) + 1 if last else 1
    if not release.is_waiting:
        release.settled_at = at
    release.save(update_fields=("state", "year", "ordinal", "settled_at"))


@transaction.atomic
def release_fetch(person: Person, pk: int, *, at: dt.datetime) -> Given:
    """The copy of one named taker, given once, with its number, their name and the day on every page.

    Raises:
        Refusal: ``release-not-passed``, ``release-cleaned``, ``release-not-taker``, ``release-taken``;
            ``release-stale``: what it holds has since been closed to them; ``release-content``: the bytes are not
            those that two people looked through.
    """
    release = _locked(person, pk)
    taking = release.takings.select_for_update().filter(user=person.id or 0).first()
    if taking is None:
        raise Refusal("release-not-taker")
    if release.state != "passed":
        raise Refusal("release-not-passed")
    if release.cleaned_at is not None or release.content_id is None:
        raise Refusal("release-cleaned")
    if taking.at is not None:
        raise Refusal("release-taken")
    if not kind_of(release).may_take(person, release):
        raise Refusal("release-stale")
    data = _content(release)
    ruled = list(release.opinions.values_list("sha256", "verdict"))
    needs = GATES.channels[release.channel].needs
    if len(ruled) != len(needs) or {*ruled} != {(_digest(data), "yes")}:
        raise Refusal("release-content")
    data = _copy(release, data, number=release.number, taker=person, at=at)
    taking.at, taking.sha256 = at, _digest(data)
    taking.save(update_fields=("at", "sha256"))
    _step(person, release, "fetch", at=at)
    record(
        "release.fetch", "release", release.pk, by=person, at=at, after=f"sha256:{taking.sha256}",
        number=release.number, content=f"sha256:{release.sha256}",
    )  # fmt: skip
    return Given(release, release.name, data)


@transaction.atomic
def release_look(person: Person, pk: int, *, at: dt.datetime) -> Given:
    """The content as it was frozen, for who is to give the next opinion; the copy says so on every page, and is logged.

    Raises:
        Refusal: ``release-not-looker``, ``release-cleaned``, ``release-content``.
    """
    release = _locked(person, pk)
    if not may_look(person, release):
        raise Refusal("release-not-looker")
    if release.content_id is None or release.cleaned_at is not None:
        raise Refusal("release-cleaned")
    data = _copy(release, _content(release), number=wording("release-review-copy", "zh"), taker=person, at=at)
    record(
        "release.look", "release", release.pk, by=person, at=at, after=f"sha256:{_digest(data)}",
        content=f"sha256:{release.sha256}",
    )  # fmt: skip
    return Given(release, release.name, data)


def _copy(release: Release, data: bytes, *, number: str, taker: Person, at: dt.datetime) -> bytes:
    """The copy of one person: where the content keeps places for it, with *number*, their name and the day."""
    if not release.is_marked:
        return data
    key = release.terms.get("places")
    if not key:
        raise Refusal("release-content")
    return stamped(data, key, number=number, taker=taker.name[:20], day=timezone.localdate(at).isoformat())


@transaction.atomic
def release_withdraw(person: Person, pk: int, reason: str, *, at: dt.datetime) -> Release:
    """Takes it back, before or after it passed; its number is not given to anything else.

    Raises:
        Refusal: ``release-reason``; ``release-not-yours``; ``release-ended``, also where it has taken effect.
    """
    release = _locked(person, pk)
    reason = _checked(reason, "release-reason", LONGEST_REASON)
    if not may_withdraw(person, release):
        raise Refusal("release-not-yours")
    if has_ended(release):
        raise Refusal("release-ended")
    _settle(release, "withdrawn", at=at)
    _step(person, release, "withdraw", words=reason, at=at)
    record("release.withdraw", "release", release.pk, by=person, at=at, number=release.number)
    ruled_told(release, by=person, at=at)
    return release


def releases_lapse(*, at: dt.datetime) -> int:
    """Takes back what has waited for an opinion for longer than :data:`WAITS`; how many releases that were."""
    count = 0
    for pk in Release.objects.filter(state__in=WAITING, asked_at__lt=at - WAITS).values_list("pk", flat=True):
        with transaction.atomic():
            release = Release.objects.select_for_update().get(pk=pk)
            if not release.is_waiting or release.steps.filter(at__gte=at - WAITS).exists():
                continue
            _settle(release, "withdrawn", at=at)
            _step(None, release, "lapse", at=at)
            record("release.lapse", "release", pk, by=None, at=at)
            ruled_told(release, by=None, at=at)
            count += 1
    return count


def releases_raise(model: str, ids: Collection[int], secrecy: str) -> int:
    """What holds anything of those rows is at least as closed as they are now; how many releases that were."""
    lower = SECRECY[: SECRECY.index(secrecy)]
    return _holding(model, ids).filter(secrecy__in=lower).update(secrecy=secrecy)


def releases_lock(rows: Mapping[str, Collection[int]]) -> tuple[int, ...]:
    """Nobody else changes what holds anything of those rows (model → ids) until the transaction ends; which they are.

    Whoever changes a row together with the releases of it locks these first, as every opinion on one does.
    """
    locked = Release.objects.select_for_update().filter(pk__in=releases_of(rows)).order_by("pk")
    return tuple(locked.values_list("pk", flat=True))


def releases_of(rows: Mapping[str, Collection[int]]) -> set[int]:
    """The releases that hold anything of those rows (model → ids)."""
    return {pk for model, ids in rows.items() for pk in _holding(model, ids).values_list("pk", flat=True)}


def _holding(model: str, ids: Collection[int]) -> QuerySet[Release]:
    return Release.objects.filter(pk__in=ReleaseRow.objects.filter(model=model, ident__in=ids).values("release"))


def _locked(person: Person, pk: int) -> Release:
    """The release, if the person sees it; nobody else changes it until the transaction ends."""
    release_for(person, pk)
    return Release.objects.select_for_update().get(pk=pk)


def _content(release: Release) -> bytes:
    """The frozen bytes, and no others."""
    try:
        data = place_of(release.sha256).read_bytes()
    except FileNotFoundError:
        raise Refusal("release-content") from None
    if _digest(data) != release.sha256:
        raise Refusal("release-content")
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _step(person: Person | None, release: Release, deed: str, *, words: str = "", at: dt.datetime) -> None:
    by = person.id if person else None
    ReleaseStep.objects.create(release=release, deed=deed, state=release.state, words=words, at=at, by_id=by)


def _checked(words: str, lacking: str, most: int) -> str:
    """Words that may be kept: there, where *lacking* says what it is called when they are not; of no state secret."""
    words = " ".join(words.split())
    if (lacking and not words) or len(words) > most:
        raise Refusal(lacking or "release-long", most=most)
    if bears_marking(words):
        case = case_number(words.encode())
        raise Refusal("state-secret", case=case, name=case)
    return words
