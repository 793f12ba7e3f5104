"""Ruled tables: straight lines become a grid, the grid's cells take the words that stand in them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from xiandao.readers.layout_lines import WIDE, Line, Piece, em_of, lines_of

_NEAR = 3.0
_THIN = 3.0
_MOST_RULES = 1_500
_MOST_CELLS = 20_000
_SHORTEST = 6.0


class Rule(NamedTuple):
    """A straight line along one axis, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top


class _Grid(NamedTuple):
    """Columns and rows of a table, and for each place the first place of the cell it belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cell: dict[tuple[int, int], tuple[int, int]]


def tables_on(pieces: Sequence[Piece], rules: Sequence[Rule]) -> tuple[list[Line], list[Piece]]:
    """Rows of all tables, and the pieces that stand in none.

    A grid with words in one column only is a box around paragraphs, no table.
    """
    rows: list[Line] = []
    rest = list(pieces)
    for grid in _grids(rules):
        inside = [piece for piece in rest if _place(grid, piece) is not None]
        if len({_column(grid, piece) for piece in inside if piece.text.strip()}) > 1:
            rest = [piece for piece in rest if _place(grid, piece) is None]
            rows.extend(_rows(grid, inside))
    return rows, rest


def straight_rules(points: list[tuple[float, float]], *, stroked: bool) -> Iterator[Rule]:
    """Rules along the axes that an outline draws: its edges, or itself when it is a thin filled bar."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not all(map(math.isfinite, (*xs, *ys))):
        return
    box = Rule(min(xs), min(ys), max(xs), max(ys))
    if min(box.right - box.left, box.bottom - box.top) <= _THIN:
        yield box
    elif stroked:
        for (x1, y1), (x2, y2) in pairwise(points):
            if min(abs(x1 - x2), abs(y1 - y2)) <= 1.0:
                yield Rule(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _grids(rules: Sequence[Rule]) -> Iterator[_Grid]:
    long = [rule for rule in rules if max(rule.right - rule.left, rule.bottom - rule.top) >= _SHORTEST]
    level = _joined([rule for rule in long if rule.is_level])
    upright = [_turned(one) for one in _joined([_turned(rule) for rule in long if not rule.is_level])]
    if len(level) > _MOST_RULES or len(upright) > _MOST_RULES:
        return
    for group in _touching(level, upright):
        grid = _grid([one for one in group if one.is_level], [one for one in group if not one.is_level])
        if grid is not None:
            yield grid


def _turned(rule: Rule) -> Rule:
    return Rule(rule.top, rule.left, rule.bottom, rule.right)


def _joined(level: list[Rule]) -> list[Rule]:
    """Level rules with those that go on in one another made one: many programs draw each cell's edges apart."""
    rows: list[list[Rule]] = []
    for rule in sorted(level, key=lambda one: one.top + one.bottom):
        if rows and (rule.top + rule.bottom) - (rows[-1][0].top + rows[-1][0].bottom) <= _NEAR:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    joined: list[Rule] = []
    for row in rows:
        last: Rule | None = None
        for rule in sorted(row):
            if last is not None and rule.left - last.right <= _NEAR:
                last = Rule(last.left, last.top, max(last.right, rule.right), last.bottom)
                joined[-1] = last
            else:
                last = rule
                joined.append(rule)
    return joined


def _touching(level: list[Rule], upright: list[Rule]) -> list[list[Rule]]:
    """Rules that hang together, through crossings or end to end."""
    rules = level + upright
    parent = list(range(len(rules)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for first, rule in enumerate(level):
        for second, other in enumerate(upright, len(level)):
            if _cross(rule, other):
                parent[root(second)] = root(first)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for number, rule in enumerate(rules):
        groups[root(number)].append(rule)
    return sorted(groups.values(), key=lambda group: min((rule.top, rule.left) for rule in group))


def _cross(level: Rule, upright: Rule) -> bool:
    return (
        level.left - _NEAR <= upright.right
        and upright.left <= level.right + _NEAR
        and upright.top - _NEAR <= level.bottom
        and level.top <= upright.bottom + _NEAR
    )


def _grid(level: list[Rule], upright: list[Rule]) -> _Grid | None:
    if len(level) < 2 or not upright:
        return None
    sides = [min(rule.left for rule in level), max(rule.right for rule in level)]
    xs = _merged([(rule.left + rule.right) / 2 for rule in upright] + sides)
    ys = _merged([(rule.top + rule.bottom) / 2 for rule in level])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MOST_CELLS:
        return None
    cell = _cells(xs, ys, level, upright)
    has_columns = any(cell[row, column][1] == column > 0 for row, column in cell)
    return _Grid(tuple(xs), tuple(ys), cell) if has_columns else None


def _merged(values: list[float]) -> list[float]:
    """Values in order, those that lie near one another as one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged


def _cells(
    xs: list[float], ys: list[float], level: list[Rule], upright: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Each place's cell: places with no rule between them are one cell."""
    walls = _by_line(xs, [((rule.left + rule.right) / 2, rule.top, rule.bottom) for rule in upright])
    floors = _by_line(ys, [((rule.top + rule.bottom) / 2, rule.left, rule.right) for rule in level])
    cell: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            centre = (xs[column] + xs[column + 1]) / 2
            if column and not _covered(walls[column], middle):
                cell[row, column] = cell[row, column - 1]
            elif row and not _covered(floors[row], centre):
                cell[row, column] = cell[row - 1, column]
            else:
                cell[row, column] = (row, column)
    return cell


def _by_line(lines: list[float], stretches: list[tuple[float, float, float]]) -> dict[int, list[tuple[float, float]]]:
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for at, start, end in stretches:
        number = max(0, bisect_right(lines, at + _NEAR) - 1)
        found[number].append((start - _NEAR, end + _NEAR))
    return found


def _covered(stretches: list[tuple[float, float]], at: float) -> bool:
    return any(start <= at <= end for start, end in stretches)


def _place(grid: _Grid, piece: Piece) -> tuple[int, int] | None:
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    if not (grid.xs[0] <= x < grid.xs[-1] and grid.ys[0] <= y < grid.ys[-1]):
        return None
    return grid.cell[bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1]


def _column(grid: _Grid, piece: Piece) -> int:
    place = _place(grid, piece)
    return place[1] if place else -1


def _rows(grid: _Grid, pieces: list[Piece]) -> Iterator[Line]:
    by_cell: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        place = _place(grid, piece)
        if place is not None:
            by_cell[place].append(piece)
    widths = {first: grid.xs[column + 1] - grid.xs[first[1]] for (_, column), first in grid.cell.items()}
    for row in range(len(grid.ys) - 1):
        cells = [(row, column) for column in range(len(grid.xs) - 1)]
        words = [cell_text(by_cell[place], widths[place]) if place in by_cell else "" for place in cells]
        if any(words):
            score = min((one.score for place in cells for one in by_cell.get(place, ())), default=1.0)
            text = "\t".join(words)
            yield Line(text, grid.xs[0], grid.ys[row], grid.xs[-1], grid.ys[row + 1], 10.0, is_row=True, score=score)


def cell_text(pieces: Sequence[Piece], width: float) -> str:
    """Words of a cell on one line: lines broken for want of room are joined, other breaks are a blank."""
    lines = lines_of(pieces)
    em = em_of(pieces)
    text = lines[0].text if lines else ""
    for above, line in pairwise(lines):
        no_room = width - (above.right - above.left) < 2.4 * em
        unfinished = above.text.endswith(("，", "、"))
        joined = unfinished or (no_room and (WIDE.match(above.text[-1]) or WIDE.match(line.text[0])))
        text += ("" if joined else " ") + line.text
    return text
