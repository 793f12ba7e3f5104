"""Kept exports whose days are over: the file goes; the row, the digest and the lines of the log stay."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_drop
from xiandao.apps.jobs.services import every
from xiandao.apps.plans.models import Export

AT_ONCE = 200


@every(3600)
def exports_clean() -> None:
    """What the worker does every hour."""
    exports_swept(at=timezone.now())


def exports_swept(*, at: dt.datetime) -> int:
    """Removes the files of exports older than the installation keeps them; how many.

    First the row says that it is gone, then the file goes: a worker that is killed in between leaves a row that gives
    nothing away, and the next one goes on where it stopped.
    """
    days = dt.timedelta(days=settings.INSTALLATION.export_days)
    kept = Export.objects.exclude(blob=None)
    for export in kept.filter(cleaned_at=None, at__lt=at - days)[:AT_ONCE]:
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(cleaned_at=at)
            record("export.clean", "export", export.pk, by=None, at=at, before=f"sha256:{export.sha256}")
    count = 0
    for export in kept.exclude(cleaned_at=None)[:AT_ONCE]:
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(blob=None)
            file_drop(export.blob_id or "")
            count += 1
    return count
