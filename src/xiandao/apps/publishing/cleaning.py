"""Contents whose days are over: removed, while the row, the digest and the lines of the log stay."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xiandao.apps.audit.services import record
from xiandao.apps.files.services import file_drop
from xiandao.apps.jobs.services import every
from xiandao.apps.publishing.gates import GATES
from xiandao.apps.publishing.models import Release

AT_ONCE = 200


@every(3600)
def releases_clean() -> None:
    """What the worker does every hour."""
    releases_swept(at=timezone.now())


def releases_swept(*, at: dt.datetime) -> int:
    """Removes the contents of what was settled longer ago than the installation keeps exports; how many.

    First a row says that its content is gone, then the file goes: a worker that is killed in between leaves a row that
    gives nothing away, and the next one goes on where it stopped.
    """
    days = dt.timedelta(days=settings.INSTALLATION.export_days)
    passing = [name for name, channel in GATES.channels.items() if not channel.archive]
    kept = Release.objects.exclude(content=None).filter(channel__in=passing)
    for release in kept.filter(cleaned_at=None, settled_at__lt=at - days)[:AT_ONCE]:
        with transaction.atomic():
            Release.objects.filter(pk=release.pk).update(cleaned_at=at)
            record("release.clean", "release", release.pk, by=None, at=at, before=f"sha256:{release.sha256}")
    count = 0
    for release in kept.exclude(cleaned_at=None)[:AT_ONCE]:
        with transaction.atomic():
            Release.objects.filter(pk=release.pk).update(content=None)
            file_drop(release.sha256)
            count += 1
    return count
