"""上下衔接对照表: who carries out an upper plan below, item by item, and what nobody carries out or founds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_cites import cites, is_place
from xiandao.alignment.levels_coefficients import FITTED, THRESHOLDS
from xiandao.alignment.levels_confidence import Coefficients, Thresholds
from xiandao.alignment.levels_features import Above, above
from xiandao.alignment.levels_links import candidates_of, links_of, ranked, ranked_rows, twins_of
from xiandao.alignment.levels_sides import side_of
from xiandao.alignment.levels_sums import late_dates, sums_of
from xiandao.alignment.levels_values import (
    Alignment,
    Candidate,
    Coverage,
    Link,
    Orphan,
    Paired,
    PlanLeaves,
    SectorNames,
)

Key = TypeVar("Key")

TOP = 5
# What must be taken up below; technologies are examples, not orders.
EXPECTED_ABOVE = frozenset(("target", "task", "sector", "placement"))
# What must have a parent: a sector or a place's share may be the lower plan's own choice.
EXPECTED_BELOW = frozenset(("target", "task"))


def align_levels(
    upper: PlanLeaves,
    lowers: Sequence[PlanLeaves],
    taxonomy: SectorNames,
    *,
    coefficients: Coefficients = FITTED,
    thresholds: Thresholds = THRESHOLDS,
    top: int = TOP,
) -> Alignment:
    """Lay *lowers* beside *upper*; a lower plan's links do not depend on which others are given.

    Args:
        upper: The plan that is carried out.
        lowers: Plans of places below it, each with an id of its own.
        taxonomy: Names of sectors and technologies; may be empty.
        coefficients: What evidence weighs, as fitted by ``levels_confidence.fit``.
        thresholds: From which confidence a link is likely, and from which it may stand by itself.
        top: How many candidates each lower item gets.

    Raises:
        ValueError: Where two plans share an id.
    """
    ready = above(upper, taxonomy)
    pairs = [pair_levels(ready, plan, coefficients=coefficients, thresholds=thresholds, top=top) for plan in lowers]
    return gathered(upper, lowers, pairs, thresholds=thresholds)


def pair_levels(
    upper: Above,
    lower: PlanLeaves,
    *,
    coefficients: Coefficients = FITTED,
    thresholds: Thresholds = THRESHOLDS,
    top: int = TOP,
) -> Paired:
    """The candidates and links of one lower plan, which rest on it and on *upper* alone: they may be kept.

    Args:
        upper: As ``levels_features.above`` makes it ready, once for all lower plans.
        lower: A plan of a place below it.
        coefficients: As for :func:`align_levels`.
        thresholds: The same.
        top: The same.
    """
    candidates: list[Candidate] = []
    links: list[Link] = []
    for found in ranked(upper, lower, coefficients, top=top):
        candidates += candidates_of(upper, lower, found)
        links += links_of(upper, lower, found, coefficients, thresholds)
    return Paired(tuple(candidates), tuple(links))


def gathered(
    upper: PlanLeaves,
    lowers: Sequence[PlanLeaves],
    pairs: Sequence[Paired],
    *,
    thresholds: Thresholds = THRESHOLDS,
) -> Alignment:
    """What all lower plans make together; *pairs* are those of :func:`pair_levels`, one for each of *lowers*.

    Raises:
        ValueError: Where two plans share an id.
    """
    ids = [upper.plan, *(plan.plan for plan in lowers)]
    if len(set(ids)) < len(ids):
        raise ValueError(f"plans share an id: {', '.join(ids)}")
    candidates = tuple(one for pair in pairs for one in pair.candidates)
    links = tuple(one for pair in pairs for one in pair.links)
    return Alignment(
        upper=upper.plan,
        candidates=candidates,
        links=links,
        coverage=tuple(_coverage(upper, plan, pair.links) for plan, pair in zip(lowers, pairs, strict=True)),
        unmet=_unmet(upper, lowers, _nearest((one.upper, one.confidence) for one in candidates), links, thresholds),
        unfounded=_unfounded(
            lowers, _nearest(((one.plan, one.lower), one.confidence) for one in candidates), links, thresholds
        ),
        late=late_dates(upper, lowers, links),
        sums=sums_of(upper, lowers, links),
    )


def explain(upper: PlanLeaves, lower: PlanLeaves, taxonomy: SectorNames, pair: tuple[str, str]) -> Link | None:
    """The link of *pair*, an upper and a lower key, likely or not; ``None`` where their kinds are never linked.

    Raises:
        KeyError: Where one of the plans has no such item, or none that can be linked.
    """
    ready, side = above(upper, taxonomy), side_of(lower)
    rows = {leaf.key: row for row, leaf in enumerate(side.leaves)}
    if pair[1] not in rows:
        raise KeyError(pair[1])
    if pair[0] not in {leaf.key for leaf in ready.side.leaves}:
        raise KeyError(pair[0])
    part = side.rows(rows[pair[1]], rows[pair[1]] + 1)
    anything = THRESHOLDS._replace(likely=0.0)
    for found in ranked_rows(ready, lower, part, FITTED, top=len(ready.side.leaves)):
        return next((link for link in links_of(ready, lower, found, FITTED, anything) if link.upper == pair[0]), None)
    return None


def by_upper(found: Alignment) -> dict[str, tuple[Link, ...]]:
    """Who carries out each upper item: its links, surest first; items without any are not in it."""
    return _gathered((link.upper, link) for link in found.links)


def by_lower(found: Alignment) -> dict[tuple[str, str], tuple[Link, ...]]:
    """What each lower item, by plan and key, carries out: its links, surest first; items without any are not in it."""
    return _gathered(((link.plan, link.lower), link) for link in found.links)


def _gathered(links: Iterable[tuple[Key, Link]]) -> dict[Key, tuple[Link, ...]]:
    found: dict[Key, list[Link]] = {}
    for key, link in links:
        found.setdefault(key, []).append(link)
    return {key: tuple(sorted(of_key, key=lambda link: -link.confidence)) for key, of_key in found.items()}


def _coverage(upper: PlanLeaves, plan: PlanLeaves, own: Sequence[Link]) -> Coverage:
    automatic = {link.upper for link in own if link.is_automatic}
    reached = {link.upper for link in own}
    return Coverage(
        plan=plan.plan,
        place=plan.place,
        level=plan.level,
        cites=cites(plan, upper),
        automatic=tuple(leaf.key for leaf in upper.leaves if leaf.key in automatic),
        likely=tuple(leaf.key for leaf in upper.leaves if leaf.key in reached - automatic),
    )


def _unmet(
    upper: PlanLeaves,
    lowers: Sequence[PlanLeaves],
    nearest: Mapping[str, float],
    links: Sequence[Link],
    thresholds: Thresholds,
) -> tuple[Orphan, ...]:
    """Upper items that no likely link reaches; what is said twice above is met with either."""
    expected = tuple(leaf for leaf in upper.leaves if leaf.kind in EXPECTED_ABOVE and _is_asked(leaf, lowers))
    twins = dict(zip((leaf.key for leaf in expected), twins_of(expected).tolist(), strict=True))
    met = {twins[link.upper] for link in links if link.upper in twins}
    last = max((plan.period[1] or 9999 for plan in lowers), default=9999)
    return tuple(
        Orphan(
            plan=upper.plan,
            key=leaf.key,
            nearest=nearest.get(leaf.key, 0.0),
            is_doubtful=nearest.get(leaf.key, 0.0) >= thresholds.doubtful,
            is_beyond=leaf.year is not None and leaf.year > last,
        )
        for leaf in expected
        if twins[leaf.key] not in met
    )


def _is_asked(leaf: Leaf, lowers: Sequence[PlanLeaves]) -> bool:
    """A placement asks its own place only."""
    return leaf.kind != "placement" or any(is_place(plan.place, leaf.owners) for plan in lowers)


def _unfounded(
    lowers: Sequence[PlanLeaves],
    nearest: Mapping[tuple[str, str], float],
    links: Sequence[Link],
    thresholds: Thresholds,
) -> tuple[Orphan, ...]:
    founded = {(link.plan, link.lower) for link in links}
    keys = ((plan.plan, leaf.key) for plan in lowers for leaf in plan.leaves if leaf.kind in EXPECTED_BELOW)
    return tuple(
        Orphan(*key, near := nearest.get(key, 0.0), near >= thresholds.doubtful) for key in keys if key not in founded
    )


def _nearest(found: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """The highest confidence of each."""
    best: dict[Key, float] = {}
    for key, confidence in found:
        best[key] = max(best.get(key, 0.0), confidence)
    return best
