"""What speaks for a link between a lower and an upper item, as numbers: one table of evidence for every pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_cites import cites, is_place
from xiandao.alignment.levels_qualifiers import narrowed
from xiandao.alignment.levels_sectors import alike, core_of, letters_alike
from xiandao.alignment.levels_sides import PARENTS, Side, side_of
from xiandao.alignment.levels_subjects import amount_of, class_of, subject_of
from xiandao.alignment.levels_themes import themes
from xiandao.alignment.levels_values import PlanLeaves, SectorNames
from xiandao.alignment.levels_wording import (
    Matrix,
    Vocabulary,
    Weights,
    bm25,
    present,
    product,
    shares,
    unit_rows,
    widened,
)

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

UPPER_KINDS = ("target", "task", "sector", "technology", "placement")
# Every piece of evidence and which way it may pull: 1 for a link only, -1 against it only, 0 either way.
SIGNS: dict[str, int] = {
    "head_head": 1, "head_whole": 1, "whole_head": 1, "whole_whole": 1, "bm25": 1, "bm25_best": 1,
    "theme_head": 1, "theme_topic": 1, "theme_whole": 1, "theme_context": 1, "context_head": 1,
    "sector": 1, "sector_within": 1, "sector_named": 1, "title_named": 1,
    "subject_same": 1, "subject_alike": 1, "class_same": 1, "class_other": -1,
    "qualifier_other": -1, "qualifier_below": -1, "qualifier_above": -1,
    "unit_same": 1, "unit_other": -1, "number_same": 1, "frequency_same": 1, "frequency_other": -1,
    "year_near": 1, "year_far": -1, "order": 1, "place_named": 1, "place_other": -1, "cites": 1,
    "upper_target": 0, "upper_task": 0, "upper_placement": 0, "upper_technology": 0,
}  # fmt: skip
FEATURES = tuple(SIGNS)
COLUMN = {name: number for number, name in enumerate(FEATURES)}


class Above(NamedTuple):
    """The upper plan made ready: counts and weights do not depend on what lies below."""

    plan: PlanLeaves
    side: Side
    names: SectorNames
    columns: dict[str, int]
    heads: Matrix
    wholes: Matrix
    contexts: Matrix
    themes: dict[str, Matrix]
    cores: tuple[str, ...]


def above(plan: PlanLeaves, names: SectorNames) -> Above:
    """*plan* made ready for comparison."""
    side, vocabulary = side_of(plan), Vocabulary()
    heads, wholes, contexts = (vocabulary.counts(texts) for texts in (side.heads, side.wholes, side.contexts))
    cores = tuple(core_of(name) if name else "" for name in side.names)
    return Above(plan, side, names, vocabulary.columns, heads, wholes, contexts, _themes_of(side), cores)


def features(upper: Above, plan: PlanLeaves, side: Side) -> tuple[Floats, Flags]:
    """Evidence as (lower, upper, feature), and which pairs may be linked at all; *side* is all or a part of *plan*."""
    table = np.zeros((len(FEATURES), len(side.leaves), len(upper.side.leaves)), np.float32)
    for look in (_wording, _themes, _figures, _qualifiers, _sectors, _order):
        for name, values in look(upper, side).items():
            table[COLUMN[name]] = values
    for name, row in _places(upper, plan).items():
        table[COLUMN[name]] = row
    return np.moveaxis(table, 0, -1), _allowed(upper, side, table[COLUMN["sector_named"]] > 0)


def _allowed(upper: Above, side: Side, named: Flags) -> Flags:
    """By kind; a task or target takes up a sector or placement only where it names it."""
    kinds = np.asarray([UPPER_KINDS.index(leaf.kind) for leaf in upper.side.leaves], np.int64)
    rows = {kind: np.isin(kinds, [UPPER_KINDS.index(one) for one in parents]) for kind, parents in PARENTS.items()}
    found = np.asarray([rows[leaf.kind] for leaf in side.leaves], np.bool_).reshape(len(side.leaves), len(kinds))
    is_name = np.asarray([bool(name) for name in side.names], np.bool_)[:, None]
    above_is_name = np.asarray([bool(name) for name in upper.side.names], np.bool_)
    allowed: Flags = found & (is_name | ~above_is_name | named)
    return allowed


def _wording(upper: Above, side: Side) -> dict[str, Floats]:
    vocabulary = Vocabulary(upper.columns)
    heads, wholes, contexts = (vocabulary.counts(texts) for texts in (side.heads, side.wholes, side.contexts))
    width = len(vocabulary.columns)
    low = [widened(one, width) for one in (heads, wholes, contexts)]
    up = [widened(one, width) for one in (upper.heads, upper.wholes, upper.contexts)]
    weights = Weights.of(up[1], width)
    scores = bm25(low[1], up[1], weights)
    best = np.maximum(scores.max(axis=1, keepdims=True, initial=0), 1e-9)
    unit_low, unit_up = [unit_rows(one, weights) for one in low], [unit_rows(one, weights) for one in up]
    return {
        "head_head": product(unit_low[0], unit_up[0]),
        "head_whole": product(shares(low[0], weights), present(up[1])),
        "whole_head": product(present(low[1]), shares(up[0], weights)),
        "whole_whole": product(unit_low[1], unit_up[1]),
        "context_head": np.maximum(product(unit_low[2], unit_up[0]), product(unit_low[2], unit_up[2])),
        "bm25": scores / (scores + 30),
        "bm25_best": scores / best,
    }


def _themes_of(side: Side) -> dict[str, Matrix]:
    contexts = [f"{context}，{topic}" for context, topic in zip(side.contexts, side.topics, strict=True)]
    return {
        "theme_head": themes(side.heads),
        "theme_topic": themes(side.topics),
        "theme_whole": themes(side.wholes),
        "theme_context": themes(contexts),
    }


def _themes(upper: Above, side: Side) -> dict[str, Floats]:
    return {name: product(rows, upper.themes[name]) for name, rows in _themes_of(side).items()}


def _figures(upper: Above, side: Side) -> dict[str, Floats]:
    """Of pairs of targets only: 0 everywhere else."""
    low, up = side.leaves, upper.side.leaves
    both = _equal(low, up, lambda leaf: "figure" if leaf.figure else None)
    unit = _equal(low, up, lambda leaf: amount_of(leaf.figure).unit if leaf.figure else None)
    subjects = [[subject_of(leaf.head) if leaf.figure else "" for leaf in leaves] for leaves in (low, up)]
    classes = _equal(low, up, lambda leaf: class_of(leaf.head) if leaf.figure else None)
    classed = _equal(low, up, lambda leaf: "class" if leaf.figure and class_of(leaf.head) else None)
    frequency = _equal(low, up, lambda leaf: leaf.figure.frequency if leaf.figure else None)
    years = [np.asarray([(leaf.figure and leaf.year) or 0 for leaf in leaves], np.float32) for leaves in (low, up)]
    dated = (years[0][:, None] > 0) & (years[1] > 0)
    return {
        "unit_same": unit,
        "unit_other": both - unit,
        "class_same": classes,
        "class_other": classed - classes,
        "subject_same": _equal(low, up, lambda leaf: subject_of(leaf.head) if leaf.figure else None),
        "subject_alike": letters_alike(*subjects) * both,
        "number_same": _equal(low, up, lambda leaf: str(amount_of(leaf.figure)) if leaf.figure else None),
        "frequency_same": frequency,
        "frequency_other": both - frequency,
        "year_near": (dated / (1 + np.abs(years[0][:, None] - years[1]))).astype(np.float32),
        "year_far": _year_far(years[0], years[1], [subject_of(leaf.head) if leaf.figure else "" for leaf in up]),
    }


def _qualifiers(upper: Above, side: Side) -> dict[str, Floats]:
    """Of pairs of targets that count one kind of thing: 0 everywhere else."""
    low, up = side.leaves, upper.side.leaves
    one_kind = _equal(low, up, lambda leaf: class_of(leaf.head) if leaf.figure else None)
    heads = ([leaf.head if leaf.figure else "" for leaf in leaves] for leaves in (low, up))
    return {name: values * one_kind for name, values in narrowed(*heads).items()}


def _year_far(low: Floats, up: Floats, subjects: Sequence[str]) -> Floats:
    """Where the upper plan aims at one thing for several years: 0 for the year nearest to the lower one's, else to 1."""
    found = np.zeros((len(low), len(up)), np.float32)
    groups: dict[str, list[int]] = {}
    for column, (subject, year) in enumerate(zip(subjects, up, strict=True)):
        if subject and year:
            groups.setdefault(subject, []).append(column)
    for columns in groups.values():
        gap = low[:, None] - up[columns]
        # A target due before the lower one is further away than one due after it: it cannot be what is carried out.
        far = np.abs(gap) + 0.5 * (gap > 0)
        found[:, columns] = (1 - 1 / (1 + far - far.min(axis=1, keepdims=True))) * (low > 0)[:, None]
    return found


