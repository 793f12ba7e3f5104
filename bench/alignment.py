"""How well levels are aligned, beside plain BM25 in the same run, by what two people judged alone; and how fast.

``./do bench alignment [--labels FOLDER] [--fit]`` prints the tables of ``docs/benchmarks.md``: recall of the true
parent among five, precision and recall of the links that stand by themselves, agreement of the people, and whether
a confidence means what it says. Every figure is of documents held back: the weights that link a document were
fitted on the others. ``--fit`` prints the weights of all of them, as ``levels_coefficients.py`` holds them.
Labels are lines of JSON, a file for each person: ``{"upper": "01", "lower": "03", "key": ..., "parents": [...]}``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from xiandao.alignment.leaves import Leaf, leaves_of
from xiandao.alignment.levels import align_levels
from xiandao.alignment.levels_coefficients import THRESHOLDS
from xiandao.alignment.levels_confidence import (
    GROUPS,
    Coefficients,
    Doubles,
    Judged,
    calibration_error,
    confidences,
    fit,
    log_odds,
    reliability,
)
from xiandao.alignment.levels_features import COLUMN, Flags, Floats, above, features
from xiandao.alignment.levels_links import twins_of
from xiandao.alignment.levels_sides import side_of
from xiandao.alignment.levels_values import PlanLeaves, SectorName, SectorNames
from xiandao.alignment.levels_wording import Vocabulary, Weights, bm25, widened
from xiandao.readers import read_source
from xiandao.reading import read_plan

PROJECT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("XIANDAO_SHARED") or PROJECT.parent / "shared")
LABELS = Path(os.environ.get("XIANDAO_LABELS") or PROJECT.parent / "annot")
TOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One judged lower item: its evidence, what plain BM25 says of it, and each person's parents, best first."""

    upper: str
    lower: str
    leaf: Leaf
    columns: tuple[int, ...]
    evidence: Floats
    twins: np.ndarray[tuple[int], np.dtype[np.int64]]
    plain: Doubles
    parents: Mapping[str, tuple[int, ...]]

    def is_parent(self, person: str) -> Flags:
        return np.isin(self.columns, self.parents[person])


def documents() -> dict[str, Path]:
    """Samples by their number, and the real texts by their name."""
    found = {path.name[:2]: path for path in sorted((PROJECT / "samples").glob("[0-9][0-9]-*"))}
    return found | {path.stem: path for path in sorted((SHARED / "reading" / "texts").glob("*.txt"))}


def plan_leaves(name: str, path: Path) -> PlanLeaves:
    source = read_source(path)
    plan = read_plan(source)
    data = plan.document
    return PlanLeaves(
        plan=name, place=data.place or "", level=data.level or "", period=data.period, title=data.title or "",
        doc_no=data.doc_no, cites=tuple(said for cite in plan.cites for said in (cite.title, cite.doc_no) if said),
        leaves=leaves_of(plan, source.text),
    )  # fmt: skip


def sector_names(folder: Path) -> dict[str, SectorName]:
    """Every name and synonym of the taxonomy pack."""
    found: dict[str, SectorName] = {}

    def take(node: Mapping[str, Any], parent: str | None) -> None:
        for name in (node["name"], *node.get("synonyms", ())):
            found.setdefault(name, SectorName(node["code"], node.get("parent", parent)))
        for below in node.get("below", ()):
            take(below, node["code"])

    for path in sorted(folder.glob("*.toml")):
        for node in tomllib.loads(path.read_text("utf-8")).get("node", ()):
            take(node, None)
    return found


Labels = dict[tuple[str, str], dict[str, dict[str, tuple[str, ...]]]]


def labels_of(folder: Path) -> tuple[tuple[str, ...], Labels]:
    """Who judged, and for every pair of documents and lower item the parents that each named."""
    files = sorted(path for path in folder.glob("*.jsonl") if path.stem != "items") if folder.is_dir() else [folder]
    found: Labels = defaultdict(lambda: defaultdict(dict))
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            one = json.loads(line)
            found[one["upper"], one["lower"]][one["key"]][path.stem] = tuple(one["parents"])
    return tuple(path.stem for path in files), found


