"""上下衔接对照表: an upper plan and those below it, item by item, with what people said of every link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from xiandao.alignment.levels import align_levels
from xiandao.alignment.levels_values import Alignment, Link, Orphan, PlanLeaves, SectorName
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.services import record
from xiandao.apps.plans.mappers import leaves_of_rows
from xiandao.apps.plans.models import LIVE, Bond, Edition, Item
from xiandao.apps.plans.selectors import editions_seen, item_for, latest_seen
from xiandao.core.errors import Refusal
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_taxonomy import TAXONOMY

DEED = "plan.judge"
MOST_BELOW = 150
"""Plans below that one page lays beside the upper one."""
LEVELS = ("national", "province", "city", "district", "zone")
"""From the top down; a zone may lie anywhere below its province."""
UPPER_KINDS = ("target", "task", "sector", "placement")


class Below(NamedTuple):
    """One lower item under an upper one, as a page shows it."""

    item: Item
    link: Link
    verdict: str


class Above(NamedTuple):
    """An upper item with everything below that carries it out; *sums* are of targets alone."""

    item: Item
    below: tuple[Below, ...]
    orphan: Orphan | None
    sums: tuple[Any, ...]


def below_of(person: Person, upper: Edition) -> list[Edition]:
    """The editions seen that lie below *upper*: of places under its place, in force, the latest of their plan."""
    seen = latest_seen(person).filter(plan__is_reference=upper.plan.is_reference)
    place = upper.plan.place
    if place is None:  # not in the tree of this installation: what a document says of its level must do
        lower = LEVELS[LEVELS.index(upper.plan.level) + 1 :] if upper.plan.level in LEVELS else ()
        below = seen.filter(plan__level__in=lower)
    else:
        below = seen.filter(plan__place__path__startswith=place.path).exclude(plan__place=place)
    return list(
        below.exclude(plan=upper.plan)
        .select_related("plan__place", "document")
        .order_by("plan__place__path", "pk")[:MOST_BELOW]
    )


def alignment_page(
    person: Person, upper: Edition, asked: Mapping[str, str], below: Sequence[Edition] | None = None
) -> dict[str, Any]:
    """The upper plan's items with what carries them out below, the gaps both ways, late dates and sums.

    *below* are the lower editions where they are chosen already, else all that the person sees.
    """
    everything = below_of(person, upper) if below is None else [*below]
    chosen = [each for each in everything if not asked.get("plan") or str(each.pk) == asked["plan"]]
    if not chosen:
        return {"lowers": everything, "rows": [], "coverage": [], "unfounded": [], "counts": {}}
    states = states_of(asked)
    found = aligned(upper, chosen, states)
    rows_of = Item.objects.filter(edition__in=[upper, *chosen], state__in=states)
    items = {(row.edition_id, row.key): row for row in rows_of}
    said = {(bond.upper_id, bond.lower_id): bond.verdict for bond in Bond.objects.filter(upper__edition=upper)}
    rows = _rows(upper, found, items, said)
    unmet = sum(not row.below for row in rows)
    return {
        "lowers": everything,
        "chosen": chosen,
        "rows": [row for row in rows if _is_asked(row, asked)],
        "coverage": [
            (items_of, next(each for each in chosen if str(each.pk) == items_of.plan)) for items_of in found.coverage
        ],
        "unfounded": [
            (items[int(orphan.plan), orphan.key], orphan)
            for orphan in found.unfounded
            if (int(orphan.plan), orphan.key) in items
        ],
        "late": [
            (items[upper.pk, late.upper], items[int(late.plan), late.lower], late)
            for late in found.late
            if (int(late.plan), late.lower) in items
        ],
        "counts": {"all": len(rows), "unmet": unmet, "met": len(rows) - unmet, "late": len(found.late)},
    }


def _rows(
    upper: Edition,
    found: Alignment,
    items: Mapping[tuple[int, str], Item],
    said: Mapping[tuple[int, int], str],
) -> list[Above]:
    orphans = {orphan.key: orphan for orphan in found.unmet}
    links: dict[str, list[Link]] = {}
    for link in found.links:
        links.setdefault(link.upper, []).append(link)
    sums: dict[str, list[Any]] = {}
    for each in found.sums:
        sums.setdefault(each.upper, []).append(each)
    rows = []
    mine = [item for (edition, _), item in items.items() if edition == upper.pk and item.kind in UPPER_KINDS]
    for item in sorted(mine, key=lambda each: (UPPER_KINDS.index(each.kind), each.start or 0)):
        below = tuple(
            Below(lower, link, said.get((item.pk, lower.pk), "proposed"))
            for link in sorted(links.get(item.key, ()), key=lambda link: -link.confidence)
            if (lower := items.get((int(link.plan), link.lower))) and said.get((item.pk, lower.pk)) != "no"
        )
        rows.append(Above(item, below, orphans.get(item.key) if not below else None, tuple(sums.get(item.key, ()))))
    return rows


def _is_asked(row: Above, asked: Mapping[str, str]) -> bool:
    show = asked.get("show")
    if asked.get("kind") and row.item.kind != asked["kind"]:
        return False
    return not show or (show == "unmet") == (not row.below)


def _stamp() -> int | None:
    """Changes with every deed that may touch a plan or its items: each writes a line of the log."""
    touching = AuditLine.objects.filter(object_kind__in=("edition", "item", "plan"))
    return touching.order_by("-seq").values_list("seq", flat=True).first()


def states_of(asked: Mapping[str, str]) -> tuple[str, ...]:
    """Which items are laid side by side: confirmed ones, and those that wait for a person where they are asked for."""
    return (*LIVE, "candidate") if asked.get("all") == "1" else LIVE


def aligned(upper: Edition, lowers: Sequence[Edition], states: tuple[str, ...]) -> Alignment:
    """The alignment of editions as they stand, with their items of *states*."""
    return _aligned(upper.pk, tuple(each.pk for each in lowers), states, _stamp())


@lru_cache(maxsize=64)
def _aligned(upper: int, lowers: tuple[int, ...], states: tuple[str, ...], stamp: object) -> Alignment:
    """*stamp* tells the cache when the editions are not what they were."""
    del stamp
    editions = Edition.objects.select_related("plan__place", "document").in_bulk([upper, *lowers])
    sides = [leaves_for(editions[pk], states) for pk in (upper, *lowers)]
    return align_levels(sides[0], sides[1:], sector_names())


def leaves_for(edition: Edition, states: tuple[str, ...]) -> PlanLeaves:
    """The items of an edition in the shape in which levels are compared."""
    rows = list(edition.items.filter(state__in=states))
    text = edition.document.text if edition.document else ""
    cites = [row.fields for row in rows if row.kind == "cite"]
    return PlanLeaves(
        plan=str(edition.pk),
        place=edition.plan.place.name if edition.plan.place else edition.about.get("place") or "",
        level=edition.plan.level,
        period=(edition.period_first, edition.period_last),
        title=edition.plan.title,
        doc_no=edition.doc_no or None,
        cites=tuple(said for cite in cites for said in (cite["title"], cite["doc_no"]) if said),
        leaves=leaves_of_rows(rows, text),
    )


@lru_cache(maxsize=1)
def sector_names() -> dict[str, SectorName]:
    """Every name that the seed taxonomy knows."""
    loaded = load_pack(settings.PACKS / "taxonomy", TAXONOMY)
    return (
        {name: SectorName(node.code, node.parent) for node in loaded.value.nodes for name in node.names}
        if loaded.value
        else {}
    )


@transaction.atomic
def bond_judge(person: Person, upper: int, lower: int, *, holds: bool, at: dt.datetime, note: str = "") -> Bond:
    """A person's yes or no to *lower* carrying out *upper*; whoever keeps the lower plan, or the upper one, may say it."""
    items = Item.objects.select_related("edition").in_bulk([upper, lower])
    if len(items) < 2:
        raise Refusal("absent")
    editions = {item.edition_id for item in items.values()}
    seen = editions_seen(person).filter(pk__in=editions).count()
    mine = set(editions_seen(person, DEED).filter(pk__in=editions).values_list("pk", flat=True))
    if seen < 2 or not mine:  # one's own item with itself is no link either
        raise Refusal("absent")
    standing = Bond.objects.select_for_update().filter(upper_id=upper, lower_id=lower).first()
    if standing and standing.by_id != person.id and items[upper].edition_id not in mine:
        raise Refusal("bond-of-others")  # of two offices that differ, the one that set the task has the word
    bond, _ = Bond.objects.update_or_create(
        upper_id=upper, lower_id=lower,
        defaults={"verdict": "yes" if holds else "no", "at": at, "by_id": person.id, "note": note[:2000]},
    )  # fmt: skip
    record("bond.judge", "bond", bond.pk, by=person, at=at, upper=upper, lower=lower, verdict=bond.verdict)
    return bond


def bonds_of(person: Person, item: int) -> list[Bond]:
    """What people said about one item's links."""
    one = item_for(person, item)
    return list(
        Bond.objects.filter(Q(upper=one) | Q(lower=one)).select_related(
            "upper__edition__plan", "lower__edition__plan", "by"
        )
    )
