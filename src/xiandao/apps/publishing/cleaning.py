"""Kept files whose days are over: removed, while the row, the digest and the lines of the log stay."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_drop, files_lock
from xiandao.apps.jobs.services import every
from xiandao.apps.publishing.gates import GATES
from xiandao.apps.publishing.models import Release

AT_ONCE = 200


class Kept(NamedTuple):
    """Rows that keep files for a while.

    Attributes:
        kind: As the log names them: its line is *kind* ``.clean``.
        rows: Those that may be cleaned at all; each has a ``cleaned_at`` and a ``sha256``.
        file: The field that points to the kept file. since: the one that says from when its days count.
    """

    kind: str
    rows: QuerySet[Any]
    file: str
    since: str


@every(3600)
def releases_clean() -> None:
    """What the worker does every hour."""
    releases_swept(at=timezone.now())


def releases_swept(*, at: dt.datetime) -> int:
    """Removes the contents of what was settled longer ago than the installation keeps exports; how many."""
    passing = [name for name, channel in GATES.channels.items() if not channel.archive]
    return kept_swept(Kept("release", Release.objects.filter(channel__in=passing), "content", "settled_at"), at=at)


def kept_swept(kept: Kept, *, at: dt.datetime) -> int:
    """Removes the files of rows whose days are over; how many.

    First a row says that its file is gone, then the file goes: a worker that is killed in between leaves a row that
    gives nothing away, and the next one goes on where it stopped.
    """
    days = dt.timedelta(days=settings.INSTALLATION.export_days)
    held = kept.rows.exclude(**{kept.file: None})
    for row in held.filter(cleaned_at=None, **{f"{kept.since}__lt": at - days})[:AT_ONCE]:
        with transaction.atomic():
            kept.rows.model.objects.filter(pk=row.pk).update(cleaned_at=at)
            record(f"{kept.kind}.clean", kept.kind, row.pk, by=None, at=at, before=f"sha256:{row.sha256}")
    count = 0
    for row in held.exclude(cleaned_at=None)[:AT_ONCE]:
        with transaction.atomic():
            files_lock(shared=False)
            kept.rows.model.objects.filter(pk=row.pk).update(**{kept.file: None})
            file_drop(getattr(row, f"{kept.file}_id"))
            count += 1
    return count
