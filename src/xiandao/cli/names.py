"""Which documents a run reads, and what the files made of each are called."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording
from xiandao.writers.run import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to read: *file* is its path below the folder given, *stem* its name below the output."""

    path: Path
    file: str
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """What a run has before it.

    Attributes:
        jobs: The documents, each once and in order.
        refused: The paths that lead to none.
        skipped: What a folder holds that is no document, or was written by a run.
    """

    jobs: tuple[Job, ...]
    refused: tuple[Refused, ...]
    skipped: tuple[Path, ...]


def todo_from_paths(paths: Sequence[Path], out: Path | None) -> Todo:
    """The documents at *paths*; a file that is named is taken for one, whatever it is."""
    from xiandao.readers import find_documents

    written = Path(os.path.realpath(out)) if out else None
    found: list[tuple[Path, Path]] = []
    refused: list[Refused] = []
    skipped: list[Path] = []
    for entry in find_documents(paths):
        if isinstance(entry, Refusal):
            refused.append(Refused(file=entry.values.get("name", ""), refusal=entry))
        elif entry[0] in paths:
            found.append(entry)
        elif written in Path(os.path.realpath(entry[0])).parents:
            continue
        elif is_no_document(entry[0]):
            skipped.append(entry[0])
        else:
            found.append(entry)
    stems = unique_stems(below for _, below in found)
    jobs = [Job(path=path, file=below.as_posix(), stem=stem) for (path, below), stem in zip(found, stems, strict=True)]
    return Todo(jobs=tuple(jobs), refused=tuple(refused), skipped=tuple(skipped))


def tell_skipped(todo: Todo, language: Language) -> None:
    """One line for all of them, and none where there are none."""
    if todo.skipped:
        said = wording("run-skipped", language, count=len(todo.skipped), name=todo.skipped[0].name)
        print(said, file=sys.stderr)


def is_no_document(path: Path) -> bool:
    """Whether its ending is none of a document's, or an earlier run wrote it."""
    from xiandao.readers.formats import has_known_ending
    from xiandao.writers.markup import is_ours

    if not has_known_ending(path) or path.name == "plans.xlsx":
        return True
    return path.suffix.lower() == ".html" and is_ours(path)


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
