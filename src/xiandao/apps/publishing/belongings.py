"""What of releases belongs to a post and goes with it."""

from __future__ import annotations

from xiandao.apps.accounts.belongings import belongs
from xiandao.apps.accounts.models import Post
from xiandao.apps.publishing.models import WAITING, Release


@belongs("releases")
def _waiting(post: Post) -> int:
    """Those asked for under it that still wait for an opinion."""
    return Release.objects.filter(post=post, state__in=WAITING).count()
