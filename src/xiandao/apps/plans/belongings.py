"""What of plans belongs to a post."""

from __future__ import annotations

from xiandao.apps.accounts.belongings import belongs
from xiandao.apps.accounts.models import Post
from xiandao.apps.cases.models import Round
from xiandao.apps.plans.models import Breakdown, Edition, Item, Plan
from xiandao.apps.plans.selectors import OPINIONS_ON

DONE = ("handed-down", "withdrawn")
"""States of a breakdown in which nothing waits for anybody any more."""


@belongs("plans")
def _plans(post: Post) -> int:
    return Plan.objects.filter(post=post, is_reference=False).count()


@belongs("drafts")
def _drafts(post: Post) -> int:
    return Edition.objects.filter(plan__post=post, plan__is_reference=False, state="draft").count()


@belongs("items")
def _items(post: Post) -> int:
    return Item.objects.filter(edition__plan__post=post, state="candidate").count()


@belongs("rounds")
def _rounds(post: Post) -> int:
    editions = Edition.objects.filter(plan__post=post).values("pk")
    return Round.objects.filter(about_model=OPINIONS_ON, about_id__in=editions, closed_at=None).count()


@belongs("breakdowns")
def _breakdowns(post: Post) -> int:
    return Breakdown.objects.filter(post=post).exclude(state__in=DONE).count()
