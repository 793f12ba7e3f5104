"""Which files the paths given by a user stand for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from xiandao.core.errors import Refusal

_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini"})


def find_documents(paths: Iterable[Path]) -> tuple[tuple[Path, Path] | Refusal, ...]:
    """Every file to read, with its path below the folder given, and a refusal for each path that has none.

    Files come in the order of *paths*, below a folder in the order of their relative
    paths; a file reached twice comes once. Hidden files and office programs' lock files
    (``~$…``) are no documents, and links to folders are not followed.
    """
    seen: set[Path] = set()
    real = cache(os.path.realpath)
    found: list[tuple[Path, Path] | Refusal] = []
    for path in paths:
        found.extend(_unseen(_below(path), seen, real))
    return tuple(found)


def _unseen(
    entries: Iterable[tuple[Path, Path] | Refusal], seen: set[Path], real: Callable[[Path], str]
) -> Iterator[tuple[Path, Path] | Refusal]:
    """Those not come to before, by whatever spelling or link; *real* is asked once a folder."""
    for entry in entries:
        if isinstance(entry, Refusal):
            yield entry
            continue
        path = entry[0]
        place = Path(os.path.realpath(path)) if path.is_symlink() else Path(real(path.parent), path.name)
        if place not in seen:
            seen.add(place)
            yield entry


def _below(path: Path) -> list[tuple[Path, Path] | Refusal]:
    if path.is_dir():
        return _in_folder(path)
    if path.exists():
        return [(path, Path(path.name))]
    return [Refusal("file-missing", name=str(path))]


def _in_folder(folder: Path) -> list[tuple[Path, Path] | Refusal]:
    files: list[Path] = []
    unreadable: list[Refusal] = []

    def note(error: OSError) -> None:
        unreadable.append(Refusal("file-unreadable", name=error.filename))

    for parent, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files.extend(Path(parent, name) for name in names if _is_document(name))
    pairs = sorted(((file, file.relative_to(folder)) for file in files), key=lambda pair: pair[1].as_posix())
    if not pairs and not unreadable:
        return [Refusal("folder-empty", name=str(folder))]
    return [*pairs, *unreadable]


def _is_document(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in _NOT_DOCUMENTS
