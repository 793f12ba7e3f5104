"""Tables in a sheet: where the head stands, what it says of each column, which rows are entries and which are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.sheets import Area, Cells, CellValue, Place, Sheet, is_blank, letters
from xiandao.registers.tables_heads import Head, head_at, is_repeat, unit_above
from xiandao.registers.tables_rows import kind_of_row

SAMPLE = 24
"""How many different values of a column are kept to judge it by."""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        number: In the sheet, counted from 1.
        words: Its head from the outermost group inwards, units and marks left out; empty where it has none.
        unit: What its head or a row of units says; ``None`` where they say nothing.
        place: The cell of its innermost head.
        sample: Some of its different values, in order.
    """

    number: int
    words: tuple[str, ...]
    unit: str | None
    place: Place
    sample: tuple[CellValue, ...] = ()

    @property
    def name(self) -> str:
        """The head as one name: ``营业收入·2024年``."""
        return "·".join(self.words)

    @property
    def letters(self) -> str:
        """As people call the column: ``AB``."""
        return letters(self.number)


class Row(NamedTuple):
    """An entry of a table.

    Attributes:
        number: Of the row in the sheet, counted from 1.
        cells: One for each column of the table; a cell merged downwards counts for every row that it covers.
        section: The line between the rows that stands above it: ``一、先进制造业``; empty for none.
    """

    number: int
    cells: Cells
    section: str = ""


class Skipped(NamedTuple):
    """A row inside or below a table that is no entry: ``total``, ``note``, ``head`` or ``section``."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in a sheet.

    Attributes:
        sheet: Name of its sheet.
        title: The line above it that names it; empty for none. above: every line above it, in order.
        unit: What a line above says of all its figures (``单位：万元``); ``None`` where nothing is said.
        first, last: Numbers of the first and last row of the head, counted from 1.
        columns: From left to right; those that are empty from head to end are left out.
        rows: Its entries. skipped: What else stands among and below them.
    """

    sheet: str
    title: str
    above: tuple[str, ...]
    unit: str | None
    first: int
    last: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()

    def place(self, row: Row, column: int) -> Place:
        """The cell of *row* in the table's column *column*, counted from 0."""
        return Place(self.sheet, row.number, self.columns[column].number)


def tables_of(sheet: Sheet) -> tuple[Table, ...]:
    """The tables of *sheet* from top to bottom; none where nothing looks like a head with entries below it."""
    spread = _spread(sheet)
    tables: list[Table] = []
    at, above = 0, 0
    while (head := head_at(sheet, spread, at)) is not None:
        table, at = _table(sheet, spread, head, above)
        above = at
        if table.rows or not tables:
            tables.append(table)
    return tuple(tables)


def _spread(sheet: Sheet) -> Mapping[int, Mapping[int, tuple[Area, CellValue]]]:
    """By row and column (from 1), the cells that a merged area covers beyond its first, with what they show."""
    spread: dict[int, dict[int, tuple[Area, CellValue]]] = {}
    for area in sheet.merged:
        value = sheet.at(area.top, area.left)
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > 200_000:
            continue
        for row in range(area.top, min(area.bottom, len(sheet.rows)) + 1):
            line = spread.setdefault(row, {})
            line.update(dict.fromkeys(range(area.left, area.right + 1), (area, value)))
    return spread


def _table(
    sheet: Sheet, spread: Mapping[int, Mapping[int, tuple[Area, CellValue]]], head: Head, above: int
) -> tuple[Table, int]:
    """The table under *head*, and how many rows of the sheet it and everything before it take up."""
    rows, skipped, end = _rows(sheet, spread, head)
    lines = _lines(sheet.rows[above : head.first - 1])
    columns, kept = _columns(sheet, head, rows)
    if len(columns) < head.width:
        rows = [Row(row.number, tuple(row.cells[at] for at in kept), row.section) for row in rows]
    table = Table(
        sheet=sheet.name,
        title=next((line for line in lines if not unit_above((line,)) and len(line) > 2), ""),
        above=lines,
        unit=unit_above(lines),
        first=head.first,
        last=head.last,
        columns=columns,
        rows=tuple(rows),
        skipped=tuple(skipped),
    )
    return table, end


