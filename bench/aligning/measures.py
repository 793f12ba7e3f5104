"""Judged items with their evidence, what is linked when their documents are held back, and how often it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from aligning.labels import Found
from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_confidence import (
    GROUPS,
    Bin,
    Coefficients,
    Doubles,
    Judged,
    Twins,
    confidences,
    fit,
    log_odds,
    reliability,
)
from xiandao.alignment.levels_features import COLUMN, Flags, Floats, above, features
from xiandao.alignment.levels_links import twins_of
from xiandao.alignment.levels_sides import side_of
from xiandao.alignment.levels_values import SectorNames
from xiandao.alignment.levels_wording import Vocabulary, Weights, bm25, widened

TOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One judged lower item: its evidence, what plain BM25 says of it, and each person's parents, best first."""

    upper: str
    lower: str
    is_sample: bool
    leaf: Leaf
    columns: tuple[int, ...]
    evidence: Floats
    twins: Twins
    plain: Doubles
    parents: Mapping[str, tuple[int, ...]]

    def is_parent(self, person: str) -> Flags:
        return np.isin(self.columns, self.parents[person])


class Outcome(NamedTuple):
    """Upper columns of one lower item, best first, and their confidences."""

    columns: tuple[int, ...]
    confidences: tuple[float, ...]


def items_of(found: Found, names: SectorNames) -> list[Item]:
    """The lower items that everybody judged, in the order of their plans."""
    items = []
    for (up, low), judged in found.parents.items():
        ready, lower = above(found.plans[up].leaves, names), found.plans[low]
        side = side_of(lower.leaves)
        table, allowed = features(ready, lower.leaves, side)
        plain = plain_scores(ready.side.leaves, side.leaves)
        places = {leaf.key: column for column, leaf in enumerate(ready.side.leaves)}
        twins = twins_of(ready.side.leaves)
        for row, leaf in enumerate(side.leaves):
            said = judged.get(leaf.key, {})
            if set(said) == set(found.people):
                columns = np.flatnonzero(allowed[row])
                item = Item(
                    upper=up,
                    lower=low,
                    is_sample=lower.is_sample,
                    leaf=leaf,
                    columns=tuple(columns.tolist()),
                    evidence=table[row, columns],
                    twins=twins[columns],
                    plain=plain[row],
                    parents={one: tuple(places[key] for key in keys if key in places) for one, keys in said.items()},
                )
                items.append(item)
    return items


def plain_scores(upper: Sequence[Leaf], lower: Sequence[Leaf]) -> Doubles:
    """BM25 of heads, words and bodies with numbers as tokens: what a search engine would do."""
    vocabulary = Vocabulary()
    up = vocabulary.counts([f"{leaf.head}\n{leaf.words}\n{leaf.body}" for leaf in upper], numbers=True)
    low = vocabulary.counts([f"{leaf.head}\n{leaf.words}\n{leaf.body}" for leaf in lower], numbers=True)
    width = len(vocabulary.columns)
    up, low = widened(up, width), widened(low, width)
    return np.asarray(bm25(low, up, Weights.of(up, width)), np.float64)


def judged_of(items: Sequence[Item]) -> list[Judged]:
    """A confidence is the chance that a reader draws the link: all judgements count alike."""
    return [
        Judged(
            item.lower,
            GROUPS[item.leaf.kind],
            item.evidence,
            item.twins,
            np.mean([item.is_parent(person) for person in item.parents], axis=0),
        )
        for item in items
    ]


def outcomes(items: Sequence[Item], learned: Callable[[Item], Coefficients]) -> list[Outcome]:
    """What is linked with each item by the coefficients that *learned* gives for it."""
    found = []
    for item in items:
        coefficients = learned(item)
        scores = log_odds(item.evidence, GROUPS[item.leaf.kind], coefficients)
        sure = confidences(scores, item.twins, coefficients.calibration)
        best = np.argsort(-scores, kind="stable")
        found.append(Outcome(tuple(item.columns[one] for one in best), tuple(sure[best].tolist())))
    return found


