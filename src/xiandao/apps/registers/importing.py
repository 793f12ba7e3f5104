"""A workbook taken in at once, its columns as they are proposed: looked at without a trace, or entered in one transaction."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.files.services import draft_of, file_keep, files_lock
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.load_columns import mapping_confirm
from xiandao.apps.registers.loading import Line, lines_of
from xiandao.apps.registers.loads import About, about_check, load_drafted, load_write
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.outcomes import original_forget, outcome_of
from xiandao.core.errors import Refusal
from xiandao.core.sheets import Workbook
from xiandao.readers.sheets import read_workbook


class Taken(NamedTuple):
    """What became of a workbook: the load (kept when it was entered), the workbook, every line, and the counts."""

    load: Load
    book: Workbook
    lines: list[Line]
    counts: dict[str, int]


def import_preview(person: Person, path: Path, about: About, *, at: dt.datetime) -> Taken:
    """What a workbook would do; nothing is kept.

    Raises:
        Refusal: As :func:`.loads.loads_enter`, :func:`read_workbook` and :func:`.loads.mapping_confirm`;
            ``mapping-missing`` where no table has all that is needed.
    """
    return _looked_at(person, path.name, _bytes(path), about, at=at)


def import_commit(person: Person, path: Path, about: About, *, at: dt.datetime) -> Taken:
    """Enters the rows that are not wrong: all of them, or none.

    Raises:
        Refusal: As :func:`import_preview`.
    """
    data = _bytes(path)
    found = _looked_at(person, path.name, data, about, at=at)
    draft = draft_of([data], prefix="passing-")
    try:
        _entered(person, found, draft, at=at)
    finally:
        draft.unlink(missing_ok=True)
    with transaction.atomic():
        files_lock(shared=False)
        original_forget(found.load)
    return found


@transaction.atomic
def _entered(person: Person, found: Taken, draft: Path, *, at: dt.datetime) -> None:
    files_lock(shared=True)
    load = found.load
    load.blob = file_keep(draft, at=at)
    load.state = "entering"
    load.save()
    mapping_confirm(person, load, at=at)
    load_write(person, load, found.lines, at=at)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refusal("file-unreadable" if path.exists() else "file-missing", name=path.name) from None


def _looked_at(person: Person, name: str, data: bytes, about: About, *, at: dt.datetime) -> Taken:
    about_check(person, about)
    book = read_workbook(data, name)
    load = load_drafted(person, about, name, book, at=at)
    if not any(table["used"] for table in load.mapping["tables"]):
        raise Refusal("mapping-missing", name=name, missing=_missing(load))
    mapping_confirm(person, load, at=at, keeps=False)
    lines = list(lines_of(load, book, at=at))
    return Taken(load, book, lines, outcome_of(load, lines)["counts"])


def _missing(load: Load) -> str:
    """What the fullest table lacks, by name."""
    kind = kind_of(load.kind)
    fewest = min((table["missing"] for table in load.mapping["tables"]), key=len)
    return "、".join(prop.name for code in fewest if (prop := kind.property(code)) is not None)
