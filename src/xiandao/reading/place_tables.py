"""Layout tables: rows of cells as printed, or flattened to one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.enumerations import members_of, parts_of
from xiandao.reading.lexicon import words
from xiandao.reading.placing import Layout, Sites, focus_in, is_place, places_in
from xiandao.reading.tables import Table, tables_of

LONGEST_CELL = 80

_PLACES = frozenset(words("places", "place-column"))
_SECTORS = frozenset(words("places", "sector-column"))
_FOCUSES = frozenset(words("places", "focus-column"))
_PAIR = re.compile(r"([^:\n,。;]{2,14}):(?=[^\n])")
_NAME = re.compile("[\u4e00-\u9fff]{2,10}")
_FOCUS_LINE = re.compile("侧重|聚焦|主攻|重点发展")


def table_layouts(text: str, blocks: list[Block], sites: Sites) -> Iterator[Layout]:
    """Every pair of place and sector in a table."""
    for table in tables_of(text, blocks):
        yield from _printed(text, table, sites)
    yield from _flattened(text, blocks, sites)


def _printed(text: str, table: Table, sites: Sites) -> Iterator[Layout]:
    """Rows with a column of places and a column of sectors, in either order."""
    heads = [text[cell.start : cell.end] for cell in table.header]
    place_at = _column(heads, _PLACES)
    sector_at = next((at for at, head in enumerate(heads) if head in _SECTORS and at != place_at), -1)
    focus_at = _column(heads, _FOCUSES)
    if sector_at < 0:
        return
    carried: Span | None = None
    for row in table.rows:
        if sector_at >= len(row):
            continue
        sector = row[sector_at]
        if sector.end <= sector.start and carried:
            sector = carried
        carried = sector
        for one in _sectors_of(text, sector, sites):
            yield from _row(text, row, one, place_at, focus_at)


def _sectors_of(text: str, cell: Span, sites: Sites) -> list[Span]:
    """The sectors of a cell: itself, or the members of its list."""
    if sites.is_sector(text[cell.start : cell.end]):
        return [cell]
    return [one for one in members_of(text, *cell) if sites.is_sector(text[one.start : one.end])]


def _named_places(text: str, cell: Span) -> list[Span]:
    """The places of a cell of their column; what has no place's shape (东片) is one where nothing else stands."""
    if found := places_in(text, *cell):
        return found
    return [part for part in parts_of(text, *cell) if _NAME.fullmatch(text, *part)]


def _column(heads: list[str], known: frozenset[str]) -> int:
    return next((at for at, head in enumerate(heads) if head in known), -1)


def _row(text: str, row: tuple[Span, ...], sector: Span, place_at: int, focus_at: int) -> Iterator[Layout]:
    """One row: a cell of places and a cell of focus, or one cell that holds both."""
    start, end = min(cell.start for cell in row), max(cell.end for cell in row)
    focus = row[focus_at] if 0 <= focus_at < len(row) else Span(0, 0)
    if 0 <= place_at < len(row) and place_at != focus_at:
        for place in _named_places(text, row[place_at]):
            yield Layout(start, end, place, sector, focus_in(text, *focus), "placement.table")
    if pair := _PAIR.match(text, *focus):
        for place in places_in(text, *pair.span(1)):
            yield Layout(start, end, place, sector, focus_in(text, pair.end(), focus.end), "placement.table")


def _flattened(text: str, blocks: list[Block], sites: Sites) -> Iterator[Layout]:
    """Lines of one cell: a sector, then 板块:侧重…; or a place, a sector and 侧重… in turn."""
    sector: Span | None = None
    place: Span | None = None
    for number, block in enumerate(blocks):
        if (
            block.level is not None
            or block.end - block.start > LONGEST_CELL
            or text[block.end - 1] in "。;"
            or text.find("\t", block.start, block.end) >= 0
        ):
            sector = place = None
            continue
        line = Span(block.start, block.end)
        printed = text[line.start : line.end]
        if sites.is_sector(printed):
            if place:
                focus = _next_focus(text, blocks, number)
                yield Layout(
                    place.start,
                    (focus or line).end,
                    place,
                    line,
                    focus_in(text, *focus) if focus else (),
                    "placement.table",
                )
                place = None
            else:
                sector = line
        elif is_place(printed):
            place = line
        elif sector and (pair := _PAIR.match(text, *line)):
            for named in places_in(text, *pair.span(1)):
                yield Layout(
                    line.start, line.end, named, sector, focus_in(text, pair.end(), line.end), "placement.table"
                )


def _next_focus(text: str, blocks: list[Block], number: int) -> Span | None:
    """The line behind the sector's, where it says what the place attends to."""
    if number + 1 >= len(blocks):
        return None
    after = blocks[number + 1]
    return Span(after.start, after.end) if _FOCUS_LINE.match(text, after.start, after.end) else None