def held_back(items: Sequence[Item]) -> list[Outcome]:
    """Every item by weights that were fitted without its lower document; its upper one may be among the others'."""
    learned = {
        lower: fit(judged_of([item for item in items if item.lower != lower]), source=f"without {lower}")
        for lower in sorted({item.lower for item in items})
    }
    return outcomes(items, lambda item: learned[item.lower])


def unseen(items: Sequence[Item]) -> list[Outcome]:
    """Every item by weights that were fitted without anything that its lower or its upper document is a part of."""
    learned = {
        pair: fit(judged_of([item for item in items if not {item.upper, item.lower} & set(pair)]), source="")
        for pair in sorted({(item.upper, item.lower) for item in items})
    }
    return outcomes(items, lambda item: learned[item.upper, item.lower])


def plain_outcomes(items: Sequence[Item], scores: Callable[[Item], Doubles], *, kinds: bool) -> list[Outcome]:
    """What BM25 ranks, among all items or among those of the kinds that may be parents."""
    found = []
    for item in items:
        said = scores(item)
        order = [int(one) for one in np.argsort(-said, kind="stable")]
        allowed = set(item.columns)
        columns = [one for one in order if one in allowed] if kinds else order
        found.append(Outcome(tuple(columns), tuple(said[columns])))
    return found


def our_words(item: Item) -> Doubles:
    """BM25 of a target's own words without the rest of its paragraph: its best form here, and one of our features."""
    found = np.full(len(item.plain), -1.0)
    found[list(item.columns)] = item.evidence[:, COLUMN["bm25"]]
    return found


def recall(items: Sequence[Item], found: Sequence[Outcome], person: str, *, top: int = TOP) -> float:
    """Of items with a parent, the share whose first-named is among the first *top*."""
    in_top = [
        item.parents[person][0] in one.columns[:top]
        for item, one in zip(items, found, strict=True)
        if item.parents[person]
    ]
    return float(np.mean(in_top))


def automatic(items: Sequence[Item], found: Sequence[Outcome], least: float, kind: str = "") -> list[tuple[Item, int]]:
    """Items whose first candidate stands by itself, with its column; of one *kind* of lower item, or of all."""
    return [
        (item, one.columns[0])
        for item, one in zip(items, found, strict=True)
        if item.leaf.kind == (kind or item.leaf.kind) and one.columns and one.confidences[0] >= least
    ]


def precision(links: Sequence[tuple[Item, int]], person: str) -> float:
    """The share of *links* that the person draws too, 1 where there are none."""
    return float(np.mean([column in item.parents[person] for item, column in links])) if links else 1.0


def kappa(one: Flags, other: Flags) -> float:
    """Cohen's kappa of two lists of yes and no."""
    same, chance = np.mean(one == other), one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float((same - chance) / (1 - chance)) if chance < 1 else 1.0


def kappas(items: Sequence[Item], one: str, other: str) -> tuple[float, float]:
    """How far two people agree on whether an item has a parent, and on which of all possible links there are."""
    has = [np.asarray([bool(item.parents[person]) for item in items]) for person in (one, other)]
    pairs = [np.concatenate([item.is_parent(person) for item in items]) for person in (one, other)]
    return kappa(*has), kappa(*pairs)


def bins_of(items: Sequence[Item], found: Sequence[Outcome], *, top: int) -> tuple[Bin, ...]:
    """Confidence beside the share of people who drew the link; links of the first *top* candidates."""
    judged = [
        (sure, column in item.parents[person])
        for item, one in zip(items, found, strict=True)
        for column, sure in list(zip(one.columns, one.confidences, strict=True))[:top]
        for person in item.parents
    ]
    return reliability([sure for sure, _ in judged], [is_right for _, is_right in judged])