def plain_scores(upper: Sequence[Leaf], lower: Sequence[Leaf]) -> Doubles:
    """BM25 of heads, words and bodies with numbers as tokens: what a search engine would do."""
    vocabulary = Vocabulary()
    up = vocabulary.counts([f"{leaf.head}\n{leaf.words}\n{leaf.body}" for leaf in upper], numbers=True)
    low = vocabulary.counts([f"{leaf.head}\n{leaf.words}\n{leaf.body}" for leaf in lower], numbers=True)
    width = len(vocabulary.columns)
    up, low = widened(up, width), widened(low, width)
    return np.asarray(bm25(low, up, Weights.of(up, width)), np.float64)


def items_of(plans: Mapping[str, PlanLeaves], people: Sequence[str], labels: Labels, names: SectorNames) -> list[Item]:
    found = []
    for (up, low), judged in labels.items():
        ready, side = above(plans[up], names), side_of(plans[low])
        table, allowed = features(ready, plans[low], side)
        plain = plain_scores(ready.side.leaves, side.leaves)
        places = {leaf.key: column for column, leaf in enumerate(ready.side.leaves)}
        twins = twins_of(ready.side.leaves)
        for row, leaf in enumerate(side.leaves):
            if set(judged.get(leaf.key, ())) >= set(people):
                columns = np.flatnonzero(allowed[row])
                parents = {
                    person: tuple(places[key] for key in judged[leaf.key][person] if key in places) for person in people
                }
                found.append(
                    Item(
                        upper=up,
                        lower=low,
                        leaf=leaf,
                        columns=tuple(columns.tolist()),
                        evidence=table[row, columns],
                        twins=twins[columns],
                        plain=plain[row],
                        parents=parents,
                    )
                )
    return found


def judged_of(items: Sequence[Item], people: Sequence[str]) -> list[Judged]:
    """A confidence is the chance that a reader draws the link: all judgements count alike."""
    return [
        Judged(
            item.lower,
            GROUPS[item.leaf.kind],
            item.evidence,
            item.twins,
            np.mean([item.is_parent(person) for person in people], axis=0),
        )
        for item in items
    ]


class Outcome(NamedTuple):
    """Upper columns of one lower item, best first, and their confidences."""

    columns: tuple[int, ...]
    confidences: tuple[float, ...]


def outcomes(items: Sequence[Item], learned: Callable[[Item], Coefficients]) -> list[Outcome]:
    found = []
    for item in items:
        coefficients = learned(item)
        scores = log_odds(item.evidence, GROUPS[item.leaf.kind], coefficients)
        sure = confidences(scores, item.twins, coefficients.calibration)
        best = np.argsort(-scores, kind="stable")
        found.append(Outcome(tuple(item.columns[one] for one in best), tuple(sure[best].tolist())))
    return found


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


def held_back(items: Sequence[Item], people: Sequence[str], key: Callable[[Item], str]) -> list[Outcome]:
    """Every item by weights that were fitted without its document (or whatever *key* says)."""
    learned = {
        one: fit(judged_of([item for item in items if key(item) != one], people), source=f"without {one}")
        for one in sorted({key(item) for item in items})
    }
    return outcomes(items, lambda item: learned[key(item)])


def always(learned: Coefficients, _: Item) -> Coefficients:
    return learned


def is_real(item: Item) -> str:
    return "real" if len(item.lower) == 3 else "samples"


def recall_table(items: Sequence[Item], people: Sequence[str], methods: Mapping[str, Sequence[Outcome]]) -> None:
    """The first-named parent among the first five; any parent in first place."""
    print("\n| true parent | items |", " | ".join(f"{name}: in 5 | first" for name in methods), "|")
    print("|---|---:|" + "---:|---:|" * len(methods))
    kinds = ("target", "task", "sector", "all")
    for person in (*people, "both agree"):
        for kind in kinds:
            chosen = [
                (at, true)
                for at, item in enumerate(items)
                if kind in ("all", item.leaf.kind) and (true := truth(item, person, people))
            ]
            cells = []
            for found in methods.values():
                in_five = np.mean([true[0] in found[at].columns[:TOP] for at, true in chosen])
                first = np.mean([found[at].columns[:1] and found[at].columns[0] in true for at, true in chosen])
                cells.append(f"{in_five:.3f} | {first:.3f}")
            print(f"| {person}, {kind} | {len(chosen)} |", " | ".join(cells), "|")


def truth(item: Item, person: str, people: Sequence[str]) -> tuple[int, ...]:
    if person in people:
        return item.parents[person]
    return tuple(one for one in item.parents[people[0]] if all(one in item.parents[other] for other in people[1:]))


