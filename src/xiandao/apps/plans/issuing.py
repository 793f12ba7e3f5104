"""印发: what an edition is from now on; where its plan is open to all already, a second person confirms each edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.classing import DEED, EXPOSED, Classing, asking_of, class_of, covers
from xiandao.apps.plans.known import edition_change_keep
from xiandao.apps.plans.mappers import as_known
from xiandao.apps.plans.models import Edition, Plan
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.models import WAITING, Release
from xiandao.apps.publishing.services import release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording
from xiandao.writers.labels import label

KIND = "plan.issue"
ABOUT = "plans.edition"


def exposes(plan: Plan, edition: Edition, state: str, said: Classing) -> bool:
    """Whether all would see *edition*, unseen until now, as soon as it is *state*: its plan is and stays 主动公开."""
    stays_open = plan.openness == EXPOSED and said.openness == EXPOSED
    return stays_open and edition.state == "draft" and state != "draft"


def maybe_issued(edition: Edition) -> bool:
    """Whether its own head says that a draft was issued: it bears a number, and nothing calls it a draft.

    What an edition is stays a person's to say; this is only what they are asked.
    """
    return edition.state == "draft" and bool(edition.doc_no) and not edition.about.get("is_draft")


def issue_waiting(edition: Edition) -> Release | None:
    """The issue of *edition* that waits for a second person."""
    return Release.objects.filter(what=KIND, about_id=edition.pk, state__in=WAITING).first()


def edition_settle(person: Person, edition: Edition, state: str, *, asked_by: int | None = None, at: dt.datetime) -> Edition:  # fmt: skip
    """*edition* is *state* from now on; its plan is locked. One that is issued ends the one before it.

    One that becomes a draft again gives the one before its open end back.
    """
    rows = {row.pk: row for row in Edition.objects.select_for_update().filter(plan=edition.plan_id).order_by("pk")}
    edition, before = rows[edition.pk], rows.get(edition.supersedes_id or 0)
    known = [(each, as_known(each)) for each in (edition, before) if each is not None]
    if before is not None and before.state != "repealed":
        before.in_force_until = _ended(before, edition, state, timezone.localdate(at))
    _in_force(edition, state, timezone.localdate(at))
    for each, was in known:
        each.save(update_fields=("state", "in_force_from", "in_force_until"))
        edition_change_keep(each, was, by=person, at=at)
    issued = Edition.objects.filter(plan=edition.plan_id).exclude(state="draft").exists()
    Plan.objects.filter(pk=edition.plan_id).update(is_issued=issued)
    told = {} if asked_by is None else {"asked_by": asked_by}
    record("edition.issue", "edition", edition.pk, by=person, at=at, state=state, **told)
    return edition


def _in_force(edition: Edition, state: str, today: dt.date) -> None:
    """The state and the days in force that go with it; what was in force until today is so today."""
    first = edition.in_force_from or edition.issued_on or today
    edition.state = state
    edition.in_force_from = None if state == "draft" else first
    edition.in_force_until = max(first, today) if state == "repealed" else None


def _ended(before: Edition, edition: Edition, state: str, today: dt.date) -> dt.date | None:
    """The last day of the edition before, when *edition*, as it still is, becomes *state*."""
    if before.in_force_from is None:
        return before.in_force_until
    first = edition.in_force_from or edition.issued_on or today
    end = max(before.in_force_from, first - dt.timedelta(days=1))
    if state == "draft":
        return None if before.in_force_until == end else before.in_force_until
    return end if state == "issued" else before.in_force_until


def issue_ask(person: Person, plan: Plan, edition: Edition, state: str, *, at: dt.datetime) -> Release:
    """Puts the issue of an edition that all would see before a second person; until then it stays a draft.

    Raises:
        Refusal: ``issue-waits`` while it is before one already.
    """
    if issue_waiting(edition) is not None:
        raise Refusal("issue-waits")
    grant = next(each for each in person.within(DEED) if covers(each, plan))
    terms = {"state": state, "ordinal": edition.ordinal, "doc_no": edition.doc_no, "text": edition.text_sha256}
    title = f"{plan.title} · {wording('edition-ordinal', 'zh', n=edition.ordinal)}"
    words = title, wording("issue-paper-name", "zh"), wording("issue-purpose", "zh")
    asking = asking_of(plan, grant, what=KIND, about=(ABOUT, edition.pk), words=words, terms=terms)
    return release_ask(person, asking, _paper(plan.pk, asking.title, terms), at=at)


def _paper(plan: int, title: str, terms: dict[str, Any]) -> bytes:
    """What the second person reads and rules on, the same for the same terms."""
    state = label("edition", terms["state"], "zh")
    said = wording("issue-paper", "zh", plan=plan, title=title, state=state, doc_no=terms["doc_no"] or "—", text=terms["text"])  # fmt: skip
    return said.encode()


def _passed(person: Person, release: Release, at: dt.datetime) -> None:
    """A second person said yes: the edition that they were asked about, as it was, is issued."""
    edition = Edition.objects.select_related("plan").get(pk=release.about_id or 0)
    plan, terms = Plan.objects.select_for_update().get(pk=edition.plan_id), release.terms
    paper = _paper(plan.pk, release.title, terms)
    is_same = edition.text_sha256 == terms["text"] and hashlib.sha256(paper).hexdigest() == release.sha256
    if not is_same or edition.state != "draft" or class_of(plan).openness != EXPOSED:
        raise Refusal("class-stale")
    edition_settle(person, edition, terms["state"], asked_by=release.by_id, at=at)


def _may_see(person: Person, release: Release) -> bool:
    """Whether *person* may issue the edition still."""
    return editions_seen(person, DEED).filter(pk=release.about_id or 0).exists()


def _address(release: Release) -> str:
    return reverse("plans:edition", args=[release.about_id])


kind_declare(KIND, Kind(may_take=lambda _person, _release: False, passed=_passed, address=_address, may_see=_may_see))
