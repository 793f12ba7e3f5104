"""What becomes of the rows of a workbook, as its page keeps it: counts, and the first rows of each outcome without what is personal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xiandao.apps.files.services import file_drop
from xiandao.apps.jobs.services import Progress
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.loading import AT, Line
from xiandao.apps.registers.models import Load, Origin
from xiandao.apps.registers.personal import SEALED, is_personal
from xiandao.core.findings import Finding
from xiandao.core.kinds import NAME, Kind
from xiandao.registers.intake import OUTCOMES

SHOWN = 100
"""Rows of each outcome that the page of a load shows; the returned workbook has all that are wrong."""
SAID = ("value", "words")
"""Values of findings that hold what stands in a cell."""
HIDDEN = "＊＊＊"


def outcome_of(load: Load, lines: Iterable[Line], progress: Progress = lambda _done, _total: None) -> dict[str, Any]:
    """How many rows of each outcome there are, and the first of each as the page shows them."""
    counts = dict.fromkeys(OUTCOMES, 0)
    shown: dict[str, list[dict[str, Any]]] = {each: [] for each in OUTCOMES}
    total, kind, hidden = size_of(load), kind_of(load.kind), _columns_hidden(load)
    for done, line in enumerate(lines):
        outcome = line.judged.outcome
        counts[outcome] += 1
        if len(shown[outcome]) < SHOWN and outcome != "unchanged":
            shown[outcome].append(_line_told(line, kind, hidden))
        if done % 5_000 == 0:
            progress(done, total)
    return {"counts": counts, "shown": shown}


def size_of(load: Load) -> int:
    """How many rows the tables have that are to be taken."""
    return sum(table["rows"] for table in load.mapping["tables"] if table["used"])


def _line_told(line: Line, kind: Kind, hidden: frozenset[tuple[str, str]]) -> dict[str, Any]:
    name = "" if is_personal(kind.property(NAME)) else line.name
    faults = line.judged.findings
    # Faults of cells stand beside the addresses of their cells; what is wrong with a row as a whole has none.
    cells = line.cells if len(line.cells) == len(faults) else ("",) * len(faults)
    return {
        "sheet": line.sheet,
        "row": line.number,
        "key": line.judged.key,
        "name": name,
        "changes": [[each, *(_values(kind, each, side) for side in sides)] for each, *sides in _changes(line)],
        "findings": [
            _finding(found, is_hidden=(line.sheet, cell.rstrip("0123456789")) in hidden)
            for found, cell in zip(faults, cells, strict=True)
        ],
        "cells": list(line.cells),
    }


def _changes(line: Line) -> list[tuple[str, Iterable[str], Iterable[str]]]:
    """Before and after by property; of an entity that is new all that is said."""
    if line.judged.outcome == "added":
        return [(code, (), values) for code, values in line.judged.says.items() if code != NAME]
    return [(each.property, each.before, each.after) for each in line.judged.changes]


def _values(kind: Kind, code: str, values: Iterable[str]) -> list[str]:
    """Personal ones as no more than that they are there."""
    if is_personal(kind.property(code.partition(AT)[0])):
        return [SEALED for _ in values]
    return list(values)


def _finding(found: Finding, *, is_hidden: bool) -> dict[str, Any]:
    told = finding_told(found)
    if is_hidden:
        told["values"] |= dict.fromkeys([each for each in SAID if each in told["values"]], HIDDEN)
    return told


def finding_told(found: Finding) -> dict[str, Any]:
    """A finding as JSON keeps it."""
    return {"code": found.code, "values": dict(found.values)}


def _columns_hidden(load: Load) -> frozenset[tuple[str, str]]:
    """Sheet and letters of the columns that are taken for something personal."""
    kind = kind_of(load.kind)
    return frozenset(
        (table["sheet"], column["letters"])
        for table in load.mapping["tables"]
        for column in table["columns"]
        if is_personal(kind.property(column["property"]))
    )


def original_forget(load: Load) -> None:
    """Removes the workbook of a kind that has something personal, and what its columns were shown by; in the transaction around.

    What is personal lies under its key from now on, and nowhere else.
    """
    kind = kind_of(load.kind)
    if load.blob_id is None or not any(is_personal(each) for each in kind.properties):
        return
    sha256, mapping = load.blob_id, load.mapping
    for table in mapping["tables"]:
        for column in table["columns"]:
            column["sample"] = []
    Load.objects.filter(pk=load.pk).update(blob=None, mapping=mapping)
    Origin.objects.filter(load=load).update(blob=None)
    file_drop(sha256)