def _rows(
    sheet: Sheet, spread: Mapping[int, Mapping[int, tuple[Area, CellValue]]], head: Head
) -> tuple[list[Row], list[Skipped], int]:
    rows: list[Row] = []
    skipped: list[Skipped] = []
    section, blank, notes = "", 0, False
    for index in range(head.last, len(sheet.rows)):
        number = index + 1
        covered = spread.get(number)
        cells = _cells(sheet.rows[index], head, covered)
        if not any(cell is not None for cell in cells) or all(map(is_blank, cells)):
            blank += 1
            continue
        # Another table begins where a head stands after a gap or after the notes; the same head again is only printed twice.
        if is_repeat(cells, head):
            skipped.append(Skipped(number, "head"))
            blank = 0
            continue
        kind = kind_of_row(cells, covered, head.left)
        if (
            (blank or notes)
            and rows
            and _is_next(sheet, spread, index, is_entry=kind == "entry" and not _is_lonely(cells))
        ):
            return rows, skipped, index
        if kind == "section":
            section = next(str(cell).strip() for cell in cells if not is_blank(cell))
        notes = notes or kind == "note"
        if kind == "entry" and not (notes and _is_lonely(cells)):
            rows.append(Row(number, cells, section))
        else:
            skipped.append(Skipped(number, "note" if kind == "entry" else kind))
        blank = 0
    return rows, skipped, len(sheet.rows)


def _is_next(
    sheet: Sheet, spread: Mapping[int, Mapping[int, tuple[Area, CellValue]]], index: int, *, is_entry: bool
) -> bool:
    """Whether another table begins at a row: with its head, or with lines above that; an entry is no such line."""
    head = head_at(sheet, spread, index, only=True)
    return head is not None and (not is_entry or head.first == index + 1)


def _cells(row: Cells, head: Head, covered: Mapping[int, tuple[Area, CellValue]] | None) -> Cells:
    """The part of a row that lies under the head; downward merges are filled."""
    cells = row[head.left - 1 : head.right]
    if len(cells) < head.width:
        cells = (*cells, *((None,) * (head.width - len(cells))))
    if not covered:
        return cells
    filled = list(cells)
    for column, (area, value) in covered.items():
        if area.bottom > area.top and column == area.left and head.left <= column <= head.right:
            filled[column - head.left] = value
    return tuple(filled)


def _is_lonely(cells: Cells) -> bool:
    """Below the notes a row with a cell or two is one of them: a name, a telephone number, a date."""
    return sum(not is_blank(cell) for cell in cells) <= max(2, len(cells) // 3)


def _lines(rows: Sequence[Cells]) -> tuple[str, ...]:
    """What the rows above a table say, a line each."""
    said = (" ".join(str(cell).strip() for cell in row if not is_blank(cell)) for row in rows)
    return tuple(line for line in said if line)


def _columns(sheet: Sheet, head: Head, rows: Sequence[Row]) -> tuple[tuple[Column, ...], tuple[int, ...]]:
    """The columns that say anything, and where they stand under the head."""
    columns: list[Column] = []
    kept: list[int] = []
    for at in range(head.width):
        words, own = head.words[at], head.units[at]
        sample = _sample(row.cells[at] for row in rows)
        if words or sample:
            place = Place(sheet.name, head.rows[at], head.left + at)
            columns.append(Column(head.left + at, words, own, place, sample))
            kept.append(at)
    return tuple(columns), tuple(kept)


def _sample(cells: Iterator[CellValue]) -> tuple[CellValue, ...]:
    found: dict[tuple[type, CellValue], None] = {}
    for tried, cell in enumerate(cells):
        if not is_blank(cell):
            found[cell.__class__, cell] = None
        if len(found) == SAMPLE or tried > 2_000:
            break
    return tuple(cell for _, cell in found)
