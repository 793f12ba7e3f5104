"""An edition that another installation keeps, brought to how it stands there now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.exchange import judgements_of_state, rows_of_states
from xiandao.apps.plans.known import edition_change_keep
from xiandao.apps.plans.mappers import as_known, day_of
from xiandao.apps.plans.models import Edition, Item, Judgement, Plan

_KEPT = frozenset(("id", "edition", "key"))
_COLUMNS = tuple(each.name for each in Item._meta.concrete_fields if each.name not in _KEPT)  # noqa: SLF001 - documented


def edition_renew(person: Person, edition: Edition, whole: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Items and judgements as *whole* has them; an item that is gone there is rejected here, so that nothing is lost."""
    before = as_known(edition)
    edition.state = whole["edition"]["state"]
    edition.in_force_from, edition.in_force_until = (
        day_of(whole["edition"][name]) for name in ("in_force_from", "in_force_until")
    )
    edition.balance = whole["plan"]["balance"]
    edition.save(update_fields=("state", "in_force_from", "in_force_until", "balance"))
    plan_renew(edition.plan, whole)
    edition_change_keep(edition, before, by=person, at=at)
    _items_renew(edition, whole)


def plan_renew(plan: Plan, whole: Mapping[str, Any]) -> None:
    """The plan is called and closed as its keeper says; it is issued as soon as one of its editions is."""
    said = whole["of"]
    plan.title, plan.openness, plan.secrecy, plan.level = (
        said["title"],
        said["openness"],
        said["secrecy"],
        said["level"],
    )
    plan.is_issued = plan.editions.exclude(state="draft").exists()
    plan.save(update_fields=("title", "openness", "secrecy", "level", "is_issued"))


def _items_renew(edition: Edition, whole: Mapping[str, Any]) -> None:
    here = {row.key: row for row in edition.items.all()}
    new, judgements = [], []
    for fresh, state in zip(rows_of_states(edition, whole), whole["states"], strict=True):
        row = here.pop(fresh.key, None)
        said = judgements_of_state(row or fresh, state)
        if row is None:
            new.append(fresh)
            judgements += said
            continue
        for name in _COLUMNS:
            setattr(row, name, getattr(fresh, name))
        row.save()
        judgements += said[row.judgements.count() :]
    Item.objects.bulk_create(new, batch_size=500)
    Judgement.objects.bulk_create(judgements, batch_size=500)
    edition.items.filter(pk__in=[row.pk for row in here.values()]).update(state="rejected")
