"""A track: one place where a plan names a sector, with the text that is the sector's own."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from xiandao.core.text import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One place where the plan names a sector; all places are in the view.

    Attributes:
        start: The name. end: One past it.
        rule: Id of the rule that found it.
        confidence: 识别可信度 of that rule.
        body: The text that is the sector's own, empty where it has none.
        group: The words that say what it is called together with others, empty where none do.
        parent: The name of the sector it stands under.
        listed: The stretch of the list that named it, empty for a heading; no technologies are read there.
    """

    start: int
    end: int
    rule: str
    confidence: float
    body: Span = NOWHERE
    group: Span = NOWHERE
    parent: Span = NOWHERE
    listed: Span = NOWHERE

    @property
    def is_headed(self) -> bool:
        """Whether the sector has a text of its own."""
        return self.body.end > self.body.start


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch joined."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def holds(spans: list[Span], at: int) -> bool:
    """Whether one of the ordered spans holds *at*."""
    number = bisect_right(spans, at, key=lambda span: span.start) - 1
    return number >= 0 and at < spans[number].end


def without(span: Span, taken: list[Span]) -> list[Span]:
    """What is left of *span* when the ordered stretches of *taken* go."""
    rest, at = [], span.start
    number = max(0, bisect_right(taken, span) - 1)
    while number < len(taken) and taken[number].start < span.end:
        gone = taken[number]
        if gone.start > at:
            rest.append(Span(at, gone.start))
        at = max(at, gone.end)
        number += 1
    if at < span.end:
        rest.append(Span(at, span.end))
    return rest
