"""What workers do with releases between jobs."""

from __future__ import annotations

from django.utils import timezone

from xiandao.apps.jobs.services import every
from xiandao.apps.publishing.services import releases_lapse


@every(3600)
def releases_end() -> None:
    """What nobody gave an opinion on for too long ends."""
    releases_lapse(at=timezone.now())
