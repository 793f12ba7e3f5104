"""Two editions of a plan side by side: proposed by the comparison, confirmed by people, and then part of each item's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from xiandao.alignment.editions_values import Change
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.ahead import computed_ahead
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.plans.comparison_ahead import Compared, compared, side_of, stands
from xiandao.apps.plans.lineages import lineage_carry
from xiandao.apps.plans.models import Edition, Item, Succession
from xiandao.apps.plans.selectors import edition_for, editions_seen
from xiandao.core.errors import Refusal
from xiandao.core.papers import Value
from xiandao.writers.papers_revision import marked

DEED = "plan.judge"
ALL = slice(None)
Ids = tuple[int, ...]
QUIET = frozenset((Change.KEPT, Change.MOVED))
"""Changes that may be confirmed together: nothing of the promise itself is another."""


class Row(NamedTuple):
    """One link between two editions as a page shows it."""

    succession: Succession
    before: tuple[Item, ...]
    after: tuple[Item, ...]
    earlier: Value
    later: Value
    may_be_joined: bool


def comparison_make(later: Edition, earlier: Edition, *, by: Person | None, at: dt.datetime) -> int:
    """Proposes what every item of *earlier* became in *later*; what people have said of either stays. How many links.

    Raises:
        Refusal: One of the two is without its document, or they are of different plans; ``ahead-stale``.
    """
    if earlier.document is None or later.document is None:
        raise Refusal("compare-no-document")
    if earlier.plan_id != later.plan_id:
        raise Refusal("compare-unlike")
    pks = (earlier.pk, later.pk)

    def written(found: Compared) -> int:
        # Both are held before the end of the chain is: links point to both, and whoever holds one may wait for that end.
        list(Edition.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
        return comparison_keep(later, earlier, found, by=by, at=at)

    return computed_ahead(lambda: compared(side_of(earlier.pk), side_of(later.pk)), written)


@transaction.atomic
def comparison_keep(later: Edition, earlier: Edition, found: Compared, *, by: Person | None, at: dt.datetime) -> int:
    """Keeps what was found, but for what people have judged meanwhile.

    Every deed takes the end of the chain before it stands: while that is held here, what was looked at stays as it is.

    Raises:
        Stale: One of the two is not any more as it was compared.
    """
    standing = links_held(later.pk, earlier.pk)
    chain_lock()
    stands(found)
    sides = ((found.before, earlier), (found.after, later))
    before, after = (side.ids if side.stood else dict(of.items.values_list("key", "pk")) for side, of in sides)
    judged, said = items_judged(standing), [each for each in standing if each.verdict != "proposed"]
    Succession.objects.filter(edition=later, earlier=earlier, verdict="proposed").delete()
    proposals = [
        Succession(
            edition=later,
            earlier=earlier,
            ordinal=0,
            before=[before[key] for key in link.before],
            after=[after[key] for key in link.after],
            changes=[change.value for change in link.changes],
            score=link.score,
            reasons=[{"code": reason.code, "values": dict(reason.values)} for reason in link.reasons],
            at=at,
        )
        for link in found.links
    ]
    denied = {(tuple(each.before), tuple(each.after)) for each in said if each.verdict == "no"}
    fresh = [left for each in proposals for left in left_of(each, judged, denied)]
    for ordinal, each in enumerate(fresh, start=max((each.ordinal for each in said), default=-1) + 1):
        each.ordinal = ordinal
    Succession.objects.bulk_create(fresh, batch_size=500)
    record("edition.compare", "edition", later.pk, by=by, at=at, earlier=earlier.pk, links=len(fresh))
    return len(fresh)


def left_of(
    link: Succession, judged: Container[int], denied: Container[tuple[Ids, Ids]] = frozenset()
) -> list[Succession]:
    """The link itself; of one that people declined, or whose items they linked otherwise, the others each alone."""
    is_free = not any(pk in judged for pk in (*link.before, *link.after))
    if is_free and (tuple(link.before), tuple(link.after)) not in denied:
        return [link]
    shared = {"edition": link.edition, "earlier": link.earlier, "ordinal": 0, "score": link.score, "at": link.at}
    gone = [Succession(**shared, before=[pk], changes=["dropped"]) for pk in link.before if pk not in judged]
    came = [Succession(**shared, after=[pk], changes=["added"]) for pk in link.after if pk not in judged]
    return [each for each in (*gone, *came) if (tuple(each.before), tuple(each.after)) not in denied]


def links_held(later: int, earlier: int) -> list[Succession]:
    """The links of two editions as they stand, to nobody else until the transaction ends: the later edition is held.

    Rows that another adds meanwhile are not there to be held themselves.
    """
    Edition.objects.select_for_update().filter(pk=later).order_by("pk").first()
    found = Succession.objects.filter(edition=later, earlier=earlier).select_related("edition", "by")
    return list(found.order_by("ordinal"))


def items_judged(links: Iterable[Succession]) -> set[int]:
    """Ids of the items whose succession a person has confirmed."""
    return {pk for each in links if each.verdict == "yes" for pk in (*each.before, *each.after)}


def link_for(person: Person, pk: int) -> Succession:
    """A link that *person* may judge, or a refusal that does not tell forbidden from absent."""
    link = Succession.objects.select_related("edition__document", "earlier__document").filter(pk=pk).first()
    if link is None or not editions_seen(person, DEED).filter(pk=link.edition_id).exists():
        raise Refusal("absent")
    return link


@transaction.atomic
def succession_judge(person: Person, pk: int, *, holds: bool, at: dt.datetime) -> Succession:
    """Yes: the later items go on with the history of the earlier. No: they are kept apart. Said once."""
    seen = link_for(person, pk)
    links = links_held(seen.edition_id, seen.earlier_id)
    link = next((each for each in links if each.pk == pk), None)
    if link is None:
        raise Refusal("absent")
    taken = items_judged(links) & {*link.before, *link.after} if holds else set()
    if link.verdict != "proposed" or taken:
        stands = next((each for each in links if taken & {*each.before, *each.after} and each.verdict == "yes"), link)
        who = stands.by.name if stands.by else "—"
        raise Refusal("item-changed", name=f"{link.edition} · {link.ordinal + 1}", who=who)
    link.verdict, link.at, link.by_id = "yes" if holds else "no", at, person.id
    link.save(update_fields=("verdict", "at", "by"))
    if holds:
        lineage_carry(link.edition.plan_id, link.before, link.after)
    record("succession.judge", "succession", link.pk, by=person, at=at, verdict=link.verdict, edition=link.edition_id)
    return link


@transaction.atomic
def quiet_confirm(person: Person, later: int, earlier: int, *, at: dt.datetime) -> int:
    """Confirms at once what only kept its words or its number moved; how many."""
    edition_for(person, later, DEED)
    links = links_held(later, earlier)
    judged, still = items_judged(links), {change.value for change in QUIET}
    quiet = [
        link
        for link in links
        if link.verdict == "proposed" and set(link.changes) <= still and not judged & {*link.before, *link.after}
    ]
    for link in quiet:
        link.verdict, link.at, link.by_id = "yes", at, person.id
        lineage_carry(link.edition.plan_id, link.before, link.after)
    Succession.objects.bulk_update(quiet, ("verdict", "at", "by"), batch_size=500)
    record("succession.quiet", "edition", later, by=person, at=at, links=[link.pk for link in quiet])
    return len(quiet)


def may_be_joined(link: Succession, judged: set[int]) -> bool:
    """Whether its later item stands alone: as added, or because the earlier one proposed for it was declined."""
    if len(link.after) != 1 or link.after[0] in judged:
        return False
    return not link.before or link.verdict == "no"


def left_alone(links: Sequence[Succession]) -> set[int]:
    """The items of the earlier edition that nothing of the later one goes on from, so far as anybody has said."""
    kept = {pk for link in links for pk in link.before if link.after and link.verdict != "no"}
    gone = {pk for link in links for pk in link.before if not link.after and link.verdict == "yes"}
    return {pk for link in links for pk in link.before} - kept - gone


def items_alone(links: Sequence[Succession], items: Mapping[int, Item]) -> list[Item]:
    """Those of them that stand still, in the order of the text; *items* by number."""
    found = [items[pk] for pk in left_alone(links) if pk in items and items[pk].state != "rejected"]
    return sorted(found, key=lambda item: (item.kind, item.start or 0, item.pk))


def earlier_of(person: Person, later: Edition, asked: int | None) -> Edition | None:
    """The edition asked for, else the one that *later* supersedes; never one that the person may not see."""
    wanted = later.supersedes_id if asked is None else asked
    if wanted is None:
        return None
    found = editions_seen(person).filter(pk=wanted, plan=later.plan_id).select_related("document").first()
    if found is None and asked is not None:
        raise Refusal("absent")
    return found


def comparison_page(
    person: Person, later: Edition, earlier: Edition, asked: Mapping[str, str], part: slice = ALL
) -> dict[str, Any]:
    """Every link of the two editions, filtered by change and verdict; with the words of both sides those of *part*."""
    links = list(Succession.objects.filter(edition=later, earlier=earlier))
    items = Item.objects.in_bulk([pk for link in links for pk in (*link.before, *link.after)])
    counts = {change.value: sum(change.value in link.changes for link in links) for change in Change}
    shown = [link for link in links if _is_asked(link, asked)]
    judged = items_judged(links)
    return {
        "earlier": earlier,
        "alone": [item.pk for item in items_alone(links, items)],
        "counts": [(change, count) for change, count in counts.items() if count],
        "rows": [_row(link, items, judged) for link in shown[part]],
        "asked_for": len(shown),
        "total": len(links),
        "waiting": sum(link.verdict == "proposed" for link in links),
        "quiet": sum(link.verdict == "proposed" and set(link.changes) <= set(QUIET) for link in links),
        "may_compare": editions_seen(person, DEED).filter(pk=later.pk).exists(),
    }


def _is_asked(link: Succession, asked: Mapping[str, str]) -> bool:
    change, verdict = asked.get("change"), asked.get("verdict")
    if verdict and link.verdict != verdict:
        return False
    if change:
        return change in link.changes
    return not set(link.changes) <= {Change.KEPT.value} or asked.get("all") == "1"


def _row(link: Succession, items: Mapping[int, Item], judged: set[int]) -> Row:
    before = tuple(items[pk] for pk in link.before if pk in items)
    after = tuple(items[pk] for pk in link.after if pk in items)
    return Row(link, before, after, *marked(_words(before), _words(after)), may_be_joined(link, judged))


def _words(items: Iterable[Item]) -> str | None:
    return "\n".join(item.quote for item in items) or None
