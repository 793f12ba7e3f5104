"""What workers do with policies between jobs."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from xiandao.apps.jobs.services import every
from xiandao.apps.policies.ending import endings_told


@every(3600)
def policies_end() -> None:
    """Whoever keeps a policy that ends soon is told so, once; hourly, so that a day on which nothing ran is no day lost."""
    endings_told(settings.INSTALLATION.policy_days, at=timezone.now())
