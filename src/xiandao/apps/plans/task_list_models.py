"""年度工作任务清单 of a place, or of one field in it, and its versions; none is ever changed."""

from __future__ import annotations

from django.db import models

from xiandao.apps.places.models import Place

ORIGINS = ("whole", "year", "cadence", "stage", "own")
"""Why a row was proposed: 全期任务, a stated year, a cadence, 阶段目标; or a person added it."""
STATES = ("taken", "left")


class TaskList(models.Model):
    """The list of a place for a year; *sector* is empty for all fields of the place."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="task_lists")
    sector = models.CharField(max_length=80, default="")
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("place__path", "-year", "sector")
        constraints = (models.UniqueConstraint(fields=("place", "sector", "year"), name="task_list_once"),)


class TaskListVersion(models.Model):
    """The list as somebody kept it."""

    of = models.ForeignKey(TaskList, on_delete=models.CASCADE, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400, default="")
    digest = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("of", "ordinal")
        constraints = (models.UniqueConstraint(fields=("of", "ordinal"), name="task_list_version_once"),)


class TaskListLine(models.Model):
    """One row: what is to be done, how, by whom, until when, and the sentence it comes from."""

    version = models.ForeignKey(TaskListVersion, on_delete=models.CASCADE, related_name="lines")
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=[(each, each) for each in STATES])
    origin = models.CharField(max_length=8, choices=[(each, each) for each in ORIGINS])
    title = models.CharField(max_length=400)
    measure = models.CharField(max_length=800, default="")  # 具体举措
    units = models.CharField(max_length=400, default="")  # 责任单位
    due = models.CharField(max_length=60, default="")  # 完成时限
    reason = models.CharField(max_length=400, default="")  # why it was left out
    clause = models.CharField(max_length=120, default="")
    quote = models.TextField(default="")  # the words as they stood then
    edition = models.ForeignKey("plans.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("plans.Item", null=True, on_delete=models.SET_NULL, related_name="+")  # None: reread away

    class Meta:
        ordering = ("version", "ordinal")
        constraints = (models.UniqueConstraint(fields=("version", "ordinal"), name="task_list_line_once"),)
