"""What workers do with policies for search between jobs."""

from __future__ import annotations

from xiandao.apps.jobs.services import every
from xiandao.apps.search.policy_words import policies_refresh
from xiandao.apps.search.services import PAUSE


@every(PAUSE)
def policies_follow() -> None:
    """Follows what was entered and changed."""
    policies_refresh()
