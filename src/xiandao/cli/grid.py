"""Tables on a screen, aligned for characters that take two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiandao.writers.columns import char_width, width

GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        least: How narrow it may become, in screen columns, where the screen is narrow.
        lines: How many lines a cell may take before it is cut.
        is_figure: Aligned at its right end.
        is_spare: Left out where the screen is too narrow for every column; the last ones go first.
    """

    head: str
    least: int = 6
    lines: int = 1
    is_figure: bool = False
    is_spare: bool = False


def grid(columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: int) -> Iterator[str]:
    """The lines of a table no wider than *screen*, where the least widths allow it."""
    kept = _kept(columns, screen)
    columns, rows = [columns[i] for i in kept], [[row[i] for i in kept] for row in rows]
    widths = _widths(columns, rows, screen)
    yield _joined(_padded(column.head, w, column) for column, w in zip(columns, widths, strict=True))
    yield "─" * (sum(widths) + GAP * (len(widths) - 1))
    for row in rows:
        cells = [wrapped(cell, w, column.lines) for cell, w, column in zip(row, widths, columns, strict=True)]
        for line in range(max(map(len, cells))):
            yield _joined(
                _padded(cell[line] if line < len(cell) else "", w, column)
                for cell, w, column in zip(cells, widths, columns, strict=True)
            )


def wrapped(text: str, room: int, lines: int) -> list[str]:
    """*text* in at most *lines* lines of *room* columns; what does not fit ends in ``…``."""
    flat = " ".join(text.split())
    found: list[str] = []
    while width(flat) > room and len(found) < lines - 1:
        at = _fitting(flat, room)
        found.append(flat[:at].rstrip())
        flat = flat[at:].lstrip()
    return [*found, cut(flat, room)]


def cut(text: str, room: int) -> str:
    """*text* in one line of *room* columns."""
    return text if width(text) <= room else text[: _fitting(text, room - 1)] + "…"


def _fitting(text: str, room: int) -> int:
    """How many characters fit; at least one, so that wrapping ends."""
    taken = 0
    for at, char in enumerate(text):
        taken += char_width(char)
        if taken > room:
            return max(at, 1)
    return len(text)


def _kept(columns: Sequence[Column], screen: int) -> list[int]:
    """Which columns there is room for."""
    kept = list(range(len(columns)))
    spare = [i for i in kept if columns[i].is_spare]
    while spare and sum(max(columns[i].least, width(columns[i].head)) + GAP for i in kept) - GAP > screen:
        kept.remove(spare.pop())
    return kept


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: int) -> list[int]:
    """As wide as the widest cell, then the widest columns give way until the table fits."""
    widths = [max([width(c.head), *(width(row[i]) for row in rows)]) for i, c in enumerate(columns)]
    least = [min(w, max(c.least, width(c.head))) for w, c in zip(widths, columns, strict=True)]
    over = sum(widths) + GAP * (len(columns) - 1) - screen
    while over > 0:
        widest = max(range(len(widths)), key=lambda i: widths[i] - least[i])
        room = widths[widest] - least[widest]
        if room == 0:
            break
        others = max((w - m for i, (w, m) in enumerate(zip(widths, least, strict=True)) if i != widest), default=0)
        step = min(over, max(room - others, 1))
        widths[widest] -= step
        over -= step
    return widths


def _padded(text: str, room: int, column: Column) -> str:
    blanks = " " * (room - width(text))
    return blanks + text if column.is_figure else text + blanks


def _joined(cells: Iterator[str]) -> str:
    return (" " * GAP).join(cells).rstrip()
