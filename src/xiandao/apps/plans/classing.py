"""保密属性 and 公开属性 of a plan: raised by one person at once, lowered or opened when a second one confirms it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.models import OPENNESS, SECRECY, ClassChange, Edition, Plan
from xiandao.apps.plans.selectors import plans_seen
from xiandao.apps.publishing.models import WAITING, Release
from xiandao.apps.publishing.services import Asking, release_ask, releases_lock, releases_of, releases_raise
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.readers.secrecy import bears_marking, case_number
from xiandao.writers.labels import label

DEED = "plan.issue"
KIND = "plan.class"
LONGEST = 200
TRIES = 5
EXPOSED = OPENNESS[0]


class Classing(NamedTuple):
    """How closed a plan is: by practice 不予公开 and 无 until somebody says otherwise."""

    secrecy: str = SECRECY[0]
    openness: str = OPENNESS[-1]


def class_of(plan: Plan) -> Classing:
    """As it stands."""
    return Classing(plan.secrecy, plan.openness)


def settable(person: Person, deed: str = DEED, plan: Plan | None = None) -> tuple[str, ...]:
    """The 保密属性 that *person* may give: those that they would then see themselves, doing *deed* to *plan*."""
    grants = [grant for grant in person.within(deed) if plan is None or covers(grant, plan)]
    seen = {each for grant in grants for each in RIGHTS.sees[grant.role]}
    return tuple(each for each in SECRECY if each in seen)


def class_check(person: Person, said: Classing, deed: str = DEED, plan: Plan | None = None) -> None:
    """Lets pass what may be set.

    Raises:
        Refusal: ``absent`` for no such value; ``class-unseen``: higher than the person may see; ``class-open-closed``:
            主动公开 and 内部 at once.
    """
    if said.secrecy not in SECRECY or said.openness not in OPENNESS:
        raise Refusal("absent")
    if said.secrecy not in settable(person, deed, plan):
        raise Refusal("class-unseen")
    if said.openness == EXPOSED and said.secrecy != SECRECY[0]:
        raise Refusal("class-open-closed")


def lowers(before: Classing, after: Classing) -> bool:
    """Whether more people could see it than before: a lower 保密属性, or 主动公开."""
    return SECRECY.index(after.secrecy) < SECRECY.index(before.secrecy) or (
        after.openness == EXPOSED and before.openness != EXPOSED
    )


@transaction.atomic
def plan_class(person: Person, pk: int, said: Classing, *, reason: str, at: dt.datetime) -> Release | None:
    """Sets how closed a plan is; ``None`` when it stands at once, else what waits for a second person.

    Raises:
        Refusal: as :func:`class_check`; ``class-reason``; ``class-same`` where nothing would change; ``class-waiting``
            while an earlier change waits.
    """
    found = plans_seen(person, DEED).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    plan = plan_locked(found.pk)
    class_check(person, said, plan=plan)
    reason = reason_checked(reason)
    before = class_of(plan)
    if said == before:
        raise Refusal("class-same")
    if not lowers(before, said):  # at once, whatever waits: that no longer fits then and can only be declined
        _apply(plan, said, ClassChange(reason=reason, by_id=person.id, at=at), person)
        return None
    if waiting_of(plan) is not None:
        raise Refusal("class-waiting")
    return _ask(person, plan, said, reason, at=at)


def plan_locked(pk: int) -> Plan:
    """The plan, after the releases of anything of it: an opinion locks a release first, and then the plan it is about.

    A release that came in between is found by looking again, and everything is let go before the next try.
    """
    for _ in range(TRIES):
        before = transaction.savepoint()
        held = releases_lock(_rows(pk))
        plan = Plan.objects.select_for_update().get(pk=pk)
        if releases_of(_rows(pk)) <= {*held}:
            transaction.savepoint_commit(before)
            return plan
        transaction.savepoint_rollback(before)
    raise Refusal("class-waiting")


def _rows(pk: int) -> dict[str, list[int]]:
    """The plan and its editions, as releases name what they hold."""
    return {"plans.plan": [pk], "plans.edition": list(Edition.objects.filter(plan=pk).values_list("pk", flat=True))}


def reason_checked(reason: str) -> str:
    """Why, in words that may be kept."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST:
        raise Refusal("class-reason", most=LONGEST)
    if bears_marking(reason):
        case = case_number(reason.encode())
        raise Refusal("state-secret", case=case, name=case)
    return reason


def waiting_of(plan: Plan) -> Release | None:
    """The change of *plan* that waits for a second person."""
    return Release.objects.filter(what=KIND, about_id=plan.pk, state__in=WAITING).first()


def class_page(person: Person, plan: Plan) -> dict[str, Any]:
    """How closed a plan is, what may be set, what waits, and every change so far."""
    return {
        "settable": settable(person, plan=plan),
        "openness": OPENNESS,
        "waits": waiting_of(plan),
        "changes": plan.class_changes.select_related("by", "confirmed_by", "release"),
        "most": LONGEST,
    }


