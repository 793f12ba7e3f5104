"""Notices with their receipts, who sent them, the channels of people, and every message with its attempts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from xiandao.apps.accounts.models import Post, User

OUTLETS = ("mail", "text", "folder")
"""邮件, 短信, 文件夹: by which of them a message leaves."""
MESSAGE_STATES = ("queued", "failed", "handed-over", "delivered", "given-up", "void")
"""``failed`` is tried again; ``void`` had nothing left to say, or nowhere to go, when its turn came."""
WAITING = ("queued", "failed")
OUTCOMES = ("begun", "handed-over", "delivered", "failed", "given-up", "void", "unknown")
"""``unknown``: the process ended between handing over and writing down the answer."""


class Notice(models.Model):
    """Something that waits for a post, or for a person: a code, values and a link, never the words of what it is about.

    What it may show is decided when it is read. The same thing twice a day is one line with a count, until it is read.
    """

    kind = models.CharField(max_length=40)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="notices")
    about_model = models.CharField(max_length=40, default="")  # app.model; empty: about nothing that has rights
    about_id = models.PositiveBigIntegerField(default=0)
    subject = models.CharField(max_length=40, default="")  # what within it, where that makes another line
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300)
    day = models.DateField()  # of the calendar of the installation
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sign_within = models.PositiveSmallIntegerField(null=True)  # working days; None: need not be signed for
    sign_until = models.DateField(null=True)  # None beside a number of days: the calendar of that year is not known
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-last_at", "-pk")
        indexes = (
            models.Index(fields=("post", "read_at"), name="notice_of_post"),
            models.Index(fields=("user", "read_at"), name="notice_of_user"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(post=None) ^ Q(user=None), name="notice_to_one"),
            models.UniqueConstraint(
                fields=("post", "kind", "about_model", "about_id", "subject", "day"),
                condition=Q(read_at=None, user=None),
                name="notice_of_post_once",
            ),
            models.UniqueConstraint(
                fields=("user", "kind", "about_model", "about_id", "subject", "day"),
                condition=Q(read_at=None, post=None),
                name="notice_of_user_once",
            ),
            models.CheckConstraint(condition=Q(signed_at=None) | Q(signed_by__isnull=False), name="notice_signed_by"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Sending(models.Model):
    """One deed that told a notice: who did it, holding which post; a merged line has several."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="sendings")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)


class Channel(models.Model):
    """Where a person wants to be told outside the workspace; the address is sealed with their own key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="channels")
    outlet = models.CharField(max_length=8, choices=[(each, each) for each in OUTLETS])
    sealed = models.TextField()
    is_on = models.BooleanField(default=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "outlet"), name="channel_once"),)


class Mute(models.Model):
    """A kind that a person does not want to be sent."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="mute_once"),)


class DigestDay(models.Model):
    """A day whose digests were gathered: it stands together with their messages, or not at all."""

    day = models.DateField(unique=True)
    cut = models.DateTimeField()  # what came up to then is in them
    messages = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()


class Message(models.Model):
    """A message to one person by one outlet: the digest of a day, or one notice at once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages")
    outlet = models.CharField(max_length=8, choices=[(each, each) for each in OUTLETS])
    key = models.CharField(max_length=40)  # digest:2026-03-02, once:17
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # in the header: a receiver drops doubles by it
    holds = models.JSONField(default=list)  # ids of notices
    state = models.CharField(max_length=12, default="queued", choices=[(each, each) for each in MESSAGE_STATES])
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("user", "outlet", "key"), name="message_once"),)
        indexes = (models.Index(fields=("next_at",), name="message_due", condition=Q(state__in=WAITING)),)

    def __str__(self) -> str:
        return f"{self.outlet} {self.key}"


class Attempt(models.Model):
    """One attempt to hand a message over, written before it is made; never with an address or a secret in it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, default="begun", choices=[(each, each) for each in OUTCOMES])
    reason = models.CharField(max_length=40, default="")  # a code
    answer = models.CharField(max_length=160, default="")  # what the other side said

    class Meta:
        ordering = ("pk",)
