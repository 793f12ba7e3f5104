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
"""Pairs that a page shows."""


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


def overlapping(person: Person, topic: str, today: dt.date) -> list[Pair]:
    """Every pair that the person sees, of one topic or (empty) of all."""
    rows = {each.pk: each for each in library(person, {"topic": topic, "state": "force"}, today)}
    placed = [
        Placed(each.pk, each.policy_id, each.policy.place.path, each.topic_codes, each.instrument, each.object)
        for each in rows.values()
    ]
    found = overlaps_of(placed, vocabulary())
    return [
        Pair(each.kind, each.topic, rows[each.upper], rows[each.lower], _rules(rows[each.upper], rows[each.lower]))
        for each in found
        if not topic or topic in rows[each.upper].topic_codes
    ]


def _rules(*measures: Measure) -> tuple[Said, ...]:
    """What the measures themselves and their policies say, each sentence once."""
    found = [
        Said(rule["kind"], rule["quote"], measure.policy_id) for measure in measures for rule in measure.policy.rules
    ]
    own = [Said(each.stacking, each.quote, each.policy_id) for each in measures if each.stacking]
    return tuple(dict.fromkeys((*own, *found)))
