"""How many names of organisations are told to be one, how fast and in how much memory, beside what others use.

``./do bench organisation_names [--quick]`` links 1,000,000 generated names with known truth (``bench/linking``): ours on
names alone, with former names, and with credit codes on half of the rows; rapidfuzz in blocks; Splink on DuckDB. Each runs
in a process of its own that is watched from outside: seconds from the list in memory to labels, and the largest sum of
memory (PSS) of it and its children. The peers are given our parts of names, for which no time is counted. Then follows
recall@1 on real names where the folder beside the project has them, each half by itself.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from linking.generator import generate, write_csv
from linking.scoring import pairwise
from xiandao.registers.credit_codes import credit_code_verdicts
from xiandao.registers.likeness import Entry
from xiandao.registers.likeness_facets import Columns
from xiandao.registers.likeness_linking import linked
from xiandao.registers.likeness_match import matches
from xiandao.registers.names import Name, name_of, names_of

PROJECT = Path(__file__).parents[1]
SEED = 20_260_101
RATIO = 92
BLOCK = 40
PROBABILITY = 0.95


class Table:
    """The list as generated: names, codes, former names, truth."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [
                (row["name"], row["credit_code"], row["former_names"], row["truth"]) for row in csv.DictReader(lines)
            ]
        self.names, codes, former, self.truth = (list(column) for column in zip(*rows, strict=True))
        verdicts = credit_code_verdicts(codes)
        self.codes = [code if verdict == 0 else "" for code, verdict in zip(codes, verdicts.tolist(), strict=True)]
        self.former = [tuple(part for part in each.split("；") if part) for each in former]


def in_two(read: Callable[[tuple[str, ...]], Columns], pieces: Iterable[tuple[str, ...]]) -> Iterator[Columns]:
    """Pieces read by two processes, which are gone when all is read."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield from pool.map(read, pieces)


def ours(table: Table) -> Sequence[int]:
    found: list[int] = linked(table.names, pieces=in_two).tolist()
    return found


def ours_former(table: Table) -> Sequence[int]:
    found: list[int] = linked(table.names, former=table.former, pieces=in_two).tolist()
    return found


def ours_codes(table: Table) -> Sequence[int]:
    found: list[int] = linked(table.names, codes=table.codes, former=table.former, pieces=in_two).tolist()
    return found


def keys_of(name: Name) -> tuple[str, ...]:
    """The blocks that a name stands in: its core; its place and the core's first two, or second to fourth characters."""
    place = name.places[-1] if name.places else ""
    return name.core, f"{place}/{name.core[:2]}", f"{place}\\{name.core[1:4]}{name.trade[:2]}"


def blocks(read: list[Name]) -> Sequence[int]:
    """rapidfuzz: names of one block whose ratio is high and whose numbers, branches and places do not differ."""
    count = len(read)
    found = []
    for number in range(3):
        keys = np.array([hash(keys_of(name)[number]) for name in read])
        order = np.argsort(keys, kind="stable")
        for step in range(1, BLOCK):
            same = np.flatnonzero(keys[order][step:] == keys[order][:-step])
            a, b = order[same], order[same + step]
            found.append(np.unique(np.minimum(a, b) * count + np.maximum(a, b)))
    pairs = np.unique(np.concatenate(found))
    a, b = pairs // count, pairs % count
    # Place and legal form as gates, the rest by ratio: as in the table of methods.
    bare = [name.core + name.trade + name.branch for name in read]
    scores = process.cpdist([bare[at] for at in a], [bare[at] for at in b], scorer=fuzz.ratio, workers=2)
    good = np.flatnonzero(scores >= RATIO)
    keep = [at for at in good.tolist() if _fit(read[a[at]], read[b[at]])]
    links = coo_array((np.ones(len(keep), np.int8), (a[keep], b[keep])), shape=(count, count))
    return connected_components(links, directed=False)[1].tolist()


def _fit(a: Name, b: Name) -> bool:
    places = not a.places or not b.places or a.places[-1] == b.places[-1]
    forms = not a.form or not b.form or a.form == b.form
    return places and forms and a.numbers == b.numbers and a.branch == b.branch


def splink(read: list[Name]) -> Sequence[int]:
    """Splink: Fellegi-Sunter on the parts of names, trained by expectation maximisation, clustered."""
    import pyarrow as pa
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = {
        "unique_id": list(range(len(read))),
        "core": [name.core for name in read],
        "place": [name.places[-1] if name.places else None for name in read],
        "trade": [name.trade or None for name in read],
        "rest": [f"{name.form}{name.branch}{name.numbers}" for name in read],
    }
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("core", [0.9]).configure(term_frequency_adjustments=True),
            compare.ExactMatch("place"),
            compare.JaroWinklerAtThresholds("trade", [0.9]),
            compare.ExactMatch("rest"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("core", "place"),
            block_on("core", "trade"),
            block_on("place", "trade", "substr(core, 1, 1)"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(pa.table(rows)), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("core", "place", "trade")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("core", "trade"), block_on("place", "trade")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=PROBABILITY)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, PROBABILITY)
    labels = [0] * len(read)
    for row in clusters.as_record_list():
        labels[row["unique_id"]] = row["cluster_id"]
    return labels


