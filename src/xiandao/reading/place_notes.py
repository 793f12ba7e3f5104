"""Notes in a sector's text that say where it is laid out: 〔重点布局：甲区、乙区〕, 重点布局在甲镇, and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.reading.lexicon import any_of
from xiandao.reading.placing import Layout, Sites, places_in

_NOTE = re.compile(rf"{any_of('places', 'note')}(?:在|于|为|[:：])(?:以下)?([^\[\]〔〕【】。;\n]{{2,400}})")


def note_layouts(text: str, sites: Sites) -> Iterator[Layout]:
    """Each place of a note with the sector whose text it stands in."""
    for note in _NOTE.finditer(text):
        start, end = note.span(1)
        if note.start() and text[note.start() - 1] == "(" and text.endswith(")", start, end):
            end -= 1
        sector = sites.owner(note.start())
        if sector is None:
            continue
        for place in places_in(text, start, end):
            yield Layout(note.start(), end, place, sector, (), "placement.note")