def automatic_table(items: Sequence[Item], people: Sequence[str], found: Sequence[Outcome], title: str) -> None:
    """Links that stand by themselves: the first of a lower item, when sure enough."""
    print(f"\n| {title}: confidence from | links |", " | ".join(f"right by {one}" for one in people), end="")
    print(" | by both | by either | mean | share of items with a parent |\n" + "|---:" * (len(people) + 6) + "|")
    linkable = sum(any(item.parents[person] for person in people) for item in items)
    for least in sorted({0.5, 0.6, 0.7, 0.8, 0.9, THRESHOLDS.automatic}):
        links = [
            (item, one.columns[0])
            for item, one in zip(items, found, strict=True)
            if one.columns and one.confidences[0] >= least
        ]
        right = np.asarray([[column in item.parents[person] for person in people] for item, column in links])
        if not links:
            continue
        shares = [*right.mean(axis=0), right.all(axis=1).mean(), right.any(axis=1).mean(), right.mean()]
        covered = right.any(axis=1).sum() / linkable
        mark = " (automatic)" if least == THRESHOLDS.automatic else ""
        print(f"| {least:.2f}{mark} | {len(links)} |", " | ".join(f"{one:.3f}" for one in (*shares, covered)), "|")


def kinds_table(items: Sequence[Item], people: Sequence[str], found: Sequence[Outcome]) -> None:
    """The same at the threshold, for every kind of lower item."""
    print("\n| automatic, by kind | links | right, mean of people |\n|---|---:|---:|")
    for kind in ("target", "task", "sector"):
        right = [
            np.mean([one.columns[0] in item.parents[person] for person in people])
            for item, one in zip(items, found, strict=True)
            if item.leaf.kind == kind and one.columns and one.confidences[0] >= THRESHOLDS.automatic
        ]
        print(f"| {kind} | {len(right)} | {np.mean(right):.3f} |")


def orphan_table(items: Sequence[Item], people: Sequence[str], found: Sequence[Outcome]) -> None:
    """无依据条目: lower tasks and targets called parentless, by who agrees."""
    print(
        "\n| called parentless: best candidate below | items |", " | ".join(f"{one} agrees" for one in people), end=""
    )
    print(" | share of those that all call so |\n|---|---:|" + "---:|" * (len(people) + 1))
    agreed = [not any(item.parents[person] for person in people) for item in items]
    for name, least in (("doubtful", THRESHOLDS.doubtful), ("likely", THRESHOLDS.likely)):
        called = [
            item.leaf.kind in ("target", "task") and (not one.columns or one.confidences[0] < least)
            for item, one in zip(items, found, strict=True)
        ]
        chosen = [item for item, is_called in zip(items, called, strict=True) if is_called]
        shares = [np.mean([not item.parents[person] for item in chosen]) for person in people]
        expected = [item.leaf.kind in ("target", "task") and so for item, so in zip(items, agreed, strict=True)]
        shares.append(np.sum(np.asarray(called) & np.asarray(expected)) / max(sum(expected), 1))
        print(f"| {name} ({least}) | {len(chosen)} |", " | ".join(f"{share:.3f}" for share in shares), "|")


def kappa(one: Flags, other: Flags) -> float:
    """Cohen's kappa of two lists of yes and no."""
    same, chance = np.mean(one == other), one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float((same - chance) / (1 - chance)) if chance < 1 else 1.0


def agreement_table(items: Sequence[Item], people: Sequence[str]) -> None:
    print("\n| agreement | items | has a parent: kappa | links: kappa | best parent of one is among the other's |")
    print("|---|---:|---:|---:|---:|")
    for one, other in combinations(people, 2):
        has = [np.asarray([bool(item.parents[person]) for item in items]) for person in (one, other)]
        pairs = [np.concatenate([item.is_parent(person) for item in items]) for person in (one, other)]
        both = [item for item in items if item.parents[one] and item.parents[other]]
        best = np.mean([item.parents[one][0] in item.parents[other] for item in both])
        print(f"| {one}, {other} | {len(items)} | {kappa(*has):.3f} | {kappa(*pairs):.3f} | {best:.3f} ({len(both)}) |")


