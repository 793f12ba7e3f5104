"""Editions and items beside each other: what a comparison or an alignment is asked about."""

from __future__ import annotations

from tests.builders.workspace import AT

from xiandao.apps.plans.models import Edition, Item, Succession


def succession_of(plan: Edition) -> Succession:
    """A link between *plan* and an edition before it, always the same one."""
    if found := Succession.objects.filter(edition=plan).first():
        return found
    before = Edition.objects.create(plan=plan.plan, ordinal=9, document=plan.document, added_at=AT)
    Edition.objects.filter(pk=plan.pk).update(supersedes=before)
    return Succession.objects.create(edition=plan, earlier=before, ordinal=0, changes=["added"], score=1.0, at=AT)


def other_item(plan: Edition) -> Item:
    """A task of the edition before *plan*."""
    before = succession_of(plan).earlier
    found = Item.objects.filter(edition=before, key="t").first()
    return found or Item.objects.create(edition=before, kind="task", key="t", head="t", quote="t", fields={})
