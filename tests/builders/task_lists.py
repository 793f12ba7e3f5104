"""A list of tasks that was kept for the place of a plan, this year."""

from __future__ import annotations

from django.utils import timezone
from tests.builders.workspace import AT

from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.task_list_models import TaskList, TaskListLine, TaskListVersion

YEAR = timezone.localdate().year


def task_list(plan: Edition, sector: str = "") -> TaskList:
    """With one row that rests on *plan*, of the place that keeps it; made once."""
    of, is_new = TaskList.objects.get_or_create(place=plan.plan.keeper, sector=sector, year=YEAR, defaults={"at": AT})
    if is_new:
        version = TaskListVersion.objects.create(of=of, ordinal=1, digest="sha256:0", at=AT)
        TaskListLine.objects.create(
            version=version, ordinal=0, state="taken", origin="whole", title="建设训练场", units="市工信局", edition=plan,
            quote="建设训练场",
        )  # fmt: skip
    return of
