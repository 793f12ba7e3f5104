"""How well levels are aligned, beside plain BM25 in the same run, by what two people judged alone; and how fast.

``./do bench alignment [--labels FOLDER] [--fit]`` prints the tables of ``docs/benchmarks.md``: agreement of the people,
recall of the true parent among five, how often links that stand by themselves are right, and whether a confidence means
what it says. ``held back`` is by weights that were fitted without the lower document, ``neither document seen`` without
any pair in which the lower or the upper one takes part. ``--fit`` prints the weights of all judgements, as
``levels_coefficients.py`` holds them. Labels are lines of JSON, a file for each person (``aligning/labels.py``).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from aligning.documents import TAXONOMY, Document, real_texts, samples, sector_names
from aligning.labels import LABELS, Found, found_in
from aligning.measures import (
    TOP,
    Item,
    Outcome,
    automatic,
    bins_of,
    held_back,
    items_of,
    judged_of,
    kappas,
    our_words,
    outcomes,
    plain_outcomes,
    precision,
    unseen,
)
from xiandao.alignment.levels import align_levels
from xiandao.alignment.levels_coefficients import THRESHOLDS
from xiandao.alignment.levels_confidence import GROUPS, Coefficients, calibration_error, fit
from xiandao.alignment.levels_values import PlanLeaves

KINDS = ("target", "task", "sector")


def labels_table(found: Found, items: Sequence[Item], names: int) -> None:
    """How many judgements were found again in the documents as they are read now."""
    print("\n| judgements | of documents not at hand | item not found | parents not found | items | names of sectors |")
    print("|---:|---:|---:|---:|---:|---:|")
    print(f"| {found.judged} | {found.absent} | {found.lost_items} | {found.lost_parents} | {len(items)} | {names:,} |")


def agreement_table(items: Sequence[Item], people: Sequence[str]) -> None:
    print("\n| agreement | items | has a parent: kappa | links: kappa | best parent of one is among the other's |")
    print("|---|---:|---:|---:|---:|")
    for one, other in combinations(people, 2):
        has, links = kappas(items, one, other)
        both = [item for item in items if item.parents[one] and item.parents[other]]
        best = np.mean([item.parents[one][0] in item.parents[other] for item in both])
        print(f"| {one}, {other} | {len(items)} | {has:.3f} | {links:.3f} | {best:.3f} ({len(both)}) |")


def recall_table(items: Sequence[Item], people: Sequence[str], methods: Mapping[str, Sequence[Outcome]]) -> None:
    """The first-named parent among the first five; any parent in first place."""
    print("\n| true parent | items |", " | ".join(f"{name}: in {TOP} | first" for name in methods), "|")
    print("|---|---:|" + "---:|---:|" * len(methods))
    for person in (*people, "both agree"):
        for kind in (*KINDS, "all"):
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
    print(" | by both | by either | share of items with a parent |\n" + "|---:" * (len(people) + 5) + "|")
    linkable = sum(any(item.parents[person] for person in people) for item in items)
    for least in sorted({0.5, 0.6, 0.7, 0.8, 0.9, THRESHOLDS.automatic}):
        if links := automatic(items, found, least):
            right = np.asarray([[column in item.parents[person] for person in people] for item, column in links])
            shares = (*right.mean(axis=0), right.all(axis=1).mean(), right.any(axis=1).mean())
            covered = right.any(axis=1).sum() / linkable
            mark = " (automatic)" if least == THRESHOLDS.automatic else ""
            print(f"| {least:.2f}{mark} | {len(links)} |", " | ".join(f"{one:.3f}" for one in (*shares, covered)), "|")


def kinds_table(
    items: Sequence[Item], people: Sequence[str], methods: Mapping[str, Sequence[Outcome]], least: float
) -> None:
    """The same at the threshold, for every kind of lower item."""
    names = " | ".join(f"{name}: links | " + " | ".join(f"right by {one}" for one in people) for name in methods)
    print(f"\n| automatic, by kind | {names} |\n|---|" + "---:|" * (1 + len(people)) * len(methods))
    for kind in (*KINDS, ""):
        cells = []
        for found in methods.values():
            links = automatic(items, found, least, kind)
            cells += [str(len(links)), *(f"{precision(links, person):.3f}" for person in people)]
        print(f"| {kind or 'all'} |", " | ".join(cells), "|")


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


def reliability_table(items: Sequence[Item], found: Sequence[Outcome], title: str, *, top: int) -> None:
    """Confidence beside the share of people who drew the link; links of the first *top* candidates."""
    bins, people = bins_of(items, found, top=top), len(items[0].parents)
    print(f"\n| {title}: confidence, first {top} | links | mean confidence | share right |\n|---|---:|---:|---:|")
    for row in bins:
        print(f"| {row.low:.1f}-{row.high:.1f} | {row.links // people} | {row.expected:.3f} | {row.found:.3f} |")
    links = sum(row.links for row in bins) // people
    print(f"| expected calibration error | {links} | {calibration_error(bins):.3f} | |")


def speed_table(documents: Sequence[Document], *, above_count: int = 500, below_count: int = 5_000) -> None:
    """Leaves of all documents over and over, under keys of their own, in ten lower plans; other work does not count."""
    pool = [leaf for one in documents for leaf in one.leaves.leaves if leaf.kind in GROUPS]

    def made(name: str, count: int, first: int) -> PlanLeaves:
        leaves = tuple(pool[(first + at) % len(pool)]._replace(key=f"{name}-{at}") for at in range(count))
        return PlanLeaves(
            plan=name, place=name, level="city" if first else "province", period=(None, None), title=name, leaves=leaves
        )

    upper = made("upper", above_count, 0)
    lowers = [made(f"lower-{at}", below_count // 10, 97 * (at + 1)) for at in range(10)]
    start = time.process_time()
    aligned = align_levels(upper, lowers, {})
    taken = time.process_time() - start
    print("\n| upper | lower | links | sums | seconds of processor time |\n|---:|---:|---:|---:|---:|")
    print(f"| {above_count} | {below_count} | {len(aligned.links)} | {len(aligned.sums)} | {taken:.2f} |")


def always(learned: Coefficients, _: Item) -> Coefficients:
    return learned


def quality(items: Sequence[Item], people: Sequence[str]) -> None:
    """All tables of what people judged."""
    agreement_table(items, people)
    held, new = held_back(items), unseen(items)
    plain = {
        "BM25": plain_outcomes(items, lambda item: item.plain, kinds=False),
        "BM25 by kind": plain_outcomes(items, lambda item: item.plain, kinds=True),
        "BM25 by kind on the words we use": plain_outcomes(items, our_words, kinds=True),
    }
    recall_table(items, people, plain | {"levels, held back": held, "levels, neither document seen": new})
    kinds_table(items, people, {"held back": held, "neither document seen": new}, THRESHOLDS.automatic)
    for title, found in (("held back", held), ("neither document seen", new)):
        automatic_table(items, people, found, title)
        reliability_table(items, found, title, top=1)
        reliability_table(items, found, title, top=TOP)
    for is_sample, title in ((False, "samples fitted, real texts tested"), (True, "real texts fitted, samples tested")):
        tested = [item for item in items if item.is_sample is is_sample]
        learned = fit(judged_of([item for item in items if item.is_sample is not is_sample]), source=title)
        automatic_table(tested, people, outcomes(tested, partial(always, learned)), title)
    orphan_table(items, people, held)


def print_fitted(found: Found, items: Sequence[Item]) -> None:
    documents = [found.plans[digest] for digest in sorted({item.lower for item in items})]
    own = sum(one.is_sample for one in documents)
    source = (
        f"{len(items)} items of {own} samples and {len(documents) - own} real plans, "
        f"judged by {len(found.people)} people"
    )
    coefficients = fit(judged_of(items), source=source)
    print(f"\nsource={coefficients.source!r}\ncalibration={coefficients.calibration}")
    print(f"weights={dict(coefficients.weights)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, default=LABELS, help="a folder of files NAME.jsonl, one a person")
    parser.add_argument("--taxonomy", type=Path, default=TAXONOMY, help="a folder of TOML files")
    parser.add_argument("--fit", action="store_true", help="print the weights fitted on all labels")
    options = parser.parse_args()
    documents = [*samples(), *real_texts()]
    found, names = found_in(documents, options.labels), sector_names(options.taxonomy)
    items = items_of(found, names)
    labels_table(found, items, len(names))
    if not found.absent:
        quality(items, found.people)
        if options.fit:
            print_fitted(found, items)
    else:
        print("\nThe texts of ../shared (XIANDAO_SHARED) are not at hand: no weights can be fitted without them.")
    speed_table(documents)


if __name__ == "__main__":
    main()
