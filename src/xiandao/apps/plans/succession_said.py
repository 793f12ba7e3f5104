"""What a person puts together that the comparison of two editions kept apart: a new item and the earlier one it goes on from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from xiandao.alignment.editions import link_said
from xiandao.alignment.editions_pairs import kin_of
from xiandao.alignment.editions_values import Link
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.comparison import (
    items_alone,
    items_judged,
    left_alone,
    left_of,
    link_for,
    links_held,
    may_be_joined,
)
from xiandao.apps.plans.lineages import lineage_carry
from xiandao.apps.plans.mappers import leaves_of_rows
from xiandao.apps.plans.models import Item, Succession
from xiandao.core.errors import Refusal


def succession_join(person: Person, pk: int, before: int, *, at: dt.datetime) -> Succession:
    """Says that the later item of a link goes on from the earlier item *before*: confirmed at once, with its history.

    Raises:
        Refusal: ``absent``; ``item-changed``, where somebody has said otherwise meanwhile.
    """
    link = link_for(person, pk)
    _check(link, before, list(link.edition.successions.filter(earlier=link.earlier_id)))
    said = _said(link, before)
    with transaction.atomic():
        return _joined(person, link, before, said, at=at)


def joining_page(person: Person, pk: int) -> dict[str, Any]:
    """The link and the earlier items that its later one may go on from: of its kind, and nothing goes on from them yet."""
    link = link_for(person, pk)
    links = list(Succession.objects.filter(edition=link.edition_id, earlier=link.earlier_id))
    later = Item.objects.filter(pk__in=link.after).first()
    items = Item.objects.in_bulk(left_alone(links)) if later and may_be_joined(link, items_judged(links)) else {}
    alone = [item for item in items_alone(links, items) if later and kin_of(item.kind) == kin_of(later.kind)]
    return {"succession": link, "alone": alone}


def _said(link: Succession, before: int) -> Link:
    """The two items and what changed between them."""
    leaves, keys = [], []
    for edition, pks in ((link.earlier, [before]), (link.edition, link.after)):
        rows = list(edition.items.exclude(state="rejected"))
        key = next((row.key for row in rows if row.pk in pks), None)
        if key is None or edition.document is None:
            raise Refusal("absent")
        leaves.append(leaves_of_rows(rows, edition.document.text))
        keys.append(key)
    return link_said(leaves[0], leaves[1], keys[0], keys[1])


def _check(seen: Succession, before: int, links: Sequence[Succession]) -> Succession:
    """The link as it stands now, if its later item may go on from *before*.

    Raises:
        Refusal: ``absent``, where *before* is no item of the earlier edition, or none of a kind that the later one could
            have come from; ``item-changed``.
    """
    items = Item.objects.exclude(state="rejected").in_bulk([before, *seen.after])
    old, new = items.get(before), items.get(seen.after[0]) if len(seen.after) == 1 else None
    link = next((each for each in links if each.pk == seen.pk), None)
    if old is None or old.edition_id != seen.earlier_id or (new and kin_of(new.kind) != kin_of(old.kind)):
        raise Refusal("absent")
    if link and new and may_be_joined(link, items_judged(links)) and before in left_alone(links):
        return link
    for item in (new, old):
        taken = next(
            (each for each in links if each.verdict == "yes" and item and item.pk in (*each.before, *each.after)), None
        )
        if taken and item:
            raise Refusal("item-changed", name=item.head, who=taken.by.name if taken.by else "—")
    raise Refusal("compare-linked", name=old.head)


def _joined(person: Person, seen: Succession, before: int, said: Link, *, at: dt.datetime) -> Succession:
    """Takes the place of what was proposed for either; what somebody declined stays as it is."""
    standing = links_held(seen.edition_id, seen.earlier_id)
    after = _check(seen, before, standing).after[0]
    proposed = [
        each for each in standing if each.verdict == "proposed" and {before, after} & {*each.before, *each.after}
    ]
    Succession.objects.filter(pk__in=[each.pk for each in proposed]).delete()
    made = Succession(
        edition_id=seen.edition_id, earlier_id=seen.earlier_id,
        before=[before], after=[after], changes=[change.value for change in said.changes], score=said.score,
        reasons=[{"code": reason.code, "values": dict(reason.values)} for reason in said.reasons],
        verdict="yes", at=at, by_id=person.id,
    )  # fmt: skip
    rest = [left for each in proposed for left in left_of(each, {before, after})]
    for ordinal, each in enumerate((made, *rest), start=max((each.ordinal for each in standing), default=-1) + 1):
        each.ordinal = ordinal
        each.save()
    lineage_carry(seen.edition.plan_id, made.before, made.after)
    record(
        "succession.join", "succession", made.pk, by=person, at=at, edition=seen.edition_id, before=before, after=after
    )
    return made
