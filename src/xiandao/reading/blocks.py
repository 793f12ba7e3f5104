"""Lines with their numbers, and the outline that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xiandao.reading.lexicon import any_of
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.numbering import Level, number_at

TITLE_LONGEST = 60

_TITLE_END = re.compile(r"[。:;]|—+(?=[「“])|(?<=[^\dA-Za-z.,])\s+(?=[^\s(])")
_ANNEX = re.compile(r"(?:附件|附表|附录|附)[\d一二三四五六七八九十]{0,2}[:.]?(?=$|[^,。;]{0,40}$)|(?:名词|术语)解释$")
_NOTE = re.compile(r"[(〔\[【](?=[^)〕\]】]{0,400}(?:单位|部门|负责|牵头|配合|落实|[局委办厅])[)〕\]】.]?)")
_RANKS = {Level.SECTION: Level.PART + 0.5, Level.ARTICLE: Level.SECTION + 0.5}
_SECTION = {
    kind: re.compile(any_of("sections", kind))
    for kind in ("conditions", "goals", "facts", "safeguards", "tasks", "layout", "sectors", "annex")
}


@dataclass(slots=True)
class Block:
    """One logical line of the view: a heading, a paragraph, a bullet or a row of cells.

    Attributes:
        start: In the view. end: One past its last character.
        level: Level of its printed number, ``None`` where it has none.
        label: Its number as printed, ``""`` where the numeral was lost.
        ordinal: The rank that the number gives.
        title_start: Where the title begins, after the number.
        title_end: One past the title; equal to *title_start* in a line without a title.
        parent: The numbered block under which it stands.
        children: Numbered blocks that stand under it.
        kind: ``goals``, ``facts``, ``sectors``, ``layout``, ``tasks``, ``safeguards``, ``annex`` or ``""``.
        body_end: One past the last character of all that stands under it.
    """

    start: int
    end: int
    level: Level | None = None
    label: str = ""
    ordinal: int | None = None
    title_start: int = 0
    title_end: int = 0
    parent: Block | None = None
    children: list[Block] = field(default_factory=list)
    kind: str = ""
    body_end: int = 0

    @property
    def path(self) -> str:
        """The numbers from the chapter down, as printed: ``三/（一）``."""
        own = self.label
        return f"{self.parent.path}/{own}" if self.parent else own

    @property
    def is_bullet(self) -> bool:
        """Whether the line is a ``——`` goal or another bulleted line."""
        return self.label == "——"


def blocks_of(text: str) -> list[Block]:
    """The view's lines in order, each under its heading."""
    blocks: list[Block] = []
    stack: list[Block] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        block = _block(text, start, end)
        if block.level is None and _ANNEX.match(text, start, end):
            _close(stack, Level.PART, start)
        if block.level is not None:
            _close(stack, block.level, start)
            if stack:
                block.parent = stack[-1]
                stack[-1].children.append(block)
            stack.append(block)
        elif stack:
            block.parent = stack[-1]
        block.kind = _kind(text, block)
        blocks.append(block)
        start = end + 1
    _close(stack, Level.PART, len(text))
    return blocks


def _close(stack: list[Block], level: Level, at: int) -> None:
    """End every open heading that *level* does not stand under."""
    while stack and stack[-1].level is not None and _rank(stack[-1].level) >= _rank(level):
        stack.pop().body_end = at


def _rank(level: Level) -> float:
    """How deep the outline puts a level: 第一节 holds 一、, an article holds the bracketed items under it."""
    return _RANKS.get(level, float(level))


def _block(text: str, start: int, end: int) -> Block:
    """The line as a block; a bulleted line keeps its bullet as a label without a level."""
    block = Block(start, end, title_start=start, title_end=start, body_end=end)
    number = None if "\t" in text[start:end] else number_at(text, start, end)
    if number is not None:
        block.level, block.label, block.ordinal = number.level, number.label, number.ordinal
        block.title_start = number.end
        block.title_end = title_end(text, number.end, end)
    elif text.startswith(("——", "--"), start) or text[start] == "·":
        block.label = "——"
    return block


def title_end(text: str, start: int, end: int) -> int:
    """One past the title of a numbered line, without a note of units behind it."""
    match = _TITLE_END.search(text, start, end)
    stop = match.start() if match else end
    note = _NOTE.search(text, start, min(stop, start + 4 * TITLE_LONGEST))
    if note and note.start() > start:
        stop = note.start()
    return stop


def _kind(text: str, block: Block) -> str:
    """What the section is for, by its own title, else by the section it stands in."""
    inherited = block.parent.kind if block.parent else ""
    if block.level is None or block.level > Level.ARABIC or block.title_end - block.title_start > TITLE_LONGEST // 2:
        return inherited
    title = text[block.title_start : block.title_end]
    for kind, known in _SECTION.items():
        if known.search(title) and (
            not inherited or inherited in {"goals", "facts"} or kind in {"goals", "layout", "conditions"}
        ):
            return kind
    return inherited


def heading_numbers(blocks: list[Block], amounts: Sequence[Amount]) -> dict[int, str]:
    """The numbers that are printed numbering, each with its reason."""
    reasons: dict[int, str] = {}
    at = 0
    for block in blocks:
        while at < len(amounts) and amounts[at].start < block.start:
            at += 1
        if block.level is not None and at < len(amounts) and amounts[at].start < block.title_start:
            reasons[amounts[at].start] = "heading"
    return reasons
