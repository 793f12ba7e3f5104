"""Alignments kept in this process, plan by plan: a deed on one plan costs its own comparison and no other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Sum

from xiandao.alignment.levels import explain, gathered, pair_levels
from xiandao.alignment.levels_features import Above, above
from xiandao.alignment.levels_values import Alignment, Link, Paired, PlanLeaves, SectorName
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
        about: What else is compared: place, level, title, number, period, and the rules that read it.
    """

    data: str
    edition: int
    states: tuple[str, ...]
    document: int | None
    counted: tuple[int, int, int]
    about: tuple[str | int | None, ...]


class Said(NamedTuple):
    """A person's yes or no to a lower item, of an edition, carrying out an upper one."""

    upper: str
    edition: int
    lower: str
    holds: bool


def aligned(
    upper: Edition, lowers: Sequence[Edition], states: tuple[str, ...], said: frozenset[Said] = frozenset()
) -> Alignment:
    """The alignment of editions as they stand, with their items of *states* and what people *said* of its links."""
    first, *others = _standing([upper, *lowers], states)
    return _whole(first, tuple(others), said)


def _standing(editions: Sequence[Edition], states: tuple[str, ...]) -> list[Standing]:
    """Each edition as it stands; every judgement and every re-reading changes one of the counts."""
    rows = Item.objects.filter(edition__in=editions).order_by().values("edition")
    counted = {
        row["edition"]: (row["n"], row["judged"], row["last"])
        for row in rows.annotate(n=Count("pk"), judged=Sum("version"), last=Max("pk"))
    }
    return [
        Standing(str(settings.DATA), each.pk, states, each.document_id, counted.get(each.pk, (0, 0, 0)), _about(each))
        for each in editions
    ]


def _about(edition: Edition) -> tuple[str | int | None, ...]:
    plan = edition.plan
    place = plan.place.name if plan.place else edition.about.get("place")
    first, last = edition.period_first, edition.period_last
    return (place, plan.level, plan.title, edition.doc_no, first, last, edition.kernel)


@lru_cache(maxsize=WHOLES)
def _whole(upper: Standing, lowers: tuple[Standing, ...], said: frozenset[Said]) -> Alignment:
    pairs = [_judged(upper, lower, [each for each in said if each.edition == lower.edition]) for lower in lowers]
    return gathered(_leaves(upper), [_leaves(lower) for lower in lowers], pairs)


def _judged(upper: Standing, lower: Standing, said: Sequence[Said]) -> Paired:
    """The pair as people left it: what they denied is no link, what they confirmed is one whatever was computed."""
    pair = _pair(upper, lower)
    denied = {(each.upper, each.lower) for each in said if not each.holds}
    held = {(each.upper, each.lower) for each in said if each.holds}
    links = [
        link._replace(is_automatic=link.is_automatic or (link.upper, link.lower) in held)
        for link in pair.links
        if (link.upper, link.lower) not in denied
    ]
    known = {(link.upper, link.lower) for link in links}
    added = [_link(upper, lower, each) for each in sorted(held - known)]
    candidates = tuple(each for each in pair.candidates if (each.upper, each.lower) not in denied)
    return Paired(candidates, (*links, *(each for each in added if each is not None)))


def _link(upper: Standing, lower: Standing, pair: tuple[str, str]) -> Link | None:
    """A link that people see and the rules do not; ``None`` where one of the two items is not among those compared."""
    try:
        found = explain(_leaves(upper), _leaves(lower), sector_names(), pair)
    except KeyError:
        return None
    return found._replace(is_automatic=True) if found else None


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
    """Every name that the seed taxonomy knows; the packs are those this process was started with."""
    loaded = load_pack(settings.PACKS / "taxonomy", TAXONOMY)
    if loaded.value is None:
        return {}
    return {name: SectorName(node.code, node.parent) for node in loaded.value.nodes for name in node.names}
