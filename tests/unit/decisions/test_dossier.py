"""A dossier proves what was decided on what; whatever was changed is named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.builders.seals import NOON, signer, trusted

from xiandao.core.canonical import DIGESTS, canonical_bytes, value_of
from xiandao.core.findings import Finding
from xiandao.decisions.difference import Difference
from xiandao.decisions.dossier import freeze, replay, sealed, verify
from xiandao.decisions.dossier_json import bytes_of, dossier_of
from xiandao.decisions.record import (
    Case,
    Dissent,
    Dossier,
    Material,
    Objection,
    Person,
    RuleVersion,
    Score,
    Voices,
    rule_version,
)

RULE_TEXT = b'winners = "the first by points; ties by lot"'
RULES = {("selection", "2"): RULE_TEXT}
INPUTS = {"points": b"a,3\nb,5\nc,5\nd,1\n", "conflicts": b""}
CASE = Case(
    id="call:2026-01",
    materials=tuple(Material(name, "text/csv", data) for name, data in INPUTS.items()),
    rules=(rule_version("selection", "2", "第十二条", RULE_TEXT),),
    seed=20260302,
    parameters={"places": 2, "weight": 0.4},
    as_of=date(2026, 2, 28),
    known_at=NOON,
)
VOICES = Voices(
    scores=(
        Score(subject="app:b", criterion="创新性", by="expert:2", value=Decimal("4.50")),
        Score(subject="app:a", criterion="创新性", by="expert:1", value=Decimal(3)),
    ),
    dissents=(Dissent(subject="app:c", by="expert:1", at=NOON, words="样机尚未验证，保留意见。"),),
    objections=(
        Objection(subject="app:b", by="org:9", at=NOON + timedelta(days=5), words="已获同类立项。", answer=None),
    ),
    people=(Person("expert:2", "expert"), Person("expert:1", "expert")),
)


def lot(
    inputs: Mapping[str, bytes], rules: tuple[RuleVersion, ...], seed: int, parameters: Mapping[str, object], /
) -> object:
    """The first by points; ties by a lot drawn from the seed."""
    rows = [line.split(",") for line in inputs["points"].decode().split()]
    drawn = {name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest() for name, _ in rows}
    ranked = sorted((-int(points), drawn[name], name) for name, points in rows)
    weight = parameters["weight"]
    places = parameters["places"]
    assert isinstance(weight, Decimal)
    assert isinstance(places, int)
    winners = [{"name": name, "points": -points * weight} for points, _, name in ranked]
    return {"rules": [rule.version for rule in rules], "winners": winners[:places], "令": "依次"}


FROZEN = freeze(CASE, lot, VOICES)
SEALED = sealed(sealed(FROZEN, signer(1), at=NOON, by="person:chair"), signer(2), at=NOON, by="person:secretary")


def told(found: tuple[Finding, ...]) -> list[tuple[str, ...]]:
    return [(each.code, *(value for _, value in each.values)) for each in found]


def faults(dossier: Dossier) -> list[tuple[str, ...]]:
    return told(verify(dossier, INPUTS, RULES, trusted(1, 2)))


SEALS_VOID = [
    ("dossier-seal-void", "1", "person:chair", "seal-other-content"),
    ("dossier-seal-void", "2", "person:secretary", "seal-other-content"),
]


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({"points": INPUTS["points"]}, ("dossier-input-missing", "conflicts")),
        (INPUTS | {"points": b"a,9\nb,5\nc,5\nd,1\n"}, ("dossier-input-changed", "points", "16", "16")),
        (INPUTS | {"later": b"x"}, ("dossier-input-unknown", "later")),
    ],
)
def test_an_input_that_is_not_what_it_was_is_named_and_nothing_is_run(
    inputs: dict[str, bytes], fault: tuple[str, ...]
) -> None:
    assert told(verify(SEALED, inputs, RULES, trusted(1, 2))) == [fault]
    again = replay(SEALED, inputs, lot)
    assert (again.is_same, told(again.faults), again.outcome) == (False, [fault], None)


@pytest.mark.parametrize(
    ("rules", "code"),
    [({}, "dossier-rule-missing"), ({("selection", "2"): RULE_TEXT + b" "}, "dossier-rule-changed")],
)
def test_a_rule_that_is_not_what_it_was_is_named(rules: dict[tuple[str, str], bytes], code: str) -> None:
    assert told(verify(SEALED, INPUTS, rules, trusted(1, 2))) == [(code, "selection", "2")]


def test_a_changed_outcome_is_named() -> None:
    changed = replace(SEALED, outcome=SEALED.outcome.replace(b'"b"', b'"a"'))
    assert faults(changed) == [("dossier-outcome-changed",)]
    assert told(replay(changed, INPUTS, lot).faults) == [("dossier-outcome-changed",)]


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        (replace(SEALED, seed=1), "case"),
        (replace(SEALED, known_at=NOON + timedelta(days=1)), "case"),
        (replace(SEALED, as_of=date(2026, 3, 1)), "case"),
        (replace(SEALED, parameters=b'{"places":3,"weight":0.4}'), "parameters"),
        (replace(SEALED, rules=(SEALED.rules[0]._replace(clause="第十三条"),)), "rules"),
        (replace(SEALED, voices=replace(VOICES, dissents=())), "dissents"),
        (replace(SEALED, voices=replace(SEALED.voices, scores=SEALED.voices.scores[:1])), "scores"),
        (replace(SEALED, voices=replace(SEALED.voices, people=SEALED.voices.people[1:])), "people"),
        (replace(SEALED, voices=replace(SEALED.voices, objections=())), "objections"),
    ],
)
def test_a_changed_part_is_named(changed: Dossier, part: str) -> None:
    assert ("dossier-part-changed", part) in faults(changed)
    assert not replay(changed, INPUTS, lot).is_same


def test_a_part_changed_together_with_its_digest_voids_the_seals() -> None:
    other = freeze(replace(CASE, seed=7), lot, VOICES)
    assert faults(replace(other, seals=SEALED.seals)) == SEALS_VOID


def test_a_part_left_out_of_what_is_sealed_is_named() -> None:
    assert faults(replace(SEALED, parts=SEALED.parts[:-1]))[0] == ("dossier-part-changed", "people")
    assert faults(replace(SEALED, parts=(*SEALED.parts, ("more", "sha256:0"))))[0] == ("dossier-part-changed", "more")


def test_a_seal_that_was_changed_or_is_a_strangers_is_named() -> None:
    first, second = SEALED.seals
    changed = replace(SEALED, seals=(first, replace(second, by="person:other")))
    assert faults(changed) == [("dossier-seal-void", "2", "person:other", "seal-forged")]
    unknown = [("dossier-seal-void", "2", "person:secretary", "seal-key-unknown")]
    assert told(verify(SEALED, INPUTS, RULES, trusted(1))) == unknown


def test_a_dossier_without_a_seal_is_told() -> None:
    assert faults(FROZEN) == [("dossier-unsealed",)]


def test_a_name_can_never_stand_where_an_id_is_due() -> None:
    with pytest.raises(ValueError, match="an id is expected"):
        Voices(people=(Person("张三", "expert"),))
    with pytest.raises(ValueError, match="an id is expected"):
        Score(subject="app:a", criterion="x", by="li si", value=Decimal(1))
    with pytest.raises(ValueError, match="an id is expected"):
        Dissent(subject=None, by="", at=NOON, words="x")


def test_an_input_or_a_rule_cannot_stand_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        replace(CASE, materials=(*CASE.materials, CASE.materials[0]))
    with pytest.raises(ValueError, match="twice"):
        replace(CASE, rules=CASE.rules * 2)
    with pytest.raises(ValueError, match="time zone"):
        replace(CASE, known_at=datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose


def test_parameters_without_names_are_no_parameters() -> None:
    with pytest.raises(TypeError, match="mapping"):
        freeze(replace(CASE, parameters=[2, 0.4]), lot)  # type: ignore[arg-type]


def test_another_outcome_is_told_by_the_first_place_where_it_differs() -> None:
    def other(
        inputs: Mapping[str, bytes], rules: tuple[RuleVersion, ...], seed: int, parameters: Mapping[str, object], /
    ) -> object:
        outcome = value_of(canonical_bytes(lot(inputs, rules, seed, parameters)))
        assert isinstance(outcome, dict)
        outcome["winners"][1]["points"] += 1
        return outcome

    again = replay(SEALED, INPUTS, other)
    assert not again.is_same
    assert again.faults == ()
    assert again.difference == Difference("/winners/1/points", "2", "3")


def test_the_same_rules_on_the_same_inputs_give_the_same_outcome() -> None:
    again = replay(SEALED, dict(reversed(INPUTS.items())), lot)
    assert again.is_same
    assert again.outcome == SEALED.outcome
    assert faults(SEALED) == []


def test_the_order_in_which_things_are_given_is_nothing() -> None:
    backwards = Voices(
        scores=VOICES.scores[::-1],
        dissents=VOICES.dissents[::-1],
        objections=VOICES.objections[::-1],
        people=VOICES.people[::-1],
    )
    assert freeze(replace(CASE, materials=CASE.materials[::-1]), lot, backwards) == FROZEN


def test_a_dossier_comes_back_from_its_file_as_it_was() -> None:
    data = bytes_of(SEALED)
    assert bytes_of(dossier_of(data)) == data
    assert dossier_of(data) == replace(SEALED)
    assert faults(dossier_of(data)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seed":20260302', b'"seed":"20260302"'),
        (b'"seed":20260302', b'"seed":20260302 '),
        (b'"size":16', b'"size":"16"'),
        (b'"value":4.5', b'"value":"4.5"'),
        (b"xiandao-dossier/1", b"xiandao-dossier/2"),
        (b'"answer":null', b'"answer":7'),
        (b'"answer":null,', b""),
        (b'"expert:1"', '"张三"'.encode()),
        (b'"as_of":"2026-02-28"', b'"as_of":"2026-02-30"'),
        (b'"outcome_digest"', b'"outcome_digestt"'),
        (b'"parameters":{"places":2,"weight":0.4}', b'"parameters":[]'),
        (b'"parts":[[', b'"parts":[[],['),
        (b'"people":[', b'"people":[[],'),
    ],
)
def test_a_file_that_is_no_dossier_is_refused(old: bytes, new: bytes) -> None:
    assert old in bytes_of(SEALED)
    with pytest.raises(ValueError):  # noqa: PT011 - dates and ids have messages of their own
        dossier_of(bytes_of(SEALED).replace(old, new))


def test_a_dossier_may_be_frozen_with_another_algorithm() -> None:
    by = DIGESTS.get("sm3", DIGESTS["sha256"])
    other = sealed(freeze(CASE, lot, VOICES, by=by), signer(1), at=NOON, by="person:chair")
    assert other.seals[0].digest.startswith(f"{by.name}:")
    assert faults(other) == []
    assert replay(other, INPUTS, lot).is_same
