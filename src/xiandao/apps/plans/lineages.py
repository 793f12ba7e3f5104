"""The lineage of an item: what holds its editions, its actual values and its planned path together."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Max

from xiandao.apps.plans.models import Item
from xiandao.apps.plans.trajectory_models import ActualValue, PlannedPath


def lineage_carry(plan: int, before: Sequence[int], after: Sequence[int]) -> None:
    """The first of the items *before* gives its lineage to those *after*, and to all that was of theirs until now.

    Later editions that went on from them go along, as do the values entered for them and the paths confirmed.
    """
    lineage = Item.objects.filter(pk__in=before).order_by("start").values_list("lineage", flat=True).first()
    if lineage is None:
        return
    gone = set(Item.objects.filter(pk__in=after).values_list("lineage", flat=True)) - {lineage}
    Item.objects.filter(edition__plan=plan, lineage__in=gone).update(lineage=lineage)
    for old in sorted(gone):
        _values_move(plan, old, lineage)
        _paths_move(plan, old, lineage)


def _values_move(plan: int, old: uuid.UUID, new: uuid.UUID) -> None:
    """Behind what was entered for the same years."""
    known = ActualValue.objects.filter(plan=plan, lineage=new).order_by().values_list("year")
    last = dict(known.annotate(last=Max("ordinal")))
    for value in ActualValue.objects.filter(plan=plan, lineage=old).order_by("year", "ordinal"):
        last[value.year] = last.get(value.year, -1) + 1
        ActualValue.objects.filter(pk=value.pk).update(lineage=new, ordinal=last[value.year])


def _paths_move(plan: int, old: uuid.UUID, new: uuid.UUID) -> None:
    """Behind those confirmed for the earlier items: the last one counts."""
    known = PlannedPath.objects.filter(plan=plan, lineage=new).aggregate(last=Max("ordinal"))["last"]
    moved = PlannedPath.objects.filter(plan=plan, lineage=old).order_by("ordinal")
    for ordinal, path in enumerate(moved, start=0 if known is None else known + 1):
        PlannedPath.objects.filter(pk=path.pk).update(lineage=new, ordinal=ordinal)
