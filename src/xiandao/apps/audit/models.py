"""The audit chain as rows."""

from __future__ import annotations

from django.db import models


class AuditLine(models.Model):
    """One deed; rows are only ever added. Its terms are those of :class:`xiandao.core.chain.Line`."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, db_index=True)
    deed = models.CharField(max_length=40, db_index=True)
    object_kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    before = models.CharField(max_length=80, null=True)
    after = models.CharField(max_length=80, null=True)
    previous = models.CharField(max_length=80)
    hash = models.CharField(max_length=80)

    class Meta:
        ordering = ("seq",)
        indexes = (models.Index(fields=("object_kind", "object_id"), name="audit_of_object"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"


CHECK_STATES = ("running", "done", "failed")


class AuditCheck(models.Model):
    """One verification of the whole chain, with what it found; never removed."""

    asked_at = models.DateTimeField()
    actor = models.CharField(max_length=80)  # who asked for it, as the chain names them
    state = models.CharField(max_length=8, default="running", choices=[(each, each) for each in CHECK_STATES])
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    verdict = models.JSONField(default=dict)  # empty until it is done

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.state}"
