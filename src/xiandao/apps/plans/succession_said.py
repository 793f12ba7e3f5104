"""What a person puts together that the comparison of two editions kept apart: a new item and the earlier one it goes on from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from xiandao.alignment.editions import link_said
from xiandao.alignment.editions_values import Link
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.comparison import DEED, items_judged, left_alone, lineage_carry, may_be_joined
from xiandao.apps.plans.mappers import leaves_of_rows
from xiandao.apps.plans.models import Edition, Item, Succession
from xiandao.apps.plans.selectors import editions_seen
from xiandao.core.errors import Refusal


def succession_join(person: Person, pk: int, before: int, *, at: dt.datetime) -> Succession:
    """Says that the later item of a link goes on from the earlier item *before*: confirmed at once, with its history.

    Raises:
        Refusal: ``absent``; ``item-changed``, where somebody has said otherwise meanwhile.
    """
    link = Succession.objects.select_related("edition__document", "earlier__document").filter(pk=pk).first()
    if link is None or not editions_seen(person, DEED).filter(pk=link.edition_id).exists():
        raise Refusal("absent")
    _check(link, before, link.edition.successions.filter(earlier=link.earlier_id))
    said = _said(link, before)
    with transaction.atomic():
        return _joined(person, link, before, said, at=at)


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


def _check(seen: Succession, before: int, standing: Iterable[Succession]) -> Succession:
    """The link as it stands now, if its later item may go on from *before*.

    Raises:
        Refusal: ``absent``, where *before* is no item of the earlier edition; ``item-changed``.
    """
    item = Item.objects.filter(pk=before, edition=seen.earlier_id).exclude(state="rejected").first()
    if item is None:
        raise Refusal("absent")
    links = list(standing)
    link = next((each for each in links if each.pk == seen.pk), None)
    if link and may_be_joined(link, items_judged(links)) and before in left_alone(links):
        return link
    other = next((each for each in links if before in each.before and each.by), None)
    raise Refusal("item-changed", name=item.head, who=other.by.name if other and other.by else "—")


def _joined(person: Person, seen: Succession, before: int, said: Link, *, at: dt.datetime) -> Succession:
    """Takes the place of what was proposed for either alone; what somebody declined stays as it is."""
    standing = list(
        Succession.objects.select_for_update().filter(edition=seen.edition_id, earlier=seen.earlier_id).order_by("pk")
    )
    link = _check(seen, before, standing)
    after = link.after[0]
    alone = [
        each.pk for each in standing
        if each.verdict == "proposed" and (each.before, each.after) in (([before], []), ([], [after]))
    ]  # fmt: skip
    Succession.objects.filter(pk__in=alone).delete()
    made = Succession.objects.create(
        edition_id=seen.edition_id, earlier_id=seen.earlier_id,
        ordinal=link.ordinal if link.pk in alone else _last_of(seen) + 1,
        before=[before], after=[after], changes=[change.value for change in said.changes], score=said.score,
        reasons=[{"code": reason.code, "values": dict(reason.values)} for reason in said.reasons],
        verdict="yes", at=at, by_id=person.id,
    )  # fmt: skip
    lineage_carry(made)
    record(
        "succession.join", "succession", made.pk, by=person, at=at, edition=seen.edition_id, before=before, after=after
    )
    return made


def _last_of(link: Succession) -> int:
    beside: Edition = link.edition
    return beside.successions.filter(earlier=link.earlier_id).aggregate(last=Max("ordinal"))["last"] or 0
