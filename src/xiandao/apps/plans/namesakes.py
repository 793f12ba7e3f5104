"""已有同名规划: what a job says of the edition that it entered, a plan of the same title among it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.selectors import editions_seen, plans_seen

DEED = "plan.add"
PROMISES = ("target", "task")


def result_of(person: Person, edition: Edition) -> dict[str, Any]:
    """What the job says of the edition that it entered: whether nothing was read, and whether a namesake is here."""
    said: dict[str, Any] = {"edition": edition.pk}
    if editions_seen(person, "plan.judge").filter(pk=edition.pk).exists():  # nobody reviews a reference plan
        said["review"] = True
    if edition.reading == "read" and not edition.items.filter(kind__in=PROMISES).exists():
        said["empty"] = True
    if (same := namesake_of(person, edition)) is not None:
        said["same"] = {"edition": same.pk, "title": same.plan.title, "way": way_of(same)}
    return said


def namesake_of(person: Person, edition: Edition) -> Edition | None:
    """The last edition of another plan of the same title that *edition* may be joined to."""
    if edition.ordinal != 1 or edition.state != "draft" or edition.plan.is_reference:
        return None
    titled = Edition.objects.filter(plan__title=edition.plan.title).exclude(plan=edition.plan_id)
    waits = Q(reading="facts", plan__is_reference=True)
    return titled.filter(waits | Q(plan__in=plans_seen(person, DEED))).order_by("-reading", "-ordinal", "pk").first()


def way_of(same: Edition) -> str:
    """What may be done with an upload beside its namesake: bring it its words, or follow it as a new edition."""
    return "words" if same.reading == "facts" else "edition"
