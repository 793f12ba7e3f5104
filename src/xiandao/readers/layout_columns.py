"""Pages printed in two columns, as gazettes are, are read column by column."""

from __future__ import annotations

from collections.abc import Sequence

from xiandao.readers.layout_lines import Line, Piece, em_of, heights_of, line_of

_FEWEST_LINES = 8
_STEP = 3.0


def placed_lines(pieces: Sequence[Piece], width: float) -> tuple[list[Line], float | None]:
    """Lines of a page, those in columns marked so, and the middle of the gutter between the columns."""
    groups = heights_of(pieces)
    gutter = _gutter(groups, width)
    if gutter is None:
        made = [line_of(group) for group in groups]
        return [line for line in made if line is not None], None
    return [line for group in groups for line in _sides(group, gutter)], gutter


def column_of(line: Line, gutter: float | None) -> int:
    """0 for the whole width, 1 for the left column, 2 for the right."""
    if gutter is None or line.left < gutter < line.right:
        return 0
    return 1 if line.right <= gutter else 2


def regions(lines: Sequence[Line]) -> list[list[Line]]:
    """Stretches of a page in reading order: between lines of the whole width, the left column before the right."""
    found: list[list[Line]] = []
    whole: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.column == 0 and (left or right):
            found += [left, right]
            left, right = [], []
        elif line.column and whole:
            found.append(whole)
            whole = []
        (whole, left, right)[line.column].append(line)
    return [region for region in (*found, whole, left, right) if region]


def _gutter(groups: Sequence[Sequence[Piece]], width: float) -> float | None:
    """The middle of an upright strip that hardly any line crosses while many have words on both sides."""
    if len(groups) < _FEWEST_LINES:
        return None
    em = em_of([piece for group in groups for piece in group][:2_000])
    free = [step * _STEP for step in range(int(width * 0.35 / _STEP), int(width * 0.65 / _STEP))]
    crossed = _crossings(groups, len(groups), int(width / _STEP) + 2)
    strips = [at for at in free if crossed[int(at / _STEP)] <= len(groups) * 0.15]
    run = _longest_run(strips)
    if not run or run[-1] - run[0] + _STEP < 1.1 * em:
        return None
    middle = (run[0] + run[-1] + _STEP) / 2
    both = sum(min(one.left for one in group) < middle < max(one.right for one in group) for group in groups)
    return middle if both >= max(_FEWEST_LINES, 0.5 * len(groups)) else None


def _crossings(groups: Sequence[Sequence[Piece]], most: int, bins: int) -> list[int]:
    """For each strip, how many lines have words on it."""
    counts = [0] * bins
    for group in groups:
        touched: set[int] = set()
        for piece in group:
            if piece.text.strip():
                first, last = max(0, int(piece.left / _STEP)), min(bins - 1, int(piece.right / _STEP))
                touched.update(range(first, last + 1))
        for place in touched:
            counts[place] = min(most, counts[place] + 1)
    return counts


def _longest_run(strips: Sequence[float]) -> list[float]:
    best: list[float] = []
    run: list[float] = []
    for at in strips:
        run = [*run, at] if run and at - run[-1] <= _STEP * 1.5 else [at]
        best = max(best, run, key=len)
    return best


def _sides(group: Sequence[Piece], gutter: float) -> list[Line]:
    """A line of the whole width when its words run across the gutter, else one line for each side."""
    left = [piece for piece in group if piece.right <= gutter]
    right = [piece for piece in group if piece.left >= gutter]
    crossing = len(left) + len(right) < len(group)
    apart = not left or not right or min(p.left for p in right) - max(p.right for p in left) >= em_of(group)
    if crossing or not apart:
        line = line_of(group)
        return [line] if line else []
    sides = ((1, line_of(left)), (2, line_of(right)))
    return [line._replace(column=column) for column, line in sides if line]
