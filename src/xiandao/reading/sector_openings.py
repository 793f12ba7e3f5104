"""Sectors without a heading of their own that open a paragraph or a sentence: 未来制造。…, 氢能方面，… and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.leads import past_lead
from xiandao.reading.sector_names import bare_end, could_name, is_broad, known_head, past_verbs, usual_name
from xiandao.reading.tracks import NOWHERE, Track, holds, merged
from xiandao.reading.unit_names import body_like

KNOWN, LIKELY, POSSIBLE = 2, 1, 0
ROW_LEAST = 3

_OPENING = re.compile(r"^(?:——|--|·)?[ ]*([^\n,。;:()、]{2,16})(?:\([^\n()]{1,20}\))?[。:](?=[^\n])", re.MULTILINE)
# A scene (元宇宙+文旅) is no sector, nor is what carries one.
_UNLIKE = re.compile("[+]|(?:底座|大脑|云|网|库)$")
_INLINE = re.compile(
    r"(?:(?<=[。;,\n:])|^)(?:其中,?)?(?:在)?([^,。;:\n()]{2,16}?)(?:方面|领域)(?:,|:|(?=重点|发展|探索|布局|突破|前瞻|积极|加快|推进|聚焦|围绕|大力|着力|支持|加强))",
    re.MULTILINE,
)


class _Opening(NamedTuple):
    """A paragraph's first words as the name of a sector, and how much speaks for it.

    One that is only :data:`POSSIBLE` keeps a row together and counts for nothing else.
    """

    track: Track
    sure: int


def openings(text: str, blocks: list[Block], headed: list[Track]) -> list[Track]:
    """Paragraphs without a number that open with a sector's name, two of them at least.

    A name that nothing knows, or a broad field with no mark behind it, counts in a row of :data:`ROW_LEAST`.
    """
    bodies = merged([track.body for track in headed])
    known: list[Track] = []
    found: dict[int, Track] = {}
    for row in _rows(text, blocks, bodies):
        known += [opening.track for opening in row if opening.sure == KNOWN]
        if sum(opening.sure >= LIKELY for opening in row) >= ROW_LEAST:
            found |= {opening.track.start: opening.track for opening in row}
    if len(known) > 1:
        found |= {track.start: track for track in known}
    return [found[start] for start in sorted(found)]


def _rows(text: str, blocks: list[Block], bodies: list[Span]) -> Iterator[list[_Opening]]:
    """The openings of paragraphs that follow each other."""
    row: list[_Opening] = []
    for block in blocks:
        is_plain = block.level is None and block.kind not in {"facts", "safeguards", "annex"}
        opening = _opening(text, block) if is_plain and not holds(bodies, block.start) else None
        if opening:
            row.append(opening)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _opening(text: str, block: Block) -> _Opening | None:
    """The sector with which a paragraph opens, if any."""
    opening = _OPENING.match(text, block.start, block.end)
    if opening and usual_name(opening[1]):
        return _made(opening.start(1), bare_end(text, *opening.span(1)), Span(opening.end(), block.end), KNOWN)
    if opening and not _UNLIKE.search(opening[1]) and past_lead(text, opening.end(), block.end)[1]:
        start, end = opening.span(1)
        is_noun = could_name(text, start, end)
        if (is_noun or past_verbs(text, start, end) == start) and not body_like(opening[1]):
            return _made(start, end, Span(opening.end(), block.end), LIKELY if is_noun else POSSIBLE)
    # 未来制造 发展智能制造…: the blank is gone, and only a broad field is no part of what it does.
    start = block.title_start if block.is_bullet else block.start
    for end in known_head(text, start, block.end):
        if is_broad(text[start:end]) and past_lead(text, end, block.end)[0] > end:
            return _made(start, end, Span(end, block.end), LIKELY)
    return None


def _made(start: int, end: int, body: Span, sure: int) -> _Opening:
    return _Opening(Track(start=start, end=end, rule="sector.opening", confidence=0.85, body=body), sure)


def inline_heads(text: str, span: Span, parent: Track | None) -> list[Track]:
    """Sectors that open a sentence: 氢能方面，… 新型储能方面，… and so on."""
    if "方面" not in (stretch := text[span.start : span.end]) and "领域" not in stretch:
        return []
    heads = []
    name = text[parent.start : parent.end] if parent else ""
    for match in _INLINE.finditer(text, span.start, span.end):
        words = match[1]
        if words != name and (usual_name(words) or (len(words) > 1 and words in name)):
            heads.append(match)
    found = []
    for number, match in enumerate(heads):
        line = text.find("\n", match.end(), span.end)
        after = heads[number + 1].start() if number + 1 < len(heads) else span.end
        body = Span(match.end(), min(after, line if line > 0 else after))
        found.append(
            Track(
                start=match.start(1),
                end=bare_end(text, *match.span(1)),
                rule="sector.inline",
                confidence=0.9,
                body=NOWHERE if parent else body,
                group=parent.group if parent else NOWHERE,
                parent=Span(parent.start, parent.end) if parent else NOWHERE,
            )
        )
    return found
