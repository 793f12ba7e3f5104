"""Alignments kept in this process, plan by plan: a deed on one plan costs its own comparison and no other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Sum

from xiandao.alignment.levels import gathered, pair_levels
from xiandao.alignment.levels_features import Above, above
from xiandao.alignment.levels_values import Alignment, Paired, PlanLeaves, SectorName
from xiandao.apps.plans.mappers import leaves_of_rows
from xiandao.apps.plans.models import Edition, Item
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_taxonomy import TAXONOMY

LEAVES, PAIRS, WHOLES = 400, 2_000, 32
"""Plans, pairs of plans and tables kept at a time; the leaves of a plan take some 300 KB."""
UNUSED = ("read", "doubts", "decided_by", "decided_at", "rule", "lineage")
"""Columns of an item on which no alignment rests."""


class Standing(NamedTuple):
    """An edition as it stands: what is kept under it holds until any of this is another.

    Attributes:
        data: The workspace.
        edition: Its number.
        states: Items of these states are meant.
        document: Of the text; ``None`` for facts without one.
        counted: How many items, how many judgements on them, the last that came.
    """

    data: str
    edition: int
    states: tuple[str, ...]
    document: int | None
    counted: tuple[int, int, int]


def aligned(upper: Edition, lowers: Sequence[Edition], states: tuple[str, ...]) -> Alignment:
    """The alignment of editions as they stand, with their items of *states*."""
    first, *others = _standing([upper, *lowers], states)
    return _whole(first, tuple(others))


def _standing(editions: Sequence[Edition], states: tuple[str, ...]) -> list[Standing]:
    """Each edition as it stands; every judgement and every re-reading changes one of the counts."""
    rows = Item.objects.filter(edition__in=editions).order_by().values("edition")
    counted = {
        row["edition"]: (row["n"], row["judged"], row["last"])
        for row in rows.annotate(n=Count("pk"), judged=Sum("version"), last=Max("pk"))
    }
    return [
        Standing(str(settings.DATA), each.pk, states, each.document_id, counted.get(each.pk, (0, 0, 0)))
        for each in editions
    ]


@lru_cache(maxsize=WHOLES)
def _whole(upper: Standing, lowers: tuple[Standing, ...]) -> Alignment:
    pairs = [_pair(upper, lower) for lower in lowers]
    return gathered(_leaves(upper), [_leaves(lower) for lower in lowers], pairs)


@lru_cache(maxsize=PAIRS)
def _pair(upper: Standing, lower: Standing) -> Paired:
    return pair_levels(_ready(upper), _leaves(lower))


@lru_cache(maxsize=4)
def _ready(upper: Standing) -> Above:
    return above(_leaves(upper), sector_names())


@lru_cache(maxsize=LEAVES)
def _leaves(standing: Standing) -> PlanLeaves:
    """The items of an edition in the shape in which levels are compared."""
    edition = Edition.objects.select_related("plan__place", "document").get(pk=standing.edition)
    rows = list(edition.items.filter(state__in=standing.states).defer(*UNUSED))
    cites = [row.fields for row in rows if row.kind == "cite"]
    return PlanLeaves(
        plan=str(edition.pk),
        place=edition.plan.place.name if edition.plan.place else edition.about.get("place") or "",
        level=edition.plan.level,
        period=(edition.period_first, edition.period_last),
        title=edition.plan.title,
        doc_no=edition.doc_no or None,
        cites=tuple(said for cite in cites for said in (cite["title"], cite["doc_no"]) if said),
        leaves=leaves_of_rows(rows, edition.document.text if edition.document else ""),
    )


@lru_cache(maxsize=1)
def sector_names() -> dict[str, SectorName]:
    """Every name that the seed taxonomy knows."""
    loaded = load_pack(settings.PACKS / "taxonomy", TAXONOMY)
    if loaded.value is None:
        return {}
    return {name: SectorName(node.code, node.parent) for node in loaded.value.nodes for name in node.names}
