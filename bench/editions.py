"""How well and how fast the changes between two editions are told, beside two plain ways, on the same input in one run.

``./do bench editions [--held-back]`` prints the tables of ``docs/benchmarks.md``: F1 against invented amendments of
which every change is known (``tests/builders/amendments.py``), for the seeds that the diff was made with and, when
asked, for those held back; and the time for 2,000 items of either edition. The plain ways get the same items:
*sentences* is a text diff, ``difflib.SequenceMatcher`` over sentences, where an item goes with the sentence that it
stands in; *words* links items of the same kind with exactly the same words. Neither can tell more of a linked item
than that its sentence is the same or reworded.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from xiandao.alignment.editions import compare_editions
from xiandao.alignment.leaves import Leaf, leaves_of
from xiandao.core.text import Source
from xiandao.reading import read_plan

if TYPE_CHECKING:
    from tests.builders.amendment_score import Link, Score

PROJECT = Path(__file__).parents[1]
HALVES = {"made with": (range(10), range(10, 20)), "held back": (range(20, 30), range(30, 40))}
COUNT, LENGTH, CHANGED = 2_000, 600, 0.1
LETTERS = "产业技术创新平台企业人才服务数据智能制造空间生物医药海洋装备标准场景应用开放合作机制推动建设完善优化加强支持鼓励引导培育"
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")


class Side(NamedTuple):
    """One edition: its text and what was read from it."""

    text: str
    leaves: tuple[Leaf, ...]


Way = Callable[[Side, Side], "list[Link]"]


class Outcome(NamedTuple):
    """What one way said of one amendment, judged, and the seconds it took."""

    judged: Score
    seconds: float


def side_of(text: str) -> Side:
    return Side(text, leaves_of(read_plan(Source(name="a.txt", media_type="text/plain", text=text)), text))


def by_items(before: Side, after: Side) -> list[Link]:
    """Our diff."""
    diff = compare_editions(before.leaves, after.leaves)
    return [(link.before, link.after, tuple(map(str, link.changes))) for link in diff.links]


def by_sentences(before: Side, after: Side) -> list[Link]:
    """A text diff: items of equal sentences are kept, of replaced ones reworded, in their order."""
    texts = [_SENTENCE.findall(side.text) for side in (before, after)]
    found = [_in_sentences(side.leaves, sentences) for side, sentences in zip((before, after), texts, strict=True)]
    links: list[Link] = []
    for tag, first, last, start, end in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        change = "kept" if tag == "equal" else "reworded"
        for step in range(max(last - first, end - start)):
            gone = found[0].get(first + step, {}) if first + step < last else {}
            came = found[1].get(start + step, {}) if start + step < end else {}
            for kind in sorted({*gone, *came}):
                links += paired(gone.get(kind, []), came.get(kind, []), change)
    return links


def by_words(before: Side, after: Side) -> list[Link]:
    """Items of one kind with the same words are kept, the first with the first; all others came or went."""
    places: list[dict[tuple[str, str], list[str]]] = [defaultdict(list), defaultdict(list)]
    for keys, side in zip(places, (before, after), strict=True):
        for leaf in side.leaves:
            keys[leaf.kind, leaf.words].append(leaf.key)
    names = dict.fromkeys([*places[0], *places[1]])
    return [link for name in names for link in paired(places[0].get(name, []), places[1].get(name, []), "kept")]


def paired(gone: Sequence[str], came: Sequence[str], change: str) -> list[Link]:
    """The first with the first; what is left over was dropped or added."""
    both = min(len(gone), len(came))
    links: list[Link] = [((one,), (other,), (change,)) for one, other in zip(gone, came, strict=False)]
    links += [((one,), (), ("dropped",)) for one in gone[both:]]
    links += [((), (other,), ("added",)) for other in came[both:]]
    return links


def _in_sentences(leaves: Sequence[Leaf], sentences: Sequence[str]) -> dict[int, dict[str, list[str]]]:
    """By the number of a sentence and kind the keys of the items that begin in it."""
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for leaf in leaves:
        found[bisect_right(starts, leaf.start) - 1][leaf.kind].append(leaf.key)
    return found


WAYS: dict[str, Way] = {"Xiandao": by_items, "sentences (difflib)": by_sentences, "exact words": by_words}


def outcomes(seed: int) -> dict[str, Outcome]:
    """Every way on the amendment of *seed*; reading the texts is left out of the time."""
    from tests.builders.amendment_score import score
    from tests.builders.amendments import amendment

    truth = amendment(seed)
    before, after = side_of(truth.before), side_of(truth.after)
    items = [{leaf.key: (leaf.start, leaf.end, leaf.kind) for leaf in side.leaves} for side in (before, after)]
    found = {}
    for name, way in WAYS.items():
        start = time.process_time()
        links = way(before, after)
        seconds = time.process_time() - start
        found[name] = Outcome(score(truth, links, *items), seconds)
    return found


def quality_table(name: str, seeds: range) -> None:
    """Mean F1 of the seeds, the lowest main one, and the mean time."""
    found = [outcomes(seed) for seed in seeds]
    print(f"\n| {name}: seeds {seeds[0]}-{seeds[-1]} | F1 | lowest | of changed | with moved | pairing | ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for way in WAYS:
        scores = [one[way].judged for one in found]
        figures = (
            mean([one.f1 for one in scores]),
            min(one.f1 for one in scores),
            mean([one.changed.f1 for one in scores]),
            mean([one.with_moved.f1 for one in scores]),
            mean([one.pairing.f1 for one in scores]),
        )
        cells = [f"{figure:.3f}" for figure in figures]
        print(f"| {way} |", " | ".join([*cells, f"{1000 * mean([one[way].seconds for one in found]):.0f}"]), "|")


def speed_table() -> None:
    """Two editions of many tasks, each reworded in a tenth of its words."""
    before, after = long_tasks(0), long_tasks(1)
    print(f"\n| {COUNT:,} tasks of {LENGTH} characters, all reworded | seconds |\n|---|---:|")
    for name, way in WAYS.items():
        start = time.process_time()
        way(before, after)
        print(f"| {name} | {time.process_time() - start:.2f} |")


def long_tasks(edition: int) -> Side:
    """Invented tasks of invented words; the later *edition* has others in a tenth of the places."""
    stock, base, edits = map(Random, (1, 2, 3))
    words = ["".join(stock.choices(LETTERS, k=4)) for _ in range(1_500)]
    leaves, texts, start = [], [], 0
    for at in range(COUNT):
        said = base.choices(words, k=LENGTH // 4)
        if edition:
            said = [edits.choice(words) if edits.random() < CHANGED else word for word in said]
        title, body = "".join(said[:3]), "。" + "。".join("".join(said[at : at + 6]) for at in range(3, len(said), 6))
        heading = f"{at + 1}. {title}"
        end = start + len(heading)
        leaves.append(
            Leaf(f"k{at}", "task", title, heading, body, start, end, path=f"二/{at + 1}", owners=("市科技局",))
        )
        texts.append(f"{heading}{body}\n")
        start += len(texts[-1])
    return Side("".join(texts), tuple(leaves))


def mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures)


def main() -> int:
    parser = argparse.ArgumentParser(description="How well the changes between two editions are told.")
    parser.add_argument("--held-back", action="store_true", help="judge by the seeds held back too")
    options = parser.parse_args()
    sys.path.append(str(PROJECT))
    for name in HALVES if options.held_back else ("made with",):
        for seeds in HALVES[name]:
            quality_table(name, seeds)
    speed_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
