"""Measures in force that overlap, with what each policy says of stacking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.policies.models import Measure
from xiandao.apps.policies.selectors import library, measures_seen
from xiandao.apps.policies.vocabularies import known, vocabulary
from xiandao.reading.measures_overlap import Overlap, Placed, overlaps_of

MOST, MOST_OF_TOPIC = 200, 50_000
"""Pairs that are told of all topics together, and of one: whoever has more asks topic by topic."""


class Said(NamedTuple):
    """A sentence on stacking and whose it is; *kind* of ``STACKINGS``."""

    kind: str
    quote: str
    policy: int


class Pair(NamedTuple):
    """Two measures: ``levels`` or ``twice``, the topic, both, and the rules of either policy."""

    kind: str
    topic: str
    upper: Measure
    lower: Measure
    rules: tuple[Said, ...]


class Pairs(NamedTuple):
    """What overlaps, by number.

    Attributes:
        found: Pairs in their order.
        is_whole: Whether these are all there are.
        is_compared: Whether, where they are not, there are only more of them than are told; else what was not compared
            may hold more, and that none was found means nothing.
    """

    found: tuple[Overlap, ...]
    is_whole: bool
    is_compared: bool


COLUMNS = ("pk", "policy_id", "policy__place__path", "topics", "instrument", "object")


def overlapping(person: Person, topic: str, today: dt.date, *, instrument: str = "") -> Pairs:
    """The pairs that the person sees, of one topic or (empty) of all, of one instrument or of all: one question."""
    topic = topic if known("topics", topic) else ""
    found = library(person, {"topic": topic, "instrument": instrument, "state": "force"}, today)
    placed = [
        Placed(pk, policy, path, _topics(topics, topic), instrument, words)
        for pk, policy, path, topics, instrument, words in found.values_list(*COLUMNS)
    ]
    most = MOST_OF_TOPIC if topic else MOST
    overlaps = overlaps_of(placed, vocabulary(), most=most)
    return Pairs(overlaps.pairs, overlaps.is_whole, overlaps.is_whole or len(overlaps.pairs) == most)


def pairs_of(person: Person, overlaps: Sequence[Overlap]) -> list[Pair]:
    """A page of pairs with their measures: one question; what was taken away meanwhile is left out."""
    rows = measures_seen(person, {pk for each in overlaps for pk in (each.upper, each.lower)})
    return [
        Pair(each.kind, each.topic, rows[each.upper], rows[each.lower], _rules(rows[each.upper], rows[each.lower]))
        for each in overlaps
        if each.upper in rows and each.lower in rows
    ]


def _topics(bars: str, topic: str) -> tuple[str, ...]:
    """Those that count: the one asked for, or all of the measure."""
    return tuple(code for code in bars.split("|") if code and (not topic or code == topic))


def _rules(*measures: Measure) -> tuple[Said, ...]:
    """What the measures themselves and their policies say, each sentence once."""
    found = [
        Said(rule["kind"], rule["quote"], measure.policy_id) for measure in measures for rule in measure.policy.rules
    ]
    own = [Said(each.stacking, each.quote, each.policy_id) for each in measures if each.stacking]
    return tuple(dict.fromkeys((*own, *found)))
