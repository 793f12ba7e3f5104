"""Reading a document again with newer rules: what people said stays, and what the rules have learnt is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from xiandao import __version__
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.known import edition_change_keep
from xiandao.apps.plans.mappers import as_known, edition_fields, rows_of_plan, source_of_document
from xiandao.apps.plans.models import Bond, Document, Edition, Item, Judgement
from xiandao.apps.plans.risk import Doubts
from xiandao.core import plan as values
from xiandao.reading import read_plan

_READ = ("quote", "start", "end", "page", "rule", "confidence", "risk", "doubts", "read")
_SHOWN = ("fields", "head", "unit", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What a new reading changed: how many items of each fate.

    Attributes:
        added: Read now and not before; they wait for a person.
        changed: Candidates that are read otherwise now.
        gone: Candidates that are not read any more, and are removed.
        kept: Items that people judged; they stand as judged.
        learnt: Those of them that the rules now read as the person said.
    """

    added: int
    changed: int
    gone: int
    kept: int
    learnt: int


def reread(
    edition: Edition, document: Document, *, by: Person | None, at: dt.datetime, plan: values.Plan | None = None
) -> Reread:
    """Lays a new reading of the edition's document, *plan* where it has just been read, under what people said."""
    plan = plan or read_plan(source_of_document(document))
    fresh = {row.key: row for row in rows_of_plan(plan, edition, Doubts.about(plan))}
    stored = {row.key: row for row in edition.items.select_for_update()}
    spoken = _spoken(edition)
    silent = {key for key, row in stored.items() if row.state == "candidate" and row.pk not in spoken}
    gone = [row for key, row in stored.items() if key not in fresh and key in silent and row.read]
    changed = [
        stored[key] for key, row in fresh.items() if key in stored and _renew(stored[key], row, is_silent=key in silent)
    ]
    added = [row for key, row in fresh.items() if key not in stored]
    Item.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Item.objects.bulk_update(changed, (*_READ, *_SHOWN, "version"), batch_size=200)
    Item.objects.bulk_create(added, batch_size=500)
    said, known = edition_fields(plan), as_known(edition)
    for name, value in said.items():
        setattr(edition, name, value)
    edition.save(update_fields=tuple(said))  # what people said of the edition meanwhile is not this reading's to undo
    edition_change_keep(edition, known, by=by, at=at)
    judged = [row for row in stored.values() if row.state != "candidate"]
    found = Reread(
        added=len(added),
        changed=sum(row.state == "candidate" for row in changed),
        gone=len(gone),
        kept=len(judged),
        learnt=_learnt(judged, fresh),
    )
    record(
        "edition.reread", "edition", edition.pk, by=by, at=at, kernel=__version__, added=found.added, gone=found.gone
    )
    return found


def _spoken(edition: Edition) -> set[int]:
    """Ids of the items about which anybody has ever said anything: they stay, and stay as they are."""
    judged = Judgement.objects.filter(item__edition=edition).values_list("item_id", flat=True)
    bonds = Bond.objects.filter(Q(upper__edition=edition) | Q(lower__edition=edition))
    return {*judged, *(pk for pair in bonds.values_list("upper_id", "lower_id") for pk in pair)}


def _renew(stored: Item, fresh: Item, *, is_silent: bool) -> bool:
    """Takes over what the rules say now; the fields too while nobody has said anything. Whether anything changed.

    A change counts as a version: who has the item as it was on the screen is told.
    """
    names = (*_READ, *_SHOWN) if is_silent else _READ
    differs = [name for name in names if getattr(stored, name) != getattr(fresh, name)]
    for name in differs:
        setattr(stored, name, getattr(fresh, name))
    stored.version += bool(differs)
    return bool(differs)


def _learnt(judged: Iterable[Item], fresh: dict[str, Item]) -> int:
    """Marks the corrections that the rules would not need any more."""
    learnt = [
        row.pk
        for row in judged
        if (row.state == "corrected" and row.key in fresh and fresh[row.key].fields == row.fields)
        or (row.state == "rejected" and row.key not in fresh)
    ]
    Judgement.objects.filter(item__in=learnt, learnt_in="", deed__in=("correct", "reject")).update(
        learnt_in=__version__
    )
    return len(learnt)
