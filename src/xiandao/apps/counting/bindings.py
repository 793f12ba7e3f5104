"""How a target is counted: proposed from its words, confirmed by a person, changed only by another word."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.counting.models import Binding
from xiandao.apps.plans.mappers import item_of_row, plan_of_edition
from xiandao.apps.plans.models import Item
from xiandao.apps.plans.selectors import item_for
from xiandao.apps.registers.kinds import registry
from xiandao.core.errors import Refusal
from xiandao.core.measures import Measure, measure_from, measure_text
from xiandao.core.plan import DocumentData, Target
from xiandao.registers.binding import Proposal, proposals

CONFIRM = "plan.judge"
LONGEST_NOTE = 400
BEFORE = 120
"""Characters of the document in front of a target's words, in which its deed may stand."""


def target_of(item: Item) -> Target:
    """The target that an item is.

    Raises:
        Refusal: ``absent`` for an item of another kind.
    """
    value = item_of_row(item)
    if not isinstance(value, Target):
        raise Refusal("absent")
    return value


def before(item: Item) -> str:
    """The document's words in front of an item; empty where it has no place in a text."""
    document = item.edition.document
    if document is None or item.start is None:
        return ""
    return document.text[max(0, item.start - BEFORE) : item.start]


def proposals_for(item: Item) -> tuple[Proposal, ...]:
    """How the target might be counted, the likeliest first."""
    place = item.edition.plan.place
    code = place.code if place is not None else ""
    return proposals(target_of(item), _about(item), registry(), place=code, before=before(item))


def _about(item: Item) -> DocumentData:
    about = plan_of_edition(item.edition, ()).document
    edition = item.edition
    return replace(about, period=(edition.period_first, edition.period_last))


def binding_of(item: Item, known_at: dt.datetime | None = None) -> Binding | None:
    """The last word on how the target is counted, as known at a moment."""
    return bindings_of([item], known_at).get(item.lineage)


def bindings_of(items: Iterable[Item], known_at: dt.datetime | None = None) -> dict[uuid.UUID, Binding]:
    """The last word on each of *items*, by lineage; those without any are left out."""
    said = Binding.objects.filter(lineage__in={item.lineage for item in items}).select_related("by")
    if known_at is not None:
        said = said.filter(at__lte=known_at)
    return {each.lineage: each for each in said.order_by("pk")}


def measure_of(binding: Binding) -> Measure | None:
    """How it counts; ``None`` where the registers cannot count it."""
    return measure_from(binding.measure) if binding.measure else None


@transaction.atomic
def binding_confirm(
    person: Person, item_pk: int, measure: Measure | None, note: str, *, at: dt.datetime, version: int
) -> Binding:
    """A person says how a target is counted, or that registers cannot count it.

    *version* is how many words there were on it when the person looked: where there are more, another has spoken since.

    Raises:
        Refusal: ``absent``; ``binding-note`` where it cannot be counted and nobody says why; ``binding-kind`` for a kind
            that is not declared; ``binding-changed``.
    """
    item = item_for(person, item_pk, CONFIRM)
    target_of(item)
    if measure is None and not note.strip():
        raise Refusal("binding-note")
    stranger = next((kind for kind in (measure.kinds if measure else ()) if registry().kind(kind) is None), None)
    if stranger is not None:
        raise Refusal("binding-kind", kind=stranger[:40])
    chain_lock()
    said = Binding.objects.filter(lineage=item.lineage).count()
    if said != version:
        raise Refusal("binding-changed")
    binding = Binding.objects.create(
        plan=item.edition.plan,
        lineage=item.lineage,
        item=item,
        measure=measure_text(replace(measure, version=said + 1)) if measure else "",
        note=note.strip()[:LONGEST_NOTE],
        by_id=person.id,
        at=at,
    )
    record("counting.bind", "item", item.pk, by=person, at=at, binding=binding.pk, is_counted=measure is not None)
    return binding
