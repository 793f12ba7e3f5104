"""The sectors of a plan: where it names them, and each as an item."""

from __future__ import annotations

import re
from itertools import groupby

from xiandao.core.plan import Sector
from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.quoting import Quoter
from xiandao.reading.sector_choices import NamedSectors, children
from xiandao.reading.sector_headings import SectorOutline
from xiandao.reading.sector_openings import inline_heads, openings
from xiandao.reading.tracks import NOWHERE, Track, merged, without

SHORTEST_LIST = 8

_CHOOSES = re.compile(r"布局|发展|聚焦|培育|瞄准|抢占|主攻|突破|谋划|探索|涉及|围绕|推进")
_FORESIGHT = re.compile(r"前瞻|超前|谋划|瞄准|探索|重点发展|重点培育|优先发展|抢占|聚焦发展|重点布局|培育|布局")


def tracks_of(text: str, blocks: list[Block]) -> tuple[Track, ...]:
    """All tracks in the order of the text."""
    outline = SectorOutline(text, blocks)
    headed = outline.headed()
    headed = [*headed, *openings(text, blocks, headed)]
    inside = [
        track for parent in headed for track in (*inline_heads(text, parent.body, parent), *children(text, parent))
    ]
    bodies = merged([track.body for track in headed])
    loose = [span for section in outline.chosen for span in without(section, bodies)]
    inline = [track for span in _long(loose) for track in inline_heads(text, span, None)]
    inside += inline
    taken = merged([track.body for track in inline])
    loose = [rest for span in loose for rest in without(span, taken)]
    named = NamedSectors(text, (*headed, *inside))
    for span in _long(loose):
        inside += named.listed(span, _CHOOSES)
    commits = _FORESIGHT if headed or inside else None
    for span in _long(_elsewhere(blocks, merged([*outline.chosen, *bodies]))):
        inside += named.listed(span, commits)
    return tuple(sorted((*headed, *inside), key=lambda track: track.start))


def _long(spans: list[Span]) -> list[Span]:
    """Those in which a list could stand."""
    return [span for span in spans if span.end - span.start > SHORTEST_LIST]


def _elsewhere(blocks: list[Block], taken: list[Span]) -> list[Span]:
    """The text outside the sections that choose, facts and annexes left out."""
    found: list[Span] = []
    for is_told, run in groupby(blocks, key=lambda block: block.kind in {"facts", "annex"}):
        if not is_told:
            first, *others = run
            found += without(Span(first.start, (others[-1] if others else first).end), taken)
    return found


def sectors_of(tracks: tuple[Track, ...], quoter: Quoter) -> tuple[Sector, ...]:
    """One sector for each track."""
    printed: dict[Span, str | None] = {NOWHERE: None}
    for track in tracks:
        for span in (track.group, track.parent):
            if span not in printed:
                printed[span] = quoter.printed(*span)
    return tuple(_sector(track, printed, quoter) for track in tracks)


def _sector(track: Track, printed: dict[Span, str | None], quoter: Quoter) -> Sector:
    words = quoter.words(track.start, track.end, track.rule, track.confidence)
    whole = len(words.quote) == track.end - track.start
    return Sector(
        id=quoter.id("sector", words.quote),
        words=words,
        name=words.quote if whole else quoter.printed(track.start, track.end),
        group=printed[track.group],
        parent=printed[track.parent],
    )