def _equal(low: Sequence[Leaf], up: Sequence[Leaf], said: Callable[[Leaf], str | None]) -> Floats:
    """1 where both leaves say the same of themselves, 0 where they differ or one says nothing."""
    codes: dict[str, int] = {}
    left, right = (
        np.asarray([codes.setdefault(word, len(codes)) if (word := said(leaf)) is not None else -1 for leaf in leaves])
        for leaves in (low, up)
    )
    found: Floats = ((left[:, None] == right) & (left[:, None] >= 0)).astype(np.float32)
    return found


def _sectors(upper: Above, side: Side) -> dict[str, Floats]:
    """Names beside names, and the upper plan's sectors named in tasks and targets."""
    up = upper.side.names
    both = np.asarray([bool(name) for name in side.names])[:, None] & np.asarray([bool(name) for name in up])
    within = [leaf.within if name else "" for leaf, name in zip(side.leaves, side.names, strict=True)]
    cores = set(upper.cores) - {""}
    told = {topic: {core for core in cores if core in topic} for topic in set(side.topics)}
    named = [[core in told[topic] for core in upper.cores] for topic in side.topics]
    return {
        "sector": alike(side.names, up, upper.names) * both,
        "sector_within": alike(within, up, upper.names) * both,
        "sector_named": np.asarray(named, np.float32).reshape(both.shape),
    }


def _order(upper: Above, side: Side) -> dict[str, Floats]:
    """How alike tasks stand in their plans: plans begin with research and end with safeguards."""
    low, up = np.asarray(side.standing, np.float32), np.asarray(upper.side.standing, np.float32)
    both = (low >= 0)[:, None] & (up >= 0)
    return {"order": ((1 - np.abs(low[:, None] - up)) * both).astype(np.float32)}


def _places(upper: Above, plan: PlanLeaves) -> dict[str, Floats]:
    """What holds for every item of *plan* beside an upper item."""
    up = upper.side.leaves
    own = np.asarray([is_place(plan.place, leaf.owners) for leaf in up], np.bool_)
    kinds = np.asarray([leaf.kind for leaf in up])
    found = {
        "place_named": own & (kinds == "placement"),
        "place_other": ~own & (kinds == "placement"),
        "title_named": np.asarray([core != "" and core in plan.title for core in upper.cores]),
        "cites": np.full(len(kinds), cites(plan, upper.plan)),
    } | {f"upper_{kind}": kinds == kind for kind in UPPER_KINDS if f"upper_{kind}" in COLUMN}
    return {name: row.astype(np.float32) for name, row in found.items()}
