"""What the pages of comparison show, as rows of plain values, for tables outside the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xiandao.apps.plans.mappers import item_of_row
from xiandao.apps.plans.matrix import Cell, Matrix, Overlap, Row, node_name
from xiandao.apps.plans.matrix_columns import Column
from xiandao.apps.plans.matrix_targets import Entry, Line
from xiandao.core.messages import Language, wording
from xiandao.core.plan import Target
from xiandao.writers.labels import amount, label

Value = str | int | float
Sheet = tuple[tuple[Value, ...], ...]
"""The head first; every row as long as the head."""
SIGNS = {"main": "●", "exploratory": "○", "named": "◇", "placed": "▣"}


def matrix_sheet(matrix: Matrix, columns: Sequence[Column], rows: Iterable[Row], language: Language) -> Sheet:
    """Branch, field, places that chose it, then for each column the role, the year and the plan's own word."""
    head = ("matrix-branch", "matrix-field", "matrix-chosen")
    titles = (*(wording(code, language) for code in head), *(column.name for column in columns))
    return (titles, *(_matrix_line(matrix, row, columns, language) for row in rows))


def _matrix_line(matrix: Matrix, row: Row, columns: Sequence[Column], language: Language) -> tuple[Value, ...]:
    cells = (_cell(each, language) for each in matrix.cells(row, columns))
    return (row.top, row.name, row.chosen, *cells)


def _cell(cell: Cell | None, language: Language) -> str:
    if cell is None:
        return ""
    mark = cell.marks[0]
    waits = "" if mark.is_live else label("item", "candidate", language)
    parts = (SIGNS[mark.role], mark.name if cell.is_other_name else "", str(cell.since or ""), waits)
    return " ".join(part for part in parts if part)


def targets_sheet(lines: Iterable[Line], columns: Sequence[Column], language: Language) -> Sheet:
    """Subject and base unit, then for each column the amounts as printed, and the first of them in the base unit."""
    head = [wording(code, language) for code in ("targets-subject", "targets-unit")]
    for column in columns:
        head += [column.name, f"{column.name} {wording('targets-base', language)}"]
    return (tuple(head), *(_line(line, language) for line in lines))


def _line(line: Line, language: Language) -> tuple[Value, ...]:
    values: list[Value] = [line.subject.key.subject, line.subject.key.unit]
    for entries in line.cells:
        values += [_amounts(entries, language), _base(entries)]
    return tuple(values)


def _amounts(entries: Iterable[Entry], language: Language) -> str:
    return "；".join(_amount(entry, language) for entry in entries)


def _amount(entry: Entry, language: Language) -> str:
    value = item_of_row(entry.item)
    printed = amount(value) if isinstance(value, Target) else ""
    year = wording("by-year", language, year=entry.item.year) if entry.item.year else ""
    waits = "" if entry.item.is_live else label("item", "candidate", language)
    return " ".join(part for part in (printed, year, waits) if part)


def _base(entries: Iterable[Entry]) -> float | str:
    """The first confirmed amount; empty where there is none."""
    return next((entry.low for entry in entries if entry.item.is_live), "")


def likeness_sheet(overlap: Overlap, language: Language) -> Sheet:
    """Two places, how alike they are in percent, and the names of what both chose."""
    head = ("overlap-one", "overlap-other", "overlap-likeness", "overlap-shared")
    return (
        tuple(wording(code, language) for code in head),
        *(
            (
                overlap.columns[each.pair.one].name,
                overlap.columns[each.pair.other].name,
                round(each.pair.likeness * 100, 1),
                "、".join(node_name(code) for code in each.pair.shared),
            )
            for each in overlap.likest
        ),
    )
