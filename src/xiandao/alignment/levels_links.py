"""Candidates for every lower item, best first, each with its confidence, its reasons and both sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from xiandao.alignment.leaves import Figure, Leaf
from xiandao.alignment.levels_confidence import GROUPS, Coefficients, Thresholds, Twins, confidences, log_odds
from xiandao.alignment.levels_features import COLUMN, Above, Floats, features
from xiandao.alignment.levels_sectors import core_of
from xiandao.alignment.levels_sides import Side, side_of
from xiandao.alignment.levels_subjects import amount_of, subject_of
from xiandao.alignment.levels_themes import shared_themes
from xiandao.alignment.levels_values import Candidate, Link, LinkKind, PlanLeaves, Reason
from xiandao.alignment.levels_wording import tokens

# Kinds of lower items of which enough were judged by people to let a link stand by itself.
JUDGED = frozenset(("target", "task", "sector"))
_ROWS = 256  # lower items at a time: what a table of evidence takes in memory must not grow with the plan
# What a person is told, and the evidence that it sums up.
REASONS: dict[str, tuple[str, ...]] = {
    "citation": ("cites",),
    "wording": ("head_head", "head_whole", "whole_head", "whole_whole", "bm25", "bm25_best"),
    "theme": ("theme_head", "theme_topic", "theme_whole", "theme_context"),
    "context": ("context_head",),
    "sector": ("sector", "sector_within", "sector_named", "title_named"),
    "subject": (
        "subject_same", "subject_alike", "class_same", "class_other",
        "qualifier_other", "qualifier_below", "qualifier_above",
    ),
    "quantity": ("unit_same", "unit_other", "frequency_same", "frequency_other"),
    "number": ("number_same",),
    "year": ("year_near", "year_far"),
    "place": ("place_named", "place_other"),
    "position": ("order",),
    "kind": ("upper_target", "upper_task", "upper_placement", "upper_technology"),
}  # fmt: skip
_COLUMNS = {code: tuple(COLUMN[name] for name in names) for code, names in REASONS.items()}


class Ranked(NamedTuple):
    """The upper items of one lower item, best first: their columns, and what is known of each."""

    lower: Leaf
    columns: tuple[int, ...]
    scores: tuple[float, ...]
    confidences: tuple[float, ...]
    evidence: Floats


def ranked(upper: Above, plan: PlanLeaves, coefficients: Coefficients, *, top: int) -> Iterator[Ranked]:
    """The *top* upper items for every lower item of *plan* that may have any, in the order of the plan."""
    side = side_of(plan)
    for start in range(0, len(side.leaves) if upper.side.leaves else 0, _ROWS):
        yield from ranked_rows(upper, plan, side.rows(start, start + _ROWS), coefficients, top=top)


def ranked_rows(
    upper: Above, plan: PlanLeaves, part: Side, coefficients: Coefficients, *, top: int
) -> Iterator[Ranked]:
    """The same for a *part* of the plan."""
    twins = twins_of(upper.side.leaves)
    table, allowed = features(upper, plan, part)
    for row, leaf in enumerate(part.leaves):
        columns = np.flatnonzero(allowed[row])
        if len(columns):
            scores = log_odds(table[row, columns], GROUPS[leaf.kind], coefficients)
            sure = confidences(scores, twins[columns], coefficients.calibration)
            best = np.argsort(-scores, kind="stable")[:top]
            yield Ranked(
                leaf,
                tuple(columns[best].tolist()),
                tuple(scores[best].tolist()),
                tuple(sure[best].tolist()),
                table[row, columns[best]],
            )


def twins_of(leaves: Sequence[Leaf]) -> Twins:
    """A number for every upper item, shared by those that promise the same thing for the same year."""
    numbers: dict[tuple[str, int | None], int] = {}
    keys = (
        (core_of(leaf.head) if GROUPS[leaf.kind] == "name" else f"{leaf.kind} {subject_of(leaf.head)}", leaf.year)
        for leaf in leaves
    )
    return np.asarray([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def candidates_of(upper: Above, plan: PlanLeaves, found: Ranked) -> list[Candidate]:
    """*found* by its keys."""
    return [
        Candidate(upper.side.leaves[column].key, plan.plan, found.lower.key, round(score, 4), round(sure, 4))
        for column, score, sure in zip(found.columns, found.scores, found.confidences, strict=True)
    ]


def links_of(
    upper: Above, plan: PlanLeaves, found: Ranked, coefficients: Coefficients, thresholds: Thresholds
) -> list[Link]:
    """What of *found* is likely; only the best of a lower item may stand by itself."""
    return [
        Link(
            upper=(above := upper.side.leaves[column]).key,
            plan=plan.plan,
            lower=found.lower.key,
            score=round(found.scores[rank], 4),
            confidence=round(found.confidences[rank], 4),
            kind=kind_of(found.lower, above),
            reasons=reasons_of(found.lower, above, found.evidence[rank], coefficients),
            sentences=(sentence_of(above, found.lower), sentence_of(found.lower, above)),
            is_automatic=rank == 0 and found.lower.kind in JUDGED and found.confidences[rank] >= thresholds.automatic,
        )
        for rank, column in enumerate(found.columns)
        if found.confidences[rank] >= thresholds.likely
    ]


def kind_of(lower: Leaf, upper: Leaf) -> LinkKind:
    """Whether *lower* says *upper* again, gives a part of it, or carries it out in another way."""
    if lower.figure is None or upper.figure is None:
        same = lower.kind == upper.kind and subject_of(lower.head) == subject_of(upper.head)
        return LinkKind.RESTATES if same and lower.kind in ("task", "sector", "technology") else LinkKind.IMPLEMENTS
    low, up = amount_of(lower.figure), amount_of(upper.figure)
    if subject_of(lower.head) != subject_of(upper.head) or low.unit != up.unit:
        return LinkKind.IMPLEMENTS
    if low == up and lower.year == upper.year:
        return LinkKind.RESTATES
    return LinkKind.CONTRIBUTES if low.high < up.high else LinkKind.IMPLEMENTS


def reasons_of(lower: Leaf, upper: Leaf, evidence: Floats, coefficients: Coefficients) -> tuple[Reason, ...]:
    """What speaks for the link, strongest first, then what speaks against it."""
    pulls = (evidence * coefficients.row(GROUPS[lower.kind])[1:]).tolist()
    found = []
    for code, columns in _COLUMNS.items():
        pull = sum(pulls[column] for column in columns)
        if abs(pull) >= 0.05:
            found.append(Reason(code, round(pull, 2), _shown(code, lower, upper, evidence)))
    return tuple(sorted(found, key=lambda reason: -reason.pull))


def _shown(code: str, lower: Leaf, upper: Leaf, evidence: Floats) -> tuple[str, ...]:
    """What matched, in the words of the documents, or as a number."""
    match code:
        case "wording":
            return shared_words(lower, upper)
        case "theme":
            return shared_themes(f"{lower.head}，{lower.words}", f"{upper.head}，{upper.words}，{upper.body}")[:3]
        case "sector" | "subject" | "kind" | "context":
            return (lower.head, upper.head)
        case "quantity" | "number":
            return tuple(_printed(leaf.figure) for leaf in (lower, upper) if leaf.figure)
        case "year":
            return tuple(str(leaf.year) for leaf in (lower, upper))
        case "place":
            return upper.owners
        case "position":
            return (f"{evidence[COLUMN['order']]:.2f}",)
        case _:
            return ()


def _printed(figure: Figure) -> str:
    high = "" if figure.value_max is None else f"-{figure.value_max:g}"
    return f"{figure.comparator}{figure.value:g}{high}{figure.unit or ''}"


def shared_words(lower: Leaf, upper: Leaf) -> tuple[str, ...]:
    """The longest words of two characters and more that both heads or promises have, at most five."""
    one, other = f"{lower.head}，{lower.words}", f"{upper.head}，{upper.words}，{upper.body[:300]}"
    pairs = [word for word in dict.fromkeys(tokens(one)) if len(word) > 1 and word in other]
    return tuple(_joined(pairs)[:5])


def _joined(pairs: Sequence[str]) -> list[str]:
    """Overlapping pairs put together again: 概念, 念验, 验证 are 概念验证."""
    words: list[str] = []
    for pair in pairs:
        if words and words[-1][-1] == pair[0] and len(pair) == 2:
            words[-1] += pair[1]
        else:
            words.append(pair)
    return sorted(words, key=lambda word: -len(word))


def sentence_of(leaf: Leaf, other: Leaf) -> str:
    """The sentence of *leaf* that says most of *other*; of anything but a task the one that its words stand in."""
    sentences = [one.strip() for one in re.split(r"(?<=[。；！？;])|\n", leaf.body) if one.strip(" \t，。；")]
    if leaf.kind != "task":
        return next((one for one in sentences if leaf.words in one), leaf.words)
    wanted = set(tokens(f"{other.head}，{other.words}"))
    held = max(sentences, key=lambda one: len(wanted & set(tokens(one))), default="")
    return f"{leaf.words}：{held}" if held and wanted & set(tokens(held)) else leaf.words
