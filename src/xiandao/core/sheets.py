"""Workbooks as values: sheets of rows of cells, each with the address by which people know it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from xiandao.core.findings import Finding

CellValue = str | float | int | bool | dt.date | dt.datetime | dt.time | None
"""What a cell holds: ``None`` where it is empty, words, a number, a truth, a day, a day with its time, a time of day.

A number that is shown as per cent is the words that are shown (``35%``), a fault of a formula its sign (``#REF!``).
"""
Cells = tuple[CellValue, ...]

ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
"""What a cell shows whose formula came to nothing."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Area(NamedTuple):
    """A rectangle of cells; rows and columns are counted from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Place(NamedTuple):
    """Where a cell stands; rows and columns are counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def reference(self) -> str:
        """As people call the cell: ``B12``."""
        return f"{letters(self.column)}{self.row}"

    def __str__(self) -> str:
        """The sheet too: ``企业!B12``."""
        return f"{self.sheet}!{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as it stands in the file.

    Attributes:
        name: On its tab; the file's name without ending for text.
        rows: Rows from the first of the sheet on, empty ones too; those at the end that are empty are left out.
            Rows may be of different lengths; what lies beyond a row's end is empty.
        merged: Areas that are shown as one cell; only the first cell of each holds something.
        hidden: Whether a person who opens the workbook does not see the sheet.
        hidden_rows: Numbers of rows that are not shown, by hand or by a filter. hidden_columns: the same of columns.
        unreckoned: Cells with a formula that nobody has reckoned yet: they hold ``None``.
    """

    name: str
    rows: tuple[Cells, ...]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unreckoned: tuple[tuple[int, int], ...] = ()

    def at(self, row: int, column: int) -> CellValue:
        """What stands in a cell; ``None`` beyond the sheet's end."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A file of sheets.

    Attributes:
        name: The file's name, without folders.
        media_type: As registered with IANA.
        sheets: In the order of the tabs.
        findings: What the reader of the file wants a person to know; each names its sheet.
    """

    name: str
    media_type: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def size(self) -> int:
        """How many rows all sheets have together."""
        return sum(len(sheet.rows) for sheet in self.sheets)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of *name*, or ``None``."""
        return next((each for each in self.sheets if each.name == name), None)


class Mark(NamedTuple):
    """What is wrong in a row that goes back: *column* from 1, 0 for the row as a whole; *words* as people read them."""

    row: int
    column: int
    words: str


class Returned(NamedTuple):
    """A sheet that goes back to who sent it.

    Attributes:
        sheet: Its name.
        heads: First and last row of each head in it, from top to bottom; a row belongs to the last head above it.
        marks: What is wrong, in any order.
    """

    sheet: str
    heads: tuple[tuple[int, int], ...]
    marks: tuple[Mark, ...]

    def wrong_rows(self) -> dict[int, tuple[Mark, ...]]:
        """By row, what is wrong in it, by column."""
        rows: dict[int, list[Mark]] = {}
        for mark in sorted(self.marks):
            rows.setdefault(mark.row, []).append(mark)
        return {row: tuple(marks) for row, marks in rows.items()}


def letters(column: int) -> str:
    """The letters of a column that is counted from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    said = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def column_number(said: str) -> int:
    """The column, counted from 1, that *said* (capital letters) stands for.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in said:
        number = number * 26 + ord(letter) - 64
    return number


def row_and_column(reference: str) -> tuple[int, int] | None:
    """Both, counted from 1, or ``None`` where *reference* is no address.

    >>> row_and_column("B12")
    (12, 2)
    """
    met = _REFERENCE.fullmatch(reference)
    return (int(met[2]), column_number(met[1])) if met else None


def is_blank(value: CellValue) -> bool:
    """Whether a person sees nothing in the cell."""
    return value is None or (isinstance(value, str) and not value.strip())
