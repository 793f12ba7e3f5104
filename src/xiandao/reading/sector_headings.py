"""Sectors that have a heading: the sections that choose them, the groups they stand in, the text under each."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.lexicon import any_of
from xiandao.reading.sector_names import bare_end, could_name, is_akin, past_verbs, usual_name
from xiandao.reading.tracks import NOWHERE, Track
from xiandao.reading.wordings import one_of

LONGEST_SECTION_TITLE = 24
LONGEST_MARKS = 6

_SECTION = re.compile(
    rf"{one_of('sector_words', 'section')}(?:$|[和与及])|^{one_of('sector_words', 'section')}.{{0,4}}$"
)
_SPATIAL = re.compile(any_of("sector_words", "spatial"))
_GROUP = re.compile(
    rf"(?:[一二三四五六七八九十N\d]+[个大类]|{one_of('sector_words', 'attribute')}).*{one_of('sector_words', 'group')}$|{one_of('sector_words', 'group')}$"
)
_VERBS = re.compile(f"(?:{one_of('sector_words', 'verb')}(?![型性级]))+")
_COUNT = re.compile(r"\([N\d一二三四五六七八九十]+[个类大条项]\)$")


class SectorOutline:
    """The headings that choose sectors, and those that name them."""

    def __init__(self, text: str, blocks: list[Block]) -> None:
        self.text = text
        self.blocks = blocks
        self.place = {id(block): number for number, block in enumerate(blocks)}
        self.chosen: list[Span] = []
        self.found: list[Track] = []
        self.names: dict[int, Span] = {}

    def headed(self) -> list[Track]:
        """Every sector that has a heading."""
        done = 0
        for block in self.blocks:
            if block.level is None or block.start < done or block.kind in {"facts", "annex"}:
                continue
            if self._chooses(block):
                self.chosen.append(Span(block.title_end, block.body_end))
                self._descend(block, NOWHERE, NOWHERE)
                done = block.body_end
            elif len(block.children) > 1 and self._mostly_known(block.children):
                self._named(block.children, Span(block.title_start, block.title_end), NOWHERE, "sector.known", 0.8)
                done = block.body_end
        return self._without_echoes()

    def _without_echoes(self) -> list[Track]:
        """What was found, without the headings that have no text and repeat a name, as a table of contents does."""
        told = {self.text[track.start : track.end] for track in self.found if self._tells(track.body)}
        kept = []
        for track in self.found:
            name = self.text[track.start : track.end]
            if name not in told or self._tells(track.body):
                kept.append(track)
                told.add(name)
        return kept

    def _tells(self, body: Span) -> bool:
        """Whether a heading has a text of its own."""
        return body.end - body.start > LONGEST_MARKS or bool(self.text[body.start : body.end].strip("。:;\n "))

    def _chooses(self, block: Block) -> bool:
        title = self.text[block.title_start : block.title_end]
        if not title or len(title) > LONGEST_SECTION_TITLE or not _SECTION.search(title):
            return False
        if _SPATIAL.search(title):
            return False
        return bool(block.children) or block.kind == "sectors" or block.title_end < block.body_end

    def _mostly_known(self, blocks: list[Block]) -> bool:
        names = [self._name(block) for block in blocks]
        known = sum(bool(name.end > name.start and usual_name(self.text[name.start : name.end])) for name in names)
        return known >= 2 and known * 2 >= len(blocks)

    def _descend(self, block: Block, group: Span, parent: Span) -> None:
        """Read the headings under one that chooses."""
        own = Span(block.title_start, block.title_end) if group.end == group.start else group
        stray = NOWHERE
        plain: list[Block] = []
        for child in block.children:
            title = self._title(child)
            if self._is_group(title):
                name = Span(_at_count(self.text, title.start, title.end), title.end)
                self._descend(child, name, parent)
                stray = name if not child.children and child.body_end - child.title_end < 4 else NOWHERE
                if stray.end > stray.start:
                    own = stray
            else:
                plain.append(child)
                if not self._name(child).end and child.children:
                    self._descend(child, own, parent)
        rule = "sector.group" if group.end > group.start else "sector.headed"
        self._named(plain, own, parent, rule, 0.95)

    def _title(self, block: Block) -> Span:
        """A heading's words without a count behind them."""
        ends = self.text[block.title_end - 1 : block.title_end] == ")"
        count = _COUNT.search(self.text, block.title_start, block.title_end) if ends else None
        return Span(block.title_start, count.start() if count else block.title_end)

    def _is_group(self, title: Span) -> bool:
        words = self.text[title.start : title.end]
        if not words or len(words) > LONGEST_SECTION_TITLE or usual_name(words):
            return False
        start = past_verbs(self.text, title.start, title.end)
        return bool(_GROUP.search(words)) and not usual_name(self.text[start : title.end])

    def _name(self, block: Block) -> Span:
        """The sector that a heading names, an empty stretch where it names none."""
        if block.start not in self.names:
            self.names[block.start] = self._read_name(block)
        return self.names[block.start]

    def _read_name(self, block: Block) -> Span:
        if block.title_end - block.title_start > 2 * LONGEST_SECTION_TITLE:
            return NOWHERE
        title = self._title(block)
        end = bare_end(self.text, title.start, title.end)
        if could_name(self.text, title.start, end):
            return Span(title.start, end)
        start = past_verbs(self.text, title.start, end)
        end = bare_end(self.text, start, end)
        if start < end and usual_name(self.text[start:end]):
            return Span(start, end)
        if (
            end - start > 4
            and self.text.endswith(("发展", "建设"), start, end)
            and usual_name(self.text[start : end - 2])
        ):
            return Span(start, bare_end(self.text, start, end - 2))
        return NOWHERE

    def _named(self, blocks: list[Block], group: Span, parent: Span, rule: str, confidence: float) -> None:
        """Headings that stand side by side, those of them that name a sector."""
        named = [(block, name) for block in blocks if (name := self._name(block)).end]
        if not any(is_akin(self.text[name.start : name.end]) for _, name in named):
            return
        most = max((self._paragraphs(block) for block, _ in named[:-1]), default=None)
        for block, name in named:
            within = [
                child
                for child in block.children
                if usual_name(self.text[self._name(child).start : self._name(child).end])
            ]
            last = block is blocks[-1]
            body = Span(block.title_end, within[0].start if within else self._body_end(block, most if last else None))
            self.found.append(
                Track(
                    start=name.start,
                    end=name.end,
                    rule=rule,
                    confidence=confidence,
                    body=body,
                    group=group,
                    parent=parent,
                )
            )
            if within:
                self._named(within, group, name, rule, confidence)

    def _paragraphs(self, block: Block) -> int:
        """How many lines stand under a heading, its own left out."""
        first = self.place[id(block)] + 1
        number = first
        while number < len(self.blocks) and self.blocks[number].start < block.body_end:
            number += 1
        return number - first

    def _body_end(self, block: Block, most: int | None) -> int:
        """Where a heading's text ends; the last of its kind has no more lines than the others."""
        if most is None:
            return block.body_end
        last = min(self.place[id(block)] + most, len(self.blocks) - 1)
        return min(self.blocks[last].end, block.body_end)


def _at_count(text: str, start: int, end: int) -> int:
    """Where the name of a group begins: behind its verb, at its count."""
    verb = _VERBS.match(text, start, end)
    return verb.end() if verb and verb.end() < end - 1 else start
