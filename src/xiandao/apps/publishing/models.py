"""Releases: what was asked to leave, its content as frozen, the opinions on it, and who took it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.publishing.gates import STEPS, USES

STATES = (*STEPS, "passed", "declined", "withdrawn")
"""待保密审查, 待发布审核, 审核通过, 未通过, 已撤回."""
SHOWN_STATES = (*STEPS, "passed", "taken", "confirmed", "declined", "withdrawn")
"""What people are told of them: passed is 可下载, 已领取 once everybody has their copy, or 已生效."""
WAITING = STEPS
EFFECTIVE = "lowering"
"""The channel of what takes effect and leaves no copy."""
VERDICTS = ("yes", "no")
SECRECY = ("none", "internal", "secret")
SHA256 = 64


class Release(models.Model):
    """One thing that was asked to leave: what it is does not change; something else is another release."""

    channel = models.CharField(max_length=16)  # one of gates.toml
    what = models.CharField(max_length=40)  # the kind of thing: who knows what it is answers to this name
    about_model = models.CharField(max_length=40, default="")  # app.model
    about_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=300)
    name = models.CharField(max_length=255)  # of the file
    use = models.CharField(max_length=8, choices=[(each, each) for each in USES])
    secrecy = models.CharField(max_length=10, choices=[(each, each) for each in SECRECY])
    terms = models.JSONField(default=dict)  # what its kind must know to answer for it
    purpose = models.CharField(max_length=120)
    receiver = models.CharField(max_length=120, default="")  # 接收单位; empty inside the house
    content = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")  # None: removed
    sha256 = models.CharField(max_length=SHA256)  # of the exact bytes that are looked through
    is_marked = models.BooleanField(default=False)  # whether places for number, taker and date are in it
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # whose people look it through
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(each, each) for each in STATES])
    actor = models.CharField(max_length=80)  # who asked, as the audit log names them
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField(null=True)  # both None until it has passed
    ordinal = models.PositiveIntegerField(null=True)  # counted anew every year
    settled_at = models.DateTimeField(null=True)  # passed, declined or withdrawn
    cleaned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("about_model", "about_id"), name="release_about"),)
        constraints = (
            models.UniqueConstraint(fields=("year", "ordinal"), name="release_number_once"),
            models.CheckConstraint(condition=~Q(state="passed") | Q(ordinal__isnull=False), name="release_numbered"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """编号: FB-2026-00001; empty until it has passed."""
        return f"FB-{self.year}-{self.ordinal:05d}" if self.ordinal else ""

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to give an opinion."""
        return self.state in WAITING

    @property
    def is_taken(self) -> bool:
        """已领取: whether everybody who may take it has done so."""
        takings = self.takings.all()
        return self.state == "passed" and bool(takings) and all(each.at is not None for each in takings)

    @property
    def shown_state(self) -> str:
        """One of :data:`SHOWN_STATES`: what pages and programs are told; lists of releases prefetch ``takings``."""
        if self.state != "passed":
            return self.state
        if self.takes_effect:
            return "confirmed"
        return "taken" if self.is_taken else "passed"

    @property
    def takes_effect(self) -> bool:
        """Whether nothing is taken away when it has passed: it changes how closed a plan is."""
        return self.channel == EFFECTIVE


class ReleaseRow(models.Model):
    """One row that a release holds something of: what closes the row closes the release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    model = models.CharField(max_length=40)  # app.model
    ident = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("model", "ident", "release"), name="release_row_once"),)


class Opinion(models.Model):
    """What one named person said at one step, on which bytes; never changed."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="opinions")
    step = models.CharField(max_length=10, choices=[(each, each) for each in STEPS])
    verdict = models.CharField(max_length=3, choices=[(each, each) for each in VERDICTS])
    reason = models.TextField()
    sha256 = models.CharField(max_length=SHA256)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("release", "step"), name="opinion_step_once"),
            models.UniqueConstraint(fields=("release", "by"), name="opinion_person_once"),
        )


class Taking(models.Model):
    """One person who may take it, once; *at* ``None`` until they did, *sha256* that of the copy they were given."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="takings")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=SHA256, default="")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("release", "user"), name="taking_once"),)


class ReleaseStep(models.Model):
    """One step of a release: who did what when, and the state it led to; never changed, never removed."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    words = models.TextField(default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
