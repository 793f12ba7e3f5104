"""What is read of cases and rounds; who may see the thing they are about is asked of its own app."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.rights import Grant, Person
from xiandao.apps.cases.clock import Due, due_of
from xiandao.apps.cases.models import Case, Invitation, Round


def invites(grants: Iterable[Grant]) -> Q:
    """Invitations that name the unit of a post, or the place that a post speaks for."""
    named = Q(pk__in=())
    for grant in grants:
        named |= Q(unit__posts=grant.post) if grant.post is not None else Q(pk__in=())
        if grant.unit is None:
            named |= Q(place__path=grant.path)
    return named


def open_rounds(model: str, grants: Iterable[Grant]) -> QuerySet[Round]:
    """The open rounds about rows of *model* that invite the holder of *grants*."""
    invited = Invitation.objects.filter(invites(grants)).values("round")
    return Round.objects.filter(about_model=model, closed_at=None, pk__in=invited)


def round_of(model: str, pk: int) -> Round | None:
    """The open round about a row, else the latest that was closed."""
    return Round.objects.filter(about_model=model, about_id=pk).order_by("-pk").first()


def invitation_of(person: Person, of: Round, deed: str) -> Invitation | None:
    """The invitation under which *person* may do *deed*; a unit's own before its place's."""
    found = of.invitations.filter(invites(person.within(deed))).select_related("unit", "place").distinct()
    return min(found, key=lambda each: (each.unit_id is None, each.pk), default=None)


def cases_of(model: str, pks: Iterable[int]) -> QuerySet[Case]:
    """The cases of all rounds about those rows, those taken back too."""
    rounds = Round.objects.filter(about_model=model, about_id__in=[*pks])
    return Case.objects.filter(round__in=rounds).select_related("place", "unit", "by", "ruled_by", "round")


def put_forward_by(person: Person) -> Q:
    """The cases that *person* entered, or that were put forward for a unit or place that they speak for."""
    own = Q(actor=person.actor)
    for grant in person.grants:
        if grant.post is not None:
            own |= Q(unit__posts=grant.post)
        if grant.unit is None:
            own |= Q(place__path=grant.path, outside="")
    return own


def rounds_open(model: str, pks: Iterable[Any]) -> QuerySet[Round]:
    """The open rounds about those rows, the nearest end first."""
    return Round.objects.filter(about_model=model, about_id__in=pks, closed_at=None).order_by("until", "pk")


def own_cases(person: Person, kind: str) -> QuerySet[Case]:
    """What *person*, or a unit or place they speak for, ever put forward, the latest first."""
    own = Case.objects.filter(put_forward_by(person)).values("pk")
    found = Case.objects.filter(kind=kind, pk__in=own).select_related("place", "unit", "by", "round")
    return found.order_by("-pk")


class Counts(NamedTuple):
    """How many cases there are of each fate; those taken back are in none of the others."""

    all: int
    open: int
    adopted: int
    partly: int
    declined: int
    withdrawn: int


def counts_of(cases: Iterable[Case]) -> Counts:
    """Counted once each."""
    listed = list(cases)
    live = [case for case in listed if case.state != "withdrawn"]
    ruled = Counter(case.ruling for case in live)
    return Counts(
        all=len(live),
        open=ruled[""],
        adopted=ruled["adopted"],
        partly=ruled["partly"],
        declined=ruled["declined"],
        withdrawn=len(listed) - len(live),
    )


def case_due(case: Case, today: dt.date) -> Due | None:
    """When it is to be ruled upon; ``None`` once it was, and where no clock runs."""
    return due_of(case.clock_from, case.clock_days, today) if case.state in ("open", "answered") else None
