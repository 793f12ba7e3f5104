"""Tables of the view: rows of cells as printed, or flattened to one cell a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.lexicon import any_of

CELL_LONGEST = 40
COLUMNS_LEAST = 3

_HEADER = re.compile(
    r"(?:" + any_of("columns") + r"|20\d\d年?(?:" + any_of("columns", "suffix") + r")?(?:\([^)]{1,8}\))?)\**$"
)
RULE = re.compile(r"[|:\- ]+$")
_TITLE = re.compile(r"(?:主要|具体)指标$")
_PROSE = re.compile(r"[。;]")


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in the view, row by row; the first row is the header."""

    header: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...]


def tables_of(text: str, blocks: list[Block]) -> list[Table]:
    """Every table, in order."""
    tables, at = [], 0
    while at < len(blocks):
        if cells := cells_of(text, blocks[at]):
            table, at = _printed(text, blocks, at, cells)
        elif _is_header(text, blocks[at]):
            table, at = _flattened(text, blocks, at)
        else:
            table, at = None, at + 1
        if table:
            tables.append(table)
    return tables


def cells_of(text: str, block: Block) -> tuple[Span, ...]:
    """The cells of a printed row, empty for a line that is none."""
    mark = "|" if text[block.start] == "|" else "\t"
    start, end = block.start, block.end
    if mark == "|":
        start, end = start + 1, end - (text[end - 1] == "|" and end - 1 > start)
    if text.find(mark, start, end) < 0:
        return ()
    cells = []
    while True:
        stop = text.find(mark, start, end)
        cells.append(trimmed(text, start, end if stop < 0 else stop))
        if stop < 0:
            return tuple(cells)
        start = stop + 1


def trimmed(text: str, start: int, end: int) -> Span:
    """A cell without the blanks and marks around its words."""
    while start < end and text[start] in " *\n":
        start += 1
    while end > start and text[end - 1] in " *\n":
        end -= 1
    return Span(start, end)


def _printed(text: str, blocks: list[Block], at: int, cells: tuple[Span, ...]) -> tuple[Table | None, int]:
    rows = []
    while at < len(blocks) and (cells := cells_of(text, blocks[at])):
        if not RULE.match(text[blocks[at].start : blocks[at].end]):
            rows.append(cells)
        at += 1
    return (Table(rows[0], tuple(rows[1:])) if len(rows) > 1 else None), at


def _is_header(text: str, block: Block) -> bool:
    return block.end - block.start <= 2 * COLUMNS_LEAST * 3 and bool(_HEADER.match(text, block.start, block.end))


def _flattened(text: str, blocks: list[Block], at: int) -> tuple[Table | None, int]:
    """Header cells on lines of their own, then as many lines a row; a line of prose ends the table."""
    start = at
    while at < len(blocks) and _is_header(text, blocks[at]):
        at += 1
    while at - start > COLUMNS_LEAST and _TITLE.match(text[blocks[start].start : blocks[start].end]):
        start += 1
    header = tuple(trimmed(text, block.start, block.end) for block in blocks[start:at])
    if len(header) < COLUMNS_LEAST:
        return None, at
    cells = []
    while (
        at < len(blocks)
        and blocks[at].end - blocks[at].start <= CELL_LONGEST
        and not _PROSE.search(text, blocks[at].start, blocks[at].end)
    ):
        cells.append(trimmed(text, blocks[at].start, blocks[at].end))
        at += 1
    width = len(header)
    rows = tuple(tuple(cells[row : row + width]) for row in range(0, len(cells) - width + 1, width))
    return (Table(header, rows) if rows else None), at
