"""Places by the shape of their names, and the sector that a stretch of text speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.enumerations import members_of, parts_of
from xiandao.reading.lexicon import any_of, words
from xiandao.reading.sector_lists import sector_lists
from xiandao.reading.sector_names import first_known, past_verbs, usual_name
from xiandao.reading.tracks import Track
from xiandao.reading.wordings import one_of

LONGEST_PLACE = 14

_HAN = re.compile(r"[\u4e00-\u9fff·]+(?:\([^()]{1,12}\))?$")
_WITHIN = re.compile(any_of("places", "within"))
_MORE = re.compile(r"等[地市县区]?$|等$")
_MORE_OF = re.compile("(?<![高中平同均])等(?!级|离子)")
_FOCUS = re.compile(one_of("places", "focus"))
_BEHIND = re.compile(r"等?(?:重点)?(?:领域|产业|方向|赛道|技术|环节)$|等$")
_NEVER = words("places", "never")
_NEVER_END = words("places", "never-end")
_SHAPES = words("places", "shape")
_BARE = frozenset(words("places", "bare"))


class Layout(NamedTuple):
    """A place and a sector in one breath; all in the view."""

    start: int
    end: int
    place: Span
    sector: Span
    focus: tuple[Span, ...]
    rule: str


@cache
def _short_names() -> frozenset[str]:
    """Cities and provinces as they are called for short, and in full."""
    full = (*words("prefectures"), *words("provinces"))
    return frozenset(name for word in full for name in (word, re.sub("[市省]$", "", word)) if len(name) > 1)


def is_place(name: str) -> bool:
    """Whether the words are the name of a single place, judged by their shape."""
    if not 1 < len(name) <= LONGEST_PLACE:
        return False
    if name in _BARE or name in _short_names():
        return True
    shaped = (
        len(name) > 2
        and name.partition("(")[0].endswith(_SHAPES)
        and name not in _SHAPES
        and not name.endswith(_NEVER_END)
    )
    return shaped and not name.startswith(_NEVER) and bool(_HAN.match(name)) and not _WITHIN.search(name)


def places_in(text: str, start: int, end: int) -> list[Span]:
    """The places of a list, empty where one of its members is none."""
    if more := _MORE.search(text, start, end):
        end = more.start()
    members = [place for part in parts_of(text, start, end) for place in _joined(text, part)]
    return [place for place in members if is_place(text[place.start : place.end])]


def _joined(text: str, part: Span) -> tuple[Span, ...]:
    """A member, or the two that 和 or 与 joins."""
    if is_place(text[part.start : part.end]):
        return (part,)
    for joint in re.finditer("[和与及]|以及", text[part.start : part.end]):
        left, right = Span(part.start, part.start + joint.start()), Span(part.start + joint.end(), part.end)
        if is_place(text[left.start : left.end]):
            return left, right
    return (part,)


def focus_in(text: str, start: int, end: int) -> tuple[Span, ...]:
    """What a place attends to: the members of the list behind 侧重."""
    if lead := _FOCUS.match(text, start, end):
        start = lead.end()
    while end > start and text[end - 1] in "。;,、 ":
        end -= 1
    if behind := _BEHIND.search(text, start, end):
        end = behind.start()
    return tuple(parts_of(text, start, end))


class Sites:
    """The sectors of a document, by place and by name."""

    def __init__(self, text: str, tracks: tuple[Track, ...]) -> None:
        self.text = text
        self.headed = [track for track in tracks if track.is_headed]
        self.starts = [track.body.start for track in self.headed]
        self.names = {text[track.start : track.end] for track in tracks}
        self.parents = {
            text[t.start : t.end]: text[t.parent.start : t.parent.end] for t in tracks if t.parent.end > t.parent.start
        }

    def owner(self, at: int) -> Span | None:
        """The name of the sector in whose text *at* stands."""
        number = bisect_right(self.starts, at) - 1
        for track in self.headed[max(number - 2, 0) : number + 1][::-1]:
            if track.body.start <= at < track.body.end:
                return Span(track.start, track.end)
        return None

    def is_sector(self, name: str) -> bool:
        """Whether the words are a sector's name, in this document or in others."""
        return name in self.names or bool(usual_name(name))

    def are_own(self, sectors: list[Span], owner: Span) -> bool:
        """Whether all are sectors of this document that stand under *owner*."""
        over = self.text[owner.start : owner.end]
        return bool(sectors) and all(self.parents.get(self.text[s.start : s.end]) == over for s in sectors)

    def laid_out(self, start: int, end: int) -> tuple[list[Span], tuple[Span, ...]]:
        """The sectors that an object names, and what of them it attends to."""
        for read in sector_lists(self.text, start, end):
            if over := self._umbrella(read.group):
                return [over], read.members
            if len(read.members) > 1 and read.start <= start + 2:
                return list(read.members), ()
        members = [Span(past_verbs(self.text, *member), member.end) for member in members_of(self.text, start, end)]
        if members and all(self.is_sector(self.text[m.start : m.end]) for m in members):
            return members, ()
        first = self._first(start, end)
        return ([first] if first else []), self.attended(start, end)

    def attended(self, start: int, end: int) -> tuple[Span, ...]:
        """The things an object lists, verbs and what stands behind 等 left off."""
        if more := _MORE_OF.search(self.text, start, end):
            end = more.start()
        if self.text.startswith("在", start):
            start += 1
        parts = [Span(past_verbs(self.text, *part), part.end) for part in parts_of(self.text, start, end)]
        return tuple(part for part in parts if part.end - part.start > 1)

    def _umbrella(self, group: Span) -> Span | None:
        """The sector that the word behind 等 names: 先进清洁能源技术."""
        words = self.text[group.start : group.end]
        bare = re.sub("(?:技术|领域|产业|方向|赛道)$", "", words)
        return Span(group.start, group.start + len(bare)) if usual_name(bare) else None

    def _first(self, start: int, end: int) -> Span | None:
        """The first sector's name in the stretch, this document's own names before others."""
        found = Span(*first_known(self.text, start, end))
        places = [(at, -len(name)) for name in self.names if (at := self.text.find(name, start, end)) >= 0]
        if places and min(places)[0] <= found.start:
            at, length = min(places)
            return Span(at, at - length)
        return found if found.end > found.start else None
