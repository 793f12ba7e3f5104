"""The queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(models.Model):
    """One piece of work.

    Whoever works on it holds a lease and renews it; when the lease has run out, the worker is dead and the next one
    begins anew. Work must therefore be safe to do twice.
    """

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", choices=[(state, state) for state in STATES])
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, default="")
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("id",), name="job_open", condition=Q(state__in=("waiting", "running"))),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.state in ("waiting", "running")
