"""Papers as values: letters, tables and annexes that leave the house, before any file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a column holds; words (``—``, ``40家以上``) may stand in any of them.

    Attributes:
        TEXT: Words; a whole number is printed as it is (序号, 2027).
        AMOUNT: A figure in the unit of the table, printed with thousands separators and its own decimals.
        DATE: A day.
        PERCENT: The figure before the sign: 12.5 is 12.5%.
    """

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    PERCENT = "percent"


class Form(StrEnum):
    """How a paragraph is set: indented, 主送机关 from the left edge, in the middle, or as a note below a table."""

    BODY = "body"
    ADDRESSEE = "addressee"
    CENTRED = "centred"
    NOTE = "note"


class PageSize(StrEnum):
    """The paper that a sheet is printed on, always lengthwise."""

    A4 = "A4"
    A3 = "A3"


class Footnote(NamedTuple):
    """The sentence that something rests on.

    Attributes:
        title: Of the document, without 《》.
        quote: The exact words; empty where the whole document is meant.
        number: 文号, ``None`` where it has none.
        clause: The path of headings, ``三/（一）``; ``None`` where it is not known.
    """

    title: str
    quote: str = ""
    number: str | None = None
    clause: str | None = None


class Run(NamedTuple):
    """Words set alike; *struck* are taken out, *footnote* hangs on their end."""

    text: str
    bold: bool = False
    struck: bool = False
    footnote: Footnote | None = None


Figure = int | Decimal
Value = str | Figure | date | tuple[Run, ...] | None


class Cell(NamedTuple):
    """One cell.

    Attributes:
        value: ``None`` leaves the cell empty.
        footnote: What the cell rests on.
        across: How many columns it covers. down: how many rows. The cells it covers are there, and empty.
    """

    value: Value = None
    footnote: Footnote | None = None
    across: int = 1
    down: int = 1


class Column(NamedTuple):
    """One column.

    Attributes:
        name: Its head.
        width: In Chinese characters of the table's own size; the writer keeps the proportions.
        group: A head over this column and its neighbours of the same group; ``None`` where there is none.
        centred: Set in the middle, for short cells.
    """

    name: str
    kind: Kind = Kind.TEXT
    width: float = 8
    group: str | None = None
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has a cell for every column.

    Attributes:
        caption: 表题, ``None`` where the paper's title says it.
        unit: Of all amounts (``亿元``), printed above the table; ``None`` where columns name their own.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        require_grid(self.columns, self.rows)


class Heading(NamedTuple):
    """A heading with its number as printed; *level* 1 一、 2 （一） 3 1． 4 （1）."""

    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """Words between headings and tables."""

    runs: tuple[Run, ...]
    form: Form = Form.BODY


Part = Heading | Paragraph | Table


class Signature(NamedTuple):
    """Who signs; *day* ``None`` leaves room to write it by hand."""

    units: tuple[str, ...]
    day: date | None = None


class Watermark(NamedTuple):
    """What lies under every page: invented figures (*sample*), the number of an export, what it is for, who took it when."""

    sample: bool = False
    number: str | None = None
    purpose: str | None = None
    taker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex, on pages of its own; one without *parts* is only named and is handed over apart.

    Attributes:
        landscape: All its pages lie lengthwise; else only those of tables too wide to stand.
    """

    title: str
    parts: tuple[Part, ...] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        require_levels(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A letter, a table or an annex; never with a red head, a number of its own or a seal.

    Attributes:
        title: A line break parts its lines where the drafter wants it.
        subtitle: The line below: ``（送审稿）``, a number given elsewhere; ``None`` for none.
        signature: ``None`` on papers that nobody signs.
        landscape: As in :class:`Annex`, for what stands before the annexes.
        watermark: ``None`` on what may leave without one.
    """

    title: str
    parts: tuple[Part, ...]
    subtitle: str | None = None
    signature: Signature | None = None
    attachments: tuple[Annex, ...] = ()
    watermark: Watermark | None = None
    landscape: bool = False

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a paper has a title")
        require_levels(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: On the tab; what a tab cannot hold is replaced.
        title: Above the table.
        unit: As in :class:`Table`.
        notes: 口径说明, sentence by sentence; they stand on a sheet of their own with the sources of cells.
        frozen: How many columns stay when the sheet is moved; the head always does.
        filters: On the head, but where cells cover several rows or heads stand in two rows over each other.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str | None = None
    notes: tuple[str, ...] = ()
    frozen: int = 1
    filters: bool = True
    page: PageSize = PageSize.A4
    watermark: Watermark | None = None

    def __post_init__(self) -> None:
        require_grid(self.columns, self.rows)
        if not 0 <= self.frozen < len(self.columns) + 1:
            raise ValueError("no more columns are frozen than there are")


def paragraph(text: str, *, form: Form = Form.BODY, footnote: Footnote | None = None) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph((Run(text, footnote=footnote),), form)


def row(*values: Value | Cell) -> tuple[Cell, ...]:
    """A row of a table; what is no cell yet becomes one."""
    return tuple(each if isinstance(each, Cell) else Cell(each) for each in values)


def banner(words: str, columns: int) -> tuple[Cell, ...]:
    """A row that names the rows below it, over all *columns*."""
    return (Cell((Run(words, bold=True),), across=columns), *(Cell() for _ in range(columns - 1)))


def plain(value: tuple[Run, ...]) -> str:
    """The words of runs, without their dress."""
    return "".join(run.text for run in value)


def covered(rows: tuple[tuple[Cell, ...], ...]) -> Iterator[tuple[int, int, int, int]]:
    """Where cells lie that another covers: row, column, and the row and column of the one that covers them."""
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            for below in range(cell.down):
                for beside in range(cell.across):
                    if below or beside:
                        yield at + below, column + beside, at, column


def require_levels(parts: tuple[Part, ...]) -> None:
    """Headings have one of the four levels that the format of official papers knows."""
    if any(isinstance(part, Heading) and part.level not in {1, 2, 3, 4} for part in parts):
        raise ValueError("headings have levels 1 to 4")


def require_grid(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
    """Every row has a cell for every column, values fit, and cells cover only empty ones, each once."""
    if not columns or any(column.width <= 0 for column in columns):
        raise ValueError("a table has columns, and they have a width")
    if any(len(cells) != len(columns) for cells in rows):
        raise ValueError("every row has a cell for every column")
    if not all(_fits(cell.value, column.kind) for cells in rows for cell, column in zip(cells, columns, strict=True)):
        raise ValueError("a value does not fit its column")
    if any(cell.across < 1 or cell.down < 1 for cells in rows for cell in cells):
        raise ValueError("a cell covers itself at least")
    under = [(at, column) for at, column, *_ in covered(rows)]
    if len(set(under)) != len(under):
        raise ValueError("a cell is covered by one other at most")
    if any(at >= len(rows) or column >= len(columns) or rows[at][column] != Cell() for at, column in under):
        raise ValueError("what a cell covers lies in the table and is empty")


def _fits(value: Value, kind: Kind) -> bool:
    match value:
        case None | str() | tuple():
            return True
        case Decimal():
            return kind in {Kind.AMOUNT, Kind.PERCENT} and value.is_finite()
        case int():
            return kind is not Kind.DATE
        case date():
            return kind is Kind.DATE
        case _:
            return False
