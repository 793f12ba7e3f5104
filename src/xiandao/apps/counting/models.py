"""How a target is counted, as people have said."""

from __future__ import annotations

from django.db import models

from xiandao.apps.accounts.models import User
from xiandao.apps.plans.models import Item, Plan


class Binding(models.Model):
    """A person's word on how a target is counted; never changed, the last one of a lineage stands.

    It belongs to the lineage, so that a target keeps it through the editions of its plan. ``measure`` is canonical
    JSON (``xiandao-measure/1``); empty: the registers cannot count it, for what stands in ``note``.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="bindings")
    lineage = models.UUIDField(db_index=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")  # on which it was said
    measure = models.TextField(default="")
    note = models.CharField(max_length=400, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
