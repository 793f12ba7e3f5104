"""Confidence gives way where the text is damaged: an item whose words touch the damage is trusted less."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from xiandao.core.findings import Finding
from xiandao.core.plan import Bundle, Cite, Fact, Placement, Plan, Sector, Target, Task, Technology, Words
from xiandao.core.text import Span

STEP = 0.2
"""Taken off once, however much damage there is; what the usual rules read is then put before a person."""

SPOILS = frozenset(
    {
        "range-sign-lost", "numeral-lost", "ocr-noise", "bracket-unclosed", "quote-unbalanced", "end-cut-off",
        "line-broken", "table-flattened",
    }
)  # fmt: skip
"""Damage that may have changed the words beside it; the rest concerns the document, its numbering or its full stops."""

Item = TypeVar("Item", Target, Fact, Task, Sector, Technology, Placement, Bundle, Cite)


def lowered(plan: Plan, damage: Iterable[Finding]) -> Plan:
    """The plan, each item trusted less by :data:`STEP` whose quote overlaps or touches *damage*."""
    spoilt = _merged(Span(found.start, found.end) for found in damage if found.code in SPOILS)
    if not spoilt:
        return plan
    return replace(
        plan,
        targets=_each(plan.targets, spoilt),
        facts=_each(plan.facts, spoilt),
        tasks=_each(plan.tasks, spoilt),
        sectors=_each(plan.sectors, spoilt),
        technologies=_each(plan.technologies, spoilt),
        placements=_each(plan.placements, spoilt),
        bundles=_each(plan.bundles, spoilt),
        cites=_each(plan.cites, spoilt),
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same places in order, none touching the next."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _each(items: tuple[Item, ...], spoilt: Sequence[Span]) -> tuple[Item, ...]:
    starts, ends = zip(*spoilt, strict=True)
    made = list(items)
    for at, item in enumerate(items):
        words = item.words
        near = bisect_right(starts, words.end)
        if near and ends[near - 1] >= words.start:
            made[at] = replace(item, words=_trusted_less(words))
    return tuple(made)


def _trusted_less(words: Words) -> Words:
    return words._replace(confidence=max(0.0, round(words.confidence - STEP, 2)))