WAYS: dict[str, tuple[str, Callable[[Table], Sequence[int]] | None, Callable[[list[Name]], Sequence[int]] | None]] = {
    "ours": ("Xiandao, names alone", ours, None),
    "former": ("Xiandao, with former names where known", ours_former, None),
    "codes": ("Xiandao, with credit codes on half of the rows", ours_codes, None),
    "blocks": ("rapidfuzz in blocks, parts of names given", None, blocks),
    "splink": ("Splink on DuckDB, parts of names given", None, splink),
}


def one(way: str, path: Path) -> None:
    """In the watched process: reads the list, works, says seconds and quality."""
    table = Table(path)
    _, whole, parts = WAYS[way]
    read = names_of(table.names)[0] if parts else []
    start = time.perf_counter()
    found = whole(table) if whole else parts(read) if parts else []
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "quality": pairwise(table.truth, found)}))


def watched(way: str, path: Path) -> tuple[float, float, tuple[float, float, float]] | None:
    """Seconds, MiB and quality of one way, ``None`` where its library is missing."""
    command = [sys.executable, __file__, "--way", way, "--list", str(path)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, sum(memory_of(pid) for pid in family(running.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, errors = running.communicate()
    done.set()
    watcher.join()
    if running.returncode:
        print(f"{way}: {errors.strip().splitlines()[-1] if errors.strip() else running.returncode}", file=sys.stderr)
        return None
    told = json.loads(out.splitlines()[-1])
    return told["seconds"], peak / 1024, tuple(told["quality"])


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    found = [pid]
    for each in found:
        for thread in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in thread.read_text().split())
            except OSError:
                continue
    return found


def memory_of(pid: int) -> int:
    """KiB that a process holds; what it shares counts by its share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def recall(asked: list[str], listed: list[str], way: str) -> tuple[float, float, float]:
    """Share of *asked* whose best answer is the one of its own row: all, even rows, odd rows."""
    if way == "Xiandao":
        found = matches([Entry(each) for each in asked], [Entry(each) for each in listed], top=1)
        best = [each[0].at if each else -1 for each in found]
    else:
        scorer = fuzz.ratio if way == "rapidfuzz ratio" else JaroWinkler.normalized_similarity
        best = process.cdist(asked, listed, scorer=scorer, workers=2).argmax(axis=1).tolist()
    right = np.array([at == own for own, at in enumerate(best)])
    return float(right.mean()), float(right[::2].mean()), float(right[1::2].mean())


def real_names() -> None:
    """Recall@1 on real pairs, where the folder beside the project has them."""
    shared = Path(os.environ.get("XIANDAO_SHARED") or PROJECT.parent / "shared")
    folder = shared / "reference" / "organisation_names_zh"
    if not folder.is_dir():
        return
    pairs: dict[str, str] = {}
    for row in csv.DictReader((folder / "pairs_858.csv").read_text("utf-8-sig").splitlines()):
        if row["y"] == "1":
            pairs.setdefault(row["b"], row["a"])
    short = list(csv.reader((folder / "short_to_full_queries.csv").read_text("utf-8-sig").splitlines()))[1:]
    sets = {
        "labelled pairs": (list(pairs.values()), list(pairs)),
        "short name → full": ([row[0] for row in short], [row[1] for row in short]),
    }
    print("\n| recall@1 on real names | names | all | even rows | odd rows |\n|---|---:|---:|---:|---:|")
    for name, (asked, listed) in sets.items():
        for way in ("Xiandao", "rapidfuzz ratio", "rapidfuzz Jaro-Winkler"):
            every, even, odd = recall(asked, listed, way)
            print(f"| {name}, {way} | {len(asked):,} | {every:.4f} | {even:.4f} | {odd:.4f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100,000 names")
    parser.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        one(options.way, options.list)
        return
    rows = 100_000 if options.quick else 1_000_000
    name_of("")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "names.csv")
        write_csv(generate(rows, SEED, 0.5), path)
        print(f"\n| {rows:,} names, two processes | seconds | peak MiB | precision | recall | F1 |")
        print("|---|---:|---:|---:|---:|---:|")
        for way, (title, _, _) in WAYS.items():
            if (told := watched(way, path)) is not None:
                seconds, peak, quality = told
                print(
                    f"| {title} | {seconds:.1f} | {peak:.0f} | " + " | ".join(f"{each:.3f}" for each in quality) + " |",
                    flush=True,
                )
    real_names()


if __name__ == "__main__":
    main()
