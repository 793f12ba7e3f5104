"""How fast plans are read, side by side with the usual Chinese text tools, in one run on one core.

``./do bench reading [--quick]`` prints the tables of ``docs/benchmarks.md``: whole plans out against
``jieba.cut`` alone and against JioNLP's extraction of money and times, two processes against one, cost
against size, adversarial text against ordinary text, and memory against the number of documents.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import logging
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson

from xiandao.core.text import Source
from xiandao.readers import read_source
from xiandao.reading import read_plan
from xiandao.writers.plan_json import plan_dict

PROJECT = Path(__file__).parents[1]
LENGTH = 6_000
ROUNDS = 9


def documents() -> list[str]:
    """The texts of the samples, which hold about three times as many figures as real plans do."""
    texts = [read_source(path).text for path in sorted((PROJECT / "samples").glob("*.*"))]
    return [text for text in texts if len(text) >= LENGTH // 3]


def real_plans() -> list[str]:
    """Real plans of about 6,000 characters, where the folder beside the project has them."""
    folder = Path(os.environ.get("XIANDAO_SHARED") or PROJECT.parent / "shared") / "reading" / "texts"
    return [path.read_bytes().decode("utf-8-sig") for path in sorted(folder.glob("*.txt"))]


def sized(texts: list[str], length: int) -> str:
    """One text of *length* characters from the documents, one behind the other."""
    found: list[str] = []
    total = 0
    for text in itertools.cycle(texts):
        found.append(text)
        total += len(text) + 1
        if total >= length:
            return "\n".join(found)[:length]
    return ""


def whole_plan(text: str) -> bytes:
    """What is measured: text in, the plan's JSON out."""
    source = Source(name="plan.txt", media_type="text/plain", text=text)
    return orjson.dumps(plan_dict(read_plan(source)))


def best_of(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Processor seconds of the fastest round: what else the machine does must not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def peers(texts: list[str], *, quick: bool) -> None:
    """Documents a second, and how many times as fast as each peer."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    logging.disable(logging.ERROR)  # JioNLP prints the trace of every span that it cannot parse
    jieba.initialize()
    dense = [sized(texts[at:] + texts[:at], LENGTH) for at in range(len(texts))]
    for name, pieces in (("real plans", real_plans()), ("samples, three times as many figures", dense)):
        if pieces:
            side_by_side(name, pieces, quick=quick)


def side_by_side(title: str, pieces: list[str], *, quick: bool) -> None:
    """One table of the peers over the same texts."""
    import jieba

    readers: dict[str, Callable[[str], object]] = {
        "Xiandao, whole plan": whole_plan,
        "jieba.cut": lambda text: list(jieba.cut(text)),
        "JioNLP money + time": jionlp,
    }
    for read in readers.values():
        read(pieces[0])
    # The dictionaries of the peers are not to be walked each time garbage of another is looked for.
    gc.collect()
    gc.freeze()
    best = dict.fromkeys(readers, math.inf)
    # Turn by turn, so that whatever else the machine does disturbs all alike.
    for _ in range(1 if quick else ROUNDS):
        for name, read in readers.items():
            best[name] = min(best[name], best_of(partial(each_read, read, pieces), 1))
    length = sum(map(len, pieces)) // len(pieces)
    print(
        f"\n| {title}: {length:,} characters a document, one core | ms a document | documents a second | Xiandao is faster by |"
    )
    print("|---|---:|---:|---:|")
    ours = best["Xiandao, whole plan"]
    for name, seconds in best.items():
        each = seconds / len(pieces)
        print(f"| {name} | {each * 1e3:.2f} | {1 / each:.1f} | {seconds / ours:.2f} |")


def each_read(read: Callable[[str], object], pieces: list[str]) -> None:
    """One turn of one reader over all texts."""
    for piece in pieces:
        read(piece)


def jionlp(text: str) -> tuple[object, object]:
    """The extraction of money and times with what they mean, as JioNLP does by default."""
    import jionlp as jio

    return jio.ner.extract_money(text), jio.ner.extract_time(text, time_base=0.0)


def processes(texts: list[str], *, quick: bool) -> None:
    """The command line over a folder with one and two processes: seconds, and peak memory of the largest process."""
    print("\n| files | jobs | seconds | documents a second | peak memory, MiB |\n|---:|---:|---:|---:|---:|")
    for count in (200, 400) if quick else (1_000, 2_000):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "in")
            source.mkdir()
            for number in range(count):
                at = number % len(texts)
                Path(source, f"{number:05}.txt").write_text(sized(texts[at:] + texts[:at], LENGTH), "utf-8")
            best = {1: (math.inf, 0.0), 2: (math.inf, 0.0)}
            for turn in range(1 if quick else 2):
                for jobs, so_far in best.items():
                    best[jobs] = min(so_far, run(source, Path(folder, f"out{turn}-{jobs}"), jobs))
            for jobs, (seconds, peak) in best.items():
                print(f"| {count} | {jobs} | {seconds:.2f} | {count / seconds:.1f} | {peak:.0f} |")


def run(source: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Seconds, and the largest resident set of any process of the run in MiB."""
    command = [sys.executable, "-m", "xiandao.cli", "read", str(source), "--format", "jsonl", "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--jobs", str(jobs)], stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def sizes(texts: list[str], *, quick: bool) -> None:
    """Cost against size: linear when the last column stays level."""
    print("\n| characters | ms | µs a character |\n|---:|---:|---:|")
    length = 2**14
    while length <= (2**18 if quick else 2**21):
        text = sized(texts, length)
        seconds = best_of(lambda text=text: whole_plan(text), 2)  # type: ignore[misc]
        print(f"| {length:,} | {seconds * 1e3:.0f} | {seconds / length * 1e6:.2f} |")
        length *= 2


ADVERSARIAL = {
    "digits": "1",
    "digits and commas": "1,234",
    "number words": "一",
    "scale words": "万亿",
    "brackets that open": "（",
    "brackets that close": "）",
    "pairs of brackets": "（）",
    "nested notes": "（责任单位：",
    "、": "、",
    "units and 、": "市科技局、",
    "one heading": "（一）加强统筹。\n",
    "numbered lines": "1.建设\n",
    "one sentence of amounts": "新增企业10家，",
    "verbs": "建设",
    "blanks": "  ",
    "line breaks": "\n",
    "cells": "1\t",
    "quotes": "“",
    "titles": "《",
    "years": "2026年",
    "dashes": "——",
    "Latin": "a",
}


def adversarial(texts: list[str], *, quick: bool) -> None:
    """A megabyte of one thing against ordinary text of the same size."""
    length = 2**17 if quick else 1_000_000
    ordinary = best_of(lambda: whole_plan(sized(texts, length)), 1)
    print(f"\n| {length:,} characters of | ms | times ordinary text |\n|---|---:|---:|")
    print(f"| ordinary text | {ordinary * 1e3:.0f} | 1.00 |")
    for name, piece in ADVERSARIAL.items():
        text = (piece * (length // len(piece) + 1))[:length]
        seconds = best_of(lambda text=text: whole_plan(text), 1)  # type: ignore[misc]
        print(f"| {name} | {seconds * 1e3:.0f} | {seconds / ordinary:.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a look")
    parser.add_argument("--only", choices=("peers", "processes", "sizes", "adversarial"))
    options = parser.parse_args()
    texts = documents()
    for part in (peers, processes, sizes, adversarial):
        if options.only in (None, part.__name__):
            part((real_plans() or texts) if part is processes else texts, quick=options.quick)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
