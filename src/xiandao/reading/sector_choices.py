"""Sectors that a list chooses: the tracks of a broad field, and the lists of sentences."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.enumerations import members_of
from xiandao.reading.sector_lists import SectorList, sector_lists
from xiandao.reading.sector_names import is_broad, usual_name
from xiandao.reading.tracks import NOWHERE, Track

_CHILDREN = re.compile(r"(?:重点|前瞻|积极|优先|主要|加快|超前)*(?:布局|发展|聚焦|培育)")


def children(text: str, parent: Track) -> list[Track]:
    """The tracks into which a broad field is divided by the first sentence under its heading."""
    if not is_broad(text[parent.start : parent.end]):
        return []
    stop = text.find("。", parent.body.start + 2, parent.body.end)
    stop = parent.body.end if stop < 0 else stop
    for read in sector_lists(text, parent.body.start, stop, least=1):
        if _CHILDREN.search(read.lead):
            return [_track(member, read, parent, "sector.child", 0.9) for member in read.members]
    lead = _CHILDREN.match(text, start := _past_marks(text, parent.body), stop)
    if lead is None:
        return []
    end = next((at for at in range(lead.end(), stop) if text[at] in ",;:\n"), stop)
    members = members_of(text, lead.end(), end)
    known = sum(bool(usual_name(text[m.start : m.end])) for m in members)
    if known < 2 or known * 3 < len(members) * 2:
        return []
    read = SectorList(tuple(members), lead.group(), parent.group, start, end)
    return [_track(member, read, parent, "sector.child", 0.85) for member in members]


def _past_marks(text: str, body: Span) -> int:
    """Where the words of a body begin behind the marks that part it from its heading."""
    at = body.start
    while at < body.end and text[at] in "。: \n":
        at += 1
    return at


class NamedSectors:
    """The names that a document has given so far, so that a list adds only new ones."""

    def __init__(self, text: str, tracks: tuple[Track, ...]) -> None:
        self.text = text
        self.names = {text[track.start : track.end] for track in tracks}
        self.usual = {usual_name(name) for name in self.names} - {""}

    def listed(self, span: Span, chooses: re.Pattern[str] | None) -> list[Track]:
        """Sectors in lists that choose them and that nothing has named yet."""
        found = []
        for read in sector_lists(self.text, span.start, span.end, lead=chooses):
            if not chooses or chooses.search(read.lead):
                found += [
                    _track(member, read, None, "sector.list", 0.75) for member in read.members if self._is_new(member)
                ]
        return found

    def _is_new(self, member: Span) -> bool:
        words = self.text[member.start : member.end]
        usual = usual_name(words)
        if words in self.names or usual in self.usual:
            return False
        self.names.add(words)
        self.usual |= {usual} - {""}
        return True


def _track(member: Span, read: SectorList, parent: Track | None, rule: str, confidence: float) -> Track:
    over = Span(parent.start, parent.end) if parent else NOWHERE
    listed = Span(read.start, read.end)
    return Track(
        start=member.start,
        end=member.end,
        rule=rule,
        confidence=confidence,
        group=read.group,
        parent=over,
        listed=listed,
    )
