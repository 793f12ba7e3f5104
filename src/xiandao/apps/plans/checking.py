"""Findings on a plan's page: what reading found, what a drafter would want to know, and what people say of either."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.lint_kept import linted
from xiandao.apps.plans.mappers import source_of_document
from xiandao.apps.plans.models import Edition, FindingNote
from xiandao.apps.plans.selectors import edition_for, editions_seen
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.writers.findings import LEVELS, level

DEED = "plan.judge"
ORIGINS = ("reading", "lint")
"""Found while the document was read, or by the rules of 印发前检查."""
STATES = ("open", "known", "not-applicable")
LONGEST_REASON = 400
QUOTED = 60
"""Characters of the words that a finding is about, at most, in the list."""


class Found(NamedTuple):
    """One finding, and what people say of it.

    Attributes:
        ordinal: Its place in the order of the text, from 1: the anchor of the list and of its mark.
        key: Tells it again when the text is read anew.
        level: ``error``, ``warning`` or ``note``.
        origin: One of :data:`ORIGINS`.
        words: What it is about; empty where that is the whole document.
        page: On which it stands, where the document has pages.
        note: The last thing said of it, ``None`` where nothing was.
    """

    ordinal: int
    finding: Finding
    key: str
    level: str
    origin: str
    words: str
    page: int | None
    note: FindingNote | None

    @property
    def state(self) -> str:
        """``open``, ``known`` or ``not-applicable``."""
        return self.note.verdict if self.note else "open"

    @property
    def as_row(self) -> dict[str, Any]:
        """As the columns of an edition hold it."""
        found = self.finding
        return {"code": found.code, "start": found.start, "end": found.end, "values": dict(found.values)}


def findings_of(edition: Edition) -> list[Found]:
    """Every finding in the order of the text; of facts without their document only what came with them."""
    read = [_finding(each) for each in edition.findings]
    source = source_of_document(edition.document) if edition.document else None
    text = source.text if source is not None else ""
    origins = {**dict.fromkeys(linted(edition), "lint"), **dict.fromkeys(read, "reading")}
    notes = {note.key: note for note in edition.finding_notes.select_related("by")}
    seen: Counter[str] = Counter()
    ordered = sorted(origins, key=lambda each: (each.start, each.end, each.code))
    found = []
    for ordinal, each in enumerate(ordered, 1):
        words = text[each.start : each.end]
        told = digest_of([each.code, words, sorted(each.values)])
        seen[told] += 1
        key = digest_of([told, seen[told]]).rpartition(":")[2][:16]
        page = source.page(each.start) if source is not None and each.end > each.start else None
        note = notes.get(key)
        found.append(Found(ordinal, each, key, level(each), origins[each], words[:QUOTED], page, note))
    return found


def _finding(each: Mapping[str, Any]) -> Finding:
    return Finding(code=each["code"], start=each["start"], end=each["end"], values=tuple(each["values"].items()))


class Group(NamedTuple):
    """Findings of one kind, the severest kinds first; *left* of them nobody has said anything about."""

    code: str
    level: str
    found: list[Found]
    left: int


def findings_page(edition: Edition, person: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """The findings asked for, by kind, with how many there are of each level and state."""
    everything = findings_of(edition)
    shown = [each for each in everything if _is_asked(each, asked)]
    return {
        "groups": _groups(shown),
        "shown": shown,
        "found_all": len(everything),
        "by_level": tally(LEVELS, (each.level for each in everything if each.state == "open")),
        "by_state": tally(STATES, (each.state for each in everything)),
        "levels": LEVELS,
        "origins": ORIGINS,
        "states": STATES,
        "may_note": editions_seen(person, DEED).filter(pk=edition.pk).exists(),
    }


def _is_asked(found: Found, asked: Mapping[str, str]) -> bool:
    wanted = {"level": found.level, "origin": found.origin, "state": found.state}
    return all(asked.get(name, "") in ("", value) for name, value in wanted.items())


def _groups(found: Iterable[Found]) -> list[Group]:
    by_code: dict[str, list[Found]] = {}
    for each in found:
        by_code.setdefault(each.finding.code, []).append(each)
    groups = [
        Group(code, listed[0].level, listed, sum(each.state == "open" for each in listed))
        for code, listed in by_code.items()
    ]
    return sorted(groups, key=lambda group: (LEVELS.index(group.level), -group.left, group.code))


def tally(names: Iterable[str], values: Iterable[str]) -> list[tuple[str, int]]:
    """How many of *values* each of *names* is, in the order of the names."""
    counts = Counter(values)
    return [(name, counts[name]) for name in names]


def finding_judge(person: Person, edition: int, key: str, *, verdict: str, reason: str, at: dt.datetime) -> FindingNote:
    """Says of a finding that it is known, that it does not apply, or that it stands after all.

    Raises:
        Refusal: ``finding-gone`` where the edition has no such finding, ``finding-reason`` without a reason.
    """
    of = edition_for(person, edition, DEED)
    found = next((each for each in findings_of(of) if each.key == key), None)
    if found is None or verdict not in STATES:
        raise Refusal("finding-gone")
    why = " ".join(reason.split())
    if (verdict != "open" and not why) or len(why) > LONGEST_REASON:
        raise Refusal("finding-reason", most=LONGEST_REASON)
    with transaction.atomic():  # what was searched for is searched before: nobody else waits for it
        note = FindingNote.objects.create(
            edition=of, code=found.finding.code, key=key, verdict=verdict, reason=why, at=at, by_id=person.id
        )
        record("finding.judge", "edition", of.pk, by=person, at=at, finding=key, code=note.code, verdict=verdict)
    return note