def calibration_table(items: Sequence[Item], people: Sequence[str], found: Sequence[Outcome], *, top: int) -> None:
    """Confidence beside the share of people who drew the link; links of the first *top* candidates."""
    shown, right = [], []
    for item, one in zip(items, found, strict=True):
        for column, sure in list(zip(one.columns, one.confidences, strict=True))[:top]:
            for person in people:
                shown.append(sure)
                right.append(column in item.parents[person])
    bins = reliability(shown, right)
    print(f"\n| confidence, first {top} | links | mean confidence | share right |\n|---|---:|---:|---:|")
    for row in bins:
        links = row.links // len(people)
        print(f"| {row.low:.1f}-{row.high:.1f} | {links} | {row.expected:.3f} | {row.found:.3f} |")
    print(f"| expected calibration error | {len(shown) // len(people)} | {calibration_error(bins):.3f} | |")


def speed_table(plans: Mapping[str, PlanLeaves], *, above_count: int = 500, below_count: int = 5_000) -> None:
    """Leaves of all documents over and over, under keys of their own, in ten lower plans."""
    pool = [leaf for plan in plans.values() for leaf in plan.leaves if leaf.kind in GROUPS]

    def made(name: str, count: int, first: int) -> PlanLeaves:
        leaves = tuple(pool[(first + at) % len(pool)]._replace(key=f"{name}-{at}") for at in range(count))
        return PlanLeaves(
            plan=name, place=name, level="city" if first else "province", period=(None, None), title=name, leaves=leaves
        )

    upper = made("upper", above_count, 0)
    lowers = [made(f"lower-{at}", below_count // 10, 97 * (at + 1)) for at in range(10)]
    start = time.perf_counter()
    aligned = align_levels(upper, lowers, {})
    taken = time.perf_counter() - start
    print("\n| upper | lower | links | sums | seconds |\n|---:|---:|---:|---:|---:|")
    print(f"| {above_count} | {below_count} | {len(aligned.links)} | {len(aligned.sums)} | {taken:.2f} |")


def print_fitted(items: Sequence[Item], people: Sequence[str]) -> None:
    names = " ".join(sorted({item.lower for item in items}))
    source = f"{len(items)} items of {names} (samples and real plans), judged by {len(people)} people"
    coefficients = fit(judged_of(items, people), source=source)
    print(f"\nsource={coefficients.source!r}\ncalibration={coefficients.calibration}")
    print(f"weights={dict(coefficients.weights)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, default=LABELS, help="a folder of files NAME.jsonl, one a person")
    parser.add_argument("--taxonomy", type=Path, default=PROJECT / "packs" / "taxonomy", help="a folder of TOML files")
    parser.add_argument("--fit", action="store_true", help="print the weights fitted on all labels")
    options = parser.parse_args()
    plans = {name: plan_leaves(name, path) for name, path in documents().items()}
    if options.labels.exists():
        people, labels = labels_of(options.labels)
        names = sector_names(options.taxonomy)
        items = items_of(plans, people, labels, names)
        judged = sum(map(len, labels.values()))
        print(f"{len(items)} of {judged} judged items found, {len(people)} people, {len(names)} names of sectors")
        agreement_table(items, people)
        found = held_back(items, people, lambda item: item.lower)
        plain = {
            "BM25": plain_outcomes(items, lambda item: item.plain, kinds=False),
            "BM25 by kind": plain_outcomes(items, lambda item: item.plain, kinds=True),
            "BM25 by kind on the words we use": plain_outcomes(items, our_words, kinds=True),
        }
        recall_table(items, people, plain | {"levels": found})
        automatic_table(items, people, found, "each document held back")
        kinds_table(items, people, found)
        for part, title in (("real", "samples fitted, real texts tested"), ("samples", "real fitted, samples tested")):
            tested = [item for item in items if is_real(item) == part]
            learned = fit(judged_of([item for item in items if is_real(item) != part], people), source=title)
            across = outcomes(tested, partial(always, learned))
            recall_table(tested, people, {title: across})
            automatic_table(tested, people, across, title)
        orphan_table(items, people, found)
        calibration_table(items, people, found, top=1)
        calibration_table(items, people, found, top=TOP)
        if options.fit:
            print_fitted(items, people)
    else:
        print(f"no labels in {options.labels}: --labels", file=sys.stderr)
    speed_table(plans)
    return 0


if __name__ == "__main__":
    sys.exit(main())
