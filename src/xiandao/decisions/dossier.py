"""Dossiers: freeze a decision, make it again, and find what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from xiandao.core.canonical import (
    DIGESTS,
    SHA256,
    Digest,
    algorithm_of,
    canonical_bytes,
    digest,
    digest_of,
    matches,
    value_of,
)
from xiandao.core.findings import Finding, finding
from xiandao.core.sealing import Signer, Verifier, seal, seal_fault
from xiandao.decisions.difference import Difference, first_difference
from xiandao.decisions.record import Case, Dossier, Input, Material, Rerun, RuleVersion, Voices

FORMAT = "xiandao-dossier/1"
NO_VOICES = Voices()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What making a decision again gave.

    Attributes:
        is_same: The same outcome, byte for byte, from the same inputs.
        faults: Why it was not made again: inputs or parts of the dossier that are not what they were.
        difference: Where the new outcome first parts from the frozen one, else ``None``.
        outcome: The new outcome in canonical bytes, ``None`` where it was not made.
    """

    is_same: bool
    faults: tuple[Finding, ...] = ()
    difference: Difference | None = None
    outcome: bytes | None = None


def freeze(case: Case, run: Rerun, voices: Voices = NO_VOICES, *, by: Digest = SHA256) -> Dossier:
    """The decision that *run* makes of *case*, frozen with what people said of it.

    The rules get here what they will get at every replay: the bytes of the inputs, the rules in the order of their
    ids, the parameters as read back from their canonical bytes.
    """
    rules = tuple(sorted(case.rules))
    parameters = canonical_bytes(case.parameters)
    outcome = _outcome({each.name: each.data for each in case.materials}, rules, case.seed, parameters, run)
    bare = Dossier(
        id=case.id,
        inputs=tuple(sorted(_input(each, by) for each in case.materials)),
        rules=rules,
        seed=case.seed,
        parameters=parameters,
        as_of=case.as_of,
        known_at=case.known_at,
        outcome=outcome,
        outcome_digest=digest(outcome, by=by),
        voices=_in_order(voices),
        parts=(),
    )
    return replace(bare, parts=tuple((name, digest_of(part, by=by)) for name, part in _parts(bare).items()))


def dossier_digest(dossier: Dossier) -> str:
    """What seals are over: the digests of all parts, by the algorithm with which the dossier was frozen."""
    by = DIGESTS.get(algorithm_of(dossier.outcome_digest), SHA256)
    return digest_of({"format": FORMAT, "parts": dossier.parts}, by=by)


def sealed(dossier: Dossier, signer: Signer, *, at: datetime, by: str) -> Dossier:
    """*dossier* with one more seal; who signs vouches for the content, not for the seals before."""
    added = seal(dossier_digest(dossier), signer, at=at, by=by)
    return replace(dossier, seals=(*dossier.seals, added))


def replay(
    dossier: Dossier, inputs: Mapping[str, bytes], run: Rerun, *, known: Mapping[str, Digest] = DIGESTS
) -> Replay:
    """*dossier* made again by *run* from *inputs*, unless they or it are not what they were.

    Seals are not looked at: see :func:`verify`.
    """
    faults = (*_input_faults(dossier, inputs, known), *_part_faults(dossier, known))
    if faults:
        return Replay(is_same=False, faults=faults)
    outcome = _outcome(inputs, dossier.rules, dossier.seed, dossier.parameters, run)
    difference = first_difference(dossier.outcome, outcome)
    return Replay(is_same=difference is None, difference=difference, outcome=outcome)


def verify(
    dossier: Dossier,
    inputs: Mapping[str, bytes],
    rules: Mapping[tuple[str, str], bytes],
    keys: Mapping[str, Verifier],
    *,
    known: Mapping[str, Digest] = DIGESTS,
) -> tuple[Finding, ...]:
    """What is not as it was when *dossier* was frozen and sealed; empty when all is.

    Args:
        dossier: As kept.
        inputs: The bytes of its inputs, by their names.
        rules: The bytes of the rules as kept now, by id and version; more than the dossier's are no fault.
        keys: The public keys trusted, by their id.
        known: The digest algorithms accepted.
    """
    return (
        *_input_faults(dossier, inputs, known),
        *_rule_faults(dossier.rules, rules, known),
        *_part_faults(dossier, known),
        *_seal_faults(dossier, keys),
    )


