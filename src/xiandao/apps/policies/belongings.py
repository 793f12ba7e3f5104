"""What of policies belongs to a post."""

from __future__ import annotations

from xiandao.apps.accounts.belongings import belongs
from xiandao.apps.accounts.models import Post
from xiandao.apps.policies.models import Policy


@belongs("policies")
def _policies(post: Post) -> int:
    return Policy.objects.filter(post=post).count()
