"""What of notices belongs to a post and goes with it."""

from __future__ import annotations

from xiandao.apps.accounts.belongings import belongs
from xiandao.apps.accounts.models import Post
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.selectors import OPEN


@belongs("notices")
def _open(post: Post) -> int:
    """Those that wait to be read, or to be signed for."""
    return Notice.objects.filter(OPEN, post=post).count()
