"""Sectors without a heading of their own that open a paragraph or a sentence: 未来制造。…, 氢能方面，… and the like."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.sector_names import bare_end, usual_name
from xiandao.reading.tracks import NOWHERE, Track, holds, merged

_OPENING = re.compile(r"^(?:——|--|·)?[ ]*([^\n,。;:()、]{2,16})(?:\([^\n()]{1,20}\))?[。:](?=[^\n])", re.MULTILINE)
_INLINE = re.compile(
    r"(?:(?<=[。;,\n:])|^)(?:其中,?)?(?:在)?([^,。;:\n()]{2,16}?)(?:方面|领域)(?:,|:|(?=重点|发展|探索|布局|突破|前瞻|积极|加快|推进|聚焦|围绕|大力|着力|支持|加强))",
    re.MULTILINE,
)


def openings(text: str, blocks: list[Block], headed: list[Track]) -> list[Track]:
    """Paragraphs without a number that open with a sector's name, two of them at least."""
    bodies = merged([track.body for track in headed])
    found = []
    for block in blocks:
        if block.level is not None or block.kind in {"facts", "safeguards", "annex"}:
            continue
        opening = _OPENING.match(text, block.start, block.end)
        if opening and usual_name(opening[1]) and not holds(bodies, block.start):
            end = bare_end(text, *opening.span(1))
            found.append(
                Track(
                    start=opening.start(1),
                    end=end,
                    rule="sector.opening",
                    confidence=0.85,
                    body=Span(opening.end(), block.end),
                )
            )
    return found if len(found) > 1 else []


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
