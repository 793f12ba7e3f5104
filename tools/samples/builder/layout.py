"""Pages in millimetres, which pdf, ofd, png and wrapped text all show."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import ImageFont

from builder.source import Block, Kind, Source, numbered

FONT = pathlib.Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 210.0, 297.0, 28.0, 32.0, 30.0
SIZE, LEADING = 4.9, 9.4  # 14 point, about 30 lines a page
SMALL = 3.7
NO_START = "，。、；：！？）》”’％%〕】"

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words on a page; *y* is the baseline from the top, all in millimetres."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Words and the rules of tables, each from x, y to x, y."""

    words: tuple[Words, ...]
    lines: tuple[Line, ...]


def font(size: float) -> ImageFont.FreeTypeFont:
    if not FONT.exists():
        raise SystemExit(f"The font {FONT} is missing; install fonts-wqy-microhei and build again.")
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


RULER = font(100)


def wide(text: str, size: float) -> float:
    return float(RULER.getlength(text)) * size / 100


def wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """The lines of a paragraph; figures and Latin words are not torn, closing marks hang over the edge."""
    line = ""
    for piece in re.findall(r"[!-~]+|[（《〔“‘]?[^!-~]", text):
        if line and wide(line + piece, size) > room and piece not in NO_START:
            yield line
            line = ""
        line += piece
    yield line


class Sheet:
    """Pages being filled from top to bottom, with the running head and number of each."""

    def __init__(self, head: str) -> None:
        self.head = head
        self.pages: list[Page] = []
        self.start_page()

    def start_page(self) -> None:
        self.words: list[Words] = []
        self.lines: list[Line] = []
        self.y = TOP

    def turn(self) -> None:
        foot = f"— {len(self.pages) + 1} —"
        furniture = [Words(x=(WIDTH - wide(foot, SMALL)) / 2, y=HEIGHT - 18, size=SMALL, text=foot)]
        head = [Words(x=LEFT, y=20, size=SMALL, text=self.head)] if self.head else []
        self.pages.append(Page(words=(*head, *self.words, *furniture), lines=tuple(self.lines)))
        self.start_page()

    def make_room(self, height: float) -> None:
        if self.y + height > HEIGHT - BOTTOM:
            self.turn()

    def put(self, text: str, *, size: float, side: Kind) -> None:
        room = WIDTH - 2 * LEFT
        indent = "　　" if side in ("text", "heading") else ""
        for line in wrapped(indent + text, size, room):
            self.make_room(LEADING)
            self.y += LEADING
            bare = line.lstrip("　")
            shift = {"title": 0.5, "centre": 0.5, "right": 1.0}.get(side, 0.0) * (room - wide(line, size))
            x = LEFT + shift + wide(line.removesuffix(bare), size)
            self.words.append(Words(x=x, y=self.y, size=size, text=bare))

    def put_table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        room = WIDTH - 2 * LEFT
        longest = [min(max(wide(row[i], SMALL) for row in rows), room / 2.5) + 4 for i in range(len(rows[0]))]
        widths = [width * room / sum(longest) for width in longest]
        self.y += 4
        for row in rows:
            cells = [tuple(wrapped(cell, SMALL, width - 3)) for cell, width in zip(row, widths, strict=True)]
            height = max(map(len, cells)) * SMALL * 1.5 + 2
            self.make_room(height)
            for i, cell in enumerate(cells):
                x = LEFT + sum(widths[:i])
                for n, line in enumerate(cell, 1):
                    self.words.append(Words(x=x + 1.5, y=self.y + SMALL * 1.5 * n, size=SMALL, text=line))
                self.lines.append((x, self.y, x, self.y + height))
            right, low = LEFT + room, self.y + height
            self.lines += [(LEFT, self.y, right, self.y), (LEFT, low, right, low), (right, self.y, right, low)]
            self.y = low


def pages_from(source: Source) -> tuple[Page, ...]:
    sheet = Sheet(source.head)
    put_blocks(sheet, numbered(source))
    sheet.turn()
    return tuple(sheet.pages)


def put_blocks(sheet: Sheet, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        if block.kind == "table":
            sheet.put_table(block.rows)
        elif block.text:
            sheet.put(block.text, size=SIZE * (1.25 if block.kind == "title" else 1), side=block.kind)
        put_blocks(sheet, block.inner)
