"""What workers do for registers: the jobs of workbooks, and rows that change by the calendar alone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from xiandao.apps.jobs.services import every
from xiandao.apps.registers import declaring as _declaring  # noqa: F401 - the same
from xiandao.apps.registers import doubles as _doubles  # noqa: F401 - workers load what declares kinds of jobs from here
from xiandao.apps.registers import load_telling as _load_telling  # noqa: F401 - the same
from xiandao.apps.registers import loads as _loads  # noqa: F401 - the same
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.writing import CHUNK, entities_refold

PAUSE = 900
"""Seconds between two looks at the calendar."""


@every(PAUSE)
def calendar_follow() -> None:
    """Makes the rows anew of entities of which something begins or ends to hold today."""
    while rows_turn(timezone.now()):
        pass


@transaction.atomic
def rows_turn(at: dt.datetime) -> int:
    """Makes some of the rows anew whose day has come; how many."""
    due = Entity.objects.filter(changes_on__lte=timezone.localdate(at)).order_by("changes_on", "pk")
    pks = list(due.values_list("pk", flat=True)[:CHUNK])
    entities_refold(pks, at=at)
    return len(pks)
