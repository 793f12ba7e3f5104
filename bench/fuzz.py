"""What the kernel and the readers do with spoilt and senseless input: seeded, and the same in every run.

``./do bench fuzz [--inputs N] [--only KIND]`` prints the table of ``docs/benchmarks.md``. Nothing but a plan,
a source or a refusal may come out, within seconds, and what comes out must hold together: quotes stand where
they say, every run of digits is in the books, no two items share an id, the plan's JSON and its report are
whole. An input that fails is written to ``out/``; ``--only KIND --first NUMBER --inputs 1`` runs it again.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from fuzzing.faults import kernel_faults, refusal_faults, source_faults
from fuzzing.files import PROJECT, container_made, html_made, md_made, pdf_made, picture_made, txt_made
from fuzzing.texts import text_made
from xiandao.core.errors import Refusal
from xiandao.readers import Limits, read_source

SEED = "xiandao"
SECONDS = 10


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the inputs of one kind; *slowest* is in seconds."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_number: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of input; *ending* is that of its files, empty for texts of the kernel."""

    inputs: int
    make: Callable[[Random], str] | Callable[[Random], bytes]
    ending: str = ""
    ocr: bool = False


KINDS_OF_INPUT = {
    "kernel": Kind(inputs=50_000, make=text_made),
    "txt": Kind(inputs=50_000, make=txt_made, ending=".txt"),
    "md": Kind(inputs=50_000, make=md_made, ending=".md"),
    "html": Kind(inputs=50_000, make=html_made, ending=".html"),
    "docx": Kind(inputs=5_000, make=container_made(".docx"), ending=".docx"),
    "pdf": Kind(inputs=5_000, make=pdf_made, ending=".pdf"),
    "ofd": Kind(inputs=5_000, make=container_made(".ofd"), ending=".ofd"),
    "pictures": Kind(inputs=200, make=picture_made, ocr=True),
}


class TooSlow(Exception):  # noqa: N818 - says what happened
    """An input took longer than any may."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """The block ends in time or is ended; matching of patterns looks for the signal, too."""

    def ring(_: int, __: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds} s")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def chance_of(seed: str, name: str, number: int) -> Random:
    """Each input has a chance of its own, so that any of them can be made alone."""
    return Random(f"{seed}/{name}/{number}")  # noqa: S311 - the same in every run is what is wanted


def outcome(kind: Kind, made: str | bytes, chance: Random, folder: Path) -> tuple[bool, list[str]]:
    """Whether something was read, and what was wrong with what came out."""
    try:
        with within(SECONDS if isinstance(made, str) else 6 * SECONDS):
            if isinstance(made, str):
                return True, kernel_faults(made, chance)
            path = folder / f"spoilt{kind.ending}"
            path.write_bytes(made)
            return True, list(source_faults(read_source(path, limits=Limits(seconds=3 * SECONDS), ocr=kind.ocr)))
    except Refusal as refusal:
        return False, list(refusal_faults(refusal))
    except Exception as error:  # noqa: BLE001 - whatever comes out that is none of the three is what we look for
        place = next(
            (one for one in reversed(traceback.extract_tb(error.__traceback__)) if "xiandao" in one.filename), None
        )
        where = f"{Path(place.filename).name}:{place.lineno}" if place else "bench"
        return True, [f"{type(error).__name__} in {where}: {error!s:.80}"]


def run(name: str, seed: str, numbers: range, folder: Path) -> Tally:
    """Every input of one kind, one after another."""
    kind, tally = KINDS_OF_INPUT[name], Tally()
    for number in numbers:
        chance = chance_of(seed, name, number)
        made = kind.make(chance)
        start = time.perf_counter()
        was_read, faults = outcome(kind, made, chance, folder)
        taken = time.perf_counter() - start
        tally.read += was_read and not faults
        tally.refused += not was_read and not faults
        if taken > tally.slowest:
            tally.slowest, tally.slowest_number = taken, number
        if faults:
            tally.failures.append(f"{name} {number}: {'; '.join(faults[:3])}")
            keep(f"fuzz-{name}-{number}.bin", made)
            print(tally.failures[-1], f"(seed {seed!r}, out/fuzz-{name}-{number}.bin)", file=sys.stderr, flush=True)
    return tally


def keep(file: str, made: str | bytes) -> None:
    """The input in ``out/``, a text as UTF-8 with its half surrogate pairs."""
    folder = PROJECT / "out"
    folder.mkdir(exist_ok=True)
    (folder / file).write_bytes(made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, help="of each kind; without it as many as docs/benchmarks.md has")
    parser.add_argument("--only", choices=tuple(KINDS_OF_INPUT))
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", default=SEED)
    options = parser.parse_args()
    print("| kind | inputs | plans or sources | refused | slowest, ms | its number | failures |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in (options.only,) if options.only else KINDS_OF_INPUT:
            count = options.inputs or KINDS_OF_INPUT[name].inputs
            tally = run(name, options.seed, range(options.first, options.first + count), Path(folder))
            failures += tally.failures
            row = (name, f"{count:,}", f"{tally.read:,}", f"{tally.refused:,}", f"{tally.slowest * 1e3:,.0f}")
            print(f"| {' | '.join(row)} | {tally.slowest_number:,} | {len(tally.failures)} |", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
