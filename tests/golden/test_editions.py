"""The diff of two editions against invented amendments of which every change is known."""

from __future__ import annotations

from functools import cache

import pytest
from tests.builders.amendment_score import Items, Score, score
from tests.builders.amendments import amendment

from xiandao.alignment.editions import compare_editions
from xiandao.alignment.leaves import Leaf, leaves_of
from xiandao.core.text import Source
from xiandao.reading import read_plan

LEAST = 0.95
QUICK, SEEN, HELD_BACK = range(3), range(20), range(20, 40)
COLUMNS = ("seed", "main", "changed", "with moved", "pairing", "precision", "recall")


def leaves(text: str) -> tuple[Leaf, ...]:
    return leaves_of(read_plan(Source(name="样例.txt", media_type="text/plain", text=text)), text)


def spans(side: tuple[Leaf, ...]) -> Items:
    return {leaf.key: (leaf.start, leaf.end, leaf.kind) for leaf in side}


@cache
def judged(seed: int) -> Score:
    truth = amendment(seed)
    before, after = leaves(truth.before), leaves(truth.after)
    links = [(link.before, link.after, link.changes) for link in compare_editions(before, after).links]
    return score(truth, links, spans(before), spans(after))


def table(seeds: range) -> str:
    """The figures of every seed, and the changes that were missed, for whoever looks at a failure."""
    lines = [" ".join(f"{name:>10}" for name in COLUMNS)]
    for seed in seeds:
        one = judged(seed)
        shares = (one.f1, one.changed.f1, one.with_moved.f1, one.pairing.f1, one.precision, one.recall)
        lines.append(f"{seed:>10} " + " ".join(f"{share:>10.4f}" for share in shares))
        truth = amendment(seed)
        for place, said in one.wrong:
            record = truth.records[place]
            words = [truth.before[start:end] for start, end in record.before]
            words += [f"→ {truth.after[start:end]}" for start, end in record.after]
            lines.append(f"    {'+'.join(record.changes)}, said {said and '+'.join(said)}: {' '.join(words)}")
    return "\n".join(lines)


def mean(seeds: range) -> float:
    return sum(judged(seed).f1 for seed in seeds) / len(seeds)


@pytest.mark.parametrize("seed", QUICK)
def test_the_changes_of_an_amendment_are_told(seed: int) -> None:
    assert judged(seed).f1 >= LEAST, table(range(seed, seed + 1))


@pytest.mark.slow
def test_the_changes_of_the_amendments_it_was_made_with_are_told() -> None:
    assert mean(SEEN) >= LEAST, table(SEEN)


@pytest.mark.slow
def test_the_changes_of_amendments_held_back_are_told() -> None:
    assert mean(HELD_BACK) >= LEAST, table(HELD_BACK)
