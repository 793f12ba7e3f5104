"""Tables that divide tasks: rows with cells in one line, or flattened to one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.lexicon import kinds
from xiandao.reading.tables import RULE, cells_of, trimmed
from xiandao.reading.unit_names import DUTY, LEAD
from xiandao.reading.units import note_read

HEADS_LEAST = 3
HEAD_LONGEST = 12
SERIAL_LONGEST = 5
CELLS_MOST = 12
TITLE_LEAST = 2
PAIRS_LEAST = 3

_HEADS = kinds("table_heads")
_BODIES = ("lead", "duty", "support")
_SERIAL = re.compile(r"(?:\(?\d{1,3}\)?|[一二三四五六七八九十]{1,3}|\([一二三四五六七八九十]{1,3}\))[.、]?$")
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]{1,3}、)?(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])?")
_DATE = re.compile(r"(?:\d{4}年|\d{1,2}月|每年|长期|持续|年底|全年|常态|\d{4}[-./])")
_NONE = frozenset(("无", "/", "—", "-", "——", ""))


class Row(NamedTuple):
    """A row of a table that divides tasks, in the view.

    Attributes:
        serial: Its number, empty where it has none.
        title: What is to be done.
        bodies: The cells that name bodies, each with the kind of its column.
        end: One past its last cell.
    """

    serial: Span
    title: Span
    bodies: tuple[tuple[str, Span], ...]
    end: int


@dataclass(slots=True)
class Tables:
    """The rows of all tables of a document, and where the tables stand."""

    rows: list[Row] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def tables_of(text: str, blocks: list[Block]) -> Tables:
    """Every table that divides tasks, in order."""
    tables = Tables()
    at = 0
    heads: tuple[str, ...] = ()
    while at < len(blocks):
        block = blocks[at]
        if "\t" in text[block.start : block.end] or text[block.start] == "|":
            at, heads = _printed(text, blocks, at, heads, tables)
        elif block.end - block.start <= HEAD_LONGEST and text[block.start : block.end] in _HEADS:
            at = _flattened(text, blocks, at, tables)
        elif block.end - block.start <= SERIAL_LONGEST and block.level is None and _is_serial(text, block):
            at = _headless(text, blocks, at, tables)
        else:
            at += 1
    return tables


def _heads(words: list[str]) -> tuple[str, ...]:
    """The kinds of a table's columns, empty where it does not divide tasks."""
    found = tuple(_HEADS.get(word.strip("* ").replace(" ", ""), "other") for word in words)
    divides = any(kind in _BODIES for kind in found) and any(kind in ("task", "step") for kind in found)
    return found if divides else ()


# ------------------------------------------------------------------------------------------- rows in one line


def _printed(
    text: str, blocks: list[Block], at: int, heads: tuple[str, ...], tables: Tables
) -> tuple[int, tuple[str, ...]]:
    """Read the rows from *at* on; *heads* are those of the table before, for one that goes on without its own."""
    first, rows = at, []
    while at < len(blocks) and (cells := cells_of(text, blocks[at])):
        if not RULE.match(text[blocks[at].start : blocks[at].end]):
            rows.append(cells)
        at += 1
    if not rows:
        return max(at, first + 1), heads
    own = _heads([text[cell.start : cell.end] for cell in rows[0]])
    if own:
        rows = rows[1:]
    elif _are_pairs(text, rows):
        own = ("task", "duty")
        rows = [(_unnumbered(text, cells[0]), cells[1]) for cells in rows]
    elif not heads or len(rows[0]) != len(heads) or not _goes_on(text, rows, heads):
        return at, ()
    kinds_of = own or heads
    tables.spans.append(Span(blocks[first].start, blocks[at - 1].end))
    column = _title_column(text, rows, kinds_of)
    fitted = _merged([_fitted(text, cells, kinds_of) for cells in rows], kinds_of)
    tables.rows.extend(row for cells in fitted if (row := _row(text, cells, kinds_of, column)))
    return at, kinds_of


def _goes_on(text: str, rows: Sequence[Sequence[Span]], heads: tuple[str, ...]) -> bool:
    """Whether rows without heads have bodies where the table before had them."""
    columns = [at for at, kind in enumerate(heads) if kind in _BODIES]
    return any(_certain(text, row[at]) for row in rows[:3] for at in columns if at < len(row))