def _outcome(
    inputs: Mapping[str, bytes], rules: tuple[RuleVersion, ...], seed: int, parameters: bytes, run: Rerun
) -> bytes:
    given = value_of(parameters)
    if not isinstance(given, dict):
        raise TypeError("parameters are a mapping")
    in_order = MappingProxyType({name: inputs[name] for name in sorted(inputs)})
    return canonical_bytes(run(in_order, rules, seed, given))


def _input(material: Material, by: Digest) -> Input:
    return Input(material.name, material.media_type, len(material.data), digest(material.data, by=by))


def _in_order(voices: Voices) -> Voices:
    """By content, so that the order in which a database gives them is nothing."""
    return Voices(
        scores=tuple(sorted(voices.scores, key=canonical_bytes)),
        dissents=tuple(sorted(voices.dissents, key=canonical_bytes)),
        objections=tuple(sorted(voices.objections, key=canonical_bytes)),
        people=tuple(sorted(voices.people)),
    )


def _parts(dossier: Dossier) -> dict[str, object]:
    """Everything that seals vouch for, by the name under which a change is told."""
    return {
        "case": (dossier.id, dossier.seed, dossier.as_of, dossier.known_at),
        "inputs": dossier.inputs,
        "rules": dossier.rules,
        "parameters": dossier.parameters.decode("utf-8", "surrogatepass"),
        "outcome": dossier.outcome_digest,
        "scores": dossier.voices.scores,
        "dissents": dossier.voices.dissents,
        "objections": dossier.voices.objections,
        "people": dossier.voices.people,
    }


def _input_faults(dossier: Dossier, inputs: Mapping[str, bytes], known: Mapping[str, Digest]) -> Iterator[Finding]:
    for each in dossier.inputs:
        data = inputs.get(each.name)
        if data is None:
            yield finding("dossier-input-missing", name=each.name)
        elif len(data) != each.size or not matches(data, each.digest, known=known):
            yield finding("dossier-input-changed", name=each.name, size=each.size, found=len(data))
    for name in sorted(inputs.keys() - {each.name for each in dossier.inputs}):
        yield finding("dossier-input-unknown", name=name)


def _rule_faults(
    frozen: tuple[RuleVersion, ...], rules: Mapping[tuple[str, str], bytes], known: Mapping[str, Digest]
) -> Iterator[Finding]:
    for rule in frozen:
        text = rules.get((rule.id, rule.version))
        if text is None:
            yield finding("dossier-rule-missing", name=rule.id, version=rule.version)
        elif not matches(text, rule.digest, known=known):
            yield finding("dossier-rule-changed", name=rule.id, version=rule.version)


def _part_faults(dossier: Dossier, known: Mapping[str, Digest]) -> Iterator[Finding]:
    if not matches(dossier.outcome, dossier.outcome_digest, known=known):
        yield finding("dossier-outcome-changed")
    frozen = dict(dossier.parts)
    for name, part in _parts(dossier).items():
        if not matches(canonical_bytes(part), frozen.pop(name, ""), known=known):
            yield finding("dossier-part-changed", part=name)
    for name in sorted(frozen):
        yield finding("dossier-part-changed", part=name)


def _seal_faults(dossier: Dossier, keys: Mapping[str, Verifier]) -> Iterator[Finding]:
    if not dossier.seals:
        yield finding("dossier-unsealed")
    over = dossier_digest(dossier)
    for number, each in enumerate(dossier.seals, 1):
        fault = seal_fault(each, over, keys)
        if fault is not None:
            yield finding("dossier-seal-void", number=number, by=each.by, reason=fault)
