"""Kept exports whose days are over: the file goes; the row, the digest and the lines of the log stay."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from xiandao.apps.jobs.services import every
from xiandao.apps.plans.models import Export
from xiandao.apps.publishing.cleaning import Kept, kept_swept


@every(3600)
def exports_clean() -> None:
    """What the worker does every hour."""
    exports_swept(at=timezone.now())


def exports_swept(*, at: dt.datetime) -> int:
    """Removes the files of exports older than the installation keeps them; how many."""
    return kept_swept(Kept("export", Export.objects.all(), "blob", "at"), at=at)
