"""The directions of work under each sector of a plan, as items."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from xiandao.core.plan import Technology
from xiandao.core.text import Span
from xiandao.reading.directions import directions_in
from xiandao.reading.quoting import Quoter
from xiandao.reading.tracks import Track

# Under a heading that chooses nothing, only what a list names is taken for a direction.
_LOOSE = frozenset({"sector.known", "sector.opening"})
_LISTED = frozenset({"technology.list", "technology.bracket", "technology.umbrella"})
_CONFIDENCE = {"technology.list": 0.9, "technology.bracket": 0.9, "technology.umbrella": 0.7}


def technologies_of(text: str, tracks: tuple[Track, ...], quoter: Quoter) -> tuple[Technology, ...]:
    """What the sectors with a text of their own are to work on, each name once a sector."""
    listed = sorted({track.listed for track in tracks if track.listed.end > track.listed.start})
    divided: dict[Span, set[str]] = {}
    for track in tracks:
        divided.setdefault(track.parent, set()).add(text[track.start : track.end])
    return tuple(
        item
        for track in tracks
        if track.is_headed
        for item in _of_track(text, track, listed, divided.get(Span(track.start, track.end), set()), quoter)
    )


def _of_track(text: str, track: Track, listed: list[Span], divided: set[str], quoter: Quoter) -> Iterator[Technology]:
    sector = quoter.printed(track.start, track.end)
    skipped = listed[bisect_left(listed, (track.body.start, 0)) : bisect_left(listed, (track.body.end, 0))]
    seen: set[str] = set()
    loose = track.rule in _LOOSE
    for start, end, kind, rule in directions_in(text, track.body, skipped):
        name = text[start:end]
        if name in seen or name in divided or (loose and rule not in _LISTED):
            continue
        seen.add(name)
        words = quoter.words(start, end, rule, _CONFIDENCE.get(rule, 0.75))
        name = words.quote if len(words.quote) == end - start else quoter.printed(start, end)
        yield Technology(id=quoter.id("technology", words.quote), words=words, sector=sector, name=name, kind=kind)
