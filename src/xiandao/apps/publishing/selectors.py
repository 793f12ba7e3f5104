"""What may be read of releases: the one gate for who sees which, and who is to give an opinion."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.files.services import place_of
from xiandao.apps.publishing.gates import DEEDS, GATES, STEPS
from xiandao.apps.publishing.models import EFFECTIVE, Release, Taking
from xiandao.apps.publishing.preview import Preview, preview_of
from xiandao.apps.publishing.sources import kind_of
from xiandao.core.errors import Refusal

SHOWN = ("waiting", "own", "all")


class Stage(NamedTuple):
    """One step on the way: ``done``, ``here``, ``ahead`` or ``stopped``."""

    code: str
    stands: str


def _within(grant: Grant) -> Q:
    """What lies in the place, or the unit, of a post and is not closed to its role."""
    own = Q(place__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
    return own & Q(secrecy__in=RIGHTS.sees[grant.role])


def rulable(person: Person, step: str) -> Q:
    """The releases that *person* has the right to look through at *step*, whoever asked for them."""
    found = Q(pk__in=())
    for grant in person.within(DEEDS[step]):
        found |= _within(grant)
    return found


def releases_seen(person: Person) -> QuerySet[Release]:
    """What *person* asked for or is to take, as long as they may see such things, and what they may look through."""
    seen = {each for grant in person.grants for each in RIGHTS.sees[grant.role]}
    taken = Taking.objects.filter(user=person.id or 0).values("release")
    found = (Q(actor=person.actor) | Q(pk__in=taken)) & Q(secrecy__in=seen)
    for step in STEPS:
        found |= rulable(person, step)
    return Release.objects.filter(found).select_related("by", "place")


def releases_waiting(person: Person) -> QuerySet[Release]:
    """What waits for an opinion of *person*: of a step that is theirs, not asked by them, not yet ruled on by them."""
    found = Q(pk__in=())
    for step in STEPS:
        found |= Q(state=step) & rulable(person, step)
    waiting = Release.objects.filter(found).exclude(actor=person.actor).exclude(opinions__by=person.id or 0)
    return waiting.select_related("by", "place")


def releases_listed(person: Person, asked: Mapping[str, str]) -> QuerySet[Release]:
    """The list as it is asked for: ``show`` (waiting, own, all), ``state`` as it is shown, ``use``, words ``q``."""
    show = asked.get("show", "")
    found = releases_waiting(person) if show == "waiting" else releases_seen(person)
    if show == "own":
        found = found.filter(actor=person.actor)
    if state := asked.get("state"):
        found = found.filter(shown_as(state))
    if use := asked.get("use"):
        found = found.filter(use=use)
    if words := asked.get("q"):
        found = found.filter(Q(title__icontains=words) | Q(purpose__icontains=words) | Q(receiver__icontains=words))
    return found.prefetch_related("takings").order_by("pk" if asked.get("sort") == "asked" else "-pk")


def shown_as(state: str) -> Q:
    """The releases whose :attr:`Release.shown_state` is *state*, said in SQL."""
    takings = Taking.objects.filter(release=OuterRef("pk"))
    taken = Exists(takings) & ~Exists(takings.filter(at=None))
    passed, effective = Q(state="passed"), Q(channel=EFFECTIVE)
    ways = {
        "confirmed": passed & effective,
        "taken": passed & ~effective & taken,
        "passed": passed & ~effective & ~taken,
    }
    return ways.get(state, Q(state=state))


def release_whole(person: Person, pk: int) -> Release:
    """One of them with its opinions and who takes it, as :func:`release_for`."""
    release = release_for(person, pk)
    prefetch_related_objects([release], "takings__user", "opinions__by")
    return release


def release_for(person: Person, pk: int) -> Release:
    """One of them, or a refusal that does not tell forbidden from absent."""
    release = releases_seen(person).filter(pk=pk).first()
    if release is None:
        raise Refusal("absent")
    return release


def may_rule(person: Person, release: Release) -> bool:
    """Whether an opinion of *person* is what it waits for."""
    return releases_waiting(person).filter(pk=release.pk).exists()


def may_look(person: Person, release: Release) -> bool:
    """Whether *person* may take a copy to look it through: who is to give the next opinion, while it waits for them."""
    return may_rule(person, release)


def may_see(person: Person, release: Release) -> bool:
    """Whether a page may show *person* what it holds: who asked, as long as it is theirs, and who looks it through."""
    if release.actor == person.actor:
        kind = kind_of(release)
        return (kind.may_see or kind.may_take)(person, release)
    rights = Q(pk__in=())
    for step in GATES.channels[release.channel].needs:
        rights |= rulable(person, step)
    return Release.objects.filter(rights, pk=release.pk).exists()


def preview_for(release: Release) -> Preview | None:
    """A look into the frozen content, where we made it ourselves and it is still what it was."""
    if not release.terms.get("is_made"):
        return None
    place = place_of(release.sha256)
    try:
        stands = place.stat()
    except FileNotFoundError:
        return None  # the page stands all the same; whoever asks for the content is refused
    return _preview(place, release.name, release.sha256, (stands.st_mtime_ns, stands.st_size))


@lru_cache(maxsize=64)
def _preview(place: Path, name: str, sha256: str, stands: tuple[int, int]) -> Preview | None:
    """What the bytes of that digest show, kept while the file is as it *stands*: a page looked at again reads no file."""
    del stands
    data = place.read_bytes()
    return preview_of(name, data) if hashlib.sha256(data).hexdigest() == sha256 else None


def release_page(person: Person, release: Release) -> dict[str, Any]:
    """One release, as :func:`release_whole` gave it, with its content, both opinions, who may take it, every step."""
    takings = list(release.takings.all())
    mine = next((each for each in takings if each.user_id == person.id), None)
    is_here = release.content_id is not None and release.cleaned_at is None
    sees = may_see(person, release)
    address = kind_of(release).address
    return {
        "release": release,
        "stages": stages_of(release),
        "opinions": {each.step: each for each in release.opinions.all()},
        "needs": GATES.channels[release.channel].needs,
        "takings": takings,
        "steps": release.steps.select_related("by"),
        "may_rule": may_rule(person, release),
        "may_look": is_here and may_look(person, release),
        "may_see": is_here and sees,
        "may_fetch": release.state == "passed" and is_here and mine is not None and mine.at is None,
        "is_own": release.actor == person.actor,
        "may_withdraw": not has_ended(release) and may_withdraw(person, release),
        "preview": preview_for(release) if sees and is_here else None,
        "address": address(release) if address else "",
    }


def has_ended(release: Release) -> bool:
    """Whether nothing of it can be taken back any more: it was declined or withdrawn, or it took effect when it passed."""
    has_effect = release.state == "passed" and kind_of(release).passed is not None
    return has_effect or release.state in ("declined", "withdrawn")


def may_withdraw(person: Person, release: Release) -> bool:
    """Whether *person* may take it back: who asked, and who has the last word on what goes out."""
    last = GATES.channels[release.channel].needs[-1]
    return release.actor == person.actor or Release.objects.filter(rulable(person, last), pk=release.pk).exists()


def stages_of(release: Release) -> tuple[Stage, ...]:
    """The way from the asking to the end: what is done, where it stands, what lies ahead."""
    needs = GATES.channels[release.channel].needs
    ruled = {each.step for each in release.opinions.all() if each.verdict == "yes"}
    found = [Stage("asked", "done")]
    found += [Stage(step, "done" if step in ruled else "here" if release.state == step else "ahead") for step in needs]
    if release.state in ("declined", "withdrawn"):
        found = [stage for stage in found if stage.stands == "done"]
        return (*found, Stage(release.state, "stopped"))
    if release.state == "passed":
        return (*found, Stage(release.shown_state, "here"))
    return (*found, Stage(passed_code(release), "ahead"))


def passed_code(release: Release) -> str:
    """``passed`` for what is taken away as a file, ``confirmed`` for what only takes effect."""
    return "confirmed" if release.takes_effect else "passed"


def gathered_open(name: str) -> bool:
    """Whether rows of a list that becomes sensitive when gathered may be shown: once a review of it stands."""
    channel = GATES.gathered.get(name)
    return channel is None or Release.objects.filter(
        channel=channel, what=f"gathered.{name}", state="passed"
    ).exists()  # fmt: skip
