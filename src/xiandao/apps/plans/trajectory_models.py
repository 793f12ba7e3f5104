"""Actual values of targets by year, every one kept, and the planned paths that people confirmed."""

from __future__ import annotations

from django.db import models

NATURES = ("own", "preliminary", "final")
"""部门统计; 法定统计: 初步, 最终核实."""
AMOUNT = 96
"""Characters of an amount: decimals are kept as written."""
WHOLE_YEAR = 12


class ActualValue(models.Model):
    """What a target came to in a year, as somebody entered it; never changed: a correction is a further row.

    Of the rows of one year the last counts. ``lineage`` carries it through the editions of the plan.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="actuals")
    lineage = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    through = models.PositiveSmallIntegerField(default=WHOLE_YEAR)  # the last month it covers
    ordinal = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=AMOUNT)
    unit = models.CharField(max_length=20, default="")
    nature = models.CharField(max_length=12, default=NATURES[0], choices=[(each, each) for each in NATURES])
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("lineage", "year", "ordinal")
        constraints = (
            models.UniqueConstraint(fields=("plan", "lineage", "year", "ordinal"), name="actual_value_once"),
        )


class PlannedPath(models.Model):
    """How the planned value of every year of a target is told, as a person confirmed it; the last one counts.

    ``fixed`` is what the plan stated then: where it states something else today, the path is to be confirmed anew.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="paths")
    lineage = models.UUIDField()
    ordinal = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=8)
    base_year = models.PositiveSmallIntegerField(null=True)  # the actual value of that year is the base
    entered = models.JSONField(default=list)  # [year, value as written]
    fixed = models.JSONField(default=list)
    steps = models.JSONField(default=list)  # [year, value, origin] as confirmed
    reason = models.CharField(max_length=400, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("lineage", "ordinal")
        constraints = (models.UniqueConstraint(fields=("plan", "lineage", "ordinal"), name="planned_path_once"),)
