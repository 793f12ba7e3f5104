"""Packs: the programme as data, in TOML files that people write; loaded whole, file by file, or refused with every fault."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from xiandao.core.errors import Refusal
from xiandao.readers.packs_check import Checked, Named, checked, nearest
from xiandao.readers.packs_parse import MOST_BYTES, PackFinding, at, pack_finding, parse_pack
from xiandao.readers.packs_positions import Place, place_of
from xiandao.readers.packs_schema import Fault, Row, Schema

__all__ = ["Loaded", "PackFinding", "load_pack", "load_texts"]

T_co = TypeVar("T_co", covariant=True)

MOST_FILES = 1_000
MOST_GUESSES = 50
NO_IDS: Mapping[str, Collection[str]] = {}


class Loaded(NamedTuple, Generic[T_co]):
    """What came of a pack.

    Attributes:
        value: Made of the accepted files alone; ``None`` where there are none.
        accepted: Names of the files that entered the value.
        rejected: Names of the files that did not.
        findings: Everything wrong, in the order of files and lines; empty exactly when nothing was rejected.
        ids: The ids that the accepted files define, by kind, for packs that refer to this one.
    """

    value: T_co | None
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    findings: tuple[PackFinding, ...]
    ids: Mapping[str, frozenset[str]]


def load_pack(path: Path, schema: Schema[T_co], *, known: Mapping[str, Collection[str]] = NO_IDS) -> Loaded[T_co]:
    """The pack at *path*, a file or a folder of ``.toml`` files.

    A file with a fault is left out whole, and so is every file that refers to it; the others load.

    Args:
        path: A file, or a folder that is searched with its folders; hidden files are left out.
        schema: What the files may say.
        known: Ids that the files may refer to beside their own, by kind; of a kind that is not named here and
            that the pack does not define itself, references are not looked up.

    Raises:
        Refusal: ``pack-missing``, ``pack-empty`` or ``pack-too-many-files``.
    """
    files = [path] if path.is_file() else _files(path)
    names = {file: file.name if file == path else file.relative_to(path).as_posix() for file in files}
    unread: list[PackFinding] = []
    texts: dict[str, bytes] = {}
    for file, name in names.items():
        try:
            with file.open("rb") as stream:
                texts[name] = stream.read(MOST_BYTES + 1)
        except OSError:
            unread.append(pack_finding(name, Place(1, 1), "pack-unreadable"))
    return load_texts(texts, schema, known=known, unread=unread)


def load_texts(
    texts: Mapping[str, bytes],
    schema: Schema[T_co],
    *,
    known: Mapping[str, Collection[str]] = NO_IDS,
    unread: Sequence[PackFinding] = (),
) -> Loaded[T_co]:
    """As :func:`load_pack`, of files that are given by name and content.

    Args:
        texts: Content by name.
        schema: What the files may say.
        known: Ids of other packs, by kind.
        unread: Findings about files of which there is no content.
    """
    read = [checked(parse_pack(texts[name], name), schema.name, schema.fields) for name in sorted(texts)]
    faults = {one.document.file: list(one.findings) for one in read}
    _add(faults, _doubles(read))
    _add(faults, _strangers(read, known))
    by_file = {one.document.file: one for one in read if one.is_sound}
    _add(faults, (_told(fault, by_file) for fault in schema.check([one.row for one in by_file.values()])))
    _leave_out(read, faults)
    accepted = [one for one in read if not faults[one.document.file]]
    found = sorted((fault for many in (*faults.values(), unread) for fault in many), key=lambda fault: fault[:3])
    return Loaded(
        value=schema.build([one.row for one in accepted]) if accepted else None,
        accepted=tuple(one.document.file for one in accepted),
        rejected=tuple(sorted({fault.file for fault in found})),
        findings=tuple(found),
        ids=_ids(accepted),
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Refusal("pack-missing", name=folder.name)
    files = sorted(
        file
        for file in folder.rglob("*.toml")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
    if not files:
        raise Refusal("pack-empty", name=folder.name)
    if len(files) > MOST_FILES:
        raise Refusal("pack-too-many-files", name=folder.name, found=len(files), limit=MOST_FILES)
    return files


def _add(faults: dict[str, list[PackFinding]], found: Iterable[PackFinding]) -> None:
    for fault in list(found):
        faults[fault.file].append(fault)


def _first(read: Iterable[Checked]) -> dict[tuple[str, str], tuple[Checked, Named]]:
    """Where each id is defined first."""
    first: dict[tuple[str, str], tuple[Checked, Named]] = {}
    for one in read:
        for name in one.defined:
            first.setdefault((name.kind, name.id), (one, name))
    return first


def _doubles(read: Sequence[Checked]) -> Iterator[PackFinding]:
    first = _first(read)
    for one in read:
        for name in one.defined:
            other, before = first[name.kind, name.id]
            if before is not name:
                place = _place(other, before)
                values = {"id": name.id, "other_file": other.document.file, "other_line": place.line}
                yield _at(one, name, "pack-id-twice", **values)


def _strangers(read: Sequence[Checked], known: Mapping[str, Collection[str]]) -> Iterator[PackFinding]:
    """References to what does not exist; where a file is damaged it may hold what is missing."""
    defined: dict[str, set[str]] = {kind: set(ids) for kind, ids in known.items()}
    for one in read:
        for name in one.defined:
            defined.setdefault(name.kind, set()).add(name.id)
    damaged = next((one.document.file for one in read if not one.document.is_whole), None)
    lost = [
        (one, name)
        for one in read
        for name in one.referred
        if name.kind in defined and name.id not in defined[name.kind]
    ]
    for number, (one, name) in enumerate(lost):
        # To look for what was meant takes as long as all ids: done for as many as a person will read.
        near = nearest(name.id, defined[name.kind]) if damaged is None and number < MOST_GUESSES else None
        values = {"id": name.id, "key": _key(name)}
        if damaged is not None:
            yield _at(one, name, "pack-reference-damaged", other_file=damaged, **values)
        elif near:
            yield _at(one, name, "pack-reference-unknown-near", near=near, **values)
        else:
            yield _at(one, name, "pack-reference-unknown", **values)


def _leave_out(read: Sequence[Checked], faults: dict[str, list[PackFinding]]) -> None:
    """Files that need a file with a fault are left out too, until nothing more falls."""
    first = _first(read)
    falling = True
    while falling:
        falling = False
        for one in read:
            if faults[one.document.file]:
                continue
            missing = [
                _at(one, name, "pack-reference-left-out", id=name.id, key=_key(name), other_file=found[0].document.file)
                for name in one.referred
                if (found := first.get((name.kind, name.id))) and faults[found[0].document.file]
            ]
            faults[one.document.file].extend(missing)
            falling = falling or bool(missing)


def _told(fault: Fault, by_file: Mapping[str, Checked]) -> PackFinding:
    """A fault between rows, at its place."""
    values: dict[str, object] = dict(fault.values)
    if fault.other is not None:
        place = _row_place(by_file[fault.other.file], fault.other, fault.other_path)
        values |= {"other_file": fault.other.file, "other_line": place.line}
    document = by_file[fault.row.file].document
    return at(
        document.file, document.text, document.positions.value((*fault.row.path, *fault.path)), fault.code, **values
    )


def _row_place(one: Checked, row: Row, path: tuple[str | int, ...]) -> Place:
    return place_of(one.document.text, one.document.positions.value((*row.path, *path)))


def _place(one: Checked, name: Named) -> Place:
    return place_of(one.document.text, one.document.positions.value(name.path))


def _at(one: Checked, name: Named, code: str, /, **values: object) -> PackFinding:
    document = one.document
    return at(document.file, document.text, document.positions.value(name.path), code, **values)


def _key(name: Named) -> str:
    return next(str(part) for part in reversed(name.path) if isinstance(part, str))


def _ids(accepted: Iterable[Checked]) -> Mapping[str, frozenset[str]]:
    ids: dict[str, set[str]] = {}
    for one in accepted:
        for name in one.defined:
            ids.setdefault(name.kind, set()).add(name.id)
    return {kind: frozenset(names) for kind, names in ids.items()}