@transaction.atomic
def class_given(person: Person, plan: Plan, said: Classing, *, at: dt.datetime) -> None:
    """Notes how closed a new plan is, where that is not what every plan is."""
    if said != Classing():
        change = ClassChange(reason=wording("class-with-upload", "zh"), by_id=person.id, at=at)
        _note(plan, Classing(), said, change, person)


def covers(grant: Grant, plan: Plan) -> bool:
    """Whether *plan* lies in the place, or the unit, of a post."""
    if grant.unit is not None:
        return plan.post is not None and plan.post.unit_id == grant.unit
    return plan.keeper.path.startswith(grant.path)


def asking_of(
    plan: Plan, grant: Grant, *, what: str, about: tuple[str, int], words: tuple[str, str, str], terms: dict[str, Any]
) -> Asking:
    """What is put before a second person because more people would see something of *plan*.

    *words* are what it is about, what its paper is called and what it is for.
    """
    title, name, purpose = words
    return Asking(
        channel="lowering",
        what=what,
        about=about,
        title=title,
        name=name,
        use="inside",
        secrecy=plan.secrecy,
        purpose=purpose,
        grant=grant,
        place=plan.keeper_id,
        terms=terms,
        is_made=True,
    )


def _ask(person: Person, plan: Plan, said: Classing, reason: str, *, at: dt.datetime) -> Release:
    grant = next(each for each in person.within(DEED) if covers(each, plan))
    terms = {"before": [*class_of(plan)], "after": [*said], "reason": reason, "editions": issued_of(plan)}
    words = plan.title, wording("class-paper-name", "zh"), wording("class-purpose", "zh")
    asking = asking_of(plan, grant, what=KIND, about=("plans.plan", plan.pk), words=words, terms=terms)
    return release_ask(person, asking, _paper(plan.pk, plan.title, terms), at=at)


def _paper(pk: int, title: str, terms: dict[str, Any]) -> bytes:
    """What the second person reads and rules on: the change in words, the same for the same terms."""
    before, after = Classing(*terms["before"]), Classing(*terms["after"])
    named = [(name, label("secrecy", each.secrecy, "zh"), label("openness", each.openness, "zh"))
             for name, each in (("before", before), ("after", after))]  # fmt: skip
    said = wording(
        "class-paper", "zh", plan=pk, title=title, secrecy_before=named[0][1], secrecy=named[1][1],
        openness_before=named[0][2], openness=named[1][2], reason=terms["reason"],
    )  # fmt: skip
    if terms.get("editions"):
        said += wording("class-paper-editions", "zh", editions="、".join(map(str, terms["editions"])))
    return said.encode()


def issued_of(plan: Plan) -> list[int]:
    """The editions (by ordinal) that all see where the plan is 主动公开: those that are no drafts."""
    return list(plan.editions.exclude(state="draft").order_by("ordinal").values_list("ordinal", flat=True))


def _passed(person: Person, release: Release, at: dt.datetime) -> None:
    """A second person said yes: what they read is what takes effect, on the plan as it was when it was asked."""
    plan = Plan.objects.select_for_update().get(pk=release.about_id or 0)
    before, after = Classing(*release.terms["before"]), Classing(*release.terms["after"])
    if class_of(plan) != before or _digest(_paper(plan.pk, release.title, release.terms)) != release.sha256:
        raise Refusal("class-stale")
    if after.openness == EXPOSED and release.terms.get("editions", issued_of(plan)) != issued_of(plan):
        raise Refusal("class-stale")  # who confirms has not been asked about each of them
    change = ClassChange(
        reason=release.terms["reason"], by_id=release.by_id, confirmed_by_id=person.id, release=release, at=at
    )
    _apply(plan, after, change, person)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _apply(plan: Plan, said: Classing, change: ClassChange, person: Person) -> None:
    before = class_of(plan)
    plan.secrecy, plan.openness = said
    plan.save(update_fields=("secrecy", "openness"))
    if SECRECY.index(said.secrecy) > SECRECY.index(before.secrecy):
        for model, ids in _rows(plan.pk).items():
            releases_raise(model, ids, said.secrecy)
    _note(plan, before, said, change, person)


def _note(plan: Plan, before: Classing, said: Classing, change: ClassChange, person: Person) -> None:
    change.plan, change.secrecy_before, change.openness_before = plan, before.secrecy, before.openness
    change.secrecy, change.openness = said
    change.save(force_insert=True)
    record(
        "plan.class", "plan", plan.pk, by=person, at=change.at, secrecy=[before.secrecy, said.secrecy],
        openness=[before.openness, said.openness], asked_by=change.by_id, release=change.release_id,
    )  # fmt: skip


def _address(release: Release) -> str:
    edition = Edition.objects.filter(plan=release.about_id).order_by("-ordinal").first()
    return reverse("plans:edition", args=[edition.pk]) if edition else ""


def _may_see(person: Person, release: Release) -> bool:
    """Whether *person* may change the plan still."""
    return plans_seen(person, DEED).filter(pk=release.about_id or 0).exists()


kind_declare(KIND, Kind(may_take=lambda _person, _release: False, passed=_passed, address=_address, may_see=_may_see))
