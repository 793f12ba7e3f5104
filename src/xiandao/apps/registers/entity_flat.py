"""An entity as the API gives it: canonical values, masked where they are sealed, without what may not leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers import entity_card, entity_links, entity_past
from xiandao.apps.registers.doubles import Reason, reason_found
from xiandao.apps.registers.entity_card import Source, Subject, subject_of
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import Entity, Likeness
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.personal import SEALED
from xiandao.apps.registers.sight import is_given, shown
from xiandao.core.kinds import LABEL, STAGE
from xiandao.core.messages import Language, message, wording


def entity_flat(person: Person, entity: Entity, then: Then, language: Language) -> dict[str, Any]:
    """Everything of an entity that the person may take along."""
    of = subject_of(person, entity, kind_of(entity.kind), then, language)
    people, papers = entity_past.people_of(of), entity_past.papers_of(of)
    values = shown(of.kind, of.row.values, of.sight, leaves=True)
    return {
        "key": entity.key, "kind": entity.kind, "name": entity.name, "secrecy": entity.secrecy,
        "place": entity.place.code if entity.place else None, "exists": of.row.exists, "version": entity.version,
        "as_of": then.on, "known_at": then.known_at,
        "values": {code: [masked(each, language) for each in said] for code, said in values.items()},
        "contradictions": [_contradiction(each) for each in entity_card.contradictions(of) if _goes(of, each.code)],
        "statements": [
            _statement(each, language) for each in entity_past.statements(of, people) if _goes(of, each.code)
        ],
        "stages": [_turn(each) for each in entity_past.turns(of, people, STAGE, papers)],
        "labels": [_turn(each) for each in entity_past.turns(of, people, LABEL, papers)],
        "ladders": [_ladder(each) for each in entity_card.ladders(of)] if of.sight.is_keeper else [],
        "joined": [each.key for each in entity_links.family(person, entity)],
    }  # fmt: skip


def masked(value: str, language: Language) -> str:
    """A value as it is, or a mask."""
    return wording("register-masked", language) if value.startswith(SEALED) else value


def _goes(of: Subject, code: str) -> bool:
    return is_given(of.kind.property(code), of.sight)


def _source(of: Source | None) -> dict[str, Any] | None:
    return of and {"origin": of.pk, "title": of.title, "stream": of.stream, "authority": of.authority}


def _contradiction(of: entity_card.Contradiction) -> dict[str, Any]:
    sides = [
        {"values": [each.text for each in side.values], "source": _source(side.source), "leads": side.leads}
        for side in of.sides
    ]
    return {"property": of.code, "rule": of.rule, "sides": sides}


def _statement(of: entity_past.StatementLine, language: Language) -> dict[str, Any]:
    names = ("first_seen", "last_seen", "until_seen", "valid_from", "valid_until", "leads")
    told = {name: getattr(of.said, name) for name in names}
    value = masked(of.said.value, language)
    return {"property": of.code, "value": value, "source": _source(of.source), "where": of.said.place, **told}


def _turn(of: entity_past.Turn) -> dict[str, Any]:
    papers = [each.name for each in of.files]
    return {"code": of.code, "since": of.since, "until": of.until, "source": _source(of.source), "papers": papers}


def _ladder(of: entity_card.Step) -> dict[str, Any]:
    return {"name": of.name, "rung": of.rung, "next": of.next, "missing": [rule for rule, _, _ in of.missing]}


def pair_flat(of: Likeness, language: Language) -> dict[str, Any]:
    """A pair and what was found of it."""
    return {
        "first": of.first.key, "second": of.second.key, "first_name": of.first.name, "second_name": of.second.name,
        "kind": of.first.kind, "score": of.score, "verdict": of.verdict,
        "reasons": [reason_flat(each, language) for each in of.reasons],
    }  # fmt: skip


def reason_flat(reason: Mapping[str, str], language: Language) -> dict[str, str]:
    """A reason by code and in words."""
    return {"code": reason["finding"], "words": message(reason_found(reason), language)}


def partner_flat(entity: Entity, reasons: Iterable[Reason], language: Language) -> dict[str, Any]:
    """An entity that may be the same."""
    place = entity.place.code if entity.place else None
    return {
        "key": entity.key, "name": entity.name, "place": place,
        "reasons": [reason_flat(each, language) for each in reasons],
    }  # fmt: skip
