"""Which documents a run reads, and what the files made of each are called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from xiandao.cli.voice import say
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording
from xiandao.core.text import one_line
from xiandao.writers.run import Refused

WRITTEN = frozenset({".json", ".jsonl", ".html", ".xlsx", ".parquet"})
"""Endings of the files that a run writes."""
RESERVED = frozenset({"index"})
"""``index.html`` is the page over a run."""
LONGEST = 230
"""Bytes of a name without the ending it is given; file systems allow 255 with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to read.

    Attributes:
        file: Its path below the folder given, on one line, as every output names it.
        stem: Where its own files stand below the output folder, without their endings.
    """

    path: Path
    file: str
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """What a run has before it.

    Attributes:
        jobs: The documents, each once and in order.
        refused: The paths that lead to none, and those whose names may not be kept.
        skipped: What a folder holds that is no document, or was written by a run.
    """

    jobs: tuple[Job, ...]
    refused: tuple[Refused, ...]
    skipped: tuple[Path, ...]


def todo_from_paths(paths: Sequence[Path], out: Path | None) -> Todo:
    """The documents at *paths*; a file that is named is taken for one, whatever it is."""
    from xiandao.readers import find_documents
    from xiandao.readers.secrecy import bears_marking_in, shown_name

    written, named = Path(os.path.realpath(out)) if out else None, set(paths)
    found: list[tuple[Path, Path]] = []
    refused: list[Refused] = []
    skipped: list[Path] = []
    for entry in find_documents(paths):
        if isinstance(entry, Refusal):
            name = shown_name(entry.values.get("name", ""))
            refused.append(Refused(file=name, refusal=Refusal(entry.code, **{**entry.values, "name": name})))
        elif entry[0] not in named and is_no_document(entry[0]):
            if written not in Path(os.path.realpath(entry[0])).parents:
                skipped.append(entry[0])
        elif bears_marking_in(entry[1]):
            refused.append(_marked(entry[0]))
        else:
            found.append(entry)
    stems = unique_stems(below for _, below in found)
    jobs = [
        Job(path=path, file=one_line(below.as_posix()), stem=stem)
        for (path, below), stem in zip(found, stems, strict=True)
    ]
    return Todo(jobs=tuple(jobs), refused=tuple(refused), skipped=tuple(skipped))


def tell_skipped(todo: Todo, language: Language) -> None:
    """One line for all of them, and none where there are none."""
    from xiandao.readers.secrecy import shown_name

    if todo.skipped:
        name = shown_name(todo.skipped[0].name)
        say(wording("run-skipped", language, count=len(todo.skipped), name=name))


def is_no_document(path: Path) -> bool:
    """Whether its ending is none of a document's, or an earlier run wrote it."""
    from xiandao.readers.formats import has_known_ending
    from xiandao.writers.markup import is_ours

    if not has_known_ending(path) or path.name == "plans.xlsx":
        return True
    return path.suffix.lower() == ".html" and is_ours(path)


def _marked(path: Path) -> Refused:
    """A document whose name is marked itself: it is known by its case number, and never opened by a reader."""
    from xiandao.readers.secrecy import case_number_of

    case = case_number_of(path)
    return Refused(file=case, refusal=Refusal("state-secret", name=case, case=case))


def unique_stems(files: Iterable[PurePath]) -> list[str]:
    """``plan.docx`` becomes ``plan``, or keeps its ending where two would share the name.

    No two are the same, none is the name of a file that a run writes besides, none is too long or holds what
    no screen shows, and no folder is called as a file could be.

    >>> unique_stems([PurePath("a/plan.docx"), PurePath("a/plan.pdf"), PurePath("b/plan.pdf")])
    ['a/plan.docx', 'a/plan.pdf', 'b/plan']
    >>> unique_stems([PurePath("index.txt"), PurePath("a.json/b.txt")])
    ['index.txt', 'a.json~/b']
    """
    listed = [PurePath(*map(_folder, file.parts[:-1]), one_line(file.name)) for file in files]
    plain = [_short(file.with_suffix("")) for file in listed]
    often = Counter(plain)
    keeps = [often[stem] > 1 or stem in RESERVED for stem in plain]
    taken: Counter[str] = Counter(RESERVED)
    stems = [""] * len(listed)
    for i in sorted(range(len(listed)), key=lambda i: not keeps[i]):
        kept = _short(listed[i])
        wanted = kept if keeps[i] or plain[i] in taken else plain[i]
        stems[i] = _free(wanted, taken)
    return stems


def _folder(name: str) -> str:
    """A folder ``a.json`` would stand where the plan of ``a.txt`` goes."""
    shown = _shortened(one_line(name))
    return f"{shown}~" if PurePath(shown).suffix in WRITTEN else shown


def _short(file: PurePath) -> str:
    return file.with_name(_shortened(file.name)).as_posix()


def _shortened(name: str) -> str:
    """Cut by bytes where it is too long, with a digest of the whole and its ending behind."""
    data = name.encode()
    if len(data) <= LONGEST:
        return name
    ending = PurePath(name).suffix
    ending = ending if len(ending.encode()) <= 8 else ""
    tail = f"~{sha256(data).hexdigest()[:8]}{ending}"
    return data[: LONGEST - len(tail.encode())].decode(errors="ignore") + tail


def _free(wanted: str, taken: Counter[str]) -> str:
    """*wanted*, or with the next number behind it; *taken* counts how often a name was asked for."""
    name = wanted
    while name in taken:
        taken[wanted] += 1
        name = f"{wanted}~{taken[wanted]}"
    taken[name] += 1
    return name
