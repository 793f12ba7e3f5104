"""Measures in force that overlap, with what each policy says of stacking."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.policies.models import Measure
from xiandao.apps.policies.selectors import library
from xiandao.apps.policies.vocabularies import vocabulary
from xiandao.reading.measures_overlap import Placed, overlaps_of

MOST = 200
"""Pairs that are told; whoever has more asks topic by topic."""


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
    """The first :data:`MOST` pairs, and whether these are all."""

    listed: list[Pair]
    is_whole: bool


COLUMNS = ("pk", "policy_id", "policy__place__path", "topics", "instrument", "object")


def overlapping(person: Person, topic: str, today: dt.date) -> Pairs:
    """The pairs that the person sees, of one topic or (empty) of all: two questions, however many there are."""
    found = library(person, {"topic": topic, "state": "force"}, today)
    placed = [
        Placed(pk, policy, path, _topics(topics, topic), instrument, words)
        for pk, policy, path, topics, instrument, words in found.values_list(*COLUMNS)
    ]
    overlaps = overlaps_of(placed, vocabulary(), most=MOST)
    shown = {pk for each in overlaps.pairs for pk in (each.upper, each.lower)}
    rows = found.in_bulk(shown) if shown else {}
    listed = [
        Pair(each.kind, each.topic, rows[each.upper], rows[each.lower], _rules(rows[each.upper], rows[each.lower]))
        for each in overlaps.pairs
        if each.upper in rows and each.lower in rows  # nobody took one of them away meanwhile
    ]
    return Pairs(listed, overlaps.is_whole)


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
