"""Which documents a run reads, and what the files made of each are called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from xiandao.core.errors import Refusal
from xiandao.writers.run import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to read: *file* is its path below the folder given, *stem* its name below the output."""

    path: Path
    file: str
    stem: str


def jobs_from_paths(paths: Sequence[Path], out: Path | None) -> tuple[list[Job], list[Refused]]:
    """The documents at *paths*, each once and in order, and the paths that lead to none; never what a run wrote to *out*."""
    from xiandao.readers import find_documents

    written = Path(os.path.realpath(out)) if out else None
    found: list[tuple[Path, Path]] = []
    refused: list[Refused] = []
    for entry in find_documents(paths):
        if isinstance(entry, Refusal):
            refused.append(Refused(file=entry.values.get("name", ""), refusal=entry))
        elif entry[0] in paths or written not in Path(os.path.realpath(entry[0])).parents:
            found.append(entry)
    stems = unique_stems(below for _, below in found)
    jobs = [Job(path=path, file=below.as_posix(), stem=stem) for (path, below), stem in zip(found, stems, strict=True)]
    return jobs, refused


def unique_stems(files: Iterable[PurePath]) -> list[str]:
    """``plan.docx`` becomes ``plan``, or keeps its ending where two would share the name.

    >>> unique_stems([PurePath("a/plan.docx"), PurePath("a/plan.pdf"), PurePath("b/plan.pdf")])
    ['a/plan.docx', 'a/plan.pdf', 'b/plan']
    """
    listed = list(files)
    plain = Counter(file.with_suffix("").as_posix() for file in listed)
    taken: set[str] = set()
    return [_free(_wanted(file, plain), taken) for file in listed]


def _wanted(file: PurePath, plain: Counter[str]) -> str:
    stem = file.with_suffix("").as_posix()
    return stem if plain[stem] == 1 else file.as_posix()


def _free(wanted: str, taken: set[str]) -> str:
    name, ordinal = wanted, 1
    while name in taken:
        ordinal += 1
        name = f"{wanted}~{ordinal}"
    taken.add(name)
    return name
