"""Who this installation is to others, whom it believes, what it sent them, what it took in."""

from __future__ import annotations

from django.db import models

from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.publishing.models import SECRECY, Release

IDENT, DIGEST = 80, 80
RECEIVED_STATES = ("waiting", "taken", "returned")
"""待确认, 已接收, 已退回."""


class Identity(models.Model):
    """What this installation is called by others; one row, and the lock of all that enters."""

    ident = models.CharField(max_length=IDENT, unique=True)  # place:320200
    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """Another installation by one of its keys: believed until it is ended, and never changed."""

    ident = models.CharField(max_length=IDENT, db_index=True)
    name = models.CharField(max_length=60)
    place_code = models.CharField(max_length=32)
    key_id = models.CharField(max_length=DIGEST, unique=True)
    pem = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("ended_at", "name", "pk")

    def __str__(self) -> str:
        return self.name


class Sent(models.Model):
    """One package that was made: its bytes never change; another content is another package."""

    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()  # counted anew every year
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="sent")
    purpose = models.CharField(max_length=120)
    secrecy = models.CharField(max_length=10, choices=[(each, each) for each in SECRECY])
    editions = models.JSONField()  # ids, in the order of the files
    digest = models.CharField(max_length=DIGEST, unique=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")  # None: needed none
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # whose office sends it
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.TextField(default="")  # as it came
    receipt_at = models.DateTimeField(null=True)  # by the clock of who received
    outcome = models.CharField(max_length=20, default="")  # of core.exchange.Outcome
    reason = models.CharField(max_length=60, default="")
    rows = models.JSONField(default=list)  # not taken over: file, code, values

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("year", "ordinal"), name="sent_number_once"),)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """SJ-2026-00001."""
        return f"SJ-{self.year}-{self.ordinal:05d}"


class Numbering(models.Model):
    """The last number that was given to a package of a year; what was given is never given again."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Received(models.Model):
    """One package that came and was found as it was signed; what it brings enters when a person says so."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="received")
    sender = models.CharField(max_length=IDENT)
    number = models.CharField(max_length=60)  # the sender's
    key = models.CharField(max_length=DIGEST)
    digest = models.CharField(max_length=DIGEST)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    secrecy = models.CharField(max_length=10, choices=[(each, each) for each in SECRECY])
    made_at = models.DateTimeField()  # by the sender's clock
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # whose office received it
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting", choices=[(each, each) for each in RECEIVED_STATES])
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60, default="")
    lines = models.JSONField(default=list)  # what became of each file, once it was decided
    receipt = models.TextField(default="")

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("sender", "number"), name="received_once"),)

    def __str__(self) -> str:
        return f"{self.partner.name} {self.number}"
