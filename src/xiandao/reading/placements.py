"""Who gets what: notes of places in a sector's text, layout tables, sentences that give a place a sector."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xiandao.core.plan import Placement
from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.place_notes import note_layouts
from xiandao.reading.place_sentences import sentence_layouts
from xiandao.reading.place_tables import table_layouts
from xiandao.reading.placing import Layout, Sites
from xiandao.reading.quoting import Quoter
from xiandao.reading.tracks import Track

_CONFIDENCE = {
    "placement.note": 0.95,
    "placement.table": 0.95,
    "placement.sentence": 0.85,
    "placement.host": 0.75,
    "placement.base": 0.5,
}


def placements_of(text: str, blocks: list[Block], tracks: tuple[Track, ...], quoter: Quoter) -> tuple[Placement, ...]:
    """Every pair of place and sector, in the order of the text, each once a quotation."""
    sites = Sites(text, tracks)
    facts = [Span(block.start, block.end) for block in blocks if block.kind == "facts"]
    layouts = chain(note_layouts(text, sites), table_layouts(text, blocks, sites), sentence_layouts(text, sites, facts))
    found = sorted((layout for layout in layouts), key=lambda layout: (layout.start, layout.place))
    return tuple(_placements(found, quoter))


def _placements(layouts: list[Layout], quoter: Quoter) -> Iterator[Placement]:
    seen = set()
    for layout in layouts:
        key = (layout.place, quoter.view.text[layout.sector.start : layout.sector.end], layout.start)
        if key in seen:
            continue
        seen.add(key)
        words = quoter.words(layout.start, layout.end, layout.rule, _CONFIDENCE[layout.rule])
        place, sector = quoter.printed(*layout.place), quoter.printed(*layout.sector)
        yield Placement(
            id=quoter.id("placement", words.quote),
            words=words,
            place=place,
            sector=sector,
            focus=tuple(quoter.printed(*focus) for focus in layout.focus),
            strength="weak" if layout.rule == "placement.base" else "explicit",
        )
