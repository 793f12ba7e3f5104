"""Notices for tests."""

from __future__ import annotations

import datetime as dt

from tests.builders.workspace import AT

from xiandao.apps.accounts.models import Holding, Post, User
from xiandao.apps.accounts.rights import ROLES
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import notify


def notice_to(user: User, kind: str = "post.received", *, at: dt.datetime = AT) -> Notice:
    """A notice to a person, which must be signed for unless *kind* says otherwise."""
    notify(kind, (To(user=user.pk),), values={"n": 1}, link="/", by=None, at=at)
    return Notice.objects.filter(user=user).latest("pk")


def notice_to_all_roles() -> Notice:
    """A notice to a post that a person of every role holds, beside their own."""
    users = User.objects.filter(username__in=ROLES).order_by("pk")
    post = Post.objects.create(unit=Holding.objects.filter(user=users[0])[0].post.unit, title="值班", roles=[])
    Holding.objects.bulk_create([Holding(post=post, user=user, since=AT.date()) for user in users])
    notify("post.received", (To(post=post.pk),), values={"n": 1}, link="/", by=None, at=AT)
    return Notice.objects.get(post=post)
