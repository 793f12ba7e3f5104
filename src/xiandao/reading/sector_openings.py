"""Sectors without a heading of their own that open a paragraph or a sentence: 未来制造。…, 氢能方面，… and the like."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.leads import past_lead
from xiandao.reading.sector_names import bare_end, could_name, known_head, past_verbs, usual_name
from xiandao.reading.tracks import NOWHERE, Track, holds, merged

KNOWN, LIKELY, POSSIBLE = 2, 1, 0
ROW_LEAST = 3

_OPENING = re.compile(r"^(?:——|--|·)?[ ]*([^\n,。;:()、]{2,16})(?:\([^\n()]{1,20}\))?[。:](?=[^\n])", re.MULTILINE)
_INLINE = re.compile(
    r"(?:(?<=[。;,\n:])|^)(?:其中,?)?(?:在)?([^,。;:\n()]{2,16}?)(?:方面|领域)(?:,|:|(?=重点|发展|探索|布局|突破|前瞻|积极|加快|推进|聚焦|围绕|大力|着力|支持|加强))",
    re.MULTILINE,
)


class _Opening(NamedTuple):
    """A paragraph's first words as the name of a sector, and how much speaks for it."""

    track: Track
    sure: int


def openings(text: str, blocks: list[Block], headed: list[Track]) -> list[Track]:
    """Paragraphs without a number that open with a sector's name, two of them at least.

    A name that nothing knows, or one with no mark behind it, counts in a row of :data:`ROW_LEAST` such paragraphs.
    """
    bodies = merged([track.body for track in headed])
    known: list[_Opening] = []
    rows: list[_Opening] = []
    row: list[_Opening] = []
    for block in blocks:
        told = block.level is not None or block.kind in {"facts", "safeguards", "annex"} or holds(bodies, block.start)
        opening = None if told else _opening(text, block)
        if opening:
            row.append(opening)
            known += [opening] if opening.sure == KNOWN else []
        else:
            rows += row if _is_row(row) else []
            row = []
    rows += row if _is_row(row) else []
    found = {opening.track.start: opening.track for opening in (*rows, *(known if len(known) > 1 else ()))}
    return [found[start] for start in sorted(found)]


def _is_row(row: list[_Opening]) -> bool:
    return sum(opening.sure >= LIKELY for opening in row) >= ROW_LEAST


def _opening(text: str, block: Block) -> _Opening | None:
    """The sector with which a paragraph opens, if any."""
    opening = _OPENING.match(text, block.start, block.end)
    if opening and usual_name(opening[1]):
        return _made(opening.start(1), bare_end(text, *opening.span(1)), Span(opening.end(), block.end), KNOWN)
    if opening and "+" not in opening[1] and past_lead(text, opening.end(), block.end)[1]:
        start, end = opening.span(1)
        if could_name(text, start, end) or past_verbs(text, start, end) == start:
            sure = LIKELY if could_name(text, start, end) else POSSIBLE
            return _made(start, end, Span(opening.end(), block.end), sure)
    start = block.title_start if block.is_bullet else block.start
    for end in known_head(text, start, block.end):
        if past_lead(text, end, block.end)[0] > end:
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
