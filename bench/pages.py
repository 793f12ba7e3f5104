"""How well and how fast words are found again on the printed page.

``./do bench pages [FILE|DIR …]`` reads PDF and OFD files (the samples by default), shows each page in the reading
process and lays every item's words on it. An item counts as held when the characters under its boxes, by the places
that the file itself gives them, hold every character of its quote; as exact when they are those and no others.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from xiandao.core.errors import Refusal
from xiandao.core.text import Source
from xiandao.readers import read_source
from xiandao.readers.places import Box, boxes_of, placed_on
from xiandao.readers.showing import SHOWERS, page_shown
from xiandao.readers.shown import Shown
from xiandao.reading import read_plan

PROJECT = Path(__file__).parents[1]
KINDS = ("targets", "facts", "tasks", "sectors", "technologies", "placements", "bundles", "cites")


class Outcome(NamedTuple):
    """Of one file: its items, how many are held and exact, and seconds a page to show and to place."""

    items: int
    held: int
    exact: int
    shown: tuple[float, ...]
    placed: tuple[float, ...]


def plain(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def under(shown: Shown, boxes: Sequence[Box]) -> Counter[str]:
    """The characters whose middle lies in one of *boxes*."""
    found: Counter[str] = Counter()
    for piece in shown.pieces:
        x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
        if any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes):
            found += plain(piece.text)
    return found


def outcome_of(path: Path, source: Source) -> Outcome:
    """Every page shown once, every item placed on the pages on which it stands."""
    bounds = list(pairwise([*source.pages, len(source.text)]))
    pages, shown_in, placed_in = [], [], []
    for number, (first, last) in enumerate(bounds):
        begin = time.perf_counter()
        shown = page_shown(path, source.media_type, number, scale=1.5)
        middle = time.perf_counter()
        pages.append((first, last, shown, placed_on(source.text[first:last], shown)))
        shown_in.append(middle - begin)
        placed_in.append(time.perf_counter() - middle)
    plan = read_plan(source)
    missed = []
    for item in (item for kind in KINDS for item in getattr(plan, kind)):
        found: Counter[str] = Counter()
        for first, last, shown, placed in pages:
            start, end = max(item.words.start, first) - first, min(item.words.end, last) - first
            if start < end:
                found += under(shown, boxes_of(placed, start, end))
        wanted = plain(item.words.quote)
        missed.append((wanted - found, found - wanted))
    held = sum(not lacks for lacks, _ in missed)
    exact = sum(not lacks and not more for lacks, more in missed)
    return Outcome(len(missed), held, exact, tuple(shown_in), tuple(placed_in))


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (each for each in found if each.suffix.lower() in (".pdf", ".ofd"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[PROJECT / "samples"])
    options = parser.parse_args(arguments)
    print("| file | pages | items | held | exact | show, ms a page | place, ms a page |\n|---|--:|--:|--:|--:|--:|--:|")
    for path in files_of(options.paths):
        try:
            source = read_source(path)
        except Refusal as refused:
            print(f"{path.name}: {refused.code}", file=sys.stderr)
            continue
        if source.media_type in SHOWERS and source.text:
            one = outcome_of(path, source)
            times = f"{median(one.shown) * 1000:.0f} | {median(one.placed) * 1000:.1f}"
            print(f"| {path.name} | {len(source.pages)} | {one.items} | {one.held} | {one.exact} | {times} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
