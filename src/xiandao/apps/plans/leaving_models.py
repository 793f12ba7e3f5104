"""How closed a plan is, every change of that, and what left of it as a file."""

from __future__ import annotations

from django.db import models

from xiandao.apps.files.models import Blob

OPENNESS = ("open", "on-request", "closed")
"""公开属性: 主动公开, 依申请公开, 不予公开."""
SECRECY = ("none", "internal", "secret")
"""保密属性: 无, 内部, 工作秘密. State secrets never get here."""


class ClassChange(models.Model):
    """保密属性 and 公开属性 of a plan as they were and as they became, and why; never changed, never removed."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="class_changes")
    secrecy_before = models.CharField(max_length=10, choices=[(each, each) for each in SECRECY])
    secrecy = models.CharField(max_length=10, choices=[(each, each) for each in SECRECY])
    openness_before = models.CharField(max_length=12, choices=[(each, each) for each in OPENNESS])
    openness = models.CharField(max_length=12, choices=[(each, each) for each in OPENNESS])
    reason = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey("publishing.Release", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)


class Export(models.Model):
    """What left the house as a file: its number, who took it and what for, what it holds, the digest of its bytes.

    A row without a digest was asked for and not given: refused on the way, or still being made.
    """

    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()  # counted anew every year
    what = models.CharField(max_length=24)
    form = models.CharField(max_length=8)
    edition = models.ForeignKey(
        "plans.Edition", null=True, on_delete=models.SET_NULL, related_name="exports"
    )  # None: the list
    asked = models.JSONField(default=dict)  # the filters of the page it was taken from
    secrecy = models.CharField(max_length=10, default="none", choices=[(each, each) for each in SECRECY])
    purpose = models.CharField(max_length=120, default="")
    rows = models.PositiveIntegerField(default=0)
    touched = models.JSONField(default=list)  # ids of the editions whose rows it holds
    sha256 = models.CharField(max_length=64, default="")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")  # kept for large ones alone
    cleaned_at = models.DateTimeField(null=True)  # when the kept file was removed; the row and the digest stay
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("year", "ordinal"), name="export_once"),)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands in the watermark: XD-2026-00001."""
        return f"XD-{self.year}-{self.ordinal:05d}"