def _are_pairs(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether rows without heads each pair a task with those responsible for it."""
    return len(rows) >= PAIRS_LEAST and all(len(cells) == 2 and _certain(text, cells[1]) for cells in rows)


def _unnumbered(text: str, cell: Span) -> Span:
    """A cell without the number of the heading that it repeats: 三、（一）科技创新策源行动."""
    number = _NUMBER.match(text, *cell)
    return Span(number.end() if number else cell.start, cell.end)


def _merged(rows: list[list[Span]], heads: tuple[str, ...]) -> list[list[Span]]:
    """The rows with the bodies of a cell that was merged over several: those below it stand empty.

    Beside a leading body of its own a row may well have no others, so only a row without one takes them over.
    """
    leads = [at for at, kind in enumerate(heads) if kind == LEAD]
    for above, row in pairwise(rows):
        unled = all(row[at].end == row[at].start for at in leads)
        for at, kind in enumerate(heads):
            if row[at].end == row[at].start and (kind == LEAD or (kind == DUTY and unled)):
                row[at] = above[at]
    return rows


def _fitted(text: str, cells: Sequence[Span], heads: tuple[str, ...]) -> list[Span]:
    """As many cells as columns: a merged cell leaves the row short, behind its serial number at its end."""
    missing = len(heads) - len(cells)
    if missing > 0 and heads[0] == "serial" and _SERIAL.match(text, cells[0].start, cells[0].end):
        return list(cells) + [Span(cells[-1].end, cells[-1].end)] * missing
    return [Span(cells[0].start, cells[0].start)] * missing + list(cells) if missing > 0 else list(cells[: len(heads)])


def _title_column(text: str, rows: Sequence[Sequence[Span]], heads: tuple[str, ...]) -> int:
    """The column that says what a row is about: the task, or the step where one task spans several rows."""
    tasks = [at for at, kind in enumerate(heads) if kind == "task"]
    steps = [at for at, kind in enumerate(heads) if kind == "step"]
    if not tasks:
        return steps[0]
    chosen = tasks[-1] if len(tasks) > 1 and _repeats(text, rows, tasks[0]) else tasks[0]
    return steps[0] if steps and _repeats(text, rows, chosen) else chosen


def _repeats(text: str, rows: Sequence[Sequence[Span]], column: int) -> bool:
    """Whether a column is empty or says the same in two rows of the table."""
    said = [text[row[column].start : row[column].end] for row in rows if column < len(row)]
    return len(said) > 1 and ("" in said or len(set(said)) < len(said))


def _row(text: str, cells: Sequence[Span], heads: tuple[str, ...], column: int) -> Row | None:
    """The row, if it has a title and its cells are not heads again."""
    title = cells[column] if column < len(cells) else Span(0, 0)
    if title.end - title.start < TITLE_LEAST or text[title.start : title.end] in _HEADS:
        return None
    serial = next(
        (cell for cell, kind in zip(cells, heads, strict=False) if kind == "serial"), Span(title.start, title.start)
    )
    bodies = tuple(
        (kind, cell)
        for cell, kind in zip(cells, heads, strict=False)
        if kind in _BODIES and text[cell.start : cell.end] not in _NONE
    )
    return Row(serial, title, bodies, max(cell.end for cell in cells))


# ------------------------------------------------------------------------------------- one cell a line


def _flattened(text: str, blocks: list[Block], at: int, tables: Tables) -> int:
    """Read a table whose heads begin with the line *at*."""
    first = at
    while at < len(blocks) and text[blocks[at].start : blocks[at].end] in _HEADS:
        at += 1
    heads = _heads([text[block.start : block.end] for block in blocks[first:at]])
    if at - first < HEADS_LEAST or not heads:
        return at
    before = len(tables.rows)
    last = (
        _numbered_rows(text, blocks, at, heads, tables)
        if heads[0] == "serial"
        else _plain_rows(text, blocks, at, heads, tables)
    )
    if len(tables.rows) > before:
        tables.spans.append(Span(blocks[first].start, blocks[last - 1].end))
    return max(last, at)


def _numbered_rows(text: str, blocks: list[Block], at: int, heads: tuple[str, ...], tables: Tables) -> int:
    """Rows that begin with their serial number; a row that lost a cell is put right by what its cells are."""
    rows: list[list[Span]] = []
    while at < len(blocks) and _is_serial(text, blocks[at]):
        stop = at + 1
        while stop < len(blocks) and stop - at < max(CELLS_MOST, 2 * len(heads)):
            if _is_serial(text, blocks[stop]) and (stop - at >= len(heads) or _follows(text, blocks[at], blocks[stop])):
                break
            if stop - at >= len(heads) and not _more_serials(text, blocks, stop, len(heads)):
                break
            if _is_chapter(blocks[stop]):
                break
            stop += 1
        rows.append([trimmed(text, block.start, block.end) for block in blocks[at:stop]])
        at = stop
    full = [row for row in rows if len(row) == len(heads)]
    column = _title_column(text, full, heads)
    for row in rows:
        made = _row(text, row, heads, column) if len(row) == len(heads) else _odd_row(text, row, heads)
        tables.rows.extend([made] if made else [])
    return at


def _headless(text: str, blocks: list[Block], at: int, tables: Tables) -> int:
    """A row without heads: a number, what is to be done, and a line of bodies before the next number."""
    for stop in range(at + 2, min(at + CELLS_MOST, len(blocks))):
        block = blocks[stop]
        if _is_serial(text, block) or block.level is not None:
            break
        cell = Span(block.start, block.end)
        if text[block.end - 1] in "局委办厅部府会院心司责合实施等团" and _certain(text, cell):
            title = trimmed(text, blocks[at + 1].start, blocks[at + 1].end)
            if title.end - title.start < TITLE_LEAST:
                break
            tables.rows.append(Row(Span(blocks[at].start, blocks[at].end), title, (("duty", cell),), block.end))
            tables.spans.append(Span(blocks[at].start, block.end))
            return stop + 1
    return at + 1


def _is_serial(text: str, block: Block) -> bool:
    return block.end - block.start <= SERIAL_LONGEST and bool(_SERIAL.match(text, block.start, block.end))


def _is_chapter(block: Block) -> bool:
    return block.level is not None and block.level <= 1 and block.title_end > block.title_start


def _follows(text: str, block: Block, after: Block) -> bool:
    """Whether the serial number of *after* is the next one."""
    one, two = text[block.start : block.end].strip("().、"), text[after.start : after.end].strip("().、")
    return one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def _more_serials(text: str, blocks: list[Block], at: int, width: int) -> bool:
    """Whether another row begins within a row's length, so that the cells between belong to this one."""
    return any(_is_serial(text, block) for block in blocks[at : at + width // 2])


def _odd_row(text: str, cells: Sequence[Span], heads: tuple[str, ...]) -> Row | None:
    """A row with more or fewer cells than heads: the bodies are known by their look, in the order of the columns."""
    columns = [kind for kind in heads if kind in _BODIES]
    bodies = [cell for cell in cells[2:] if _certain(text, cell)]
    titles = [cell for cell in cells[1:] if cell not in bodies and _is_title(text, cell)]
    if not titles:
        return None
    title = titles[0] if len(cells) >= len(heads) or len(titles) == 1 else titles[-1]
    named = tuple(zip(columns + columns[-1:] * len(bodies), bodies, strict=False))
    return Row(cells[0], title, named, cells[-1].end)


def _is_title(text: str, cell: Span) -> bool:
    """Whether a cell may say what is to be done: it is neither blank nor a date."""
    return cell.end - cell.start >= TITLE_LEAST and not _DATE.match(text, cell.start, cell.end)


def _certain(text: str, cell: Span) -> bool:
    """Whether a cell is a list of bodies and nothing else."""
    if not 2 <= cell.end - cell.start <= 200:
        return False
    note = note_read(text[cell.start : cell.end])
    return note.alike and note.certain


def _plain_rows(text: str, blocks: list[Block], at: int, heads: tuple[str, ...], tables: Tables) -> int:
    """Rows without serial numbers: as many cells as heads, for as long as bodies stand where they should."""
    width = len(heads)
    columns = [number for number, kind in enumerate(heads) if kind in _BODIES]
    rows: list[list[Span]] = []
    while at + width <= len(blocks):
        row = [trimmed(text, block.start, block.end) for block in blocks[at : at + width]]
        if not any(_certain(text, row[column]) for column in columns):
            break
        rows.append(row)
        at += width
    if rows:
        column = _title_column(text, rows, heads)
        tables.rows.extend(made for cells in rows if (made := _row(text, cells, heads, column)))
    return at
