"""The small form in which a sample document is written once.

@numbering chapters | running | typed      how headings are numbered (typed: the numbers stand in the text)
@head WORDS                                the running head of a page
= title      - centred line      > line to the right
# chapter    ## section          ### item  (words after the first 。 run on in the same paragraph)
| cell | cell |                            a table row; neighbours make one table
[[box title ... ]]     [[text box ... ]]   lines between the brackets
{{words}}                                  a footnote (docx only)
"""

from __future__ import annotations

import pathlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "centre", "right", "heading", "text", "table", "box", "aside"]
Numbering = Literal["chapters", "running", "typed"]
NUMBERINGS: dict[str, Numbering] = {"chapters": "chapters", "running": "running", "typed": "typed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, table or box.

    Attributes:
        level: 1 to 3 for a heading, else 0.
        rows: The cells of a table, else empty.
        inner: What stands in a box, else empty.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    inner: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    numbering: Numbering
    head: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return next((block.text for block in self.blocks if block.kind == "title"), "")


MARKS: tuple[tuple[str, Kind, int], ...] = (
    ("### ", "heading", 3),
    ("## ", "heading", 2),
    ("# ", "heading", 1),
    ("= ", "title", 0),
    ("- ", "centre", 0),
    ("> ", "right", 0),
)


def read_source(path: pathlib.Path) -> Source:
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    settings = dict(line[1:].split(" ", 1) for line in lines if line.startswith("@"))
    numbering = NUMBERINGS.get(settings["numbering"])
    if numbering is None:
        raise SystemExit(f"{path.name}: @numbering takes chapters, running or typed, not {settings['numbering']}")
    body = deque(line for line in lines if not line.startswith("@"))
    return Source(numbering=numbering, head=settings.get("head", ""), blocks=tuple(read_blocks(body)))


def read_blocks(lines: deque[str]) -> Iterator[Block]:
    """The blocks up to the end of the lines, or up to the ``]]`` that closes a box; takes the lines it reads."""
    while lines:
        line = lines.popleft()
        if line == "]]":
            return
        if line.startswith("[["):
            kind: Kind = "aside" if line.startswith("[[text ") else "box"
            yield Block(kind=kind, text=line.removeprefix("[[").removeprefix("text "), inner=tuple(read_blocks(lines)))
        elif line.startswith("|"):
            rows = [line]
            while lines and lines[0].startswith("|"):
                rows.append(lines.popleft())
            yield Block(kind="table", rows=tuple(map(cells_of, rows)))
        else:
            yield read_line(line)


def cells_of(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip("| ").split(" | "))


def read_line(line: str) -> Block:
    for mark, kind, level in MARKS:
        if line.startswith(mark):
            return Block(kind=kind, text=line.removeprefix(mark), level=level)
    return Block(kind="text", text=line)


def hanzi(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


def numbered(source: Source) -> tuple[Block, ...]:
    """The blocks with the numbers of their headings typed before them."""
    counts = [0, 0, 0]
    return tuple(with_number(block, counts, source.numbering) if block.level else block for block in source.blocks)


def with_number(block: Block, counts: list[int], numbering: Numbering) -> Block:
    """The heading with its number; counts it, and starts the levels below it anew."""
    counts[block.level - 1] += 1
    kept = 2 if numbering == "running" and block.level == 1 else block.level
    counts[kept:] = [0] * (3 - kept)
    number = counts[block.level - 1]
    prefix = (f"{hanzi(number)}、", f"（{hanzi(number)}）", f"{number}. ")[block.level - 1]
    return Block(kind="heading", text=prefix + block.text, level=block.level)


def split_heading(text: str) -> tuple[str, str]:
    """A heading's own words and what runs on after them."""
    title, stop, rest = text.partition("。")
    return (title + stop, rest) if rest else (text, "")
