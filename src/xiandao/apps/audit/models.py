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
